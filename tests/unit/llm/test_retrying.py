"""Which errors are asked again, how long it waits, and when it gives up."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pipeline.errors import (
    AccessDeniedError,
    BudgetError,
    FactgradeError,
    FilteredError,
    InvalidReplyError,
    LLMError,
    RefusedError,
    RejectedError,
    StoppedError,
    ThrottledError,
    TruncatedError,
    UnavailableError,
)
from pipeline.llm.retrying import RetryLimits, RetryPolicy
from pipeline.stopping import Stopping

DOWN = UnavailableError("down")


class Waits(list[float]):
    """Takes the place of sleep."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


class Endpoint:
    """Fails or answers as it is told, and counts."""

    def __init__(self, answers: Sequence[Exception | str]) -> None:
        self.asked = 0
        self._answers = answers

    def __call__(self) -> str:
        answer = self._answers[self.asked]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        return answer


def policy(waits: Callable[[float], object], **limits: Any) -> RetryPolicy:  # noqa: ANN401  any limit
    return RetryPolicy(RetryLimits(**limits), sleep=waits)


@pytest.mark.parametrize("error", [DOWN, ThrottledError("slow down")])
def test_an_endpoint_that_recovers_is_asked_again(error: LLMError) -> None:
    endpoint = Endpoint([error, error, "fine"])
    assert policy(Waits()).call(endpoint) == "fine"
    assert endpoint.asked == 3


@pytest.mark.parametrize(
    "error",
    [
        RefusedError("no"),
        FilteredError("filtered"),
        TruncatedError("long"),
        InvalidReplyError("odd"),
        RejectedError("bad"),
        AccessDeniedError("key"),
        BudgetError("used up"),
        StoppedError("stopped"),
        KeyError("a bug"),
    ],
)
def test_what_asking_again_cannot_mend_is_asked_once(error: Exception) -> None:
    endpoint, waits = Endpoint([error]), Waits()
    with pytest.raises(type(error)):
        policy(waits).call(endpoint)
    assert (endpoint.asked, waits) == (1, [])


def test_the_last_error_itself_is_raised_after_the_last_attempt() -> None:
    errors = [UnavailableError(f"down {n}") for n in range(3)]
    waits = Waits()
    with pytest.raises(UnavailableError) as caught:
        policy(waits, attempts=3).call(Endpoint(errors))
    assert caught.value is errors[2]
    assert len(waits) == 2


def test_waits_grow_and_stay_under_the_limit() -> None:
    waits = Waits()
    with pytest.raises(UnavailableError):
        policy(waits, attempts=6, max_wait_s=5).call(Endpoint([DOWN] * 6))
    assert all(low <= wait <= min(low + 1, 5) for low, wait in zip([1, 2, 4, 5, 5], waits, strict=True))


def test_waits_grow_from_the_first_one() -> None:
    waits = Waits()
    with pytest.raises(UnavailableError):
        policy(waits, first_wait_s=0.01).call(Endpoint([DOWN] * 4))
    assert all(low <= wait <= low + 0.01 for low, wait in zip([0.01, 0.02, 0.04], waits, strict=True))


@pytest.mark.parametrize(("wish", "low", "high"), [(30.0, 30, 30), (200.0, 200, 200), (0.0, 1, 2), (None, 1, 2)])
def test_the_wait_is_the_larger_of_the_wish_and_the_backoff(wish: float | None, low: float, high: float) -> None:
    waits = Waits()
    policy(waits, max_wait_s=60).call(Endpoint([ThrottledError("slow down", retry_after_s=wish), "fine"]))
    assert low <= waits[0] <= high


def test_a_wish_that_outlasts_the_limit_ends_the_call_without_a_wait() -> None:
    waits, endpoint = Waits(), Endpoint([ThrottledError("come back in an hour", retry_after_s=3600.0)])
    with pytest.raises(ThrottledError):
        policy(waits, total_s=300).call(endpoint)
    assert (endpoint.asked, waits) == (1, [])


def test_one_policy_serves_many_requests() -> None:
    waits = Waits()
    one = policy(waits, attempts=2)
    assert [one.call(Endpoint([DOWN, str(n)])) for n in range(3)] == ["0", "1", "2"]
    assert len(waits) == 3


def test_every_failure_that_is_followed_by_an_attempt_is_told() -> None:
    told: list[tuple[str, float]] = []
    waits = Waits()
    one = RetryPolicy(
        RetryLimits(attempts=3), tell=lambda error, wait_s: told.append((str(error), wait_s)), sleep=waits
    )
    with pytest.raises(UnavailableError):
        one.call(Endpoint([DOWN] * 3))
    assert told == [("down", waits[0]), ("down", waits[1])]


def test_a_stop_ends_the_wait_and_the_attempts() -> None:
    stopping = Stopping()
    endpoint = Endpoint([ThrottledError("slow down", retry_after_s=60.0), "never"])

    def tell(_error: FactgradeError, _wait_s: float) -> None:
        stopping.stop("interrupted by SIGINT")

    with pytest.raises(StoppedError, match="interrupted by SIGINT"):
        RetryPolicy(stopping=stopping, tell=tell).call(endpoint)
    assert endpoint.asked == 1


def test_threads_that_share_a_policy_have_their_attempts_apart() -> None:
    shared = policy(Waits(), attempts=4)
    endpoints = [Endpoint([DOWN] * (n % 4) + ["fine"]) for n in range(32)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(shared.call, endpoints)) == ["fine"] * 32
    assert [endpoint.asked for endpoint in endpoints] == [n % 4 + 1 for n in range(32)]
