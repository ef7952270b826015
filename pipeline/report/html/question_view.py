"""The conflicts of the index laid out for HTML: each as the index of markdown has it, with its tone and its plot."""

from collections.abc import Collection, Container
from dataclasses import dataclass

from pipeline.report.asked import Questions
from pipeline.report.conflict_view import NO_MATTER, OPEN, ConflictView
from pipeline.report.html.plot_view import Plot, plot_of
from pipeline.report.html.tone import tone_of_conflict
from pipeline.report.index_view import IndexView
from pipeline.report.survey import Survey
from schemas.conflict import Relation


@dataclass(frozen=True)
class QuestionView:
    """A conflict between articles, how it is shown, and its plot where it has one."""

    conflict: ConflictView
    tone: str
    plot: Plot | None


@dataclass(frozen=True)
class QuestionViews:
    """The conflicts that the index shows, by what they ask for."""

    unsettled: tuple[QuestionView, ...]
    updates: tuple[QuestionView, ...]
    explained: tuple[QuestionView, ...]


def question_views(index: IndexView, survey: Survey, but: Container[str]) -> QuestionViews:
    """Add to the questions of an index what HTML shows beside them; `but` are the ids of those it leaves out."""
    return QuestionViews(
        unsettled=_views(index.unsettled, survey, OPEN, but),
        updates=_views(index.updates, survey, {Relation.UPDATE}, but),
        explained=_views(index.explained, survey, NO_MATTER, but),
    )


def _views(
    questions: Questions, survey: Survey, relations: Collection[Relation], but: Container[str]
) -> tuple[QuestionView, ...]:
    conflicts = survey.questions(relations, len(questions.shown), but)
    return tuple(
        QuestionView(view, tone_of_conflict(conflict), plot_of(conflict, survey.register, None))
        for view, conflict in zip(questions.shown, conflicts, strict=True)
    )
