"""A claim on its way: extracted, grounded, checked; each type is frozen and wraps the one before."""

from enum import StrEnum

from pydantic import Field

from schemas.article import Span
from schemas.finding import Finding
from schemas.frozen import Frozen
from schemas.quantity import Quantity


class ClaimKind(StrEnum):
    """What sort of statement a claim is; all but `fact` are not checkable."""

    FACT = "fact"
    FORECAST = "forecast"
    OPINION = "opinion"


class ClaimStatus(StrEnum):
    """How far the event that a claim tells has come."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DENIED = "denied"
    UNCERTAIN = "uncertain"


class Claim(Frozen):
    """A claim as the model stated it; `sentence_numbers` are the article's own, ascending, at least one."""

    claim_id: str
    article_id: str
    sentence_numbers: tuple[int, ...]
    statement: str
    kind: ClaimKind
    subject: str
    attribute: str
    value: str | None
    speaker: str | None


class NotChecked(Frozen):
    """A unit of work that failed for a technical reason; the reason is shown, and never becomes a verdict."""

    stage: str
    unit: str
    sentence_numbers: tuple[int, ...] = ()
    claim_ids: tuple[str, ...] = ()
    reason: str


class Extraction(Frozen):
    """What extraction made of one article: the claims, what it could not read, and what it did not ask about and why.

    `passed_over` maps sentence numbers to reasons.
    """

    claims: tuple[Claim, ...]
    not_checked: tuple[NotChecked, ...] = ()
    passed_over: dict[int, str] = Field(default_factory=dict)


class MissingKind(StrEnum):
    """What a statement may not add to its sentences."""

    NUMBER = "number"
    NAME = "name"
    DATE = "date"
    NEGATION = "negation"
    WORDS = "words"


class Missing(Frozen):
    """Something that a statement says (`text`) and its sentences do not, or the reverse for a negation."""

    kind: MissingKind
    text: str


class GroundedClaim(Frozen):
    """A claim with its passage: `quote` is the article's `text[start:end]`, never the model's words.

    The span runs from the first to the last sentence where they are adjacent, else over the first sentence alone.
    """

    claim: Claim
    spans: tuple[Span, ...]
    quote: str
    start: int
    end: int
    missing: tuple[Missing, ...] = ()

    @property
    def is_grounded(self) -> bool:
        """Tell whether the statement says no more than its sentences do."""
        return not self.missing


class CheckedClaim(Frozen):
    """A grounded claim with what the rules read in it; offsets of `quantities` are into the article's text."""

    grounded: GroundedClaim
    quantities: tuple[Quantity, ...] = ()
    status: ClaimStatus | None = None
    findings: tuple[Finding, ...] = ()
