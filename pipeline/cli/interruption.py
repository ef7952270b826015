"""Turns SIGINT and SIGTERM into a request to stop: what is under way may end, and what is done is written.

A second signal ends the process at once: whoever sends it does not want to wait. Everything that was answered is in the
cache by then, and files are visible whole or not at all.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pipeline import exit_code
from pipeline.stopping import StopCause, Stopping

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
