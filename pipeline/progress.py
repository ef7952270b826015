"""What a run tells while it goes on: event types, and the sink that a terminal or a log hangs on.

Events say what happened, never how to show it. The runner emits one event at a time, from whichever thread; a sink
needs no lock of its own, and must not raise.
"""

from dataclasses import dataclass
from typing import Protocol

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
class CallEnded:
    """One request has its answer, or failed (`failure` says why); `is_cached` where no call was made."""

    stage: str
    unit: str
    usage: Usage
    is_cached: bool = False
    failure: str | None = None


@dataclass(frozen=True)
class ArticleEnded:
    """One article is through its stages, with so many claims."""

    path: str
    claims: int


Event = ProviderChosen | InputSkipped | Warned | RunStarted | CallEnded | ArticleEnded


class Sink(Protocol):
    """Shows events."""

    def emit(self, event: Event) -> None:
        """Take one event; never called by two threads at once."""
        ...


class SilentSink:
    """Shows nothing."""

    def emit(self, event: Event) -> None:
        """Drop the event."""


class RecordingSink:
    """Keeps every event in order, for whoever wants to look at them afterwards."""

    def __init__(self) -> None:
        """Start with no events."""
        self.events: list[Event] = []

    def emit(self, event: Event) -> None:
        """Append the event."""
        self.events.append(event)
