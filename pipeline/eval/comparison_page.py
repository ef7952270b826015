"""Two evaluations side by side as markdown: figures with paired differences, then what got worse or better."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.eval.compare import Change, Compared, Comparison, Delta, RowDelta
from pipeline.eval.page import cut, shown
from pipeline.report import OutputPart
from pipeline.report.escape import escape

Passages = Mapping[tuple[str, str, str], tuple[str, str]]
"""Passage and what was said of it, by set, way and item; empty where only figures were kept."""

_NAMES = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "balanced_accuracy": "balanced accuracy",
    "auc": "AUC",
}


def comparison_parts(comparison: Comparison, before: Passages, after: Passages) -> Iterator[OutputPart]:
    """Yield the files of a comparison."""
    yield OutputPart("comparison.md", comparison_page(comparison, before, after))
    yield OutputPart("comparison.json", comparison.model_dump_json(indent=1) + "\n")


def comparison_page(comparison: Comparison, before: Passages, after: Passages) -> str:
    """Return a comparison as markdown."""
    lines = [
        "# What changed",
        "",
        "A difference is after minus before. In brackets where it lies in 95 of 100 resamples of",
    ]
    lines[-1] += " the documents, the same for both; bold where that leaves nought out."
    for one in comparison.compared:
        lines += ["", f"## {escape(one.dataset)}", "", *_told(one), "", *_table(one.rows)]
        for title, is_better in (("Got worse", False), ("Got better", True)):
            changes = one.changed(is_better=is_better)
            lines += ["", f"### {title} ({len(changes)})", ""]
            lines += [_change(one, change, before, after) for change in changes] or ["Nothing."]
    if comparison.alone:
        lines += ["", "## Without a counterpart", "", *(f"- {escape(name)}" for name in comparison.alone)]
    return "\n".join(lines) + "\n"


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """Yield what a terminal is told: for each task how many things changed, and each figure that did."""
    for one in comparison.compared:
        for row in one.rows:
            if row.kind is None:
                moved = [_moved(name, delta) for name, delta in row.deltas.items() if delta.before != delta.after]
                told = f"{one.dataset}: {row.task}: {row.worse} got worse, {row.better} got better"
                yield "; ".join([told, *moved])
    yield from (f"without a counterpart: {name}" for name in comparison.alone)


def _moved(name: str, delta: Delta) -> str:
    return f"{_NAMES[name]} {delta.before:.2f} to {delta.after:.2f} ({_signed(delta)})"


def _signed(delta: Delta) -> str:
    sign = "+" if delta.difference.value > 0 else ""
    return f"{sign}{shown(delta.difference)}"


def _told(one: Compared) -> Iterator[str]:
    yield f"- before: {escape(one.before)}"
    yield f"- after: {escape(one.after)}"
    left_out = f"; {one.left_out} were not judged by both and are left out" if one.left_out else ""
    yield f"- {one.common} things were judged by both{left_out}"
    if not one.is_same_sample:
        yield "- the two did not take the same examples: only those in both are compared"


def _table(rows: Sequence[RowDelta]) -> Iterator[str]:
    yield f"| what | worse | better | {' | '.join(_NAMES.values())} |"
    yield f"| --- | ---: | ---: | {' | '.join(['---:'] * len(_NAMES))} |"
    for row in rows:
        what = f"**{escape(row.task)}**" if row.kind is None else escape(row.kind)
        cells = [_cell(row.deltas[name]) if name in row.deltas else "" for name in _NAMES]
        yield f"| {what} | {row.worse or ''} | {row.better or ''} | {' | '.join(cells)} |"


def _cell(delta: Delta) -> str:
    if delta.before == delta.after:
        return f"{delta.after:.2f}"
    told = f"{delta.before:.2f} to {delta.after:.2f}, {_signed(delta)}"
    return f"**{told}**" if delta.is_sure else told


def _change(one: Compared, change: Change, before: Passages, after: Passages) -> str:
    first = before.get((one.dataset, one.way_before, change.item_id))
    second = after.get((one.dataset, one.way_after, change.item_id))
    what = "told" if change.is_wanted is change.is_better else "not told any more"
    kinds = escape(", ".join([change.task, *change.kinds]))
    line = f"- {escape(change.item_id)} ({kinds}): {what}, {'as' if change.is_better else 'not as'} people say"
    passage = (second or first or ("", ""))[0]
    if not passage:
        return line
    said = " / ".join(escape(cut(side[1])) if side else "nothing" for side in (first, second))
    return f"{line}<br>{escape(cut(passage))}<br>said before / after: {said}"
