"""How many are in flight, what narrows and widens the lanes, and who waits for how long."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

import pytest

from pipeline.errors import BudgetError, InvalidReplyError, StoppedError, ThrottledError, UnavailableError
from pipeline.llm.lanes import Lane, Lanes
from pipeline.progress import LanesChanged, Paused
from pipeline.stopping import Stopping

LONG_S = 20.0


class Road:
    """Lanes under a clock that goes on while somebody waits, and what they told."""

    def __init__(self, most: int) -> None:
        self.now_s = 100.0
        self.told: list[Paused | LanesChanged] = []
        self.stopping = Stopping()
        self.lanes = Lanes(most, self.stopping, self.told.append, lambda: self.now_s, self._wait)

    def send(self, error: Exception | None = None) -> float:
        """Send one request that ends in `error`, and return the seconds it waited."""
        before_s = self.now_s
        (flight,) = self.take_off(1)
        waited_s = self.now_s - before_s
        land(flight, error)
        return waited_s

    def take_off(self, count: int) -> list[AbstractContextManager[Lane]]:
        flights: list[AbstractContextManager[Lane]] = [self.lanes.lane() for _ in range(count)]
        for flight in flights:
            self.lanes.take_off(flight.__enter__())
        return flights

    def _wait(self, _: threading.Condition, seconds: float) -> None:
        self.now_s += seconds


def land(flight: AbstractContextManager[Lane], error: Exception | None = None) -> None:
    if error is None:
        flight.__exit__(None, None, None)
    else:
        assert not flight.__exit__(type(error), error, None)


def throttled(retry_after_s: float | None = None) -> ThrottledError:
    return ThrottledError("slow down", retry_after_s=retry_after_s)


def test_the_error_of_a_request_passes_through() -> None:
    error = throttled()
    with pytest.raises(ThrottledError) as caught, Road(4).lanes.lane():
        raise error
    assert caught.value is error


@pytest.mark.parametrize(("most", "left"), [(64, 32), (5, 2), (2, 1), (1, 1)])
@pytest.mark.parametrize("error", [throttled(), UnavailableError("down")])
def test_trouble_halves_the_lanes_down_to_one(most: int, left: int, error: Exception) -> None:
    road = Road(most)
    road.send(error)
    assert road.lanes.count == left


def test_the_shortest_pause_can_be_set() -> None:
    told: list[Paused | LanesChanged] = []
    lanes = Lanes(4, Stopping(), told.append, shortest_pause_s=0.25)
    with pytest.raises(ThrottledError), lanes.lane():
        raise throttled(0.1)
    assert told == [LanesChanged(2)]
    with pytest.raises(ThrottledError), lanes.lane():
        raise throttled(0.75)
    assert told[1] == Paused(0.75)


def test_a_burst_of_64_refusals_is_one_event() -> None:
    road = Road(64)
    for flight in road.take_off(64):
        road.now_s += 0.001
        land(flight, throttled())
    assert road.told == [Paused(1.0), LanesChanged(32)]


def test_a_request_that_was_sent_after_a_halving_halves_again() -> None:
    road = Road(64)
    early, late = road.take_off(2)
    land(early, throttled())
    road.send(throttled())
    land(late, throttled())
    assert road.lanes.count == 16


def test_a_request_that_held_its_lane_but_was_sent_later_belongs_to_the_later_flight() -> None:
    road = Road(64)
    flight = road.lanes.lane()
    lane = flight.__enter__()
    road.send(throttled())
    road.lanes.take_off(lane)
    land(flight, throttled())
    assert road.lanes.count == 16


def test_successes_widen_the_lanes_by_one_for_each_full_use_of_them() -> None:
    road = Road(8)
    road.send(UnavailableError("down"))
    counts = []
    for _ in range(20):
        road.send()
        counts.append(road.lanes.count)
    assert counts == sorted(counts)
    assert (counts.index(5), counts[-1]) == (4, 7)


def test_the_lanes_never_widen_beyond_the_most() -> None:
    road = Road(2)
    for _ in range(9):
        road.send()
    assert (road.lanes.count, road.told) == (2, [])


def test_each_whole_lane_more_is_told_once() -> None:
    road = Road(2)
    road.send(UnavailableError("down"))
    for _ in range(4):
        road.send()
    assert road.told == [LanesChanged(1), LanesChanged(2)]


@pytest.mark.parametrize("error", [InvalidReplyError("odd"), BudgetError("spent"), StoppedError("stop"), ValueError()])
def test_what_says_nothing_about_the_endpoint_changes_nothing_and_frees_the_lane(error: Exception) -> None:
    road = Road(1)
    road.send(error)
    assert (road.send(), road.told, road.lanes.count) == (0, [], 1)


@pytest.mark.parametrize(
    ("wish", "waited_s"),
    [(None, 1), (0.0, 1), (0.2, 1), (7.5, 7.5), (9e9, 600), (float("inf"), 600), (float("nan"), 1)],
)
def test_a_throttled_endpoint_is_left_alone_for_as_long_as_it_asks(wish: float | None, waited_s: float) -> None:
    road = Road(4)
    road.send(throttled(wish))
    assert road.send() == pytest.approx(waited_s)
    assert road.told[0] == Paused(waited_s)


def test_an_endpoint_that_is_down_makes_nobody_pause() -> None:
    road = Road(4)
    road.send(UnavailableError("down"))
    assert road.send() == 0


def test_a_later_refusal_of_one_flight_can_make_the_pause_longer_and_never_shorter() -> None:
    road = Road(64)
    first, second, third = road.take_off(3)
    land(first, throttled(5))
    land(second, throttled(30))
    land(third, throttled(2))
    assert road.send() == pytest.approx(30)
    assert road.told == [Paused(5), LanesChanged(32), Paused(30)]


def test_each_pause_is_told() -> None:
    road = Road(1)
    for _ in range(3):
        road.send(throttled(3))
    assert road.told == [Paused(3)] * 3


def test_who_holds_a_lane_already_sits_out_a_pause_that_began_since() -> None:
    road = Road(4)
    with road.lanes.lane() as lane:
        road.send(throttled(5))
        before_s = road.now_s
        road.lanes.take_off(lane)
        assert road.now_s - before_s == pytest.approx(5)


def test_a_pause_cannot_outlast_a_stop() -> None:
    road = Road(4)
    with road.lanes.lane() as lane:
        road.send(throttled(5))
        road.stopping.stop("interrupted")
        with pytest.raises(StoppedError, match=r"interrupted.*the end of a pause"):
            road.lanes.take_off(lane)


def test_a_stop_sends_away_who_waits_for_a_lane() -> None:
    road = Road(1)
    road.take_off(1)
    road.stopping.stop("interrupted")
    with pytest.raises(StoppedError, match=r"interrupted.*a free lane"):
        road.send()


class Traffic:
    """Counts who is in flight at a time."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        yield
        with self._lock:
            self._now -= 1

    def drive(self, rounds: int) -> None:
        for _ in range(rounds):
            with self._lanes.lane(), self._counted():
                threading.Event().wait(0.0005)


@pytest.mark.parametrize("most", [1, 3])
def test_64_threads_share_the_lanes_and_all_get_through(most: int) -> None:
    lanes = Lanes(most, Stopping(), lambda _: None)
    traffic = Traffic(lanes)
    with ThreadPoolExecutor(64) as pool:
        for done in [pool.submit(traffic.drive, 5) for _ in range(64)]:
            done.result(LONG_S)
    assert traffic.most == most


def test_a_lane_that_comes_free_is_taken_at_once() -> None:
    lanes = Lanes(1, Stopping(), lambda _: None, wait=lambda place, _: place.wait(3600))
    held = lanes.lane()
    held.__enter__()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(Traffic(lanes).drive, 1)
        with pytest.raises(TimeoutError):
            waiting.result(0.05)
        land(held)
        waiting.result(LONG_S)
