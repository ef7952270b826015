"""Writes what a run tells as JSON lines, one an event; the only importer of structlog.

Invariant: a line holds names, numbers and reasons of this package's own making, never a key, a prompt, or the text of
an article: events carry none. Every line is on its way to the disk when `emit` returns, so a killed run has told all.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, TextIO

import structlog

from pipeline.clock import Clock
from pipeline.errors import ConfigurationError
from pipeline.progress import ArticleFailed, AttemptFailed, CallEnded, Event, StopAsked, Warned
from schemas.usage import Usage

_ERRORS = (ArticleFailed,)
_WARNINGS = (AttemptFailed, StopAsked, Warned)


class LogSink:
    """Writes each event as one JSON object: `at` (UTC), `level`, `event`, and the event's own fields."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        """Write to `stream`; each line is flushed."""
        self._clock = clock
        self._logger = structlog.wrap_logger(
            structlog.PrintLogger(stream),
            processors=[
                structlog.processors.add_log_level,
                self._stamp,
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
        )

    def emit(self, event: Event) -> None:
        """Write one event."""
        told: dict[str, Any] = {each.name: _plain(getattr(event, each.name)) for each in fields(event)}
        getattr(self._logger, _level(event))(_name(event), **told)

    def _stamp(self, _logger: object, _method: str, line: structlog.types.EventDict) -> structlog.types.EventDict:
        line["at"] = self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return line


@contextmanager
def log_to(path: Path, clock: Clock) -> Iterator[LogSink]:
    """Give a sink that appends to the file at `path`, which is made with its folder where it is missing.

    Raises:
        ConfigurationError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("a", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise ConfigurationError(f"cannot write the log {str(path)!r} ({error.strerror}): name another file") from error
    try:
        yield LogSink(stream, clock)
    finally:
        # On a full disk closing fails as writing did, which was told then.
        with suppress(OSError):
            stream.close()


def _level(event: Event) -> str:
    if isinstance(event, _ERRORS):
        return "error"
    is_warning = isinstance(event, _WARNINGS) or (isinstance(event, CallEnded) and event.failure is not None)
    return "warning" if is_warning else "info"


def _name(event: Event) -> str:
    """Return the event's name in words: `CallEnded` is "call ended"."""
    name = type(event).__name__
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


def _plain(value: object) -> object:
    return value.model_dump(mode="json", exclude_defaults=True) if isinstance(value, Usage) else value
