import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from schemas.grade import Consistency, Plausibility
from schemas.reply_claims import ReplyClaims, reply_claims
from schemas.reply_grades import ReplyGrades, reply_grades
from schemas.usage import Usage


def claims(*sentences: object, **changed: object) -> dict[str, Any]:
    one = {"subject": "s", "attribute": "a", "value": None, "statement": "It rained.", "kind": "fact", "speaker": None}
    return {"claims": [{"sentence": sentence, **one, **changed} for sentence in sentences]}


def grades(*numbers: object, **changed: object) -> dict[str, Any]:
    one = {"reason": "r", "relies_on": [], "consistency": "consistent", "plausibility": "plausible"}
    return {"grades": [{"claim": number, **one, **changed} for number in numbers]}


def test_the_claims_of_a_window_are_read() -> None:
    reply = reply_claims(3, 9).model_validate(claims(1, 3, 3))
    assert isinstance(reply, ReplyClaims)
    assert [claim.sentence for claim in reply.claims] == [1, 3, 3]


def test_a_window_may_hold_no_claim() -> None:
    assert reply_claims(1, 3).model_validate({"claims": []}).claims == []


@pytest.mark.parametrize(
    "answer",
    [
        claims(0),
        claims(4),
        claims("one"),
        claims(1, 1, 2, 2, 3, 3, 1),
        claims(1, kind="rumour"),
        claims(1, mood="grim"),
        claims(1, statement=None),
        {"claims": [{"sentence": 1}]},
        {"claims": None},
        {"claims": [], "note": "x"},
        {},
    ],
)
def test_claims_outside_the_window_or_the_form_are_refused(answer: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        reply_claims(3, 6).model_validate(answer)


def test_every_claim_asked_about_is_graded_once() -> None:
    reply = reply_grades((4, 5)).model_validate(grades(5, 4))
    assert isinstance(reply, ReplyGrades)
    assert [grade.claim for grade in reply.grades] == [5, 4]


def test_a_grade_is_of_the_closed_vocabulary() -> None:
    (grade,) = reply_grades((1,)).model_validate(grades(1, consistency="unclear", plausibility="doubtful")).grades
    assert (grade.consistency, grade.plausibility) == (Consistency.UNCLEAR, Plausibility.DOUBTFUL)


@pytest.mark.parametrize(
    "answer",
    [
        grades(4),
        grades(4, 5, 5),
        grades(4, 6),
        grades(4, 5, plausibility="true"),
        grades(4, 5, consistency=None),
        grades(4, 5, relies_on=[1, 2, 3, 4, 5]),
        grades(4, 5, mood="grim"),
        {"grades": []},
        {},
    ],
)
def test_grades_of_other_claims_or_another_form_are_refused(answer: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        reply_grades((4, 5)).model_validate(answer)


def test_a_claim_graded_twice_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValidationError, match="graded twice; grade each claim that was asked about once"):
        reply_grades((4, 5)).model_validate(grades(4, 4))


@pytest.mark.parametrize("first", ["subject", "attribute", "value"])
def test_the_model_names_what_a_claim_is_about_before_it_states_it(first: str) -> None:
    written = order(reply_claims(3, 9))
    assert written.index(first) < written.index("statement")


def test_the_reason_comes_before_the_grades() -> None:
    written = order(reply_grades((1, 2)))
    assert written.index("reason") < min(written.index("consistency"), written.index("plausibility"))


@pytest.mark.parametrize(
    ("model", "same", "other"),
    [
        (reply_claims(2, 6), reply_claims(2, 6), reply_claims(3, 6)),
        (reply_grades((1, 2)), reply_grades((1, 2)), reply_grades((2, 3))),
    ],
)
def test_a_reply_model_is_one_for_one_question(
    model: type[BaseModel], same: type[BaseModel], other: type[BaseModel]
) -> None:
    assert model is same
    assert model.model_json_schema() != other.model_json_schema()


def order(model: type[BaseModel]) -> list[str]:
    (one,) = (each for each in model.model_json_schema()["$defs"].values() if "properties" in each)
    return list(one["properties"])


def test_usage_adds_up_field_by_field() -> None:
    first = Usage(attempts=1, input_tokens=10, cached_tokens=4, output_tokens=3)
    second = Usage(attempts=2, input_tokens=20, output_tokens=5)
    assert first + second == Usage(attempts=3, input_tokens=30, cached_tokens=4, output_tokens=8)


def test_no_usage_adds_nothing() -> None:
    used = Usage(attempts=1, input_tokens=10)
    assert used + Usage() == used


@pytest.mark.parametrize("half", [r"\ud800", r"x\udfffy"])
def test_half_of_a_surrogate_pair_in_an_answer_is_refused(half: str) -> None:
    answer = json.dumps(claims(1)).replace("It rained.", half)
    with pytest.raises(ValidationError, match="Invalid JSON"):
        reply_claims(1, 3).model_validate_json(answer)
