import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import BaseModel

from pipeline.errors import (
    AccessDeniedError,
    BudgetError,
    InvalidReplyError,
    LLMError,
    StoppedError,
    UnavailableError,
)
from pipeline.llm.port import LLM, LLMReply, LLMRequest, T
from pipeline.llm.scripted import ScriptedLLM
from pipeline.progress import CallEnded, OrderedSink, RecordingSink, Sink, Warned
from pipeline.runner.asking import FAILURES_AFTER_AN_ANSWER, Account, CallPool
from pipeline.stopping import StopCause, Stopping
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


def pool_of(llm: LLM, concurrency: int = 1, sink: Sink | None = None, stopping: Stopping | None = None) -> CallPool:
    return CallPool(llm, concurrency, OrderedSink([sink] if sink else []), stopping or Stopping())


class CachedEcho:
    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        value = request.reply_model.model_validate({"word": request.unit})
        return LLMReply(value=value, model="m", usage=Usage(), is_cached=True, paid=Usage(attempts=1, input_tokens=5))


def test_answers_come_in_the_order_of_their_requests() -> None:
    pool = pool_of(ScriptedLLM(echo), 4)
    units = [str(n) for n in range(50)]
    replies = pool.ask([request(unit) for unit in units])
    assert [reply.value.word for reply in replies if isinstance(reply, LLMReply)] == units


def test_usage_is_summed_by_stage_and_counts_failed_attempts() -> None:
    failed = InvalidReplyError("no", Usage(attempts=2, output_tokens=3))
    pool = pool_of(ScriptedLLM([{"word": "a"}, failed, {"word": "b"}], usage=Usage(attempts=1)), 1)
    pool.ask([request(stage="grade"), request(), request()])
    assert pool.usage == {"extract": Usage(attempts=3, output_tokens=3), "grade": Usage(attempts=1)}
    assert list(pool.usage) == ["extract", "grade"]


def test_a_cached_reply_costs_nothing_and_what_it_cost_is_told_apart() -> None:
    pool = pool_of(CachedEcho(), 1)
    pool.ask([request()])
    assert pool.usage == {"extract": Usage()}
    assert pool.kept == {"extract": Usage(attempts=1, input_tokens=5)}


def test_an_account_takes_what_its_own_calls_came_to() -> None:
    script: list[Exception | dict[str, str]] = [
        {"word": "a"},
        InvalidReplyError("no", Usage(attempts=2)),
        {"word": "b"},
    ]
    pool = pool_of(ScriptedLLM(script, usage=Usage(attempts=1)))
    own, other = Account(), Account()
    pool.ask([request(), request()], own)
    pool.ask([request()], other)
    assert (own.total.attempts, own.answered, own.failed) == (3, 1, 1)
    assert (other.total.attempts, pool.usage["extract"].attempts) == (1, 4)


@pytest.mark.parametrize(
    ("script", "is_fruitless"),
    [
        ([InvalidReplyError("no")], True),
        ([InvalidReplyError("no"), {"word": "a"}], False),
        ([UnavailableError("gone")], False),
        ([], False),
    ],
)
def test_calls_without_fruit_are_those_that_failed_for_reasons_of_their_own(
    script: list[Exception | dict[str, str]], *, is_fruitless: bool
) -> None:
    account = Account()
    pool_of(ScriptedLLM(script)).ask([request() for _ in script], account)
    assert account.is_fruitless is is_fruitless


def test_a_budget_that_is_used_up_stops_the_run_and_keeps_what_was_spent() -> None:
    stopping = Stopping()
    pool = pool_of(ScriptedLLM([BudgetError("used up", Usage(attempts=1))]), stopping=stopping)
    with pytest.raises(BudgetError):
        pool.ask([request()])
    assert (stopping.cause, stopping.reason) == (StopCause.BUDGET, "used up")
    assert pool.usage == {"extract": Usage(attempts=1)}
    assert pool.failure is None


def test_an_outage_is_no_failure_of_those_who_were_not_asked() -> None:
    account = Account()
    pool_of(ScriptedLLM(down)).ask([request(str(n)) for n in range(5)], account)
    assert (account.failed, account.is_fruitless) == (0, False)


def test_a_call_under_way_counts_as_a_request_that_nobody_metered() -> None:
    released, told = threading.Event(), threading.Event()

    def hold(asked: LLMRequest[Word]) -> Word:
        told.set()
        released.wait(60)
        return echo(asked)

    pool = pool_of(ScriptedLLM(hold, usage=Usage(attempts=1, input_tokens=5)))
    asking = threading.Thread(target=pool.ask, args=([request()],))
    asking.start()
    assert told.wait(60)
    assert pool.usage == {"extract": Usage(attempts=1, unmetered=1)}
    released.set()
    asking.join()
    assert pool.usage == {"extract": Usage(attempts=1, input_tokens=5)}


def test_the_model_is_remembered_as_the_server_named_it() -> None:
    pool = pool_of(ScriptedLLM(echo, model="m-2026"), 2)
    pool.ask([request(), request()])
    assert pool.models == ("m-2026",)


def test_every_call_tells_how_it_ended() -> None:
    sink = RecordingSink()
    pool_of(ScriptedLLM([{"word": "a"}, InvalidReplyError("half an answer")]), 1, sink).ask([request(), request("v")])
    assert sink.events == [
        CallEnded("extract", "u", Usage(attempts=1)),
        CallEnded("extract", "v", Usage(), failure="half an answer"),
    ]


def test_three_silent_calls_in_a_row_end_the_asking() -> None:
    llm = ScriptedLLM(down)
    pool = pool_of(llm, 1)
    replies = pool.ask([request(str(n)) for n in range(6)])
    assert pool.is_down
    assert len(llm.requests) == 3
    assert str(replies[5]) == "not asked, since 3 calls in a row failed, the last one because no answer"


def test_an_outage_is_told_once() -> None:
    sink = RecordingSink()
    pool_of(ScriptedLLM(down), 1, sink).ask([request(str(n)) for n in range(20)])
    assert len([event for event in sink.events if isinstance(event, CallEnded)]) == 3
    assert [event.message for event in sink.events if isinstance(event, Warned)] == [
        "3 calls in a row failed, the last one because no answer: nothing more is asked"
    ]


def test_after_an_answer_an_outage_must_last_longer() -> None:
    outage = [UnavailableError("no answer")] * FAILURES_AFTER_AN_ANSWER
    pool = pool_of(ScriptedLLM([{"word": "a"}, *outage]), 1)
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
    pool = pool_of(ScriptedLLM(script), 1)
    pool.ask([request()] * len(script))
    assert not pool.is_down


def test_a_cached_reply_says_nothing_about_the_endpoint() -> None:
    class CachedThenDown(CachedEcho):
        def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
            if request.unit == "cached":
                return super().complete(request)
            raise UnavailableError("no answer")

    pool = pool_of(CachedThenDown(), 1)
    pool.ask([request(unit) for unit in ["cached", "1", "2", "cached", "3"]])
    assert pool.is_down


def test_an_error_that_must_stop_the_run_is_kept_and_nothing_more_is_asked() -> None:
    llm = ScriptedLLM([AccessDeniedError("401"), {"word": "never"}])
    pool = pool_of(llm, 1)
    with pytest.raises(StoppedError):
        pool.ask([request(), request()])
    pool.close(wait=True)
    assert isinstance(pool.failure, AccessDeniedError)
    assert len(llm.requests) == 1


def test_a_stopped_pool_asks_nothing() -> None:
    stopping = Stopping()
    stopping.stop("interrupted by SIGINT")
    pool = pool_of(ScriptedLLM([]), stopping=stopping)
    with pytest.raises(StoppedError, match="interrupted by SIGINT"):
        pool.ask([request()])
    assert pool.failure is None


def test_calls_run_side_by_side() -> None:
    together = threading.Barrier(3, timeout=60)

    def meet(asked: LLMRequest[Word]) -> Word:
        together.wait()
        return echo(asked)

    replies = pool_of(ScriptedLLM(meet), 3).ask([request()] * 3)
    assert not any(isinstance(reply, LLMError) for reply in replies)


def test_whoever_asks_when_the_pool_is_closed_is_stopped_and_no_mistake() -> None:
    stopping = Stopping()
    pool = pool_of(ScriptedLLM(echo), stopping=stopping)
    stopping.stop("interrupted by SIGINT")
    pool.close(wait=False)
    with pytest.raises(StoppedError, match="interrupted by SIGINT"):
        pool.ask([request()])


def test_a_call_that_had_not_begun_when_the_pool_closed_is_stopped_and_no_mistake() -> None:
    began, released = threading.Event(), threading.Event()

    def hold(asked: LLMRequest[Word]) -> Word:
        began.set()
        released.wait(60)
        return echo(asked)

    stopping = Stopping()
    pool = pool_of(ScriptedLLM(hold), stopping=stopping)
    with ThreadPoolExecutor(1) as asker:
        asking = asker.submit(pool.ask, [request(), request()])
        assert began.wait(60)
        stopping.stop("interrupted by SIGINT")
        pool.close(wait=False)
        released.set()
        with pytest.raises(StoppedError, match="interrupted by SIGINT"):
            asking.result()
