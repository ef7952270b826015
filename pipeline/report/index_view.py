"""The index laid out: the run at a glance, where articles disagree, what was not checked, and every article."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from pipeline.report import wording
from pipeline.report.answer_view import AnswerView, answer_views
from pipeline.report.conflict_view import NO_MATTER, OPEN, TOPIC_CHARS, ConflictView, conflict_view, seat_for
from pipeline.report.failure_view import Failures, FailureView
from pipeline.report.inline import Link
from pipeline.report.limit import (
    ASIDE_TITLE_CHARS,
    MOST_ARTICLES,
    MOST_ASIDES,
    MOST_EXPLAINED,
    MOST_FIRST,
    MOST_FIRST_ARTICLES,
    MOST_REJECTED,
    MOST_UNSETTLED,
    MOST_UPDATES,
)
from pipeline.report.register import Register, is_doubt
from pipeline.report.row_view import RowView, row_view
from pipeline.report.side_view import in_short
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
class FirstView:
    """A question to look at first, in one line: a link to its table below, and the answers."""

    question: Link
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True)
class IndexView:
    """The index: `first` are the questions to look at first, `first_articles` the articles that cannot be right alone.

    Where there are neither, `first_articles` are those with any doubt.

    `unsettled` conflicts need a decision, `updates` are explained by time, `explained` by other means.

    `no_conflict` says in a sentence that nothing, or nothing open, was found; it is empty where something was.
    `asides` are the articles that speak to a machine, `foreign` those that do not read as English. What ends in `_left`
    counts what is not shown.
    """

    first: tuple[FirstView, ...]
    first_left: int
    first_articles: tuple[RowView, ...]
    first_articles_left: int
    articles: tuple[RowView, ...]
    articles_left: int
    claims: int
    doubted: int
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
    asides: tuple[RowView, ...]
    asides_left: int
    foreign: tuple[RowView, ...]
    foreign_left: int

    @property
    def has_failures(self) -> bool:
        """Tell whether anything was not checked."""
        return bool(self.rejected or self.failures)


class FirstRows:
    """The first of some articles, `most` of them, and how many there are in all."""

    def __init__(self, most: int = MOST_FIRST_ARTICLES) -> None:
        """Begin without any."""
        self.shown: list[RowView] = []
        self.count = 0
        self._most = most

    @property
    def left(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.shown)

    def add(self, row: RowView) -> None:
        """Add an article."""
        self.count += 1
        if self.count <= self._most:
            self.shown.append(row)


class Rows:
    """The articles of an index, which are added worst first: those that are shown, and the failures of all."""

    def __init__(self) -> None:
        """Begin without any."""
        self.shown: list[RowView] = []
        self.count = 0
        self.alone = FirstRows()
        self.doubtful = FirstRows()
        self.failures = Failures()
        self.asides = FirstRows(MOST_ASIDES)
        self.foreign = FirstRows(MOST_ASIDES)

    def add(self, verdict: ArticleVerdict) -> None:
        """Add an article."""
        self.add_row(row_view(verdict))

    def add_row(self, row: RowView) -> None:
        """Add an article by its row."""
        self.failures.add(row)
        self.count += 1
        if row.asides:
            self.asides.add(_shortened(row))
        if row.is_foreign:
            self.foreign.add(_shortened(row))
        if row.worst is not None:
            (self.alone if row.worst.is_wrong_alone else self.doubtful).add(row)
        if self.count <= MOST_ARTICLES:
            self.shown.append(row)


def _shortened(row: RowView) -> RowView:
    return replace(row, page=Link(in_short(row.page.label, ASIDE_TITLE_CHARS), row.page.target))


def index_view(survey: Surveyed, rows: Rows, rejected: Collection[RejectedInput]) -> IndexView:
    """Lay out a run; `rows` are its articles."""
    across = survey.across()
    failures, failures_left = rows.failures.shown()
    first, first_left = _first(survey, across)
    alone = rows.alone if first or rows.alone.count else rows.doubtful
    refused = sorted(rejected, key=lambda one: (one.path, one.reason))[:MOST_REJECTED]
    return IndexView(
        first=first,
        first_left=first_left,
        first_articles=tuple(alone.shown),
        first_articles_left=alone.left,
        articles=tuple(rows.shown),
        articles_left=rows.count - len(rows.shown),
        claims=survey.claim_verdicts.total(),
        doubted=sum(count for verdict, count in survey.claim_verdicts.items() if is_doubt(verdict)),
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
        asides=tuple(rows.asides.shown),
        asides_left=rows.asides.left,
        foreign=tuple(rows.foreign.shown),
        foreign_left=rows.foreign.left,
    )


def _first(survey: Surveyed, across: Counter[Relation]) -> tuple[tuple[FirstView, ...], int]:
    """Return the questions to look at first, and how many there are beside: what cannot all hold, else what is open.

    They are the first of those that have a table, in the same order.
    """
    relations = {Relation.CONTRADICTION} if across[Relation.CONTRADICTION] else {Relation.UNCLEAR}
    first = tuple(
        FirstView(
            Link(in_short(one.topic, TOPIC_CHARS), f"#question-{n}"),
            answer_views(one, survey.register, seat_for(one, None)),
        )
        for n, one in enumerate(survey.questions(relations, MOST_FIRST), start=1)
    )
    return first, _count(across, relations) - len(first)


def _questions(survey: Surveyed, across: Counter[Relation], relations: Collection[Relation], most: int) -> Questions:
    """Return the first conflicts between articles that have one of some relations."""
    views = (conflict_view(one, survey.register, None) for one in survey.questions(relations, most))
    return Questions(tuple(views), _count(across, relations))


def _count(across: Counter[Relation], relations: Iterable[Relation]) -> int:
    return sum(across[relation] for relation in relations)


def _differences(across: Counter[Relation]) -> str:
    """Return "3 questions that articles answer differently: 2 to settle, 1 explained", or nothing for none."""
    if not across:
        return ""
    unsettled = _count(across, OPEN)
    counts = {wording.TO_SETTLE: unsettled, wording.EXPLAINED: across.total() - unsettled}
    spelled = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return wording.DIFFERENCES.format(wording.counted(across.total(), "question"), spelled)


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
