"""What the model may answer when it is asked to grade claims."""

from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from schemas.grade import Consistency, Plausibility


class ReplyGrade(BaseModel):
    """The grade of one claim; `claim` and `relies_on` are numbers as shown to the model.

    The reason comes before the grades, so that they follow from it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    claim: int
    reason: str
    relies_on: list[int]
    consistency: Consistency
    plausibility: Plausibility


class ReplyGrades(BaseModel):
    """The answer for one batch: every claim that was asked about, once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    grades: list[ReplyGrade]

    @model_validator(mode="after")
    def _each_claim_once(self) -> Self:
        numbers = [grade.claim for grade in self.grades]
        if len(numbers) != len(set(numbers)):
            raise ValueError("a claim was graded twice; grade each claim that was asked about once")
        return self


@cache
def reply_grades(numbers: tuple[int, ...], relied_limit: int = 4) -> type[ReplyGrades]:
    """Return the reply model for the claims `numbers`: one grade for each of them, and for nothing else."""
    asked: Any = Literal[numbers]
    one = create_model(
        "ReplyGrade",
        __base__=ReplyGrade,
        __doc__=None,
        claim=(asked, ...),
        relies_on=(Annotated[list[int], Field(max_length=relied_limit)], ...),
    )
    length = Field(min_length=len(numbers), max_length=len(numbers))
    many: Any = Annotated[list[one], length]
    return create_model("ReplyGrades", __base__=ReplyGrades, __doc__=None, grades=(many, ...))
