"""The index laid out: the run at a glance, where articles disagree, what was not checked, and every article."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from pipeline.report import wording
from pipeline.report.answer_view import AnswerView, answer_views
from pipeline.report.asked import Asked, Questions, Surveyed
from pipeline.report.conflict_view import NO_MATTER, OPEN, TOPIC_CHARS, seat_for
from pipeline.report.failure_view import Failures, FailureView
from pipeline.report.false_alarm import NO_FALSE_ALARMS, FalseAlarms
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
from pipeline.report.register import is_doubt
from pipeline.report.row_view import RowView, row_view
from pipeline.report.side_view import in_short
from schemas.article import RejectedInput
from schemas.conflict import Relation
from schemas.verdict import ArticleVerdict, Verdict


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
    `false_alarms` says how many claims and conflicts are left out since they are known as false alarms, or nothing.
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
    false_alarms: str
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
    """The articles of an index, which are added worst first: those that are shown, and the failures of all.

    `settled` counts the claims that are known false alarms, `false_alarms` has the ids of such conflicts.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self.shown: list[RowView] = []
        self.count = 0
        self.alone = FirstRows()
        self.doubtful = FirstRows()
        self.failures = Failures()
        self.asides = FirstRows(MOST_ASIDES)
        self.foreign = FirstRows(MOST_ASIDES)
        self.settled = 0
        self.false_alarms: set[str] = set()

    def add(self, verdict: ArticleVerdict, alarms: FalseAlarms = NO_FALSE_ALARMS) -> None:
        """Add an article, of which these false alarms are known."""
        self.add_row(row_view(verdict, alarms))

    def add_row(self, row: RowView) -> None:
        """Add an article by its row."""
        self.failures.add(row)
        self.count += 1
        self.settled += row.false_alarms
        self.false_alarms.update(row.conflicts)
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
    asked = Asked(survey, rows.false_alarms)
    failures, failures_left = rows.failures.shown()
    first, first_left = _first(asked)
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
        doubted=sum(count for verdict, count in survey.claim_verdicts.items() if is_doubt(verdict)) - rows.settled,
        article_verdicts=wording.tally(survey.article_verdicts.elements()),
        claim_verdicts=wording.tally(survey.claim_verdicts.elements()),
        differences=_differences(asked),
        no_conflict=_no_conflict(survey.articles, survey.article_verdicts[Verdict.NOT_CHECKED], asked),
        false_alarms=_left_out(rows.settled, len(rows.false_alarms)),
        unsettled=asked.questions(OPEN, MOST_UNSETTLED),
        updates=asked.questions({Relation.UPDATE}, MOST_UPDATES),
        explained=asked.questions(NO_MATTER, MOST_EXPLAINED),
        rejected=tuple(refused),
        rejected_left=len(rejected) - len(refused),
        failures=failures,
        failures_left=failures_left,
        asides=tuple(rows.asides.shown),
        asides_left=rows.asides.left,
        foreign=tuple(rows.foreign.shown),
        foreign_left=rows.foreign.left,
    )


def _first(asked: Asked) -> tuple[tuple[FirstView, ...], int]:
    """Return the questions to look at first, and how many there are beside: what cannot all hold, else what is open.

    They are the first of those that have a table, in the same order.
    """
    relations = {Relation.CONTRADICTION} if asked.left[Relation.CONTRADICTION] else {Relation.UNCLEAR}
    first = tuple(
        FirstView(
            Link(in_short(one.topic, TOPIC_CHARS), f"#question-{n}"),
            answer_views(one, asked.survey.register, seat_for(one, None)),
        )
        for n, one in enumerate(asked.conflicts(relations, MOST_FIRST), start=1)
    )
    return first, asked.count(relations) - len(first)


def _differences(asked: Asked) -> str:
    """Return "3 questions that articles answer differently: 2 to settle, 1 explained", or nothing for none."""
    if not asked.total:
        return ""
    unsettled, alarms = asked.count(OPEN), asked.false_alarms.total()
    counts = {wording.TO_SETTLE: unsettled, wording.EXPLAINED: asked.left.total() - unsettled}
    spelled = [f"{count} {word}" for word, count in counts.items() if count]
    spelled += [wording.counted(alarms, wording.FALSE_ALARM)] if alarms else []
    return wording.DIFFERENCES.format(wording.counted(asked.total, "question"), ", ".join(spelled))


def _left_out(claims: int, conflicts: int) -> str:
    """Return "3 claims and 1 difference", or nothing for none."""
    counts = {"claim": claims, "difference": conflicts}
    return wording.joined([wording.counted(count, noun) for noun, count in counts.items() if count])


def _no_conflict(articles: int, unread: int, asked: Asked) -> str:
    if asked.count(OPEN) or not (articles or asked.total):
        return ""
    if asked.false_alarms:
        return wording.ALL_FALSE_ALARMS_OR_EXPLAINED if asked.left else wording.ALL_FALSE_ALARMS
    if asked.left:
        return wording.ALL_EXPLAINED
    if unread and articles - unread > 1:
        return wording.NO_DIFFERENCE_IN_PART
    if unread:
        return wording.NOTHING_TO_COMPARE
    return wording.ONE_ARTICLE if articles == 1 else wording.NO_DIFFERENCE
