"""What a batch object says, and what becomes of each line of an answer file."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import (
    AccessDeniedError,
    ConfigurationError,
    FilteredError,
    InvalidReplyError,
    LLMError,
    RejectedError,
    ThrottledError,
    UnavailableError,
)
from pipeline.llm.batch import BatchAnswer, BatchFault, BatchState
from pipeline.llm.batch_wire import BatchObject, BatchPage, read_answer
from schemas.usage import Usage
from tests.unit.llm.asking import ARTICLE_TEXT, ask

KEY = ask().key
WHO = "batch 'b' at http://h/v1"
SAID = {"choices": [{"message": {"content": "«é» \u2028"}}]}
BATCH: dict[str, Any] = {"id": "b", "status": "completed", "input_file_id": "f", "created_at": 1_800_000_000}


def line(**changed: Any) -> bytes:  # noqa: ANN401  any part of a line
    whole = {"id": "r", "custom_id": KEY, "response": {"status_code": 200, "body": SAID}, "error": None}
    return json.dumps({**whole, **changed}).encode()


def failing(status: int, **named: object) -> bytes:
    error = {"message": f"{ARTICLE_TEXT} sk-1", **named}
    return line(response={"status_code": status, "body": {"error": error}})


def read(content: bytes) -> BatchAnswer:
    return read_answer(content, WHO, "line 3 of file 'f'")


def test_the_body_of_an_answer_says_what_the_endpoint_said() -> None:
    answer = read(line())
    assert (answer.key, answer.failure, answer.is_expired) == (KEY, None, False)
    assert json.loads(answer.body or b"") == SAID


def test_half_of_a_character_does_not_lose_the_answer() -> None:
    answer = read(line(response={"status_code": 200, "body": {"text": "\ud800"}}))
    assert answer.body == b'{"text":"\\ud800"}'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (failing(400, code="context_length_exceeded"), RejectedError),
        (failing(400, code="content_filter"), FilteredError),
        (failing(401), AccessDeniedError),
        (failing(404, code="model_not_found"), ConfigurationError),
        (failing(429, type="tokens"), ThrottledError),
        (failing(429, code="insufficient_quota"), ConfigurationError),
        (failing(500), UnavailableError),
        (line(response={"status_code": 503, "body": None}), UnavailableError),
        (line(response={"status_code": 400}, error={"code": "content_filter"}), FilteredError),
    ],
)
def test_a_request_that_failed_is_told_as_a_live_call_would(content: bytes, kind: type) -> None:
    answer = read(content)
    assert (answer.key, answer.body, type(answer.failure), answer.is_expired) == (KEY, None, kind, False)
    assert WHO in str(answer.failure)
    assert ARTICLE_TEXT not in str(answer.failure)


def test_a_request_that_failed_was_an_attempt() -> None:
    failure = read(failing(400)).failure
    assert isinstance(failure, LLMError)
    assert failure.usage == Usage(attempts=1)


@pytest.mark.parametrize(
    ("code", "is_expired"), [("batch_expired", True), ("batch_cancelled", False), ("request_timeout", False)]
)
def test_a_request_that_was_not_run_can_be_submitted_again(code: str, is_expired: bool) -> None:  # noqa: FBT001  a table
    answer = read(line(response=None, error={"code": code, "message": ARTICLE_TEXT}))
    assert (answer.key, answer.body, answer.is_expired) == (KEY, None, is_expired)
    assert isinstance(answer.failure, UnavailableError)
    assert answer.failure.usage == Usage()
    assert f"{KEY[:12]!r} ({code})" in str(answer.failure)


def test_prose_in_place_of_a_code_is_not_told() -> None:
    answer = read(line(response=None, error={"code": ARTICLE_TEXT}))
    assert "(unknown)" in str(answer.failure)


@pytest.mark.parametrize(
    "content",
    [
        line()[:40],
        b"<html>",
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"custom_id": "k", "response": {"status_code": 200, "body": {"n": NaN}}}',
        b"[]",
        b'"text"',
        b"{}",
        line(custom_id=7),
        line(custom_id=""),
    ],
)
def test_a_line_that_does_not_say_whose_it_is_is_told_as_damaged(content: bytes) -> None:
    answer = read(content)
    assert (answer.key, answer.body, answer.is_expired) == (None, None, False)
    assert isinstance(answer.failure, InvalidReplyError)
    assert "damaged line 3 of file 'f'" in str(answer.failure)


@pytest.mark.parametrize(
    "response", [None, [], {}, {"status_code": "200", "body": SAID}, {"status_code": 200}, {"status_code": None}]
)
def test_a_line_that_says_nothing_of_its_request_is_damaged(response: object) -> None:
    answer = read(line(response=response))
    assert (answer.key, answer.body, type(answer.failure)) == (KEY, None, InvalidReplyError)


def test_an_error_beside_a_good_status_is_no_answer() -> None:
    answer = read(line(error={"code": "request_timeout"}))
    assert (answer.body, type(answer.failure)) == (None, UnavailableError)


@given(st.recursive(st.none() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3)))
def test_whatever_a_line_holds_it_becomes_one_answer(value: object) -> None:
    answer = read(line(response={"status_code": value, "body": value}, error=value))
    assert (answer.body is None) is (answer.failure is not None)


@given(st.integers(0, 400))
def test_wherever_a_line_is_cut_it_becomes_one_answer(length: int) -> None:
    answer = read(line()[:length])
    assert (answer.body is None) is (answer.failure is not None)


def test_a_batch_is_told_with_its_counts_and_files() -> None:
    counts = {"total": 3, "completed": 2, "failed": 1}
    batch = {
        **BATCH,
        "request_counts": counts,
        "output_file_id": "o",
        "error_file_id": "e",
        "expires_at": 1_800_086_400,
    }
    told = BatchObject.model_validate(batch).told()
    assert (told.batch_id, told.state, told.total, told.completed, told.failed) == ("b", BatchState.COMPLETED, 3, 2, 1)
    assert (told.output_file_id, told.error_file_id) == ("o", "e")
    assert told.expires_at == datetime(2027, 1, 16, 8, tzinfo=UTC)


@pytest.mark.parametrize("name", ["output_file_id", "error_file_id"])
def test_a_file_without_a_name_is_no_file(name: str) -> None:
    assert BatchObject.model_validate({**BATCH, name: ""}).told() == BatchObject.model_validate(BATCH).told()


@pytest.mark.parametrize("missing", ["request_counts", "errors", "expires_at", "metadata", "output_file_id"])
def test_what_a_batch_leaves_open_may_be_null_or_absent(missing: str) -> None:
    told = BatchObject.model_validate({**BATCH, missing: None}).told()
    assert told == BatchObject.model_validate(BATCH).told()


def test_a_state_with_a_new_name_is_unknown_and_not_the_end() -> None:
    told = BatchObject.model_validate({**BATCH, "status": "paused"}).told()
    assert (told.state, told.has_ended) == (BatchState.UNKNOWN, False)


def test_what_was_wrong_with_a_batch_is_told_without_prose() -> None:
    faults = [{"code": "invalid_json_line", "line": 2, "message": ARTICLE_TEXT}, {"code": ARTICLE_TEXT, "param": "url"}]
    told = BatchObject.model_validate({**BATCH, "errors": {"data": faults}}).told()
    assert told.errors == (BatchFault(code="invalid_json_line", line=2), BatchFault(code="unknown", param="url"))


def test_an_odd_batch_does_not_hide_the_others_of_a_list() -> None:
    page = BatchPage.model_validate({"data": [1, {"id": "x"}, BATCH]})
    assert [batch.id for batch in page.batches()] == ["b"]
