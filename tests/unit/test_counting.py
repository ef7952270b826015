"""What the answers to an evaluation cost is counted, whoever gave them."""

from dataclasses import replace

import pytest

from pipeline.app.counting import CountingLLM
from pipeline.errors import TruncatedError
from pipeline.llm.canary import canary_request
from pipeline.llm.port import LLM, LLMReply, LLMRequest, T
from pipeline.llm.scripted import ScriptedLLM
from schemas.usage import Usage

REQUEST = canary_request("m")
ANSWER = {name: field["const"] for name, field in REQUEST.schema["properties"].items()}
COST = Usage(attempts=1, input_tokens=5, output_tokens=2)


class Cached:
    """Answers as the cache does: at no cost, and telling what was paid."""

    def __init__(self, inner: LLM) -> None:
        self.inner = inner

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        reply = self.inner.complete(request)
        return replace(reply, usage=Usage(), is_cached=True, paid=reply.usage)


def test_a_cached_answer_counts_with_what_it_once_cost() -> None:
    scripted = ScriptedLLM([ANSWER, ANSWER], model="m-1", usage=COST)
    for llm, cached in ((CountingLLM(scripted), 0), (CountingLLM(Cached(scripted)), 1)):
        llm.complete(REQUEST)
        assert (llm.calls, llm.cached, llm.usage, llm.models) == (1, cached, COST, {"m-1"})


def test_a_failure_counts_with_what_its_attempts_cost() -> None:
    llm = CountingLLM(ScriptedLLM([TruncatedError("cut", COST)]))
    with pytest.raises(TruncatedError):
        llm.complete(REQUEST)
    assert (llm.calls, llm.usage, llm.models) == (1, COST, set())


def test_another_seed_is_asked_where_a_request_has_one() -> None:
    scripted = ScriptedLLM([ANSWER, ANSWER])
    llm = CountingLLM(scripted, seed_shift=3)
    llm.complete(replace(REQUEST, seed=7))
    llm.complete(replace(REQUEST, seed=None))
    assert [one.seed for one in scripted.requests] == [10, None]
