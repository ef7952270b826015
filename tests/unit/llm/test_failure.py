"""What each failing status means to the caller."""

from collections.abc import Mapping

import pytest

from pipeline.errors import (
    AccessDeniedError,
    ConfigurationError,
    FilteredError,
    LLMError,
    RejectedError,
    ThrottledError,
    UnavailableError,
)
from pipeline.llm.failure import Failure, explain, retry_after_s
from schemas.usage import Usage

DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


def explained(status: int, *codes: object, headers: Mapping[str, str] | None = None) -> Exception:
    return explain(Failure(status, codes, headers or {}), "'m' at http://h/v1", "unit 1", Usage(attempts=1))


@pytest.mark.parametrize(
    ("status", "codes", "kind"),
    [
        (401, (), AccessDeniedError),
        (403, (), AccessDeniedError),
        (402, (), ConfigurationError),
        (404, ("model_not_found",), ConfigurationError),
        (429, ("insufficient_quota",), ConfigurationError),
        (429, ("rate_limit_exceeded",), ThrottledError),
        (408, (), UnavailableError),
        (409, (), UnavailableError),
        (500, (), UnavailableError),
        (503, (), UnavailableError),
        (529, (), UnavailableError),
        (400, ("content_filter",), FilteredError),
        (400, ("context_length_exceeded",), RejectedError),
        (413, (), RejectedError),
        (422, (), RejectedError),
    ],
)
def test_each_status_is_one_decision(status: int, codes: tuple[str, ...], kind: type[Exception]) -> None:
    assert type(explained(status, *codes)) is kind


@pytest.mark.parametrize("status", [400, 429, 500])
def test_an_error_of_one_call_carries_its_usage(status: int) -> None:
    error = explained(status)
    assert isinstance(error, LLMError)
    assert error.usage == Usage(attempts=1)


def test_a_message_names_endpoint_model_and_codes() -> None:
    told = str(explained(400, "invalid_request_error", None, "temperature"))
    assert told == "'m' at http://h/v1 answered 400 (invalid_request_error, temperature) to 'unit 1'"


@pytest.mark.parametrize("code", ["a sentence of the article", 400, None, "x" * 61, ""])
def test_a_code_that_is_prose_is_left_out(code: object) -> None:
    assert str(Failure(400, (code,), {})) == "400"


def test_a_throttled_call_carries_the_wait_asked_for() -> None:
    error = explained(429, headers={"retry-after": "7"})
    assert isinstance(error, ThrottledError)
    assert error.retry_after_s == 7.0


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry-after": "20"}, 20.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after-ms": "-5"}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": DATE}, 30.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:27:00 GMT", "date": DATE}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT"}, None),
        ({"retry-after": "soon", "date": DATE}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after-ms": "soon"}, None),
        ({"retry-after-ms": "nan"}, None),
        ({"retry-after-ms": "1e999"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 +99999999999999", "date": DATE}, None),
        ({}, None),
    ],
)
def test_the_wait_is_read_in_all_three_forms(headers: Mapping[str, str], expected: float | None) -> None:
    assert retry_after_s(headers) == expected
