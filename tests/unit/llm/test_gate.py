"""What a turn waits for, and what becomes of the lane and the money however it ends."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import (
    BudgetError,
    ConfigurationError,
    FactgradeError,
    RejectedError,
    StoppedError,
    ThrottledError,
    UnavailableError,
)
from pipeline.llm.budget import Amount, Budget
from pipeline.llm.gate import EndpointGate, OpenGate
from pipeline.llm.lanes import Lanes
from pipeline.llm.rates import Rates
from pipeline.stopping import Stopping
from schemas.usage import Usage

LONG_S = 60.0
UNKNOWN = Usage(attempts=1, unmetered=1)


def used(read: int, written: int = 0) -> Usage:
    return Usage(attempts=1, input_tokens=read, output_tokens=written)


class Desk:
    """A gate and what it shares, under a clock that goes on while somebody waits."""

    def __init__(
        self, lanes: int = 1, requests: int | None = None, tokens: int | None = None, budget: int | None = None
    ) -> None:
        self.now_s = 0.0
        self.while_waiting: list[Callable[[], object]] = []
        self.stopping = Stopping()
        self.budget = Budget(None, budget, None, self.stopping)
        self.lanes = Lanes(lanes, self.stopping, lambda _: None, self._clock, self._wait)
        self.rates = Rates(requests, tokens, self.stopping, self._clock, self._wait)
        self.gate = EndpointGate(self.lanes, self.rates, self.budget)

    def send(self, worst: Usage, usage: Usage | None, error: BaseException | None = None) -> None:
        with self.gate.turn(worst) as turn:
            turn.usage = usage
            if error:
                raise error

    def _clock(self) -> float:
        return self.now_s

    def _wait(self, place: threading.Condition, seconds: float) -> None:
        place.wait(0.0001)
        self.now_s += seconds
        if self.while_waiting:
            place.release()
            self.while_waiting.pop()()
            place.acquire()


def test_the_open_gate_lets_all_through() -> None:
    with OpenGate().turn(used(10**9)) as first, OpenGate().turn(used(10**9)) as second:
        assert (first.usage, second.usage) == (None, None)


def test_a_turn_settles_with_its_usage() -> None:
    desk = Desk(budget=100)
    desk.send(used(50, 50), used(7, 3))
    assert (desk.budget.spent, desk.budget.held) == (Amount(tokens=10), Amount())


@pytest.mark.parametrize("error", [RejectedError("bad"), UnavailableError("down"), ValueError(), KeyboardInterrupt()])
@pytest.mark.parametrize(
    ("usage", "spent", "held"), [(used(7), 7, 0), (Usage(attempts=1), 0, 0), (UNKNOWN, 0, 50), (None, 0, 50)]
)
def test_a_turn_that_ends_in_an_error_settles_and_frees_its_lane(
    error: BaseException, usage: Usage | None, spent: int, held: int
) -> None:
    desk = Desk(budget=1000)
    with pytest.raises(type(error)) as caught:
        desk.send(used(50), usage, error)
    assert caught.value is error
    assert (desk.budget.spent.tokens, desk.budget.held.tokens) == (spent, held)
    desk.send(used(1), used(1))


def test_the_answer_teaches_how_many_tokens_its_bytes_are() -> None:
    desk = Desk(tokens=100)
    desk.send(used(100), used(10))
    desk.now_s = 61
    for _ in range(8):
        desk.send(used(100), used(10))
    assert desk.now_s == 61


def test_a_throttled_endpoint_makes_the_next_turn_wait() -> None:
    desk = Desk(lanes=4)
    with pytest.raises(ThrottledError):
        desk.send(used(1), Usage(attempts=1), ThrottledError("slow down", retry_after_s=5))
    desk.send(used(1), used(1))
    assert desk.now_s == pytest.approx(5)
    assert desk.lanes.count == 2


def test_a_pause_that_begins_while_a_request_waits_for_its_minute_is_sat_out() -> None:
    desk = Desk(lanes=2, requests=1)
    early, error = desk.gate.turn(used(1)), ThrottledError("slow down", retry_after_s=500)
    early.__enter__()
    desk.while_waiting.append(lambda: early.__exit__(type(error), error, None))
    desk.send(used(1), used(1))
    assert desk.now_s >= 500


@pytest.mark.parametrize(
    ("desk", "worst", "error"),
    [
        (Desk(budget=10), used(11), BudgetError),
        (Desk(tokens=10), used(0, 11), ConfigurationError),
    ],
)
def test_a_turn_that_is_refused_frees_its_lane_and_sends_nothing(
    desk: Desk, worst: Usage, error: type[FactgradeError]
) -> None:
    for _ in range(3):
        with pytest.raises(error):
            desk.send(worst, used(1))
    assert desk.budget.at_most == Amount()


def test_no_turn_is_given_once_the_run_stops() -> None:
    desk = Desk()
    desk.stopping.stop("interrupted")
    with pytest.raises(StoppedError, match="interrupted"):
        desk.send(used(1), used(1))


def test_a_stop_sends_away_who_waits_for_the_minute_and_nothing_is_held() -> None:
    desk = Desk(requests=1, budget=100)
    desk.send(used(1), used(1))
    gate = EndpointGate(desk.lanes, Rates(1, None, desk.stopping), desk.budget)
    with gate.turn(used(1)) as turn:
        turn.usage = used(1)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(gate.turn(used(1)).__enter__)
        with pytest.raises(TimeoutError):
            waiting.result(0.05)
        desk.stopping.stop("interrupted")
        with pytest.raises(StoppedError):
            waiting.result(LONG_S)
    assert desk.budget.held == Amount()


class Endpoint:
    """Bills any usage up to the worst; throttles, fails and stays silent now and then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_flight = 0
        self.most_in_flight = 0
        self.billed = 0

    def answer(self, worst: Usage, chance: random.Random) -> tuple[Usage | None, Exception | None]:
        usage = used(chance.randint(0, worst.input_tokens), chance.randint(0, worst.output_tokens))
        with self._lock:
            self._in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self._in_flight)
        fate = chance.random()
        with self._lock:
            self._in_flight -= 1
            if fate < 0.1:  # turned down, so nobody bills it
                return Usage(attempts=1), ThrottledError("slow down")
            self.billed += usage.input_tokens + usage.output_tokens
        if fate < 0.2:
            return UNKNOWN, UnavailableError("down")
        return (usage, None) if fate < 0.9 else (None, ValueError())


def work(desk: Desk, endpoint: Endpoint, seed: int) -> BudgetError:
    chance = random.Random(seed)  # noqa: S311  no secret: a test that can be repeated
    while True:
        worst = used(chance.randint(1, 60), chance.randint(0, 40))
        try:
            with desk.gate.turn(worst) as turn:
                turn.usage, error = endpoint.answer(worst, chance)
                if error:
                    raise error
        except BudgetError as end:
            return end
        except (UnavailableError, ValueError):
            continue


def test_64_threads_never_make_the_endpoint_bill_more_than_the_budget() -> None:
    desk, endpoint = Desk(lanes=16, budget=20_000), Endpoint()
    with ThreadPoolExecutor(64) as pool:
        for end in [pool.submit(work, desk, endpoint, seed) for seed in range(64)]:
            assert isinstance(end.result(LONG_S), BudgetError)
    assert endpoint.most_in_flight <= 16
    assert endpoint.billed <= (desk.budget.spent + desk.budget.held).tokens <= 20_000
    assert (desk.budget.spent + desk.budget.held).tokens > 20_000 - 100
