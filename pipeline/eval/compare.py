"""Two results of one set: what changed in the figures, with paired intervals, and for which examples.

Invariant: only what both judged is compared. Where anything might be told, what one result told wrongly and the other
has no judgement of counts as not told by the other, if that was asked about all of the document.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.eval.bootstrap import RESAMPLES, draw, middle
from pipeline.eval.judgement import Judgement
from pipeline.eval.metric import Cell, cells_of, figures_of
from pipeline.eval.result import Evaluation, Figure, Result
from pipeline.eval.row import Group, figure, groups_of
from schemas.frozen import Frozen

_Pair = tuple[Judgement, Judgement]
_Cells = tuple[Counter[Cell], Counter[Cell]]


class Delta(Frozen):
    """A figure before and after; `difference` is after minus before, over the same resamples of the documents."""

    before: float
    after: float
    difference: Figure

    @property
    def is_sure(self) -> bool:
        """Tell whether the interval leaves nought out."""
        low, high = self.difference.low, self.difference.high
        return low is not None and high is not None and (low > 0 or high < 0)


class RowDelta(Frozen):
    """What changed for a task, or for a kind of it: so many things got right, and so many got wrong."""

    task: str
    kind: str | None
    documents: int
    better: int
    worse: int
    deltas: dict[str, Delta]


class Change(Frozen):
    """One thing that was told otherwise than before; it is better if that is what people say."""

    item_id: str
    doc_id: str
    task: str
    kinds: tuple[str, ...]
    is_wanted: bool
    is_better: bool
    answer_before: str
    answer_after: str


class Compared(Frozen):
    """Two results: `common` things were compared; `left_out` were not judged by both, or differ in what people say."""

    before: str
    after: str
    dataset: str
    way_before: str
    way_after: str
    is_same_sample: bool
    common: int
    left_out: int
    rows: tuple[RowDelta, ...]
    changes: tuple[Change, ...]

    def changed(self, *, is_better: bool) -> tuple[Change, ...]:
        """Return what got better, or what got worse."""
        return tuple(one for one in self.changes if one.is_better is is_better)


class Comparison(Frozen):
    """Every set that two evaluations have in common, and the results that have no counterpart."""

    compared: tuple[Compared, ...]
    alone: tuple[str, ...]


def compare_evaluations(before: Evaluation, after: Evaluation) -> Comparison:
    """Return what changed, set by set: results of one set and form are paired by their way, else where each has one."""
    pairs, alone = list[tuple[Result, Result]](), list[str]()
    keys = dict.fromkeys((one.dataset, one.adapter) for one in (*before.results, *after.results))
    for key in keys:
        first, second = ([r for r in side.results if (r.dataset, r.adapter) == key] for side in (before, after))
        met, rest = _paired(first, second)
        pairs += met
        alone += [one.name for one in rest]
    return Comparison(compared=tuple(compare_results(one, other) for one, other in pairs), alone=tuple(alone))


def _paired(first: list[Result], second: list[Result]) -> tuple[list[tuple[Result, Result]], list[Result]]:
    if len(first) == len(second) == 1:
        return [(first[0], second[0])], []
    after = {one.asked.way: one for one in second}
    met = [(one, after[one.asked.way]) for one in first if one.asked.way in after]
    ways = {one.asked.way for one, _ in met}
    return met, [one for one in (*first, *second) if one.asked.way not in ways]


def compare_results(before: Result, after: Result) -> Compared:
    """Return what changed between two results of one set."""
    open_tasks = {*before.open_tasks, *after.open_tasks}
    pairs = list(_aligned(before, after, open_tasks))
    ids = {one.item_id for one in (*before.judgements, *after.judgements)}
    later = {one.item_id: other for one, other in pairs}
    groups = groups_of([one for one, _ in pairs], open_tasks)
    return Compared(
        before=before.name,
        after=after.name,
        dataset=before.dataset,
        way_before=before.asked.way,
        way_after=after.asked.way,
        is_same_sample=before.digest == after.digest,
        common=len(pairs),
        left_out=len(ids) - len(pairs),
        rows=tuple(_row(group, later) for group in groups),
        changes=tuple(_change(*pair) for pair in pairs if pair[0].is_right != pair[1].is_right),
    )


def _aligned(before: Result, after: Result, open_tasks: set[str]) -> Iterator[_Pair]:
    first, second = ({one.item_id: one for one in side.judgements} for side in (before, after))
    is_same_sample = before.digest == after.digest
    asked = [_Asked.about(side, is_same_sample=is_same_sample) for side in (before, after)]
    for item_id in dict.fromkeys([*first, *second]):
        one, other = first.get(item_id), second.get(item_id)
        one, other = one or _untold(other, asked[0], open_tasks), other or _untold(one, asked[1], open_tasks)
        if one and other and one.is_wanted == other.is_wanted and None not in (one.is_told, other.is_told):
            yield one, other


@dataclass(frozen=True)
class _Asked:
    """Which documents a result was asked about: `documents`, or all there are, but for those `missed` in part."""

    documents: frozenset[str] | None
    missed: frozenset[str]

    @classmethod
    def about(cls, side: Result, *, is_same_sample: bool) -> "_Asked":
        """Return those of a result; of one sample both were asked about the same, whether or not anything was told."""
        documents = None if is_same_sample else frozenset(one.doc_id for one in side.judgements)
        return cls(documents, frozenset(one.doc_id for one in side.judgements if one.is_told is None))

    def __contains__(self, doc_id: str) -> bool:
        return doc_id not in self.missed and (self.documents is None or doc_id in self.documents)


def _untold(told: Judgement | None, asked: _Asked, open_tasks: set[str]) -> Judgement | None:
    """Return the judgement of a result that never came upon a thing which the other told wrongly."""
    if told is None or told.is_wanted or told.task not in open_tasks or told.doc_id not in asked:
        return None
    return told.model_copy(update={"is_told": False, "answer": ""})


def _change(before: Judgement, after: Judgement) -> Change:
    return Change(
        item_id=before.item_id,
        doc_id=before.doc_id,
        task=before.task,
        kinds=before.kinds,
        is_wanted=before.is_wanted,
        is_better=bool(after.is_right),
        answer_before=before.answer,
        answer_after=after.answer,
    )


def _row(group: Group, later: Mapping[str, Judgement]) -> RowDelta:
    own = [(one, later[one.item_id]) for one in group.own]
    measured = [(one, later[one.item_id]) for one in group.measured]
    return RowDelta(
        task=group.task,
        kind=group.kind,
        documents=len({one.doc_id for one in group.own}),
        better=sum(other.is_right is True and one.is_right is False for one, other in own),
        worse=sum(other.is_right is False and one.is_right is True for one, other in own),
        deltas=_deltas(group, measured) if group.has_figures else {},
    )


def _deltas(group: Group, pairs: Sequence[_Pair]) -> dict[str, Delta]:
    documents: dict[str, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        documents[pair[0].doc_id].append(pair)
    cells = [_cells(own) for own in documents.values()]
    before, after = (figures_of(one, is_open=group.is_open) for one in _cells(pairs))
    drawn = _drawn(cells, is_open=group.is_open) if len(cells) > 1 and _differ(cells) else {}
    return {
        name: Delta(
            before=figure(before[name], None).value,
            after=figure(after[name], None).value,
            difference=figure(after[name] - before[name], middle(drawn[name]) if drawn.get(name) else None),
        )
        for name in before
        if name in after and group.shows(name)
    }


def _differ(cells: Sequence[_Cells]) -> bool:
    """Tell whether anything was told otherwise in any document: if not, every resample differs by nought."""
    return any(before != after for before, after in cells)


def _cells(pairs: Sequence[_Pair]) -> _Cells:
    return cells_of(one for one, _ in pairs), cells_of(other for _, other in pairs)


def _drawn(cells: Sequence[_Cells], *, is_open: bool) -> dict[str, list[float]]:
    """Return the differences of each figure over resampled documents; both sides see the same resample."""
    found: dict[str, list[float]] = defaultdict(list)
    for times in draw(range(len(cells)), RESAMPLES):
        before, after = Counter[Cell](), Counter[Cell]()
        for index, count in times.items():
            for total, own in zip((before, after), cells[index], strict=True):
                for cell, judged in own.items():
                    total[cell] += judged * count
        first, second = (figures_of(one, is_open=is_open) for one in (before, after))
        for name in first.keys() & second.keys():
            found[name].append(second[name] - first[name])
    return found
