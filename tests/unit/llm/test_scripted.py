"""The scripted model: what a test may hand it, and what it gets."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pipeline.errors import InvalidReplyError, RefusedError
from pipeline.llm.port import LLMRequest
from pipeline.llm.scripted import Answer, ScriptedLLM, ScriptExhaustedError
from schemas.frozen import Frozen
from schemas.usage import Usage
from tests.unit.llm.asking import POINTS, Points, ask


class Other(Frozen):
    word: str = "x"


def test_a_model_is_the_reply() -> None:
    reply = ScriptedLLM([POINTS]).complete(ask())
    assert (reply.value, reply.model, reply.usage) == (POINTS, "scripted", Usage(attempts=1))


def test_a_mapping_is_validated_under_the_reply_model() -> None:
    assert ScriptedLLM([{"points": [{"n": 1, "name": "one"}]}]).complete(ask()).value == POINTS


@pytest.mark.parametrize("answer", [{"points": "none"}, Other()])
def test_an_answer_that_breaks_the_reply_model_is_an_invalid_reply(answer: Answer) -> None:
    with pytest.raises(InvalidReplyError):
        ScriptedLLM([answer]).complete(ask())


@pytest.mark.parametrize("error", [RefusedError("no"), OSError("disk")])
def test_an_exception_is_raised_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        ScriptedLLM([error]).complete(ask())
    assert caught.value is error


def test_answers_come_in_turn_and_requests_are_kept() -> None:
    llm = ScriptedLLM([Points(points=()), POINTS])
    assert [llm.complete(ask(name)).value for name in "ab"] == [Points(points=()), POINTS]
    assert [request.user for request in llm.requests] == ["a", "b"]


def test_a_function_answers_by_the_request() -> None:
    def answer(request: LLMRequest[Any]) -> Answer:
        return {"points": [{"n": len(request.user), "name": None}]}

    assert ScriptedLLM(answer).complete(ask("four")).value.points[0].n == 4


def test_a_script_that_ran_out_says_which_request_was_too_many() -> None:
    llm = ScriptedLLM([POINTS])
    llm.complete(ask())
    with pytest.raises(ScriptExhaustedError, match=r"1 answers, and extract '000_x\.txt sentences 1-4'"):
        llm.complete(ask())


def test_threads_share_one_script() -> None:
    llm = ScriptedLLM([{"points": [{"n": n}]} for n in range(200)])
    with ThreadPoolExecutor(4) as pool:
        numbers = {reply.value.points[0].n for reply in pool.map(llm.complete, [ask()] * 200)}
    assert (numbers, len(llm.requests)) == (set(range(200)), 200)
