"""The server of our own keeps to what OpenAI documents of its files and batches, as the openai client sees it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import openai
import pytest

from tests.batch_input import Document
from tests.batch_server import KEY, BatchServer, Fault
from tests.batch_service import PRICE_SHARE, Answered, Expiring, Failing
from tests.loopback import completion

URL = "/v1/chat/completions"
ANSWERS: dict[str, Answered] = {"refuse": Failing(400, "bad"), "late": Expiring()}


def answered(body: Document) -> Answered:
    text = body["messages"][0]["content"]
    return ANSWERS.get(text, completion(text))


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with BatchServer(answered) as running:
        yield running


@pytest.fixture
def client(server: BatchServer) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=server.url, api_key=KEY, max_retries=0, timeout=5.0) as made:
        yield made


def request(custom_id: str, **changed: Any) -> Document:  # noqa: ANN401  any part of a line
    body = {"model": "m", "messages": [{"role": "user", "content": custom_id}]}
    return {"custom_id": custom_id, "method": "POST", "url": URL, "body": body, **changed}


def jsonl(*lines: Document) -> bytes:
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


def submit(client: openai.OpenAI, content: bytes, **changed: Any) -> str:  # noqa: ANN401  any parameter
    file = client.files.create(file=("in.jsonl", content), purpose="batch")
    asked: dict[str, Any] = {"completion_window": "24h", "endpoint": URL, "input_file_id": file.id}
    return client.batches.create(**{**asked, **changed}).id


def ids(client: openai.OpenAI, file_id: str | None) -> list[str]:
    return [json.loads(line)["custom_id"] for line in client.files.content(file_id or "").content.splitlines()]


def test_a_file_comes_back_byte_for_byte(client: openai.OpenAI) -> None:
    content = "{}\r\n--x\u2028\u0085«é»\n\n".encode()
    file = client.files.create(file=("in.jsonl", content), purpose="batch")
    shown = client.files.retrieve(file.id)
    assert (shown.bytes, shown.filename, shown.purpose) == (len(content), "in.jsonl", "batch")
    assert client.files.content(file.id).content == content


@pytest.mark.parametrize(
    ("name", "content", "purpose"), [("in.txt", b"{}", "batch"), ("in.jsonl", b"\xff", "batch"), ("in.jsonl", b"", "x")]
)
def test_a_file_that_is_no_input_of_a_batch_is_refused(
    client: openai.OpenAI,
    name: str,
    content: bytes,
    purpose: Any,  # noqa: ANN401  also what openai does not know
) -> None:
    with pytest.raises(openai.BadRequestError):
        client.files.create(file=(name, content), purpose=purpose)


def test_a_deleted_file_is_gone(client: openai.OpenAI) -> None:
    file = client.files.create(file=("in.jsonl", b"{}"), purpose="batch")
    assert client.files.delete(file.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.files.content(file.id)


def test_a_batch_goes_through_its_statuses(client: openai.OpenAI, server: BatchServer) -> None:
    batch_id = submit(client, jsonl(request("a")))
    seen: list[str] = [client.batches.retrieve(batch_id).status]
    for _ in range(4):
        server.advance(batch_id)
        seen.append(client.batches.retrieve(batch_id).status)
    assert seen == ["validating", "in_progress", "finalizing", "completed", "completed"]


def test_answers_come_in_another_order_than_the_requests(client: openai.OpenAI, server: BatchServer) -> None:
    batch_id = submit(client, jsonl(*(request(name) for name in "abc")))
    done = server.finish(batch_id)
    found = ids(client, done["output_file_id"])
    assert found != list("abc")
    assert sorted(found) == list("abc")


def test_failed_requests_are_in_the_error_file(client: openai.OpenAI, server: BatchServer) -> None:
    batch_id = submit(client, jsonl(request("a"), request("refuse")))
    server.finish(batch_id)
    batch = client.batches.retrieve(batch_id)
    line = json.loads(client.files.content(batch.error_file_id or "").content)
    assert (batch.status, ids(client, batch.output_file_id)) == ("completed", ["a"])
    assert (line["response"]["status_code"], line["response"]["body"]["error"]["code"]) == (400, "bad")
    assert line["error"] is None


@pytest.mark.parametrize(("names", "present"), [(["a"], (True, False)), (["refuse"], (False, True))])
def test_a_file_that_would_be_empty_is_not_there(
    client: openai.OpenAI,
    server: BatchServer,
    names: list[str],
    present: tuple[bool, bool],
) -> None:
    batch_id = submit(client, jsonl(*map(request, names)))
    server.finish(batch_id)
    batch = client.batches.retrieve(batch_id)
    assert (batch.output_file_id is not None, batch.error_file_id is not None) == present


def test_counts_are_of_what_was_run(client: openai.OpenAI, server: BatchServer) -> None:
    batch_id = submit(client, jsonl(request("a"), request("refuse"), request("b")))
    server.advance(batch_id)
    server.answer_some(batch_id, 2)
    counts = client.batches.retrieve(batch_id).request_counts
    assert counts is not None
    assert (counts.total, counts.completed, counts.failed) == (3, 1, 1)


@pytest.mark.parametrize(
    "expire", [lambda server, made: server.expire(made, 1), lambda server, made: server.finish(made)]
)
def test_an_expired_batch_keeps_what_was_answered(
    client: openai.OpenAI, server: BatchServer, expire: Callable[[BatchServer, str], Document]
) -> None:
    batch_id = submit(client, jsonl(request("a"), request("late")))
    expire(server, batch_id)
    batch = client.batches.retrieve(batch_id)
    line = json.loads(client.files.content(batch.error_file_id or "").content)
    assert (batch.status, ids(client, batch.output_file_id)) == ("expired", ["a"])
    assert (line["custom_id"], line["response"], line["error"]["code"]) == ("late", None, "batch_expired")


def test_a_cancelled_batch_keeps_what_was_answered(client: openai.OpenAI, server: BatchServer) -> None:
    batch_id = submit(client, jsonl(request("a"), request("b")))
    server.advance(batch_id)
    server.answer_some(batch_id, 1)
    assert client.batches.cancel(batch_id).status == "cancelling"
    assert server.advance(batch_id) == "cancelled"
    batch = client.batches.retrieve(batch_id)
    assert (ids(client, batch.output_file_id), batch.error_file_id) == (["a"], None)


def test_a_batch_that_has_ended_cannot_be_cancelled(client: openai.OpenAI, server: BatchServer) -> None:
    batch_id = submit(client, jsonl(request("a")))
    server.finish(batch_id)
    with pytest.raises(openai.ConflictError):
        client.batches.cancel(batch_id)


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (jsonl(request("a")) + b"{\n", [("invalid_json_line", 2, None)]),
        (jsonl(request("a")) + b"[]\n", [("invalid_json_line", 2, None)]),
        (jsonl(request("a"), request("a")), [("duplicate_custom_id", 2, "custom_id")]),
        (jsonl(request("a", url="/v1/embeddings")), [("url_mismatch", 1, "url")]),
        (jsonl({"custom_id": "a", "url": URL, "body": {"model": "m"}}), [("missing_required_parameter", 1, "method")]),
        (jsonl(request("a", body={})), [("missing_required_parameter", 1, "body.model")]),
        (jsonl(request("a"), request("b", body={"model": "n"})), [("model_mismatch", None, "body.model")]),
        (b"\n", [("empty_file", None, None)]),
    ],
)
def test_a_faulty_input_fails_the_batch(
    client: openai.OpenAI, server: BatchServer, content: bytes, faults: list[tuple[str, int | None, str | None]]
) -> None:
    batch_id = submit(client, content)
    assert server.advance(batch_id) == "failed"
    errors = client.batches.retrieve(batch_id).errors
    assert [(each.code, each.line, each.param) for each in (errors and errors.data) or []] == faults
    assert not server.ledger


@pytest.mark.parametrize(
    ("limits", "code"), [({"max_requests": 1}, "too_many_tasks"), ({"max_bytes": 99}, "file_too_large")]
)
def test_a_batch_beyond_the_limits_fails(limits: dict[str, int], code: str) -> None:
    with BatchServer(answered, **limits) as server, openai.OpenAI(base_url=server.url, api_key=KEY) as client:
        batch_id = submit(client, jsonl(request("a"), request("b")))
        assert server.advance(batch_id) == "failed"
        assert server.batch(batch_id)["errors"]["data"][0]["code"] == code


@pytest.mark.parametrize(
    "changed",
    [
        {"completion_window": "48h"},
        {"endpoint": "/v1/other"},
        {"input_file_id": "file-x"},
        {"metadata": {"k" * 65: "v"}},
        {"metadata": {"k": "v" * 513}},
    ],
)
def test_a_batch_that_is_asked_for_wrongly_is_not_made(client: openai.OpenAI, changed: dict[str, Any]) -> None:
    with pytest.raises(openai.BadRequestError):
        submit(client, jsonl(request("a")), **changed)
    assert not client.batches.list().data


def test_batches_are_listed_in_pages_the_newest_first(client: openai.OpenAI) -> None:
    made = [submit(client, jsonl(request("a")), metadata={"n": str(n)}) for n in range(5)]
    page = client.batches.list(limit=2)
    assert ([batch.id for batch in page.data], page.has_more) == ([made[4], made[3]], True)
    assert [batch.id for batch in page] == made[::-1]
    assert client.batches.list(after=made[1]).has_more is False


def test_what_was_answered_is_billed_at_half_the_price(client: openai.OpenAI, server: BatchServer) -> None:
    batch_id = submit(client, jsonl(request("a"), request("refuse"), request("late")))
    server.finish(batch_id)
    assert [(each.custom_id, each.input_tokens, each.output_tokens) for each in server.ledger] == [
        ("a", 10, 5),
        ("refuse", 0, 0),
    ]
    assert {each.price_share for each in server.ledger} == {PRICE_SHARE} == {0.5}


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer wrong"}, {}])
def test_nobody_is_let_in_without_the_key(server: BatchServer, headers: dict[str, str]) -> None:
    assert httpx2.get(f"{server.url}/batches", headers=headers).status_code == 401


@pytest.mark.parametrize(("method", "path"), [("GET", "/models"), ("DELETE", "/batches"), ("GET", "/batches/batch_x")])
def test_what_is_not_there_is_not_found(server: BatchServer, method: str, path: str) -> None:
    answer = httpx2.request(method, f"{server.url}{path}", headers={"Authorization": f"Bearer {KEY}"})
    assert (answer.status_code, "error" in answer.json()) == (404, True)


def test_a_page_has_a_size(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError):
        client.batches.list(limit=101)


@pytest.mark.parametrize(
    ("fault", "kind", "made"),
    [
        (Fault.THROTTLED, openai.RateLimitError, 0),
        (Fault.BROKEN, openai.InternalServerError, 0),
        (Fault.REJECTED, openai.BadRequestError, 0),
        (Fault.RESET, openai.APIConnectionError, 0),
        (Fault.LOST, openai.APIConnectionError, 1),
    ],
)
def test_a_planned_fault_happens_once(
    client: openai.OpenAI, server: BatchServer, fault: Fault, kind: type[Exception], made: int
) -> None:
    server.fail_next("POST /v1/batches", fault)
    with pytest.raises(kind):
        submit(client, jsonl(request("a")))
    assert len(client.batches.list().data) == made
    submit(client, jsonl(request("a")))
    assert server.calls["POST /v1/batches"] == 2
