"""What the model may answer when it is asked for claims."""

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from schemas.claim import ClaimKind


class ReplyClaim(BaseModel):
    """One claim as the model states it; `sentence` counts from 1 in the window that it was shown.

    The order of the fields is the order in which the model writes them: what the claim is about before the statement.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentence: int
    subject: str
    attribute: str
    value: str | None
    statement: str
    kind: ClaimKind
    speaker: str | None


class ReplyClaims(BaseModel):
    """The answer for one window."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claims: list[ReplyClaim]


@cache
def reply_claims(sentence_count: int, claim_limit: int) -> type[ReplyClaims]:
    """Return the reply model for a window: no number above `sentence_count`, no more than `claim_limit` claims."""
    numbers: Any = Literal[tuple(range(1, sentence_count + 1))]
    one = create_model(
        "ReplyClaim",
        __base__=ReplyClaim,
        __doc__=None,
        sentence=(numbers, ...),
    )
    many: Any = Annotated[list[one], Field(max_length=claim_limit)]
    return create_model("ReplyClaims", __base__=ReplyClaims, __doc__=None, claims=(many, ...))
