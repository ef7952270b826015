"""Which errors are asked again, how long it waits, and what the whole cost."""

from collections.abc import Sequence

import pytest

from pipeline.errors import (
    AccessDeniedError,
    FactgradeError,
    InvalidReplyError,
    LLMError,
    RefusedError,
    RejectedError,
    ThrottledError,
    TruncatedError,
    UnavailableError,
)
from pipeline.llm.retrying import RetryingLLM
from pipeline.llm.scripted import Answer, ScriptedLLM
from schemas.usage import Usage
from tests.unit.llm.asking import POINTS, ask

ONE = Usage(attempts=1, input_tokens=2)


class Waits(list[float]):
    """Takes the place of sleep."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def run(answers: Sequence[Answer], **limits: float) -> tuple[ScriptedLLM, Waits, RetryingLLM]:
    inner, waits = ScriptedLLM(answers, usage=ONE), Waits()
    attempts = int(limits.get("attempts", 4))
    return inner, waits, RetryingLLM(inner, attempts=attempts, max_wait_s=limits.get("max_wait_s", 60), sleep=waits)


@pytest.mark.parametrize("error", [UnavailableError("down", ONE), ThrottledError("slow down", ONE)])
def test_an_endpoint_that_recovers_is_asked_again(error: LLMError) -> None:
    inner, _, llm = run([error, error, POINTS])
    assert llm.complete(ask()).value == POINTS
    assert len(inner.requests) == 3


@pytest.mark.parametrize(
    "error",
    [
        RefusedError("no"),
        TruncatedError("long"),
        InvalidReplyError("odd"),
        RejectedError("bad"),
        AccessDeniedError("key"),
    ],
)
def test_what_asking_again_cannot_mend_is_asked_once(error: FactgradeError) -> None:
    inner, waits, llm = run([error])
    with pytest.raises(type(error)):
        llm.complete(ask())
    assert (len(inner.requests), waits) == (1, [])


def test_the_last_error_itself_is_raised_after_the_last_attempt() -> None:
    errors = [UnavailableError(f"down {n}", ONE) for n in range(3)]
    _, waits, llm = run(errors, attempts=3)
    with pytest.raises(UnavailableError) as caught:
        llm.complete(ask())
    assert caught.value is errors[2]
    assert len(waits) == 2


def test_a_reply_carries_the_usage_of_the_failed_attempts() -> None:
    _, _, llm = run([UnavailableError("down", ONE), POINTS])
    assert llm.complete(ask()).usage == ONE + ONE


def test_an_error_carries_the_usage_of_all_attempts() -> None:
    _, _, llm = run([UnavailableError("down", ONE), InvalidReplyError("odd", ONE)])
    with pytest.raises(InvalidReplyError) as caught:
        llm.complete(ask())
    assert caught.value.usage == ONE + ONE


def test_waits_grow_and_stay_under_the_limit() -> None:
    _, waits, llm = run([UnavailableError("down")] * 6, attempts=6, max_wait_s=5)
    with pytest.raises(UnavailableError):
        llm.complete(ask())
    assert all(low <= wait <= min(low + 1, 5) for low, wait in zip([1, 2, 4, 5, 5], waits, strict=True))


@pytest.mark.parametrize(("wish", "low", "high"), [(30.0, 30, 30), (500.0, 60, 60), (0.0, 1, 2), (None, 1, 2)])
def test_the_wait_is_the_larger_of_the_wish_and_the_backoff(wish: float | None, low: float, high: float) -> None:
    _, waits, llm = run([ThrottledError("slow down", retry_after_s=wish), POINTS])
    llm.complete(ask())
    assert low <= waits[0] <= high


def test_one_policy_serves_many_requests() -> None:
    _, waits, llm = run([UnavailableError("down"), POINTS] * 3, attempts=2)
    assert [llm.complete(ask(str(n))).value for n in range(3)] == [POINTS] * 3
    assert len(waits) == 3
