"""A conflict laid out: one question, and under it every side with its value, date and passage, the earliest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.report import wording
from pipeline.report.register import Register
from schemas.conflict import Conflict, Relation, Scope, Side

PASSAGE_CHARS = 1200
_CELL_CHARS = 300
_CUT = " […] "


@dataclass(frozen=True)
class SideView:
    """One side of a conflict: who says it (`where` links to it), when, the value as written, the passage."""

    source: str
    where: str
    date: str
    value: str
    quote: str


@dataclass(frozen=True)
class ConflictView:
    """One question with all its sides; `explanation` is empty where a finding beside it says the same."""

    topic: str
    relation: str
    made_by: str
    explanation: str
    sides: tuple[SideView, ...]


def conflict_view(conflict: Conflict, register: Register, seen_from: str | None, said: frozenset[str]) -> ConflictView:
    """Lay out a conflict for the page of the article `seen_from`, or for the index where that is None.

    `said` are the explanations that the reader has just read.
    """
    return ConflictView(
        topic=conflict.topic,
        relation=wording.RELATION[conflict.relation],
        made_by=wording.made_by(conflict.by),
        explanation="" if conflict.explanation in said else conflict.explanation,
        sides=tuple(_side_view(side, register, seen_from) for side in sorted(conflict.sides, key=_by_date)),
    )


def in_order(conflicts: Iterable[Conflict]) -> tuple[Conflict, ...]:
    """Return each conflict once: contradictions first, those within an article before the others, by topic and id."""
    relations, scopes = list(Relation), list(Scope)
    once = {conflict.conflict_id: conflict for conflict in conflicts}

    def place(one: Conflict) -> tuple[int, int, str, str]:
        return relations.index(one.relation), scopes.index(one.scope), one.topic, one.conflict_id

    return tuple(sorted(once.values(), key=place))


def in_utc(moment: datetime | None) -> str:
    """Return a time to the minute in UTC, or a word for none."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "minutes") + " UTC" if moment else "no date"


def excerpt(quote: str, value: str | None, limit: int) -> str:
    """Return `quote`, or where it is longer than `limit` code points the part around `value`, the cuts marked."""
    if len(quote) <= limit:
        return quote
    found = max(quote.find(value), 0) if value else 0
    start = min(max(found - limit // 2, 0), len(quote) - limit)
    end = start + limit
    return (_CUT if start else "") + quote[start:end] + (_CUT if end < len(quote) else "")


def _side_view(side: Side, register: Register, seen_from: str | None) -> SideView:
    is_own = side.article_id == seen_from
    place = register.claim_ref if is_own else register.claim_page
    return SideView(
        source="This article" if is_own else register.source(side.article_id),
        where=place(side.claim_id, side.article_id),
        date=in_utc(side.published_at),
        value=side.value or "",
        quote=excerpt(side.quote, side.value, PASSAGE_CHARS if seen_from else _CELL_CHARS),
    )


def _by_date(side: Side) -> tuple[bool, datetime, str, int]:
    undated = datetime.max.replace(tzinfo=UTC)
    return side.published_at is None, side.published_at or undated, side.article_id, side.start
