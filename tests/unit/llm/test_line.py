"""Who is served when, and who is sent away."""

import math
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import StoppedError
from pipeline.llm.line import Line
from pipeline.stopping import Stopping

LONG_S = 20.0


class Waits(list[float]):
    """Takes the place of waiting, and lets something happen meanwhile."""

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def __call__(self, _: threading.Condition, seconds: float) -> None:
        self.append(seconds)
        self._meanwhile()


def test_whoever_finds_it_free_does_not_wait() -> None:
    waits = Waits()
    Line("x", Stopping(), waits).stand(lambda: 0)
    assert waits == []


@pytest.mark.parametrize(("told", "waited"), [(0.05, 0.05), (60.0, 0.2), (math.inf, 0.2)])
def test_it_looks_again_when_told_or_soon_enough_to_see_a_stop(told: float, waited: float) -> None:
    answers, waits = [told, told, 0.0], Waits()
    Line("x", Stopping(), waits).stand(lambda: answers.pop(0))
    assert waits == [waited] * 2


def test_a_stop_ends_the_wait_and_names_its_reason_and_what_was_waited_for() -> None:
    stopping = Stopping()
    line = Line("a free lane", stopping, Waits(lambda: stopping.stop("interrupted")))
    with pytest.raises(StoppedError, match=r"interrupted.*a free lane"):
        line.stand(lambda: math.inf)


def test_nobody_is_served_after_a_stop() -> None:
    stopping = Stopping()
    stopping.stop("interrupted")
    with pytest.raises(StoppedError):
        Line("x", stopping).stand(lambda: 0)


def test_an_error_while_looking_frees_the_place_in_line() -> None:
    line = Line("x", Stopping())
    with pytest.raises(ZeroDivisionError):
        line.stand(lambda: 1 / 0)
    line.stand(lambda: 0)


class Long:
    """Waits until notified, and tells whoever watches that a thread has begun to wait."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)

    def __call__(self, place: threading.Condition, _: float) -> None:
        self.begun.release()
        place.wait(3600)


class Goods:
    """Something scarce that threads queue for, and who got it."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._left = 0
        self.served: list[int] = []

    def add(self, count: int) -> None:
        with self._line:
            self._left += count

    def queue(self, n: int) -> None:
        self._line.stand(lambda: self._take(n))

    def _take(self, n: int) -> float:
        if not self._left:
            return math.inf
        self._left -= 1
        self.served.append(n)
        return 0


@pytest.mark.parametrize("lots", [[8], [1] * 8, [3, 5]])
def test_a_change_serves_those_who_wait_in_the_order_they_came(lots: list[int]) -> None:
    wait = Long()
    goods = Goods(Line("x", Stopping(), wait))
    with ThreadPoolExecutor(8) as pool:
        waiting = []
        for n in range(8):
            waiting.append(pool.submit(goods.queue, n))
            assert wait.begun.acquire(timeout=LONG_S)
        for lot in lots:
            goods.add(lot)
        for done in waiting:
            done.result(LONG_S)
    assert goods.served == list(range(8))


def test_a_newcomer_does_not_take_what_is_free_while_others_wait() -> None:
    wait = Long()
    line, served = Line("x", Stopping(), wait), list[str]()
    answers = [math.inf, 0.0]

    def look(name: str, left: list[float]) -> float:
        served.append(name)
        return left.pop(0)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(line.stand, lambda: look("first", answers))
        assert wait.begun.acquire(timeout=LONG_S)
        newcomer = pool.submit(line.stand, lambda: look("newcomer", [0.0]))
        assert wait.begun.acquire(timeout=LONG_S)
        with line:
            pass
        first.result(LONG_S)
        newcomer.result(LONG_S)
    assert served == ["first", "first", "newcomer"]
