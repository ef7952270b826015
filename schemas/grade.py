"""The model's opinion of a claim, from the second pass."""

from enum import StrEnum

from schemas.claim import CheckedClaim, NotChecked
from schemas.frozen import Frozen


class Plausibility(StrEnum):
    """How believable a claim is to the model."""

    PLAUSIBLE = "plausible"
    DOUBTFUL = "doubtful"
    IMPLAUSIBLE = "implausible"


class Consistency(StrEnum):
    """Whether a claim agrees with the other claims of its article, to the model."""

    CONSISTENT = "consistent"
    UNCLEAR = "unclear"
    INCONSISTENT = "inconsistent"


class Grade(Frozen):
    """A grade with its reason; `relies_on` are the claims that the model compared the claim with.

    `is_decisive` is False for a model whose word is shown but decides nothing by itself.
    """

    plausibility: Plausibility
    consistency: Consistency
    reason: str
    relies_on: tuple[str, ...]
    model: str
    prompt: str
    is_decisive: bool


class GradedClaim(Frozen):
    """A checked claim with its grade, or the reason why it has none (ungrounded claims are never graded)."""

    checked: CheckedClaim
    grade: Grade | None = None
    not_checked: NotChecked | None = None
