"""The adapter against a real server on loopback: what is sent, how often, and what each answer turns into."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx2
import openai
import pytest
from pydantic import Field

from pipeline.errors import (
    AccessDeniedError,
    BudgetError,
    ConfigurationError,
    FactgradeError,
    FilteredError,
    InvalidReplyError,
    LLMError,
    RefusedError,
    RejectedError,
    ThrottledError,
    TruncatedError,
    UnavailableError,
)
from pipeline.llm.gate import Turn
from pipeline.llm.openai_llm import OpenAILLM, Way, request_body
from pipeline.llm.price import StatedPrice, find_price
from pipeline.llm.retrying import RetryLimits, RetryPolicy
from schemas.frozen import Frozen
from schemas.usage import Usage
from tests.loopback import Answer, Loopback, Script, completion
from tests.unit.llm.asking import ARTICLE_TEXT, GOOD, POINTS, Points, ask

Serve = Callable[[Script], Loopback]
KEY = "sk-test-0123456789abcdef"
ONE = Usage(attempts=1, input_tokens=10, output_tokens=5)
SECOND = Usage(second_tries=1)
UNMETERED = Usage(attempts=1, unmetered=1)
FINE = Answer(completion(GOOD))


def model_at(server: Loopback, **changed: Any) -> OpenAILLM:  # noqa: ANN401  any setting
    return OpenAILLM(server.url, KEY, **{"timeout_s": 5.0, **changed})


def patient(attempts: int = 4) -> Way:
    """Return a way with retries and without waits."""
    return Way(retry=RetryPolicy(RetryLimits(attempts), sleep=lambda _seconds: None))


def failed(server: Loopback, **changed: Any) -> FactgradeError:  # noqa: ANN401  any setting
    with pytest.raises(FactgradeError) as caught:
        model_at(server, **changed).complete(ask())
    return caught.value


def error_body(**named: str) -> Answer:
    return Answer({"error": {"message": f"{ARTICLE_TEXT} {KEY}", **named}}, status=400)


def test_a_valid_answer_is_the_reply(serve: Serve) -> None:
    reply = model_at(serve([FINE])).complete(ask())
    assert (reply.value, reply.model, reply.usage, reply.is_cached) == (POINTS, "served-1", ONE, False)


def test_the_reply_is_of_the_very_model_asked_for(serve: Serve) -> None:
    assert type(model_at(serve([FINE])).complete(ask()).value) is Points


def test_a_server_that_names_no_model_leaves_the_one_asked_for(serve: Serve) -> None:
    assert model_at(serve([Answer(completion(GOOD, model=""))])).complete(ask()).model == "small-1"


def test_cached_tokens_are_read(serve: Serve) -> None:
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 8}}
    reply = model_at(serve([Answer(completion(GOOD, usage=usage))])).complete(ask())
    assert reply.usage.cached_tokens == 8


def test_an_answer_without_usage_still_counts_as_an_attempt(serve: Serve) -> None:
    reply = model_at(serve([Answer(completion(GOOD, usage=None))])).complete(ask())
    assert reply.usage == UNMETERED


def test_the_strict_dialect_says_strict(serve: Serve) -> None:
    server = serve([FINE])
    model_at(server, strict=True).complete(ask())
    sent = server.received[0].json
    assert sent["response_format"]["json_schema"]["strict"] is True
    assert "max_completion_tokens" in sent


@pytest.mark.parametrize("strict", [False, None])
def test_other_endpoints_are_not_told_strict(serve: Serve, strict: bool | None) -> None:  # noqa: FBT001  a table
    server = serve([FINE])
    model_at(server, strict=strict).complete(ask())
    assert b'"strict"' not in server.received[0].body
    assert "max_tokens" in server.received[0].json


def test_openai_itself_is_recognized_by_its_host() -> None:
    assert OpenAILLM("https://api.openai.com/v1", KEY, 5.0).is_strict


class Inner(Frozen):
    word: str = Field(default="", max_length=9, description="a word")


class Nested(Frozen):
    """What a schema must not lose."""

    first: Inner = Field(description="the first")
    others: tuple[Inner, ...] = Field(max_length=3)
    maybe: int | None = None


def objects(schema: Any) -> list[dict[str, Any]]:  # noqa: ANN401  a document
    if isinstance(schema, list):
        return [found for each in schema for found in objects(each)]
    if not isinstance(schema, dict):
        return []
    return ([schema] if schema.get("type") == "object" else []) + objects(list(schema.values()))


@pytest.mark.parametrize("strict", [True, False])
def test_the_schema_sent_requires_every_field_and_allows_no_other(serve: Serve, strict: bool) -> None:  # noqa: FBT001  a table
    server = serve([Answer(completion('{"first":{},"others":[]}'))])
    model_at(server, strict=strict).complete(ask(reply_model=Nested))
    found = objects(server.received[0].json["response_format"]["json_schema"]["schema"])
    assert [set(each["required"]) == set(each["properties"]) for each in found] == [True] * 3
    assert [each["additionalProperties"] for each in found] == [False] * 3


@pytest.mark.parametrize("strict", [True, False])
def test_the_body_can_be_known_before_it_is_sent(serve: Serve, strict: bool) -> None:  # noqa: FBT001  a table
    server, request = serve([FINE]), ask("«Zürich» {{ name }} \u2028 \U0001f600")
    model_at(server, strict=strict).complete(request)
    assert server.received[0].body == request_body(request, strict)


def test_equal_requests_are_equal_on_the_wire(serve: Serve) -> None:
    server = serve([FINE])
    for _ in range(2):
        model_at(server).complete(ask())
    assert server.received[0].body == server.received[1].body


def test_an_article_that_looks_like_a_template_is_sent_as_it_stands(serve: Serve) -> None:
    server, text = serve([FINE]), "{{ 7 * 7 }} {% for x in y %} ${model}"
    model_at(server).complete(ask(text))
    assert server.received[0].json["messages"][1]["content"] == text


def test_an_endpoint_without_a_key_is_asked_all_the_same(serve: Serve) -> None:
    server = serve([FINE])
    assert OpenAILLM(server.url, "", 5.0).complete(ask()).value == POINTS


@pytest.mark.parametrize("bad", ['{"points":[{"n":"one"}]}', "{}", '{"points":[', "Here you are:", "", None])
def test_an_answer_that_breaks_the_schema_is_asked_for_once_more(serve: Serve, bad: str | None) -> None:
    server = serve([Answer(completion(bad)), FINE])
    reply = model_at(server).complete(ask())
    assert (reply.value, reply.usage, len(server.received)) == (POINTS, ONE + ONE + SECOND, 2)


def test_the_second_try_shows_the_answer_and_what_was_wrong(serve: Serve) -> None:
    server = serve([Answer(completion("{}")), FINE])
    model_at(server).complete(ask())
    said = server.received[1].json["messages"]
    assert [each["role"] for each in said] == ["system", "user", "assistant", "user"]
    assert said[2]["content"] == "{}"
    assert "Field required" in said[3]["content"]
    assert "https://" not in said[3]["content"]


def test_the_second_try_has_the_same_schema_and_limits(serve: Serve) -> None:
    server = serve([Answer(completion("{}")), FINE])
    model_at(server, strict=True).complete(ask())
    first, second = (received.json for received in server.received)
    assert {**first, "messages": 0} == {**second, "messages": 0}


@pytest.mark.parametrize("bad", [f'{{"{ARTICLE_TEXT}": 1}}', '{"points":[', ARTICLE_TEXT])
def test_two_invalid_answers_are_an_invalid_reply_that_quotes_nothing(serve: Serve, bad: str) -> None:
    server = serve([Answer(completion(bad))])
    error = failed(server)
    assert isinstance(error, InvalidReplyError)
    assert (len(server.received), error.usage) == (2, ONE + ONE + SECOND)
    assert ARTICLE_TEXT not in str(error)
    assert "'small-1' at http://127.0.0.1" in str(error)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (completion(None, refusal="I cannot help"), RefusedError),
        (completion("", finish_reason="content_filter"), FilteredError),
        (completion(GOOD[:9], finish_reason="length"), TruncatedError),
        (completion(GOOD, choices=[], error={"code": 502}), UnavailableError),
    ],
)
def test_an_answer_that_says_no_is_asked_once_and_paid_for(serve: Serve, answer: dict[str, Any], kind: type) -> None:
    server = serve([Answer(answer)])
    error = failed(server)
    assert isinstance(error, LLMError)
    assert (type(error), len(server.received), error.usage) == (kind, 1, ONE)


NO_COMPLETION = [
    "{}",
    "[]",
    '{"choices": [{"mess',
    '{"choices": []}',
    '{"choices": null}',
    "<html>Welcome</html>",
    "",
    "null",
]


@pytest.mark.parametrize("body", NO_COMPLETION)
@pytest.mark.parametrize("kind", ["application/json", "text/html"])
def test_two_bodies_that_are_no_completion_are_an_invalid_reply(serve: Serve, body: str, kind: str) -> None:
    server = serve([Answer(body, headers={"Content-Type": kind})])
    error = failed(server)
    assert isinstance(error, InvalidReplyError)
    assert (len(server.received), error.usage) == (2, UNMETERED + UNMETERED + SECOND)


@pytest.mark.parametrize("body", NO_COMPLETION)
def test_a_body_that_is_no_completion_is_asked_for_once_more(serve: Serve, body: str) -> None:
    server = serve([Answer(body), FINE])
    assert model_at(server).complete(ask()).value == POINTS
    assert server.received[0].body == server.received[1].body


@pytest.mark.parametrize("script", [["<html>", "{}"], ["{}", "<html>"]])
def test_no_answer_is_asked_for_a_third_time(serve: Serve, script: list[str]) -> None:
    answers = [Answer(each if each.startswith("<") else completion(each)) for each in script]
    server = serve([*answers, FINE])
    assert isinstance(failed(server), InvalidReplyError)
    assert len(server.received) == 2


@pytest.mark.parametrize(
    ("status", "named", "kind"),
    [
        (400, {"code": "context_length_exceeded"}, RejectedError),
        (400, {"code": "content_filter"}, FilteredError),
        (401, {"code": "invalid_api_key"}, AccessDeniedError),
        (403, {}, AccessDeniedError),
        (404, {"code": "model_not_found"}, ConfigurationError),
        (408, {}, UnavailableError),
        (409, {}, UnavailableError),
        (422, {}, RejectedError),
        (429, {"type": "tokens"}, ThrottledError),
        (429, {"code": "insufficient_quota"}, ConfigurationError),
        (500, {}, UnavailableError),
        (503, {}, UnavailableError),
    ],
)
def test_each_status_is_asked_once_and_told_apart(serve: Serve, status: int, named: dict[str, str], kind: type) -> None:
    server = serve([Answer(error_body(**named).body, status=status)])
    error = failed(server)
    assert (type(error), len(server.received)) == (kind, 1)
    assert ARTICLE_TEXT not in str(error)
    assert KEY not in str(error)
    assert f"'small-1' at {server.url}" in str(error)


def test_a_page_in_place_of_an_error_body_is_told_by_its_status(serve: Serve) -> None:
    page = Answer("<html>Bad gateway</html>", status=502, headers={"Content-Type": "text/html"})
    assert isinstance(failed(serve([page])), UnavailableError)


@pytest.mark.parametrize("charset", ["undefined", "hex", "idna", "utf-16", "none-such"])
def test_an_error_in_whatever_charset_is_told_by_its_status(serve: Serve, charset: str) -> None:
    answer = Answer(b"\xff\xfe\xfd", 503, {"Content-Type": f"application/json; charset={charset}"})
    assert isinstance(failed(serve([answer])), UnavailableError)


def test_a_throttled_call_carries_the_wait(serve: Serve) -> None:
    error = failed(serve([Answer({}, status=429, headers={"Retry-After": "7"})]))
    assert isinstance(error, ThrottledError)
    assert (error.retry_after_s, error.usage) == (7.0, Usage(attempts=1))


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with Loopback([FINE]) as server:
        model = model_at(server)
    with pytest.raises(UnavailableError, match="cannot be reached") as caught:
        model.complete(ask())
    assert caught.value.usage == Usage(attempts=1)


def test_a_slow_server_is_given_up_after_the_timeout(serve: Serve) -> None:
    error = failed(serve([Answer(FINE.body, delay_s=0.5)]), timeout_s=0.1)
    assert isinstance(error, UnavailableError)
    assert "in time" in str(error)
    assert error.usage == UNMETERED


def test_a_connection_cut_in_the_middle_may_have_cost_something(serve: Serve) -> None:
    error = failed(serve([Answer(FINE.body, is_cut=True)]))
    assert isinstance(error, UnavailableError)
    assert error.usage == UNMETERED


def test_a_failure_in_the_second_try_carries_what_the_first_cost(serve: Serve) -> None:
    error = failed(serve([Answer(completion("{}")), Answer({}, status=503)]))
    assert isinstance(error, UnavailableError)
    assert error.usage == ONE + SECOND + Usage(attempts=1)


def test_what_was_answered_is_not_asked_again_because_the_second_try_failed(serve: Serve) -> None:
    server = serve([Answer(completion("{}")), Answer({}, status=503), FINE])
    assert model_at(server, way=patient()).complete(ask()).value == POINTS
    roles = [[each["role"] for each in received.json["messages"]] for received in server.received]
    assert [len(each) for each in roles] == [2, 4, 4]


@pytest.mark.parametrize(("status", "requests"), [(429, 3), (503, 3), (401, 1), (400, 1)])
def test_the_policy_of_retries_alone_decides_how_many_requests_are_made(
    serve: Serve, status: int, requests: int
) -> None:
    server = serve([Answer({}, status=status)])
    with pytest.raises(FactgradeError):
        model_at(server, way=patient(attempts=3)).complete(ask())
    assert len(server.received) == requests


def test_a_retried_call_pays_for_all_its_attempts(serve: Serve) -> None:
    server = serve([Answer({}, status=429), Answer(completion("{}")), FINE])
    reply = model_at(server, way=patient()).complete(ask())
    assert reply.usage == Usage(attempts=1) + ONE + SECOND + ONE


def test_a_known_price_is_counted_for_every_attempt(serve: Serve) -> None:
    stated = StatedPrice(Decimal(1_000_000), Decimal(2_000_000))
    price = find_price("m", "http://h/v1", stated, datetime(2026, 1, 1, tzinfo=UTC))
    reply = model_at(serve([Answer(completion("{}")), FINE]), way=Way(price=price)).complete(ask())
    assert reply.usage.cost_usd == 2 * (10 * 1 + 5 * 2)


class StrictGate:
    """Keeps the worst of each request and what it turned out to cost; lets `most` of them through."""

    def __init__(self, most: int = 99) -> None:
        self.turns: list[tuple[Usage, Turn]] = []
        self._most = most

    @contextmanager
    def turn(self, worst: Usage) -> Iterator[Turn]:
        if len(self.turns) == self._most:
            raise BudgetError("the budget is used up")
        turn = Turn()
        self.turns.append((worst, turn))
        yield turn


def test_every_attempt_has_its_turn_and_settles_it(serve: Serve) -> None:
    gate = StrictGate()
    way = Way(gate, patient().retry)
    server = serve([Answer({}, status=429), Answer(FINE.body, is_cut=True), Answer(completion("{}")), FINE])
    model_at(server, way=way).complete(ask())
    assert [turn.usage for _, turn in gate.turns] == [Usage(attempts=1), UNMETERED, ONE, ONE]


def test_the_worst_bounds_the_body_and_the_answer(serve: Serve) -> None:
    gate, server = StrictGate(), serve([FINE])
    model_at(server, way=Way(gate)).complete(ask("Zürich \U0001f600"))
    ((worst, _),) = gate.turns
    assert worst.output_tokens == 100
    assert worst.input_tokens > len(server.received[0].body)


def test_a_stop_before_the_second_try_tells_what_the_first_cost(serve: Serve) -> None:
    server = serve([Answer(completion("{}"))])
    with pytest.raises(BudgetError) as caught:
        model_at(server, way=Way(StrictGate(1))).complete(ask())
    assert (caught.value.usage.attempts, caught.value.usage.output_tokens) == (1, 5)


@pytest.mark.parametrize(
    "url", ["localhost:8080/v1", "ftp://host/v1", "http://", "", "http://[::1/v1", "http://h:x/v1"]
)
def test_a_base_url_that_cannot_work_is_refused_at_once(url: str) -> None:
    with pytest.raises(ConfigurationError, match="base URL"):
        OpenAILLM(url, KEY, 5.0)


@pytest.mark.parametrize("key", ["sk-\nabc", "sk-é"])
def test_a_key_that_no_header_may_hold_is_refused_without_being_told(key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        OpenAILLM("http://h/v1", key, 5.0)
    assert key not in str(caught.value)


def test_a_password_in_the_url_is_not_told() -> None:
    assert OpenAILLM("http://me:hidden@h:81/v1", KEY, 5.0).place == "http://h:81/v1"


def test_nothing_of_an_answer_reaches_the_log(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    failed(serve([Answer(completion(ARTICLE_TEXT))]))
    assert ARTICLE_TEXT not in caplog.text


def test_a_client_of_the_callers_own_is_used(serve: Serve) -> None:
    with httpx2.Client(headers={"x-own": "yes"}) as client:
        server = serve([FINE])
        model_at(server, http_client=client).complete(ask())
    assert server.received[0].headers["x-own"] == "yes"


def test_a_closed_model_can_ask_no_more(serve: Serve) -> None:
    model = model_at(serve([FINE]))
    model.close()
    with pytest.raises(UnavailableError):
        model.complete(ask())


def test_the_schema_is_openais_own_strict_form() -> None:
    sent = json.loads(request_body(ask(reply_model=Nested), strict=True))["response_format"]["json_schema"]["schema"]
    assert sent == openai.pydantic_function_tool(Nested)["function"]["parameters"]


def test_a_reply_model_is_asked_for_its_schema_once_not_at_each_request(serve: Serve) -> None:
    asked: list[str] = []

    class Counting(Points):
        @classmethod
        def model_json_schema(cls, *given: Any, **named: Any) -> dict[str, Any]:  # noqa: ANN401  pydantic's signature
            asked.append(cls.__name__)
            return super().model_json_schema(*given, **named)

    model = model_at(serve([FINE]))
    replies = [model.complete(ask(f"{n}", reply_model=Counting)) for n in range(3)]
    keys = {ask(f"{n}", reply_model=Counting).key for n in range(3)}
    assert len(replies) == len(keys) == 3
    assert len(asked) <= 2  # one for the key, one for what is sent
