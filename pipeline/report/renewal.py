"""Renders what has changed of a run: the same bytes as `pipeline.report.render`, article by article.

Invariant: what is rendered here of one article depends on its verdict, on those that its conflicts name, on the run
that decided on it, and on the marks that are known of it, so that a file that nothing of this concerns need not be
written again.
"""

from collections.abc import Collection
from dataclasses import dataclass

from pipeline.report.article_view import article_view
from pipeline.report.asked import Surveyed
from pipeline.report.boxes_view import Known
from pipeline.report.conflict_view import in_reading_order, reading_place
from pipeline.report.false_alarm import false_alarms_of
from pipeline.report.headline import RunHeadline
from pipeline.report.index_view import Rows, index_view
from pipeline.report.jsonl import claim_lines, conflict_lines, sentence_lines
from pipeline.report.part import OutputPart
from pipeline.report.register import Register, page_name
from pipeline.report.render import INDEX, Pages, markable_claims, markable_conflicts
from pipeline.report.row_view import pack_row, row_view
from schemas.article import RejectedInput
from schemas.conflict import Conflict
from schemas.verdict import ArticleVerdict


@dataclass(frozen=True)
class ArticlePart:
    """What the files of a run show of one article: its page, its lines of three files, its row of the index as JSON."""

    page: OutputPart
    claims: str
    sentences: str
    markable: str
    row: str


@dataclass(frozen=True)
class ConflictPart:
    """What the files of a run show of a conflict: its lines of two files, and what sorts it."""

    place: tuple[int | str, ...]
    line: str
    markable: str


class Renewal:
    """Renders articles of a run one by one."""

    def __init__(self, register: Register, pages: Pages, known: Known) -> None:
        """Take who is who in the run, what its pages are made with, and what tells the marks that they show."""
        self._register, self._pages, self._known = register, pages, known

    def article(self, verdict: ArticleVerdict) -> ArticlePart:
        """Render an article; its conflicts are those that its verdict holds."""
        concerning = in_reading_order(verdict.conflicts)
        view = article_view(verdict, concerning, self._register, self._known, self._pages.headline.prompts)
        page = self._pages.article(view)
        return ArticlePart(
            OutputPart(page_name(verdict.article), page),
            claim_lines([verdict]),
            sentence_lines([verdict]),
            markable_claims(verdict, concerning, self._pages.headline),
            pack_row(row_view(verdict, false_alarms_of(view, verdict, concerning))),
        )

    def index(self, survey: Surveyed, rows: Rows, rejected: Collection[RejectedInput]) -> OutputPart:
        """Render the index."""
        return OutputPart(INDEX, self._pages.index(index_view(survey, rows, rejected)))


def render_conflict(conflict: Conflict, headline: RunHeadline) -> ConflictPart:
    """Return what the files of a run show of a conflict."""
    place = (*reading_place(conflict), conflict.topic, conflict.conflict_id)
    return ConflictPart(place, conflict_lines([conflict]), markable_conflicts([conflict], headline))
