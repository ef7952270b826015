"""What is submitted to the Batch API, how often, and what each step turns into when it fails."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

import httpx2
import pytest

from pipeline.errors import (
    AccessDeniedError,
    ConfigurationError,
    InvalidReplyError,
    LLMError,
    RejectedError,
    ThrottledError,
    UnavailableError,
)
from pipeline.llm.batch import ENDPOINT
from pipeline.llm.openai_batch import BatchEndpoint
from pipeline.llm.openai_llm import request_body
from tests.batch_server import BatchServer, Fault
from tests.batch_service import Expiring
from tests.contract.llm.batching import (
    CANCEL,
    CONTENT,
    CREATE,
    KEYS,
    LIST,
    REQUESTS,
    STATUS,
    UPLOAD,
    Reach,
    collected,
    limited,
    submitted,
    three_times,
)
from tests.unit.llm.asking import ask

FAULTS = [(Fault.THROTTLED, ThrottledError), (Fault.BROKEN, UnavailableError), (Fault.RESET, UnavailableError)]
STEPS = [0, 1, 2, 3]
ROUTES = [LIST, STATUS, CANCEL, CONTENT]


@pytest.mark.parametrize("strict", [True, False])
def test_each_line_holds_the_bytes_of_a_live_call(server: BatchServer, reach: Reach, strict: bool) -> None:  # noqa: FBT001  a table
    request = ask("«Zürich» {{ name }} \u2028 \U0001f600")
    (batch,) = reach(strict=strict).submit([request])
    sent = server.files[batch.input_file_id].content
    assert request_body(request, strict) in sent
    assert json.loads(sent)["custom_id"] == request.key


def test_a_batch_is_told_with_what_has_to_be_kept(server: BatchServer, reach: Reach) -> None:
    (batch,) = reach().submit([*REQUESTS, REQUESTS[0]])
    shown = server.batch(batch.batch_id)
    assert batch.keys == tuple(KEYS)
    assert batch.input_file_id == shown["input_file_id"]
    assert batch.created_at == datetime.fromtimestamp(shown["created_at"], UTC)


def test_the_server_takes_what_is_submitted(server: BatchServer, reach: Reach) -> None:
    mixed = [*REQUESTS, ask("d", model="other")]
    ended = [server.finish(batch.batch_id)["status"] for batch in reach(limits=limited(2)).submit(mixed)]
    assert ended == ["completed"] * 3


def test_nothing_is_sent_before_the_first_batch_is_asked_for(server: BatchServer, reach: Reach) -> None:
    reach().submit(REQUESTS)
    assert not server.calls


def test_no_request_makes_no_call(server: BatchServer, reach: Reach) -> None:
    assert not list(reach().submit([]))
    assert not server.calls


@pytest.mark.parametrize("route", [UPLOAD, CREATE, LIST])
def test_a_second_part_that_fails_does_not_lose_the_first(server: BatchServer, reach: Reach, route: str) -> None:
    batches = reach(limits=limited(2)).submit(REQUESTS)
    first = next(batches)
    server.fail_next(route, Fault.BROKEN)
    with pytest.raises(UnavailableError):
        next(batches)
    rest = [request for request in REQUESTS if request.key not in first.keys]
    (second,) = reach().submit(rest, [first.batch_id])
    assert (first.keys, second.keys) == (tuple(KEYS[:2]), (KEYS[2],))


def everything_paid(server: BatchServer) -> int:
    for batch in server.list_batches(limit=100)["data"]:
        server.finish(batch["id"])
    return len(server.ledger)


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.CUT])
def test_a_creation_whose_answer_is_lost_is_not_paid_for_twice(server: BatchServer, reach: Reach, fault: Fault) -> None:
    server.fail_next(CREATE, fault)
    (batch,) = reach(call=three_times).submit(REQUESTS)
    assert (server.calls[CREATE], server.calls[UPLOAD]) == (1, 1)
    assert everything_paid(server) == len(REQUESTS)
    assert sorted(collected(reach(), batch.batch_id)) == sorted(KEYS)


def test_a_batch_that_another_process_lost_is_taken_over(server: BatchServer, reach: Reach) -> None:
    server.fail_next(CREATE, Fault.LOST)
    with pytest.raises(UnavailableError):
        list(reach().submit(REQUESTS))
    (batch,) = reach().submit(REQUESTS[::-1])
    assert (len(server.list_batches()["data"]), server.calls[UPLOAD]) == (1, 1)
    assert batch.batch_id == server.list_batches()["data"][0]["id"]


def crowd(server: BatchServer, count: int) -> None:
    file_id = server.add_file("in.jsonl", "batch", b"{}")["id"]
    for _ in range(count):
        server.create_batch({"completion_window": "24h", "endpoint": ENDPOINT, "input_file_id": file_id})


@pytest.mark.parametrize(("count", "is_found"), [(0, True), (99, True), (100, True), (299, True), (300, False)])
def test_a_lost_batch_is_found_behind_some_hundred_others(
    server: BatchServer, reach: Reach, count: int, *, is_found: bool
) -> None:
    lost = submitted(reach(), "a")
    crowd(server, count)
    assert (submitted(reach(), "a").batch_id == lost.batch_id) is is_found


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (100, 1), (101, 2), (900, 3)])
def test_the_search_for_a_lost_batch_ends(server: BatchServer, reach: Reach, count: int, pages: int) -> None:
    crowd(server, count)
    submitted(reach(), "a")
    assert server.calls[LIST] == pages


def interrupted(server: BatchServer, batch_id: str) -> None:
    server.advance(batch_id)
    server.cancel(batch_id)


@pytest.mark.parametrize(
    "become", [BatchServer.advance, BatchServer.finish, partial(BatchServer.expire, after=0), interrupted]
)
def test_a_batch_that_may_have_cost_something_is_taken_over(
    server: BatchServer, reach: Reach, become: Callable[[BatchServer, str], object]
) -> None:
    lost = submitted(reach(), "a")
    become(server, lost.batch_id)
    assert submitted(reach(), "a") == lost


def test_a_batch_that_is_known_is_not_taken_for_a_lost_one(reach: Reach) -> None:
    first = submitted(reach(), "a")
    (again,) = reach().submit([ask("a")], [first.batch_id])
    assert again.batch_id != first.batch_id


def test_a_batch_that_failed_its_validation_is_not_taken_over(server: BatchServer, reach: Reach) -> None:
    first = submitted(reach(), "a")
    server.fail(first.batch_id, "token_limit_exceeded")
    assert submitted(reach(), "a").batch_id != first.batch_id


def test_a_batch_of_other_requests_is_not_taken_over(reach: Reach) -> None:
    assert submitted(reach(), "a", "b").batch_id != submitted(reach(), "a").batch_id


@pytest.mark.parametrize("route", [UPLOAD, CREATE, LIST])
@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.BROKEN, Fault.RESET, Fault.LOST])
def test_each_step_of_a_submission_can_be_tried_again(
    server: BatchServer, reach: Reach, route: str, fault: Fault
) -> None:
    server.fail_next(route, fault)
    assert len(list(reach(call=three_times).submit(REQUESTS))) == 1
    assert len(server.list_batches()["data"]) == 1


def test_an_upload_is_not_repeated_when_the_creation_is(server: BatchServer, reach: Reach) -> None:
    server.fail_next(CREATE, Fault.BROKEN)
    list(reach(call=three_times).submit(REQUESTS))
    assert (server.calls[UPLOAD], server.calls[CREATE]) == (1, 2)


def steps(endpoint: BatchEndpoint, batch_id: str) -> Sequence[Callable[[], object]]:
    return (
        lambda: list(endpoint.submit(REQUESTS)),
        lambda: endpoint.status(batch_id),
        lambda: endpoint.cancel(batch_id),
        lambda: list(endpoint.results(endpoint.status(batch_id))),
    )


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("fault", "kind"), FAULTS)
def test_no_step_makes_attempts_of_its_own(
    server: BatchServer, reach: Reach, step: int, fault: Fault, kind: type
) -> None:
    route = ROUTES[step]
    batch_id = submitted(reach(), "a").batch_id
    server.finish(batch_id)
    server.calls.clear()
    server.fail_next(route, fault)
    with pytest.raises(LLMError) as caught:
        steps(reach(), batch_id)[step]()
    assert (type(caught.value), server.calls[route]) == (kind, 1)
    assert server.url in str(caught.value)


@pytest.mark.parametrize(("step", "route"), list(enumerate(ROUTES)))
def test_every_step_can_be_tried_again(server: BatchServer, reach: Reach, step: int, route: str) -> None:
    batch_id = submitted(reach(), "a").batch_id
    server.finish(batch_id)
    server.fail_next(route, Fault.BROKEN)
    assert steps(reach(call=three_times), batch_id)[step]()


@pytest.mark.parametrize(("step", "route"), list(enumerate(ROUTES[:3])))
def test_a_page_in_place_of_an_answer_is_told(server: BatchServer, reach: Reach, step: int, route: str) -> None:
    batch_id = submitted(reach(), "a").batch_id
    server.fail_next(route, Fault.ODD)
    with pytest.raises(InvalidReplyError, match="is the URL right"):
        steps(reach(), batch_id)[step]()


@pytest.mark.parametrize("step", STEPS)
def test_a_wrong_key_is_told_without_the_key(reach: Reach, step: int) -> None:
    batch_id = submitted(reach(), "a").batch_id
    with pytest.raises(AccessDeniedError) as caught:
        steps(reach(api_key="sk-wrong"), batch_id)[step]()
    assert "sk-wrong" not in str(caught.value)


def test_a_server_that_is_not_there_is_unavailable(reach: Reach) -> None:
    with BatchServer(lambda _: Expiring()) as gone:
        endpoint = reach(base_url=gone.url)
    with pytest.raises(UnavailableError, match="cannot be reached"):
        endpoint.status("batch_1")


def test_a_slow_server_is_given_up_after_the_timeout(reach: Reach) -> None:
    def too_slow(request: httpx2.Request) -> httpx2.Response:
        assert request.extensions["timeout"]["read"] == 5.0
        raise httpx2.ReadTimeout("slow", request=request)

    with (
        httpx2.Client(transport=httpx2.MockTransport(too_slow)) as client,
        pytest.raises(UnavailableError, match="in time"),
    ):
        reach(http_client=client).status("batch_1")


def test_an_endpoint_that_rejects_a_file_is_told(server: BatchServer, reach: Reach) -> None:
    server.fail_next(UPLOAD, Fault.REJECTED)
    with pytest.raises(RejectedError, match="to 'a new file'"):
        submitted(reach(call=three_times), "a")
    assert server.calls[UPLOAD] == 1


def test_a_client_of_the_callers_own_is_used_and_stays_open(server: BatchServer, reach: Reach) -> None:
    with httpx2.Client() as client:
        submitted(reach(http_client=client), "a")
        assert not client.is_closed
    assert server.calls[CREATE] == 1


@pytest.mark.parametrize("setting", [{"base_url": "h/v1"}, {"api_key": "sk-\n1"}])
def test_what_cannot_work_is_refused_at_once(reach: Reach, setting: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError):
        reach(**setting)
