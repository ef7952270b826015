"""Events reach every sink, one at a time and in one order, and a sink that fails costs only itself."""

import errno
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from pipeline.progress import ArticleEnded, Event, OrderedSink, RecordingSink, RunStarted, Sink, Warned

GONE = Warned("the log or the progress cannot be written any more (No space left on device)")


class FullSink(RecordingSink):
    """Takes so many events, and fails from then on."""

    def __init__(self, room: int, error: Exception | None = None) -> None:
        super().__init__()
        self._room = room
        self._error = error or OSError(errno.ENOSPC, "No space left on device")
        self.refused = 0

    def emit(self, event: Event) -> None:
        if len(self.events) >= self._room:
            self.refused += 1
            raise self._error
        super().emit(event)


class AloneSink:
    """Waits a moment for a second thread to come in while one is there."""

    def __init__(self) -> None:
        self._meeting = threading.Barrier(2)
        self.is_crowded = False

    def emit(self, event: Event) -> None:  # noqa: ARG002  only when matters
        with suppress(threading.BrokenBarrierError):
            self._meeting.wait(0.2)
            self.is_crowded = True


def emit_all(sinks: list[Sink], count: int = 5) -> None:
    sink = OrderedSink(sinks)
    for n in range(count):
        sink.emit(RunStarted(n))


def test_every_sink_gets_every_event_in_order() -> None:
    sinks = [RecordingSink(), RecordingSink()]
    emit_all([*sinks])
    assert [sink.events for sink in sinks] == [[RunStarted(n) for n in range(5)]] * 2


def test_threads_come_one_at_a_time_and_all_sinks_see_one_order() -> None:
    alone, first, second = AloneSink(), RecordingSink(), RecordingSink()
    sink = OrderedSink([first, alone, second])

    def work(thread: int) -> None:
        for n in range(100):
            sink.emit(ArticleEnded(f"{thread}", n))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    assert not alone.is_crowded
    assert first.events == second.events
    assert len(set(map(repr, first.events))) == 800


@pytest.mark.parametrize("is_first", [True, False])
def test_a_sink_that_fails_is_told_of_once_and_left_out(is_first: bool) -> None:  # noqa: FBT001  a table
    full, other = FullSink(2), RecordingSink()
    emit_all([full, other] if is_first else [other, full])
    assert [event for event in other.events if event != GONE] == [RunStarted(n) for n in range(5)]
    assert (other.events.count(GONE), full.refused) == (1, 1)


def test_where_all_fail_nobody_is_told_and_nothing_is_raised() -> None:
    sinks = [FullSink(0), FullSink(1)]
    emit_all([*sinks])
    assert [sink.refused for sink in sinks] == [1, 1]


def test_a_mistake_in_a_sink_is_not_hidden() -> None:
    with pytest.raises(ValueError, match="mistake"):
        emit_all([FullSink(0, ValueError("a mistake"))])


def test_without_a_sink_nothing_happens() -> None:
    emit_all([])
