"""Rows of figures: one for each task, and one for each kind of it."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from pipeline.eval.bootstrap import intervals
from pipeline.eval.judgement import Judgement
from pipeline.eval.metric import Cell, cells_of, figures_of
from pipeline.eval.result import Figure, Row

_DIGITS = 4
# Of one kind alone: what was told of the others says nothing of how surely this kind is told.
_OF_A_KIND = ("recall", "balanced_accuracy", "auc")


def rows_of(judgements: Sequence[Judgement], *, open_tasks: Container[str] = ()) -> tuple[Row, ...]:
    """Return a row for each task in the order of their first judgement, then one for each of its kinds, by name."""
    return tuple(_row(group) for group in groups_of(judgements, open_tasks))


@dataclass(frozen=True)
class Group:
    """The judgements of a task, or of one kind of it: `own` are counted, `measured` give the figures.

    A kind is measured by its wanted things beside all unwanted ones of the task, where the task is not open.
    """

    task: str
    kind: str | None
    own: Sequence[Judgement]
    measured: Sequence[Judgement]
    is_open: bool

    @property
    def has_figures(self) -> bool:
        """Tell whether it has figures: of what is not wanted alone there is nothing but counts."""
        return self.kind is None or any(one.is_wanted and one.is_told is not None for one in self.own)

    def shows(self, figure: str) -> bool:
        """Tell whether a figure says something of it."""
        return self.kind is None or figure in _OF_A_KIND


def groups_of(judgements: Sequence[Judgement], open_tasks: Container[str]) -> Iterator[Group]:
    """Yield each task in the order of its first judgement, then each of its kinds, by name."""
    for task in dict.fromkeys(one.task for one in judgements):
        own = [one for one in judgements if one.task == task]
        is_open = task in open_tasks
        yield Group(task, None, own, own, is_open)
        unwanted = [] if is_open else [one for one in own if not one.is_wanted]
        for kind in sorted({kind for one in own for kind in one.kinds}):
            of_kind = [one for one in own if kind in one.kinds]
            yield Group(task, kind, of_kind, [*(one for one in of_kind if one.is_wanted), *unwanted], is_open)


def _row(group: Group) -> Row:
    checked = [one for one in group.own if one.is_told is not None]
    wanted = [one for one in checked if one.is_wanted]
    unwanted = [one for one in checked if not one.is_wanted]
    return Row(
        task=group.task,
        kind=group.kind,
        documents=len({one.doc_id for one in group.own}),
        wanted=len(wanted),
        found=sum(bool(one.is_told) for one in wanted),
        unwanted=len(unwanted),
        raised=sum(bool(one.is_told) for one in unwanted),
        not_checked=len(group.own) - len(checked),
        figures=_figures(group) if group.has_figures else {},
    )


def _figures(group: Group) -> dict[str, Figure]:
    documents: dict[str, list[Judgement]] = defaultdict(list)
    for one in group.measured:
        documents[one.doc_id].append(one)
    counted: list[Counter[Cell]] = [cells_of(own) for own in documents.values()]
    values = figures_of(cells_of(group.measured), is_open=group.is_open)
    ends = intervals(counted, is_open=group.is_open)
    return {name: figure(value, ends.get(name)) for name, value in values.items() if group.shows(name)}


def figure(value: float, ends: tuple[float, float] | None) -> Figure:
    """Return a figure with the ends of its interval, rounded as results keep them."""
    low, high = ends or (None, None)
    return Figure(value=round(value, _DIGITS), low=_rounded(low), high=_rounded(high))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
