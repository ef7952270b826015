"""Owns how the answers to one question are parted: by the events that they are of, and by which of them agree."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.model import Answer

_MOST_EVENTS = 16


class Told(Protocol):
    """What an article tells, at the place of an answer."""

    @property
    def answer(self) -> Answer:
        """Return where it stands."""
        ...


T = TypeVar("T", bound=Told)


def events_of(batch: Batch, told: Iterable[T]) -> Iterator[list[T]]:
    """Yield what is told of one event together; of many events the latest are looked at."""
    events: list[list[T]] = []
    for one in told:
        recent = reversed(events[-_MOST_EVENTS:])
        home = next((event for event in recent if batch.is_same_event(event[0].answer, one.answer)), None)
        if home is None:
            events.append([one])
        else:
            home.append(one)
    yield from events


def grouped(told: Iterable[T], agree: Callable[[T, T], bool]) -> list[list[T]]:
    """Return what is told in groups that agree; an article that tells several counts for none of them.

    What agrees with all others takes no side, and is left out.
    """
    own: dict[str, list[T]] = defaultdict(list)
    for one in told:
        own[one.answer.article_id].append(one)
    groups: list[list[T]] = []
    clear = [several for several in own.values() if all(agree(several[0], other) for other in several[1:])]
    most = [min(several, key=lambda one: (one.answer.telling.is_lead, one.answer.start)) for several in clear]
    for one in most:
        if all(agree(one, other) for other in most):
            continue
        home = next((group for group in groups if all(agree(one, other) for other in group)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    return groups
