"""Which columns the tables of claims and of conflicts have, and what stands in them.

Invariant: the names of the columns and their order are a contract, as those of the JSON lines are: add, don't rename.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.report.boxes_view import Known
from pipeline.report.export.rating import LABELS
from pipeline.report.export.sheet import Cell, sheet
from pipeline.report.export.sign_off import ReviewedClaim
from pipeline.report.jsonl import findings_of
from pipeline.report.register import page_name
from schemas.article import Article
from schemas.conflict import Conflict, Side
from schemas.finding import Severity
from schemas.grade import Grade
from schemas.mark import Mark
from schemas.subject import subject_of_conflict
from schemas.verdict import ArticleVerdict

_OF_MARK = ("mark", "marked_at", "marked_by", "note")
_OF_ARTICLE = ("article_id", "path", "page", "publisher", "title", "published_at", "url")

CLAIM_COLUMNS = (
    "claim_id", "number", "verdict", "averitec", "statement", "reason", "findings", "quote", "start", "end", "kind",
    "subject", "attribute", "value", "speaker", "status", "plausibility", "consistency", "model", *_OF_MARK,
    *_OF_ARTICLE, "read_by_rules",
)  # fmt: skip

CONFLICT_COLUMNS = (
    "conflict_id", "scope", "relation", "topic", "explanation", "made_by", "answer", "value", "low", "high", "unit",
    "quote", "start", "end", "claim_id", "repeats", *_OF_MARK, "article_id", "path", "page", "publisher",
    "published_at",
)  # fmt: skip


@dataclass(frozen=True)
class Outlet:
    """What a row says of the article of a side."""

    path: str | None = None
    page: str | None = None
    publisher: str | None = None


_UNKNOWN = Outlet()
_YES_NO = {True: "yes", False: "no"}


def outlets(verdicts: Iterable[ArticleVerdict]) -> dict[str, Outlet]:
    """Return what rows say of the articles of a run, by article id; one article is held at a time."""
    articles = (verdict.article for verdict in verdicts)
    return {one.article_id: Outlet(one.path, page_name(one), one.publisher) for one in articles}


def claim_sheet(rows: Iterable[ReviewedClaim | ArticleVerdict], is_read: Callable[[str], bool]) -> Iterator[str]:
    """Yield the table of claims, in the order given: a row for each, and for an article that has none.

    `is_read` tells whether the rules read a text.
    """
    read = lru_cache(maxsize=1)(is_read)  # the claims of an article come together
    return sheet(CLAIM_COLUMNS, (_row_of(one, read) for one in rows))


def conflict_sheet(conflicts: Iterable[Conflict], by_id: Mapping[str, Outlet], known: Known) -> Iterator[str]:
    """Yield the table of conflicts: a row for each side, in the order given; `by_id` tells of the articles."""
    return sheet(CONFLICT_COLUMNS, (_side(one, side, by_id, known) for one in conflicts for side in one.sides))


def _row_of(one: ReviewedClaim | ArticleVerdict, is_read: Callable[[str], bool]) -> tuple[Cell, ...]:
    if isinstance(one, ReviewedClaim):
        return *_claim(one), _YES_NO[is_read(one.verdict.article.text)]
    reason = "; ".join(dict.fromkeys(failure.reason for failure in one.not_checked))
    row = dict.fromkeys(CLAIM_COLUMNS) | dict(zip(_OF_ARTICLE, _article(one.article), strict=True))
    told = {"verdict": one.verdict, "reason": reason, "read_by_rules": _YES_NO[is_read(one.article.text)]}
    return tuple((row | told).values())


def _claim(one: ReviewedClaim) -> tuple[Cell, ...]:
    checked = one.claim.graded.checked
    grounded, claim = checked.grounded, checked.grounded.claim
    found = dict.fromkeys(finding.by for finding in findings_of(one.claim) if finding.severity is not Severity.INFO)
    return (
        claim.claim_id, one.number, one.claim.verdict, LABELS[one.claim.verdict].averitec, claim.statement,
        one.claim.reason, ", ".join(found), grounded.quote, grounded.start, grounded.end, claim.kind, claim.subject,
        claim.attribute, claim.value, claim.speaker, checked.status, *_grade(one.claim.graded.grade), *_mark(one.mark),
        *_article(one.verdict.article),
    )  # fmt: skip


def _article(article: Article) -> tuple[Cell, ...]:
    return (
        article.article_id, article.path, page_name(article), article.publisher, article.title, article.published_at,
        article.url,
    )  # fmt: skip


def _side(conflict: Conflict, side: Side, by_id: Mapping[str, Outlet], known: Known) -> tuple[Cell, ...]:
    kept = known(subject_of_conflict(conflict))
    outlet = by_id.get(side.article_id, _UNKNOWN)
    return (
        conflict.conflict_id, conflict.scope, conflict.relation, conflict.topic, conflict.explanation, conflict.by,
        side.answer, side.value, side.low, side.high, side.unit, side.quote, side.start, side.end, side.claim_id,
        side.repeats, *_mark(kept.mark if kept else None), side.article_id, outlet.path, outlet.page, outlet.publisher,
        side.published_at,
    )  # fmt: skip


def _grade(grade: Grade | None) -> tuple[Cell, ...]:
    return (None,) * 3 if grade is None else (grade.plausibility, grade.consistency, grade.model)


def _mark(mark: Mark | None) -> tuple[Cell, ...]:
    return (None,) * len(_OF_MARK) if mark is None else (mark.verdict, mark.marked_at, mark.who, mark.note)
