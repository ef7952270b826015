"""What the model may answer when it is asked how two claims of different articles relate."""

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

ToldRelation: TypeAlias = Literal["contradiction", "different_scope", "same", "update", "unclear"]
Newer: TypeAlias = Literal["first", "second", "neither"]


class ReplyRelation(BaseModel):
    """The relation of one pair; "first" and "second" are the claims in the order in which they were shown.

    Rounding is no answer: it says the same thing, and whether values agree but for rounding is for rules to compute.
    The reason is asked for in two halves, and before the relation: asked for it in one field, a small model wrote
    "Both claim ..." of claims that deny one another, and then called them the same. Which side is newer is a field of
    its own: as two relations ("the first updates the second", and the reverse) it always took the same one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    first_says: str
    second_says: str
    newer: Newer
    relation: ToldRelation
