"""What the body of a chat completion amounts to."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import (
    FilteredError,
    InvalidReplyError,
    LLMError,
    RefusedError,
    TruncatedError,
    UnavailableError,
)
from pipeline.llm import wire
from pipeline.llm.reply import Answer, read_answer, read_reply
from schemas.usage import Usage
from tests.loopback import completion
from tests.unit.llm.asking import ARTICLE_TEXT, GOOD, POINTS, Points, ask

ONE = Usage(attempts=1, input_tokens=10, output_tokens=5)
WHO = "'small-1' at http://h/v1"


def body(content: str | None, **changed: Any) -> bytes:  # noqa: ANN401  any part of a completion
    return json.dumps(completion(content, **changed)).encode()


def failed(content: bytes) -> LLMError:
    with pytest.raises(LLMError) as caught:
        read_reply(content, ask(), WHO)
    return caught.value


def test_a_completion_that_fits_the_schema_is_the_reply() -> None:
    reply = read_reply(body(GOOD), ask(), WHO)
    assert (reply.value, reply.model, reply.usage, reply.is_cached) == (POINTS, "served-1", ONE, False)


def test_the_reply_is_of_the_very_model_asked_for() -> None:
    assert type(read_reply(body(GOOD), ask(), WHO).value) is Points


def test_a_server_that_names_no_model_leaves_the_one_asked_for() -> None:
    assert read_reply(body(GOOD, model=""), ask(), WHO).model == "small-1"


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (body(None, refusal="I cannot help"), RefusedError, "declined to answer '000_x.txt sentences 1-4'"),
        (body("", finish_reason="content_filter"), FilteredError, "filter at 'small-1'"),
        (body(None, refusal="no", finish_reason="content_filter"), RefusedError, "declined"),
        (body(GOOD[:9], finish_reason="length"), TruncatedError, "100 tokens in '000_x.txt sentences 1-4'"),
        (body(GOOD, choices=[]), InvalidReplyError, "without a choice"),
        (body(GOOD, choices=[], error={"code": 502}), UnavailableError, "an error in the body"),
    ],
)
def test_an_answer_that_says_no_is_told_apart_and_paid_for(content: bytes, kind: type, told: str) -> None:
    error = failed(content)
    assert (type(error), error.usage) == (kind, ONE)
    assert told in str(error)


@pytest.mark.parametrize("content", [b"[]", b'{"choices": [{"mess', b"<html>Welcome</html>", b"", b"null", b"\xff"])
def test_a_body_that_is_no_completion_is_an_invalid_reply(content: bytes) -> None:
    error = failed(content)
    assert (type(error), error.usage) == (InvalidReplyError, wire.read_usage(content))
    assert "no chat completion" in str(error)


@pytest.mark.parametrize("text", [f'{{"{ARTICLE_TEXT}": 1}}', '{"points":[', ARTICLE_TEXT, "", None])
def test_an_answer_that_breaks_the_schema_is_invalid_and_not_quoted(text: str | None) -> None:
    error = failed(body(text))
    assert (type(error), error.usage) == (InvalidReplyError, ONE)
    assert "broke the schema in '000_x.txt sentences 1-4'" in str(error)
    assert ARTICLE_TEXT not in str(error)
    assert error.__cause__ is None


def test_the_text_of_an_answer_can_be_had_before_it_is_validated() -> None:
    assert read_answer(body("{}"), ask(), WHO, ONE) == Answer("{}", "served-1")


def test_an_error_carries_what_the_earlier_attempts_cost() -> None:
    with pytest.raises(RefusedError) as caught:
        read_answer(body(None, refusal="no"), ask(), WHO, ONE + ONE)
    assert caught.value.usage == ONE + ONE


@given(st.binary(max_size=60))
def test_whatever_the_body_only_errors_of_the_seam_are_raised(content: bytes) -> None:
    assert isinstance(failed(content), LLMError)
