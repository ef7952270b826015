"""Taking old runs out of a store, and giving back their room; a night holds the store, and is waited for by nobody."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from pipeline.clock import Clock
from pipeline.files import hold_store
from pipeline.store import Keeping, Pruned, RunLine, file_of, old_runs, open_store, prune_store, read_store


def prune_runs(
    place: str,
    keeping: Keeping,
    clock: Clock,
    *,
    command: Sequence[str],
    confirm: Callable[[Sequence[RunLine]], bool],
    with_articles: bool = False,
) -> Pruned | None:
    """Delete old runs of a store, and what no run names any more; return what is gone, None where nobody wants it.

    Args:
        place: of the store.
        keeping: which runs stay.
        clock: tells what days are counted back from.
        command: as typed, for whoever finds the store in use.
        confirm: is shown the runs that would go, and tells whether they shall.
        with_articles: articles as well, where no run that stays has their path.

    Raises:
        BusyError: a night or another process works on the store; nothing is deleted.
        ConfigurationError: there is no store, or it cannot be written, or nothing says what stays.
    """
    old = old_runs(read_store(place), keeping, clock.now())
    if not old and not with_articles:
        return Pruned()
    if not confirm(old):
        return None
    with _held(place, command, clock):
        return prune_store(open_store(place), keeping, clock.now(), with_articles=with_articles)


def compact_store(place: str, clock: Clock, *, command: Sequence[str]) -> tuple[int, int]:
    """Give back the room of what was deleted; return the bytes that a store took and those that it takes.

    Raises:
        BusyError: a night or another process works on the store.
        ConfigurationError: there is no store, or it cannot be written.
    """
    read_store(place)
    with _held(place, command, clock):
        return open_store(place).compact()


def _held(place: str, command: Sequence[str], clock: Clock) -> AbstractContextManager[None]:
    """Hold the file of a store; one on a server is held by its transactions alone."""
    file = file_of(place)
    return nullcontext() if file is None else hold_store(file, command, clock)
