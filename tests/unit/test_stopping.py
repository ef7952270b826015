"""Who asks first says why, and whoever waits is woken."""

import threading
from concurrent.futures import ThreadPoolExecutor

from pipeline.stopping import StopCause, Stopping

LONG_S = 60.0


def test_at_first_nobody_asks_for_a_stop() -> None:
    stopping = Stopping()
    assert (stopping.is_asked, stopping.cause, stopping.reason) == (False, None, "")
    assert stopping.wait(0) is False


def test_the_first_to_ask_says_why() -> None:
    stopping = Stopping()
    stopping.stop("no money", StopCause.BUDGET)
    stopping.stop("Ctrl-C")
    assert (stopping.is_asked, stopping.cause, stopping.reason) == (True, StopCause.BUDGET, "no money")


def test_without_a_cause_it_is_an_interruption() -> None:
    stopping = Stopping()
    stopping.stop("Ctrl-C")
    assert stopping.cause is StopCause.INTERRUPT


def test_whoever_waits_is_woken() -> None:
    stopping = Stopping()
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(stopping.wait, LONG_S) for _ in range(4)]
        stopping.stop("enough")
        assert [each.result(LONG_S / 2) for each in waiting] == [True] * 4


def test_of_many_at_once_one_wins_with_cause_and_reason_together() -> None:
    stopping, together = Stopping(), threading.Barrier(4)
    causes = list(StopCause)[:4]

    def ask(cause: StopCause) -> None:
        together.wait(LONG_S)
        stopping.stop(cause.value, cause)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(ask, causes))
    assert stopping.cause in causes
    assert stopping.reason == stopping.cause
