"""What the model may answer when it is asked whether a sentence says what a claim of it says."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class ReplyConfirmation(BaseModel):
    """One word: a reason before it would cost ten times as many tokens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer: Literal["yes", "no"]
