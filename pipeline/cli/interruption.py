"""Turns SIGINT and SIGTERM into a request to stop: what is under way may end, and what is done is written.

A second signal ends the process at once: whoever sends it does not want to wait. Everything that was answered is in the
cache by then, and files are visible whole or not at all.
"""

import io
import os
import select
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import BinaryIO, cast

from pipeline import exit_code
from pipeline.errors import StoppedError
from pipeline.stopping import StopCause, Stopping

_LOOK_EVERY_S = 0.2
_PIECE_BYTES = 1 << 20
_CAUSES = {signal.SIGINT: StopCause.INTERRUPT, signal.SIGTERM: StopCause.TERMINATE}


@contextmanager
def stop_on_signal(stopping: Stopping) -> Iterator[None]:
    """Ask `stopping` to stop when a signal arrives, for the length of a `with`; outside the main thread do nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    seen: list[int] = []

    def handle(number: int, _frame: FrameType | None) -> None:
        cause = _CAUSES[signal.Signals(number)]
        if seen:
            os._exit(exit_code.of_stop(cause))
        seen.append(number)
        # In a thread of its own: this one may hold the very lock that stopping takes.
        threading.Thread(
            target=stopping.stop, args=(f"interrupted by {signal.Signals(number).name}", cause), daemon=True
        ).start()

    before = {number: signal.signal(number, handle) for number in _CAUSES}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def readable_until_stopped(stream: BinaryIO, stopping: Stopping) -> BinaryIO:
    """Return a stream that reads `stream` to its end, or until `stopping` is asked to stop.

    A read that waits for a person, or for the other end of a pipe, goes on after a signal as if there was none.
    """
    try:
        stream.fileno()
    except (OSError, AttributeError):  # it is no file, so nobody waits for it
        return stream
    return cast("BinaryIO", io.BufferedReader(_UntilStopped(stream, stopping), _PIECE_BYTES))


class _UntilStopped(io.RawIOBase):
    """Bytes as they come, with a look at `stopping` while none do."""

    def __init__(self, stream: BinaryIO, stopping: Stopping) -> None:
        self._stream = stream
        self._stopping = stopping

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a buffer is what is handed over
        while not select.select([self._stream], [], [], _LOOK_EVERY_S)[0]:
            if self._stopping.is_asked:
                raise StoppedError(self._stopping.reason)
        return os.readv(self._stream.fileno(), [buffer])
