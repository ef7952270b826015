"""What an evaluation writes: the figures as a page and as JSON, every error with its passage, every example as a line.

Text of a set passes `escape`, and stands in `errors.md` and `examples.jsonl` alone.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.eval.judgement import Case
from pipeline.eval.result import Evaluation, Figure, Result, Row
from pipeline.report import OutputPart
from pipeline.report.escape import escape
from pipeline.report.wording import counted

REPORT, EXAMPLES = "report.json", "examples.jsonl"
_HEAD = ("precision", "recall", "F1", "balanced accuracy", "AUC", "documents", "not checked")
_NAMES = ("precision", "recall", "f1", "balanced_accuracy", "auc")
_PER_CENT = frozenset({"balanced_accuracy", "auc"})
_LONGEST = 400
_MOST_PLACES = 4  # as many as results keep


@dataclass(frozen=True)
class Judged:
    """A result with its cases, in the same order as its judgements."""

    result: Result
    cases: tuple[Case, ...]


def eval_parts(evaluation: Evaluation, judged: Sequence[Judged]) -> Iterator[OutputPart]:
    """Yield the files of an evaluation."""
    yield OutputPart("report.md", report_page(evaluation))
    yield OutputPart(REPORT, report_json(evaluation))
    yield OutputPart("errors.md", errors_page(judged))
    yield OutputPart(EXAMPLES, "".join(_example(one.result, case) for one in judged for case in one.cases))


def report_json(evaluation: Evaluation) -> str:
    """Return figures and judgements as JSON in ASCII, a row and a judgement a line; equal ones give equal bytes."""
    results = ",\n".join(map(_result_json, evaluation.results))
    head = json.dumps(evaluation.model_dump(mode="json", exclude={"results"}))
    return f'{head[:-1]},\n"results": [\n{results}\n]}}\n'


def _result_json(result: Result) -> str:
    head = json.dumps(result.model_dump(mode="json", exclude={"rows", "judgements"}))
    rows = ",\n".join(one.model_dump_json(exclude_defaults=True, ensure_ascii=True) for one in result.rows)
    own = ",\n".join(one.model_dump_json(exclude_defaults=True, ensure_ascii=True) for one in result.judgements)
    return f'{head[:-1]},\n"rows": [\n{rows}\n],\n"judgements": [\n{own}\n]}}'


def _example(result: Result, case: Case) -> str:
    place = {"dataset": result.dataset, "way": result.asked.way, "item_id": case.judgement.item_id}
    return json.dumps({**place, "passage": case.passage, "said": case.said}) + "\n"


def report_page(evaluation: Evaluation) -> str:
    """Return the figures as markdown."""
    lines = [
        "# How well it does",
        "",
        f"factgrade {evaluation.version}, {evaluation.day}. In brackets where the figure",
    ]
    lines[-1] += " lies in 95 of 100 resamples of the documents. `errors.md` shows every error with its passage."
    for result in evaluation.results:
        lines += ["", f"## {escape(result.name)}", "", *_told(result), "", *figure_table(result.rows)]
    return "\n".join(lines) + "\n"


def _told(result: Result) -> Iterator[str]:
    asked = result.asked
    part = "all" if result.taken == result.size else f"{result.taken} of"
    yield f"- {part} {result.size} examples"
    if asked.model:
        window = f", {counted(asked.sentences_per_call, 'sentence')} a call" if asked.sentences_per_call else ""
        window += ", no second asking" if asked.is_once else ""
        yield (
            f"- model {escape(asked.model)} ({asked.provider}), profile {asked.profile}{window}; prompts: "
            + ", ".join(escape(prompt) for prompt in asked.prompts)
        )
        usage = result.spent.usage
        cost = "no price known" if usage.cost_usd is None else f"${usage.cost_usd:.4f}"
        yield (
            f"- {result.spent.calls} calls ({result.spent.cached} from the cache), {usage.input_tokens} tokens in, "
            f"{usage.output_tokens} out, {cost}, {result.spent.seconds} s"
        )
    else:
        yield f"- rules alone, {result.spent.seconds} s"
    if result.stability:
        again = result.stability
        rate = "" if again.rate is None else f" ({shown(again.rate)})"
        yield f"- asked again ({again.another}): {again.flipped} of {again.asked} answers flipped{rate}"


def summary_lines(evaluation: Evaluation) -> Iterator[str]:
    """Yield a line for each task of each result, for a terminal."""
    for result in evaluation.results:
        for row in result.rows:
            if row.kind is None:
                figures = ", ".join(f"{name.replace('_', ' ')} {_shown(row, name)}" for name in row.figures)
                told = f"{row.found} of {row.wanted} told, {row.raised} raised that should not be"
                missed = f", {row.not_checked} not checked" if row.not_checked else ""
                yield f"{result.name}: {row.task}: {told}{missed}; {figures}"


def figure_table(rows: Iterable[Row]) -> list[str]:
    """Return rows of figures as a table: of each task, then of its kinds."""
    head = ["what", "told of the wanted", "told of the others", *_HEAD]
    lines = [_line(head), _line(["---", *["---:"] * (len(head) - 1)])]
    return [*lines, *(_line(_cells(row)) for row in rows)]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(row: Row) -> list[str]:
    what = f"**{escape(row.task)}**" if row.kind is None else escape(row.kind)
    counts = [_of(row.found, row.wanted), _of(row.raised, row.unwanted)]
    figures = [_shown(row, name) for name in _NAMES]
    return [what, *counts, *figures, str(row.documents), str(row.not_checked or "")]


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole}" if whole else ""


def _shown(row: Row, name: str) -> str:
    figure = row.figures.get(name)
    return "" if figure is None else shown(figure, is_per_cent=name in _PER_CENT)


def shown(figure: Figure, *, is_per_cent: bool = False) -> str:
    """Return a figure with its interval; in per cent with one digit, else with two, and more where these would lie."""
    value = _spelled(figure.value, is_per_cent=is_per_cent)
    if figure.low is None or figure.high is None:
        return value
    low, high = (_spelled(end, is_per_cent=is_per_cent) for end in (figure.low, figure.high))
    return f"{value} [{low}, {high}]"


def _spelled(value: float, *, is_per_cent: bool) -> str:
    """Return a number with so many digits that nearly all is not shown as all, nor next to nothing as nothing."""
    whole, fewest = (100, 1) if is_per_cent else (1, 2)
    is_whole = value in (-1, 0, 1)
    spelled = [f"{value * whole:.{places}f}" for places in range(fewest, _MOST_PLACES + 1)]
    return next((text for text in spelled if is_whole or abs(float(text)) not in (0, whole)), spelled[-1])


def errors_page(judged: Iterable[Judged]) -> str:
    """Return every error with its passage: what was told wrongly, the surest first, then what was not told."""
    lines = ["# What went wrong"]
    for one in judged:
        wrong = [case for case in one.cases if case.judgement.is_right is False]
        lines += ["", f"## {escape(one.result.name)}", "", f"{len(wrong)} of {len(one.cases)}."]
        for title, is_wanted in (("Told, and should not be", False), ("Not told, and should be", True)):
            own = sorted((case for case in wrong if case.judgement.is_wanted is is_wanted), key=_badness)
            if own:
                lines += ["", f"### {title} ({len(own)})", "", *map(_error, own)]
        missed = [case for case in one.cases if case.judgement.is_told is None]
        if missed:
            lines += ["", f"### Not checked ({len(missed)})", "", *map(_error, missed)]
    return "\n".join(lines) + "\n"


def _badness(case: Case) -> tuple[float, str]:
    """Order the surest false alarm first, and the one that came nearest to being told last."""
    score = case.judgement.score or 0.0
    return (score if case.judgement.is_wanted else -score), case.judgement.item_id


def _error(case: Case) -> str:
    judgement = case.judgement
    kinds = escape(", ".join(judgement.kinds))
    return f"- {escape(judgement.item_id)} ({kinds}): {escape(cut(case.passage))}<br>said: {escape(cut(case.said))}"


def cut(text: str) -> str:
    """Return a text as one line, cut where it is long."""
    folded = " ".join(text.split())
    return folded if len(folded) <= _LONGEST else f"{folded[:_LONGEST]}…"
