"""The index laid out: the run at a glance, where articles disagree, what was not checked, and every article."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from pipeline.report import wording
from pipeline.report.conflict_view import NO_MATTER, OPEN, ConflictView, conflict_view
from pipeline.report.failure_view import Failures, FailureView
from pipeline.report.limit import MOST_ARTICLES, MOST_EXPLAINED, MOST_REJECTED, MOST_UNSETTLED, MOST_UPDATES
from pipeline.report.register import Register
from pipeline.report.row_view import RowView, row_view
from schemas.article import RejectedInput
from schemas.conflict import Conflict, Relation
from schemas.verdict import ArticleVerdict, Verdict


class Surveyed(Protocol):
    """A run at a glance, as `pipeline.report.survey.Survey` is."""

    @property
    def article_verdicts(self) -> Counter[Verdict]:
        """Return how many articles have each verdict."""

    @property
    def claim_verdicts(self) -> Counter[Verdict]:
        """Return how many claims have each verdict."""

    @property
    def register(self) -> Register:
        """Return who is who."""

    @property
    def articles(self) -> int:
        """Return how many articles there are, each id once."""

    def across(self) -> Counter[Relation]:
        """Return how many conflicts between articles there are, by relation."""

    def questions(self, relations: Collection[Relation], most: int) -> Iterable[Conflict]:
        """Yield the first conflicts between articles that have one of some relations, in reading order."""


@dataclass(frozen=True)
class Questions:
    """Some of the conflicts between articles: those that are shown, and how many there are in all."""

    shown: tuple[ConflictView, ...]
    count: int

    @property
    def left(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.shown)


@dataclass(frozen=True)
class IndexView:
    """The index: `unsettled` conflicts need a decision, `updates` are explained by time, `explained` by other means.

    `no_conflict` says in a sentence that nothing, or nothing open, was found; it is empty where something was.
    `articles_left`, `rejected_left` and `failures_left` count what is not shown.
    """

    articles: tuple[RowView, ...]
    articles_left: int
    claims: int
    article_verdicts: str
    claim_verdicts: str
    differences: str
    no_conflict: str
    unsettled: Questions
    updates: Questions
    explained: Questions
    rejected: tuple[RejectedInput, ...]
    rejected_left: int
    failures: tuple[FailureView, ...]
    failures_left: int

    @property
    def has_failures(self) -> bool:
        """Tell whether anything was not checked."""
        return bool(self.rejected or self.failures)


class Rows:
    """The articles of an index, which are added worst first: those that are shown, and the failures of all."""

    def __init__(self) -> None:
        """Begin without any."""
        self.shown: list[RowView] = []
        self.count = 0
        self.failures = Failures()

    def add(self, verdict: ArticleVerdict) -> None:
        """Add an article."""
        self.add_row(row_view(verdict))

    def add_row(self, row: RowView) -> None:
        """Add an article by its row."""
        self.failures.add(row)
        self.count += 1
        if self.count <= MOST_ARTICLES:
            self.shown.append(row)


def index_view(survey: Surveyed, rows: Rows, rejected: Collection[RejectedInput]) -> IndexView:
    """Lay out a run; `rows` are its articles."""
    across = survey.across()
    failures, failures_left = rows.failures.shown()
    refused = sorted(rejected, key=lambda one: (one.path, one.reason))[:MOST_REJECTED]
    return IndexView(
        articles=tuple(rows.shown),
        articles_left=rows.count - len(rows.shown),
        claims=survey.claim_verdicts.total(),
        article_verdicts=wording.tally(survey.article_verdicts.elements()),
        claim_verdicts=wording.tally(survey.claim_verdicts.elements()),
        differences=_differences(across),
        no_conflict=_no_conflict(survey.articles, survey.article_verdicts[Verdict.NOT_CHECKED], across),
        unsettled=_questions(survey, across, OPEN, MOST_UNSETTLED),
        updates=_questions(survey, across, {Relation.UPDATE}, MOST_UPDATES),
        explained=_questions(survey, across, NO_MATTER, MOST_EXPLAINED),
        rejected=tuple(refused),
        rejected_left=len(rejected) - len(refused),
        failures=failures,
        failures_left=failures_left,
    )


def _questions(survey: Surveyed, across: Counter[Relation], relations: Collection[Relation], most: int) -> Questions:
    """Return the first conflicts between articles that have one of some relations."""
    views = (conflict_view(one, survey.register, None, frozenset()) for one in survey.questions(relations, most))
    return Questions(tuple(views), _count(across, relations))


def _count(across: Counter[Relation], relations: Iterable[Relation]) -> int:
    return sum(across[relation] for relation in relations)


def _differences(across: Counter[Relation]) -> str:
    """Return "3 questions that articles answer differently: 2 to settle, 1 explained", or nothing for none."""
    if not across:
        return ""
    unsettled = _count(across, OPEN)
    counts = {"to settle": unsettled, "explained": across.total() - unsettled}
    spelled = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"{wording.counted(across.total(), 'question')} that articles answer differently: {spelled}"


def _no_conflict(articles: int, unread: int, across: Counter[Relation]) -> str:
    if _count(across, OPEN) or not (articles or across):
        return ""
    if across:
        return wording.ALL_EXPLAINED
    if unread and articles - unread > 1:
        return wording.NO_DIFFERENCE_IN_PART
    if unread:
        return wording.NOTHING_TO_COMPARE
    return wording.ONE_ARTICLE if articles == 1 else wording.NO_DIFFERENCE
