import threading

import pytest
from pydantic import BaseModel

from pipeline.errors import AccessDeniedError, InvalidReplyError, LLMError, UnavailableError
from pipeline.llm.port import LLMReply, LLMRequest, T
from pipeline.llm.scripted import ScriptedLLM
from pipeline.progress import CallEnded, RecordingSink, SilentSink, Warned
from pipeline.runner.asking import FAILURES_AFTER_AN_ANSWER, CallPool, StoppedError
from schemas.usage import Usage


class Word(BaseModel):
    word: str


def request(unit: str = "u", stage: str = "extract") -> LLMRequest[Word]:
    return LLMRequest(
        stage=stage, unit=unit, prompt="p/v1", system="", user=unit, reply_model=Word, model="m", max_tokens=9
    )


def echo(asked: LLMRequest[Word]) -> Word:
    return Word(word=asked.unit)


def down(_asked: object) -> UnavailableError:
    return UnavailableError("no answer", Usage(attempts=1))


class CachedEcho:
    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        value = request.reply_model.model_validate({"word": request.unit})
        return LLMReply(value=value, model="m", usage=Usage(attempts=1, input_tokens=5), is_cached=True)


def test_answers_come_in_the_order_of_their_requests() -> None:
    pool = CallPool(ScriptedLLM(echo), 4, SilentSink())
    units = [str(n) for n in range(50)]
    replies = pool.ask([request(unit) for unit in units])
    assert [reply.value.word for reply in replies if isinstance(reply, LLMReply)] == units


def test_usage_is_summed_by_stage_and_counts_failed_attempts() -> None:
    failed = InvalidReplyError("no", Usage(attempts=2, output_tokens=3))
    pool = CallPool(ScriptedLLM([{"word": "a"}, failed, {"word": "b"}], usage=Usage(attempts=1)), 1, SilentSink())
    pool.ask([request(stage="grade"), request(), request()])
    assert pool.usage == {"extract": Usage(attempts=3, output_tokens=3), "grade": Usage(attempts=1)}
    assert list(pool.usage) == ["extract", "grade"]


def test_a_cached_reply_costs_nothing() -> None:
    pool = CallPool(CachedEcho(), 1, SilentSink())
    pool.ask([request()])
    assert pool.usage == {"extract": Usage()}


def test_the_model_is_remembered_as_the_server_named_it() -> None:
    pool = CallPool(ScriptedLLM(echo, model="m-2026"), 2, SilentSink())
    pool.ask([request(), request()])
    assert pool.models == ("m-2026",)


def test_every_call_tells_how_it_ended() -> None:
    sink = RecordingSink()
    CallPool(ScriptedLLM([{"word": "a"}, InvalidReplyError("half an answer")]), 1, sink).ask([request(), request("v")])
    assert sink.events == [
        CallEnded("extract", "u", Usage(attempts=1)),
        CallEnded("extract", "v", Usage(), failure="half an answer"),
    ]


def test_three_silent_calls_in_a_row_end_the_asking() -> None:
    llm = ScriptedLLM(down)
    pool = CallPool(llm, 1, SilentSink())
    replies = pool.ask([request(str(n)) for n in range(6)])
    assert pool.is_down
    assert len(llm.requests) == 3
    assert str(replies[5]) == "not asked, since 3 calls in a row failed, the last one because no answer"


def test_an_outage_is_told_once() -> None:
    sink = RecordingSink()
    CallPool(ScriptedLLM(down), 1, sink).ask([request(str(n)) for n in range(20)])
    assert len([event for event in sink.events if isinstance(event, CallEnded)]) == 3
    assert [event.message for event in sink.events if isinstance(event, Warned)] == [
        "3 calls in a row failed, the last one because no answer: nothing more is asked"
    ]


def test_after_an_answer_an_outage_must_last_longer() -> None:
    outage = [UnavailableError("no answer")] * FAILURES_AFTER_AN_ANSWER
    pool = CallPool(ScriptedLLM([{"word": "a"}, *outage]), 1, SilentSink())
    pool.ask([request()] * FAILURES_AFTER_AN_ANSWER)
    assert not pool.is_down
    pool.ask([request()])
    assert pool.is_down


def test_another_failure_or_an_answer_between_starts_the_count_anew() -> None:
    silent = UnavailableError("no answer")
    script: list[Exception | dict[str, str]] = [
        silent,
        silent,
        InvalidReplyError("prose"),
        silent,
        silent,
        {"word": "a"},
        silent,
        silent,
        silent,
    ]
    pool = CallPool(ScriptedLLM(script), 1, SilentSink())
    pool.ask([request()] * len(script))
    assert not pool.is_down


def test_a_cached_reply_says_nothing_about_the_endpoint() -> None:
    class CachedThenDown(CachedEcho):
        def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
            if request.unit == "cached":
                return super().complete(request)
            raise UnavailableError("no answer")

    pool = CallPool(CachedThenDown(), 1, SilentSink())
    pool.ask([request(unit) for unit in ["cached", "1", "2", "cached", "3"]])
    assert pool.is_down


def test_an_error_that_must_stop_the_run_is_kept_and_nothing_more_is_asked() -> None:
    llm = ScriptedLLM([AccessDeniedError("401"), {"word": "never"}])
    pool = CallPool(llm, 1, SilentSink())
    with pytest.raises(StoppedError):
        pool.ask([request(), request()])
    pool.close(wait=True)
    assert isinstance(pool.failure, AccessDeniedError)
    assert len(llm.requests) == 1


def test_a_stopped_pool_asks_nothing() -> None:
    pool = CallPool(ScriptedLLM([]), 1, SilentSink())
    pool.stop()
    with pytest.raises(StoppedError):
        pool.ask([request()])
    assert pool.failure is None


def test_calls_run_side_by_side() -> None:
    together = threading.Barrier(3, timeout=60)

    def meet(asked: LLMRequest[Word]) -> Word:
        together.wait()
        return echo(asked)

    replies = CallPool(ScriptedLLM(meet), 3, SilentSink()).ask([request()] * 3)
    assert not any(isinstance(reply, LLMError) for reply in replies)
