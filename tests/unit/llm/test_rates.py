"""How much is let through in a minute, how it is counted, and who waits for how long."""

import threading
import tracemalloc
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError, StoppedError
from pipeline.llm.rates import Rates
from pipeline.stopping import Stopping
from schemas.usage import Usage

LONG_S = 20.0
MINUTE_S = 60.0
MILLISECOND_S = 0.001


def asked(size: int, answer: int = 0) -> Usage:
    return Usage(attempts=1, input_tokens=size, output_tokens=answer)


class Minutes:
    """Rates under a clock that goes on while somebody waits, and when each request was let through."""

    def __init__(self, requests: int | None = None, tokens: int | None = None) -> None:
        self.now_s = 1000.0
        self.stopping = Stopping()
        self.while_waiting: Callable[[], None] = lambda: None
        self.rates = Rates(requests, tokens, self.stopping, lambda: self.now_s, self._wait)

    def admit(self, worst: Usage) -> float:
        """Return how many seconds the request waited."""
        before_s = self.now_s
        self.rates.admit(worst)
        return self.now_s - before_s

    def _wait(self, place: threading.Condition, seconds: float) -> None:
        self.now_s += seconds
        place.release()
        self.while_waiting()
        place.acquire()


def test_without_limits_nothing_waits() -> None:
    minutes = Minutes()
    assert sum(minutes.admit(asked(10**9, 10**9)) for _ in range(100)) == 0


def test_the_request_after_the_limit_waits_for_the_oldest_to_be_a_minute_old() -> None:
    minutes = Minutes(requests=3)
    waits = []
    for _ in range(6):
        waits.append(minutes.admit(asked(1)))
        minutes.now_s += 10
    assert waits == pytest.approx([0, 0, 0, 30, 0, 0], abs=2 * MILLISECOND_S)


def test_tokens_are_counted_in_and_out() -> None:
    minutes = Minutes(tokens=100)
    assert [minutes.admit(asked(40, 20)), minutes.admit(asked(20, 20))] == [0, 0]
    assert minutes.admit(asked(1)) == pytest.approx(MINUTE_S, abs=2 * MILLISECOND_S)


def test_both_limits_hold_and_a_request_that_one_refuses_takes_nothing_of_the_other() -> None:
    minutes = Minutes(requests=2, tokens=100)
    minutes.admit(asked(90))
    assert minutes.admit(asked(50)) == pytest.approx(MINUTE_S, abs=2 * MILLISECOND_S)
    assert minutes.admit(asked(50)) == 0
    assert minutes.admit(asked(1)) == pytest.approx(MINUTE_S, abs=2 * MILLISECOND_S)


@pytest.mark.parametrize(
    ("told", "free"),
    [
        (Usage(input_tokens=25), 100 - 28),
        (Usage(input_tokens=100), 0),
        (Usage(input_tokens=300), 0),
        (Usage(input_tokens=25, unmetered=1), 0),
        (Usage(), 0),
        (None, 0),
    ],
)
def test_the_size_counts_by_the_tokens_that_the_bytes_turned_out_to_be(told: Usage | None, free: int) -> None:
    minutes = Minutes(tokens=100)
    minutes.rates.learn(asked(100), told)
    minutes.admit(asked(100))
    assert minutes.admit(asked(0, free)) == 0
    assert minutes.admit(asked(0, 1)) > 0


def test_the_densest_text_seen_counts() -> None:
    minutes = Minutes(tokens=100)
    for tokens in (10, 50, 20):
        minutes.rates.learn(asked(100), asked(tokens))
    assert minutes.admit(asked(100, 44)) == 0
    assert minutes.admit(asked(0, 1)) > 0


def test_a_request_without_a_size_teaches_nothing() -> None:
    minutes = Minutes(tokens=100)
    minutes.rates.learn(asked(0), asked(5))
    minutes.admit(asked(100))
    assert minutes.admit(asked(1)) > 0


def test_who_waits_profits_from_what_is_learned_meanwhile() -> None:
    minutes = Minutes(tokens=100)
    minutes.admit(asked(60))
    minutes.while_waiting = lambda: minutes.rates.learn(asked(60), asked(6))
    assert 0 < minutes.admit(asked(60)) < 1


@pytest.mark.parametrize("told", [None, asked(50)])
def test_a_request_that_can_never_be_sent_is_refused_with_what_to_do(told: Usage | None) -> None:
    minutes = Minutes(tokens=100)
    minutes.rates.learn(asked(100), told)
    with pytest.raises(ConfigurationError, match=r"101 of them for its answer.*100 tokens a minute.*Raise the limit"):
        minutes.admit(asked(10, 101))


def test_a_request_of_too_many_bytes_is_refused_only_once_their_tokens_are_known() -> None:
    minutes = Minutes(tokens=100)
    assert minutes.admit(asked(500, 10)) == 0
    assert minutes.admit(asked(1)) == pytest.approx(MINUTE_S, abs=2 * MILLISECOND_S)
    minutes.rates.learn(asked(500), asked(100))
    with pytest.raises(ConfigurationError):
        minutes.admit(asked(500, 10))


@pytest.mark.untraced
@given(
    st.integers(1, 5),
    st.integers(20, 60),
    st.lists(st.tuples(st.integers(0, 20), st.floats(0, 30, allow_subnormal=False)), min_size=1, max_size=40),
)
def test_no_minute_wherever_it_begins_is_over_a_limit(
    requests: int, tokens: int, sent: Sequence[tuple[int, float]]
) -> None:
    minutes = Minutes(requests, tokens)
    admitted = []
    for size, pause_s in sent:
        minutes.now_s += pause_s
        minutes.admit(asked(size))
        admitted.append((minutes.now_s, size))
    for begin_s, _ in admitted:
        within = [size for at_s, size in admitted if begin_s <= at_s <= begin_s + MINUTE_S]
        assert len(within) <= requests
        assert sum(within) <= tokens


def test_a_limit_of_millions_is_counted_in_units_rounded_up() -> None:
    minutes = Minutes(tokens=30_000_000)
    for _ in range(2):
        assert minutes.admit(asked(14_999_901)) == 0
    assert minutes.admit(asked(1)) > 0


@pytest.mark.parametrize("limit", [300_001, 450_000])
def test_a_request_of_the_whole_limit_fits_whatever_the_unit(limit: int) -> None:
    minutes = Minutes(tokens=limit)
    assert minutes.admit(asked(0, limit)) == 0
    assert minutes.admit(asked(1)) > 0


def test_a_limit_of_millions_takes_little_memory() -> None:
    minutes = Minutes(tokens=30_000_000)
    tracemalloc.start()
    try:
        for _ in range(100):
            minutes.admit(asked(300_000))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 4_000_000


def test_a_stop_ends_the_wait() -> None:
    minutes = Minutes(requests=1)
    minutes.admit(asked(1))
    minutes.while_waiting = lambda: minutes.stopping.stop("interrupted")
    with pytest.raises(StoppedError, match=r"interrupted.*rate limits"):
        minutes.admit(asked(1))


def test_no_thread_is_started() -> None:
    before = threading.active_count()
    Minutes(requests=1, tokens=1).admit(asked(1))
    assert threading.active_count() == before


class Speeding:
    """A clock that runs fast while many threads wait."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._lock = threading.Lock()

    def wait(self, place: threading.Condition, seconds: float) -> None:
        place.wait(seconds / 1000)
        with self._lock:
            self.now_s += seconds / 8


def test_64_threads_together_stay_under_the_limit() -> None:
    clock = Speeding()
    rates = Rates(10, None, Stopping(), lambda: clock.now_s, clock.wait)
    times_s: list[float] = []

    def send() -> None:
        rates.admit(asked(1))
        times_s.append(clock.now_s)

    with ThreadPoolExecutor(64) as pool:
        for done in [pool.submit(send) for _ in range(64)]:
            done.result(LONG_S)
    assert len(times_s) == 64
    assert clock.now_s > 5 * MINUTE_S
