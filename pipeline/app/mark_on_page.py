"""Takes in what reviewers left on pages that are about to be written anew, and tells what of it could not be taken in.

Invariant: a tick that is neither kept nor was kept before is told, with the file in which it stands once pages are
written.
"""

from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.app.command import Surroundings
from pipeline.app.job import warning
from pipeline.app.mark_collection import PageFault, collect_marks
from pipeline.errors import BusyError, ConfigurationError
from pipeline.files import page_of
from pipeline.progress import MarksCollected
from pipeline.report import Known
from pipeline.runner.folder_plan import Marks
from pipeline.store import Connection, KnownMarks, Store, list_marks
from pipeline.store.marked_place import places_like
from schemas.night_report import MarkLine

_NOT_COLLECTED = (
    "a page with marks that this run did not collect stays as {!r}: "
    "`factgrade marks collect DIR --store FILE` takes them in"
)
_TO_MEND = (
    "a page with marks that could not be read stays as {!r}: mend them there, and the next run or night takes them in, "
    "as `factgrade marks collect DIR --store FILE` does"
)
_LATE = "it was marked while its page was written anew: the next night takes that in"


@dataclass(frozen=True)
class MarksOnPages:
    """What came of the marks on the pages of a folder.

    `known` tells the marks that new pages show, `digests` are those of the pages that may be overwritten, `faults` what
    could not be read. `problem` tells why nothing was collected, where nothing was.
    """

    known: Known
    digests: frozenset[str] = frozenset()
    faults: tuple[PageFault, ...] = ()
    problem: str = ""

    def warnings(self, aside: Iterable[str]) -> Iterator[str]:
        """Yield what is to be said of each marked page that stays under one of these names."""
        faulty = {fault.page for fault in self.faults}
        return ((_TO_MEND if page_of(name) in faulty else _NOT_COLLECTED).format(name) for name in aside)

    def left_out(self, aside: Iterable[str]) -> tuple[MarkLine, ...]:
        """Return what was not taken in, by the files that hold it once marked pages stay under these names."""
        names = {page_of(name): name for name in aside}
        found = [
            MarkLine(page=names.get(one.page, one.page), line=one.line or None, what=one.what) for one in self.faults
        ]
        faulty = {fault.page for fault in self.faults}
        others = [name for page, name in names.items() if page not in faulty]
        return (*found, *(MarkLine(page=name, line=None, what=self.problem or _LATE) for name in others))


def take_in_marks(out: Path, store: Store | None, around: Surroundings, unmarked: Container[str] = ()) -> MarksOnPages:
    """Collect what reviewers left on the pages of a folder, and warn of what could not be read.

    Args:
        out: the folder, whose pages are about to be written anew.
        store: where marks are kept; without one nothing is collected.
        around: is told what came in, and what could not be read.
        unmarked: the names of pages that are known to hold no mark.
    """
    if store is None:
        return MarksOnPages(KnownMarks(()).newest)
    warn = warning(around.sink)
    try:
        found = collect_marks(store, out, around.clock, unmarked=unmarked)
    except (BusyError, ConfigurationError) as error:
        # After hours of calls a store that cannot be used any more costs no pages, and no marks on them.
        problem = f"the marks on the pages could not be collected: {error}"
        warn(problem)
        with suppress(BusyError, ConfigurationError):
            return MarksOnPages(KnownMarks(list_marks(store)).newest, problem=problem)
        return MarksOnPages(KnownMarks(()).newest, problem=problem)
    for fault in (*found.faults, *found.differing):
        warn(f"{fault.page}{f', line {fault.line}' if fault.line else ''}: {fault.what}")
    if found.new:
        around.sink.emit(MarksCollected(store.name, len(found.new)))
    return MarksOnPages(found.known.newest, found.digests, found.faults)


def marks_of_night(store: Store, run: int, taken: MarksOnPages) -> Marks:
    """Return what the pages of a night show of marks, where so much was taken in before."""
    kept = list_marks(store)

    def concerned(connection: Connection, number: int) -> list[int]:
        return places_like(connection, run, (one.mark for one in kept if one.number > number))

    newest = max((one.number for one in kept), default=0)
    return Marks(taken.known, newest, taken.digests, concerned, any(one.mark.is_false_alarm for one in kept))
