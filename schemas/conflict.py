"""Statements that cannot all be true, or that need a word on why they differ."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from pydantic import AwareDatetime

from schemas.article import Span
from schemas.frozen import Frozen


class Scope(StrEnum):
    """Whether the sides stand in one article or in several."""

    WITHIN = "within"
    ACROSS = "across"


class Relation(StrEnum):
    """How the sides relate; only `contradiction` speaks against a claim."""

    CONTRADICTION = "contradiction"
    UPDATE = "update"
    ROUNDING = "rounding"
    DIFFERENT_SCOPE = "different_scope"
    UNCLEAR = "unclear"


class Side(Frozen):
    """One side: the claim, its value as written (`value`) and normalised (`low` to `high` in `unit`), its passage.

    `claim_id` is None where a rule read the passage and no claim was extracted from it. Sides of one `answer` (counted
    from 1 within the conflict) agree with one another. `repeats` is the id of the article of which this side's article
    is a copy: both count as one voice. `also` are further claims of the article that give the same answer. `words` are
    the words of the passage that decide, where a rule read them in one article; the id of its conflict rests on them.
    """

    claim_id: str | None
    article_id: str
    published_at: AwareDatetime | None
    value: str | None
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    quote: str
    start: int
    end: int
    answer: int = 1
    repeats: str | None = None
    also: tuple[str, ...] = ()
    words: Span | None = None

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """Return the claims that give this answer, the one shown first."""
        return (*((self.claim_id,) if self.claim_id is not None else ()), *self.also)


class Conflict(Frozen):
    """One question (`topic`) that two or more sides answer differently."""

    conflict_id: str
    scope: Scope
    relation: Relation
    topic: str
    sides: tuple[Side, ...]
    by: str
    explanation: str

    def outdates(self, claim_id: str) -> bool:
        """Tell whether this is an update and the claim an older side of it; one without a date is not known to be."""
        if self.relation is not Relation.UPDATE:
            return False
        dates = [side.published_at for side in self.sides if side.published_at]
        own = [side.published_at for side in self.sides if claim_id in side.claim_ids and side.published_at]
        return any(date < max(dates) for date in own)


def conflicts_by_article(conflicts: Iterable[Conflict]) -> dict[str, list[Conflict]]:
    """Return the conflicts with a side in each article, by article id, each conflict once, in the order given."""
    concerning: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in conflicts:
        for article_id in dict.fromkeys(side.article_id for side in conflict.sides):
            concerning[article_id].append(conflict)
    return concerning
