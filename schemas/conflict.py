"""Statements that cannot all be true, or that need a word on why they differ."""

from decimal import Decimal
from enum import StrEnum

from pydantic import AwareDatetime

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

    `claim_id` is None where a rule read the passage and no claim was extracted from it.
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


class Conflict(Frozen):
    """One question (`topic`) that two or more sides answer differently."""

    conflict_id: str
    scope: Scope
    relation: Relation
    topic: str
    sides: tuple[Side, ...]
    by: str
    explanation: str
