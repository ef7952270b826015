"""What a run tells while it goes on: event types, and the sink that a terminal or a log hangs on.

Events say what happened, never how to show it, and hold no text of an article. A run emits one event at a time, from
whichever thread; a sink needs no lock of its own. Invariant: a sink that cannot write any more (a full disk, a terminal
that is gone) costs what it would have shown, never a result.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.stopping import StopCause
from schemas.usage import Usage


@dataclass(frozen=True)
class ProviderChosen:
    """Who will answer, and why, in words for people; the first event of a run that could begin."""

    provider: str
    why: str
    model: str
    profile: str


@dataclass(frozen=True)
class InputSkipped:
    """A file met in a folder that is no article, and is not counted as one."""

    path: str
    reason: str


@dataclass(frozen=True)
class Warned:
    """Something that a person should know, and that costs no result."""

    message: str


@dataclass(frozen=True)
class RunStarted:
    """The batch is read: so many articles will be run."""

    articles: int


@dataclass(frozen=True)
class WorkExpected:
    """So many calls are to be expected, of which the cache may answer some; an estimate."""

    calls: int


@dataclass(frozen=True)
class CallEnded:
    """One request has its answer, or failed (`failure` says why); `is_cached` where no call was made."""

    stage: str
    unit: str
    usage: Usage
    is_cached: bool = False
    failure: str | None = None


@dataclass(frozen=True)
class AttemptFailed:
    """One attempt at a request failed, and there will be another after `wait_s` seconds."""

    reason: str
    wait_s: float


@dataclass(frozen=True)
class Paused:
    """The endpoint throttles: nothing is sent for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class LanesChanged:
    """From now on so many requests may be in flight at a time."""

    lanes: int


@dataclass(frozen=True)
class ArticleEnded:
    """One article is through its stages, with so many claims."""

    path: str
    claims: int


@dataclass(frozen=True)
class ArticleFailed:
    """One article came to nothing; `trace` is where in the program, if the program is to blame."""

    path: str
    reason: str
    trace: str | None = None


@dataclass(frozen=True)
class StopAsked:
    """The run begins nothing more, for this reason; what is under way may end."""

    reason: str
    cause: StopCause = StopCause.INTERRUPT


@dataclass(frozen=True)
class ComparisonStarted:
    """Every article was asked about, and those that could be are compared now."""

    articles: int


@dataclass(frozen=True)
class MarksCollected:
    """So many marks that reviewers left on the earlier pages are new in a store."""

    store: str
    new: int


@dataclass(frozen=True)
class RunStored:
    """What the run wrote is saved in a store, which knew all but `new_articles` of its articles before."""

    store: str
    articles: int
    new_articles: int


@dataclass(frozen=True)
class RunEnded:
    """The run is over and its files are written: how it ended, and what was not checked."""

    outcome: str
    not_checked: int
    usage: Usage


Event = (
    ProviderChosen
    | InputSkipped
    | Warned
    | RunStarted
    | WorkExpected
    | CallEnded
    | AttemptFailed
    | Paused
    | LanesChanged
    | ArticleEnded
    | ArticleFailed
    | StopAsked
    | ComparisonStarted
    | MarksCollected
    | RunStored
    | RunEnded
)


class Sink(Protocol):
    """Shows events."""

    def emit(self, event: Event) -> None:
        """Take one event; never called by two threads at once; raise nothing but OSError."""
        ...


class SilentSink:
    """Shows nothing."""

    def emit(self, event: Event) -> None:
        """Drop the event."""


class OrderedSink:
    """Hands events to other sinks, one at a time, whichever threads they come from."""

    def __init__(self, sinks: Sequence[Sink]) -> None:
        """Hand every event to each of `sinks`, in their order; one that ends in an OSError is handed no more."""
        self._sinks = tuple(sinks)
        self._lock = threading.Lock()

    def emit(self, event: Event) -> None:
        """Hand the event on."""
        with self._lock:
            self._hand_on(event)

    def _hand_on(self, event: Event) -> None:
        for sink in self._sinks:
            try:
                sink.emit(event)
            except OSError as error:
                self._sinks = tuple(one for one in self._sinks if one is not sink)
                self._hand_on(Warned(f"the log or the progress cannot be written any more ({error.strerror})"))


class RecordingSink:
    """Keeps every event in order, for whoever wants to look at them afterwards."""

    def __init__(self) -> None:
        """Start with no events."""
        self.events: list[Event] = []

    def emit(self, event: Event) -> None:
        """Append the event."""
        self.events.append(event)
