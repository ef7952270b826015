"""The payload that is sent, and the reading of what comes back."""

import json
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError, field_validator

from pipeline.llm import wire
from schemas.frozen import Frozen
from schemas.usage import Usage
from tests.unit.llm.asking import ARTICLE_TEXT, Points, ask

SCHEMA: dict[str, Any] = {"type": "object"}

UNMETERED = Usage(attempts=1, unmetered=1)


def body(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  any field of a request
    strict = changed.pop("strict", False)
    request = ask(**changed)
    return wire.payload(request, wire.first_messages(request), SCHEMA, strict=strict)


def test_a_seed_of_none_is_not_sent() -> None:
    assert "seed" not in body(seed=None)


def test_a_seed_of_zero_is_sent() -> None:
    assert body(seed=0)["seed"] == 0


@pytest.mark.parametrize(("strict", "name"), [(True, "max_completion_tokens"), (False, "max_tokens")])
def test_the_limit_of_tokens_has_the_name_the_dialect_gives_it(strict: bool, name: str) -> None:  # noqa: FBT001  a table
    limits = {key: value for key, value in body(strict=strict).items() if key.startswith("max_")}
    assert limits == {name: 100}


@pytest.mark.parametrize(("strict", "sent"), [(True, {"strict": True}), (False, {})])
def test_strictness_is_stated_only_in_the_strict_dialect(strict: bool, sent: dict[str, bool]) -> None:  # noqa: FBT001  a table
    answer = body(strict=strict)["response_format"]["json_schema"]
    assert answer == {"name": "Points", **sent, "schema": SCHEMA}


@pytest.mark.parametrize(
    ("model", "strict", "is_sent"),
    [
        ("gpt-4.1-mini", True, True),
        ("gpt-4o", True, True),
        ("gpt-5-mini", True, False),
        ("o4-mini", True, False),
        ("gpt-5-mini", False, True),
        ("olmo-2", True, True),
    ],
)
def test_a_reasoning_model_of_openai_is_sent_no_temperature(model: str, strict: bool, is_sent: bool) -> None:  # noqa: FBT001  a table
    assert ("temperature" in body(model=model, strict=strict)) is is_sent


def test_the_name_of_a_schema_keeps_to_the_characters_endpoints_allow() -> None:
    odd = type("Points[int]", (Points,), {})
    assert body(reply_model=odd)["response_format"]["json_schema"]["name"] == "Points_int_"


def test_the_messages_are_system_then_user() -> None:
    assert body()["messages"] == [
        {"role": "system", "content": "You list points."},
        {"role": "user", "content": ARTICLE_TEXT},
    ]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_equal_requests_give_equal_bytes(text: str) -> None:
    assert wire.encode(body(user=text)) == wire.encode(body(user=text))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_bytes_say_what_the_request_says(text: str) -> None:
    assert json.loads(wire.encode(body(user=text)))["messages"][1]["content"] == text


def test_links_to_a_library_version_are_taken_out_of_a_second_try() -> None:
    told = "Field required\n    For further information visit https://errors.pydantic.dev/2.14/v/missing\nnext"
    messages = [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}, {"role": "user", "content": told}]
    assert wire.without_links(messages)[2]["content"] == "Field required\nnext"


def test_an_article_that_speaks_of_further_information_is_left_alone() -> None:
    messages = wire.first_messages(ask("See\n For further information visit https://example.org"))
    assert wire.without_links(messages) == messages


def test_a_message_without_content_becomes_an_empty_one() -> None:
    messages = [*wire.first_messages(ask()), {"role": "assistant", "content": None}]
    assert wire.without_links(messages)[2] == {"role": "assistant", "content": ""}


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (
            {"prompt_tokens": 9, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 6}},
            Usage(attempts=1, input_tokens=9, cached_tokens=6, output_tokens=4),
        ),
        (
            {"prompt_tokens": 9, "completion_tokens": 0, "prompt_tokens_details": None},
            Usage(attempts=1, input_tokens=9),
        ),
        (
            {"prompt_tokens": 9, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": None}},
            Usage(attempts=1, input_tokens=9, output_tokens=4),
        ),
        ({"prompt_tokens": 9}, UNMETERED),
        ({"prompt_tokens": "many", "completion_tokens": 4}, UNMETERED),
        ({"prompt_tokens": -3, "completion_tokens": 4}, UNMETERED),
        (None, UNMETERED),
        ([], UNMETERED),
    ],
)
def test_usage_is_read_where_it_is_given_in_numbers(usage: object, expected: Usage) -> None:
    assert wire.read_usage(json.dumps({"usage": usage}).encode()) == expected


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"usage"', b"<html>", b"\xff\xfe"])
def test_an_attempt_whose_body_tells_no_usage_is_unmetered(content: bytes) -> None:
    assert wire.read_usage(content) == UNMETERED


@pytest.mark.parametrize("content", [b"", b"[]", b'{"choices": [{"message"', b"<html>", b'{"choices": [1]}', b"\xff"])
def test_a_body_that_is_no_completion_is_not_read_as_one(content: bytes) -> None:
    assert wire.read_completion(content) is None


class Strange(Frozen):
    kind: Literal["a"] = "a"
    word: str = ""

    @field_validator("word")
    @classmethod
    def _refuse(cls, word: str) -> str:
        if word:
            raise ValueError(f"bad word {word!r}")
        return word


def refusal(model: type[BaseModel], text: str) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        model.model_validate_json(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"word": "leak"}', "word: value_error"),
        ('{"kind": "leak"}', "kind: Input should be 'a'"),
        ('{"leak": 1}', "Extra inputs are not permitted"),
    ],
)
def test_a_reason_says_where_and_what_but_nothing_of_the_answer(text: str, expected: str) -> None:
    assert wire.reason(refusal(Strange, text)) == expected


def test_a_reason_names_the_place_by_fields_and_numbers() -> None:
    assert wire.reason(refusal(Points, '{"points": [{"n": 1}, {}]}')) == "points.1.n: Field required"
