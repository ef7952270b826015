"""What commands that run take from outside: the clock, who is told, standard input, signals, the words as typed."""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from pipeline import exit_code
from pipeline.app import Surroundings
from pipeline.cli.interruption import readable_until_stopped, stop_on_signal
from pipeline.cli.show import sink_for
from pipeline.cli.text import say
from pipeline.clock import SystemClock
from pipeline.errors import BudgetError, StoppedError
from pipeline.heartbeat import Heartbeat
from pipeline.log import log_to
from pipeline.progress import OrderedSink, StopAsked
from pipeline.settings import Settings, url_for_show
from pipeline.stopping import StopCause, Stopping
from pipeline.store import word_for_show

T = TypeVar("T")


def in_surroundings(act: Callable[[Surroundings], T], show: Callable[[T], int], log_file: Path | None) -> int:
    """Run a command with its surroundings, show what came of it, and return its exit code.

    Args:
        act: does the work.
        show: says what came of it, once the progress is off the terminal, and returns the exit code.
        log_file: takes one JSON line an event.
    """
    stopping = Stopping()
    with stop_on_signal(stopping):
        try:
            found = _act(act, log_file, stopping)
        except BudgetError:
            raise
        except StoppedError:
            ended = "out of time" if stopping.cause is StopCause.TIME else "interrupted"
            say(f"factgrade: {ended} before anything was written", to_error=True)
            return exit_code.of_stop(stopping.cause)
        return show(found)


def _act(act: Callable[[Surroundings], T], log_file: Path | None, stopping: Stopping) -> T:
    clock = SystemClock()
    with ExitStack() as stack:
        log = [stack.enter_context(log_to(log_file, clock))] if log_file else []
        sink = OrderedSink([stack.enter_context(sink_for(sys.stderr)), *log])
        try:
            return act(Surroundings(clock, sink, readable_until_stopped(sys.stdin.buffer, stopping), stopping))
        except BudgetError:
            raise
        except StoppedError as error:
            sink.emit(StopAsked(str(error), stopping.cause or StopCause.INTERRUPT))
            raise


def typed(settings: Settings) -> tuple[str, ...]:
    """Return the command as typed, readable as UTF-8, without the credentials of a URL and the folder of a model."""
    words = [os.fsencode(word_for_show(word)).decode("utf-8", "replace") for word in sys.argv[1:]]
    if settings.base_url:
        words = [word.replace(settings.base_url, url_for_show(settings.base_url)) for word in words]
    if settings.heartbeat:
        target = settings.heartbeat.get_secret_value()
        words = [word.replace(target, Heartbeat(target).shown) for word in words]
    if settings.gguf:
        words = [word.replace(str(settings.gguf), settings.gguf.name) for word in words]
    return tuple(words)
