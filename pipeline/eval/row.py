"""Rows of figures: one for each task, and one for each kind of it."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence

from pipeline.eval.bootstrap import intervals
from pipeline.eval.judgement import Judgement
from pipeline.eval.metric import Cell, cells_of, figures_of
from pipeline.eval.result import Figure, Row

_DIGITS = 4
# Of one kind alone: what was told of the others says nothing of how surely this kind is told.
_OF_A_KIND = ("recall", "balanced_accuracy", "auc")


def rows_of(judgements: Sequence[Judgement], *, open_tasks: Container[str] = ()) -> tuple[Row, ...]:
    """Return a row for each task in the order of their first judgement, then one for each of its kinds, by name."""
    return tuple(_rows(judgements, open_tasks))


def _rows(judgements: Sequence[Judgement], open_tasks: Container[str]) -> Iterator[Row]:
    for task in dict.fromkeys(one.task for one in judgements):
        own = [one for one in judgements if one.task == task]
        is_open = task in open_tasks
        yield _row(task, None, own, own, is_open=is_open)
        unwanted = [one for one in own if not one.is_wanted]
        for kind in sorted({kind for one in own for kind in one.kinds}):
            of_kind = [one for one in own if kind in one.kinds]
            told_of = [one for one in of_kind if one.is_wanted]
            yield _row(task, kind, of_kind, [*told_of, *([] if is_open else unwanted)], is_open=is_open)


def _row(task: str, kind: str | None, own: Sequence[Judgement], measured: Sequence[Judgement], *, is_open: bool) -> Row:
    """Return a row that counts `own`, with figures over `measured`: a kind's wanted things beside all unwanted ones."""
    checked = [one for one in own if one.is_told is not None]
    wanted = [one for one in checked if one.is_wanted]
    unwanted = [one for one in checked if not one.is_wanted]
    has_figures = kind is None or bool(wanted)
    return Row(
        task=task,
        kind=kind,
        documents=len({one.doc_id for one in own}),
        wanted=len(wanted),
        found=sum(bool(one.is_told) for one in wanted),
        unwanted=len(unwanted),
        raised=sum(bool(one.is_told) for one in unwanted),
        not_checked=len(own) - len(checked),
        figures=_figures(measured, kind, is_open=is_open) if has_figures else {},
    )


def _figures(judgements: Sequence[Judgement], kind: str | None, *, is_open: bool) -> dict[str, Figure]:
    documents: dict[str, list[Judgement]] = defaultdict(list)
    for one in judgements:
        documents[one.doc_id].append(one)
    counted: list[Counter[Cell]] = [cells_of(own) for own in documents.values()]
    values = figures_of(cells_of(judgements), is_open=is_open)
    ends = intervals(counted, is_open=is_open)
    shown = values if kind is None else {name: values[name] for name in _OF_A_KIND if name in values}
    return {name: _figure(value, ends.get(name)) for name, value in shown.items()}


def _figure(value: float, ends: tuple[float, float] | None) -> Figure:
    low, high = ends or (None, None)
    return Figure(value=round(value, _DIGITS), low=_rounded(low), high=_rounded(high))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
