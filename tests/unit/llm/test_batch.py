"""How requests are laid out in files, and what a batch is known by."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.llm.batch import BatchLimits, BatchPart, BatchState, BatchStatus, SubmittedBatch, split
from pipeline.llm.openai_llm import request_body
from pipeline.llm.port import LLMRequest
from tests.unit.llm.asking import Points, ask

LINES = len(b'{"custom_id":"","method":"POST","url":"/v1/chat/completions","body":}\n')


def body_of(request: LLMRequest[Points]) -> bytes:
    return request_body(request, strict=True)


def parts(*requests: LLMRequest[Points], count: int = 50_000, size_bytes: int = 190_000_000) -> list[BatchPart]:
    return list(split(requests, body_of, BatchLimits(count, size_bytes)))


def test_a_line_holds_the_very_bytes_of_a_live_call() -> None:
    request = ask('«Zürich» \u2028 \U0001f600 \\ "')
    line = parts(request)[0].content
    assert line.endswith(b',"body":' + body_of(request) + b"}\n")


def test_a_line_names_its_request_and_what_is_called() -> None:
    request = ask()
    line = json.loads(parts(request)[0].content)
    assert {**line, "body": 0} == {"custom_id": request.key, "method": "POST", "url": "/v1/chat/completions", "body": 0}


def test_a_request_that_comes_twice_is_sent_once() -> None:
    first, again = ask(), ask(unit="another unit, the same question")
    (part,) = parts(first, ask("b"), again)
    assert (part.keys, part.content.count(b"\n")) == ((first.key, ask("b").key), 2)


def test_no_request_gives_no_file() -> None:
    assert parts() == []


def test_each_model_has_files_of_its_own() -> None:
    requests = [ask("a"), ask("a", model="other"), ask("b")]
    assert [part.keys for part in parts(*requests)] == [(requests[0].key, requests[2].key), (requests[1].key,)]


@pytest.mark.parametrize(("count", "sizes"), [(1, [1] * 5), (2, [2, 2, 1]), (5, [5]), (6, [5])])
def test_a_file_holds_no_more_requests_than_allowed(count: int, sizes: list[int]) -> None:
    assert [len(part.keys) for part in parts(*(ask(str(n)) for n in range(5)), count=count)] == sizes


@pytest.mark.parametrize(("spare", "sizes"), [(0, [2, 2, 1]), (-1, [1] * 5)])
def test_a_file_is_no_larger_than_allowed(spare: int, sizes: list[int]) -> None:
    requests = [ask(str(n)) for n in range(5)]
    both = 2 * (LINES + 64 + len(body_of(requests[0])))
    found = parts(*requests, size_bytes=both + spare)
    assert [len(part.keys) for part in found] == sizes
    assert len(found[0].content) <= both + spare


def test_a_request_beyond_the_limit_has_a_file_of_its_own() -> None:
    large = ask("a" * 5000)
    assert [part.keys for part in parts(large, ask("b"), size_bytes=3000)] == [(large.key,), (ask("b").key,)]


def test_files_are_made_one_at_a_time() -> None:
    asked: list[str] = []

    def noting(request: LLMRequest[Points]) -> bytes:
        asked.append(request.user)
        return body_of(request)

    next(split([ask(str(n)) for n in range(9)], noting, BatchLimits(requests=2)))
    assert asked == ["0", "1", "2"]


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("ab")), max_size=20), st.integers(1, 5))
def test_whatever_the_limits_each_request_is_in_one_file(numbers: list[tuple[int, str]], count: int) -> None:
    requests = [ask(str(number), model=model) for number, model in numbers]
    keys = [
        json.loads(line)["custom_id"] for part in parts(*requests, count=count) for line in part.content.splitlines()
    ]
    assert sorted(keys) == sorted({request.key for request in requests})


def test_a_tag_is_that_of_the_set_of_requests() -> None:
    (forth,), (back,) = parts(ask("a"), ask("b")), parts(ask("b"), ask("a"))
    assert forth.tag == back.tag
    assert forth.tag != parts(ask("a"))[0].tag


@pytest.mark.parametrize("state", list(BatchState))
def test_a_batch_has_ended_where_nothing_more_happens(state: BatchState) -> None:
    has_ended = state in ("failed", "completed", "expired", "cancelled")
    assert BatchStatus(batch_id="b", state=state).has_ended is has_ended


def test_a_submitted_batch_can_be_kept_as_json() -> None:
    moment = datetime(2026, 11, 25, 20, tzinfo=timezone(timedelta(hours=1))).astimezone(UTC)
    batch = SubmittedBatch(batch_id="b", input_file_id="f", keys=("k",), created_at=moment)
    assert SubmittedBatch.model_validate_json(batch.model_dump_json()) == batch
