"""Collects what reviewers left on the pages of a folder into a store.

Invariant: a tick is kept, was kept before, or is named in a fault; nothing on a page is changed.
"""

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from pipeline.app.command import Surroundings
from pipeline.app.job import warning
from pipeline.app.mark_history import MarkHistory, Sheet, State
from pipeline.clock import Clock
from pipeline.errors import BusyError, ConfigurationError
from pipeline.files import find_pages, markable_lines, readable, time_of_run
from pipeline.progress import MarksCollected
from pipeline.report import Known, MarkedGroup, PageMarks, clean_name, is_worth_reading, read_page
from pipeline.store import KnownMarks, Store, add_marks, kept_marks, list_marks, subjects_of_article
from schemas.mark import KeptMark, Mark
from schemas.subject import Subject

ASIDE = (
    "a page with marks that this run did not collect stays as {!r}: "
    "`factgrade marks collect DIR --store FILE` takes them in"
)

_UNKNOWN = "the id of a ticked box is known neither to markable.jsonl, which lies beside the page, nor to the store"
_TWICE = "the same is ticked differently in two places of the page"


@dataclass(frozen=True)
class PageFault:
    """Something on a page that needs a person: the file, the line (0: the whole page), what is wrong."""

    page: str
    line: int
    what: str


@dataclass(frozen=True)
class CollectedMarks:
    """What came in: the `new` marks, how many statements were `known_before`, what could not be taken in (`faults`).

    `differing` names pages that were marked otherwise than another page is, of which the later file counts. `digests`
    are the SHA-256 of the pages that may be overwritten, `known` is what is known now; `made_store` names the store if
    there was none before.
    """

    new: tuple[KeptMark, ...]
    known_before: int
    faults: tuple[PageFault, ...]
    differing: tuple[PageFault, ...]
    digests: frozenset[str]
    known: KnownMarks
    made_store: str | None = None


def collect_marks(
    store: Store, folder: Path, clock: Clock, who: str | None = None, *, unmarked: Container[str] = ()
) -> CollectedMarks:
    """Take what reviewers left on the pages of a folder into a store.

    Args:
        store: where marks are kept.
        folder: that of the pages, `markable.jsonl` beside them; folders in it are not looked into.
        clock: tells when.
        who: the reviewer, where they are to be named.
        unmarked: the names of pages that are known to hold no mark, and are not read.

    Raises:
        BusyError: another process writes into the store; nothing was taken in.
        ConfigurationError: the folder cannot be read, or the store cannot be written.
    """
    with store.reading() as connection:
        history = MarkHistory(kept_marks(connection))
        read = list(_read_pages(folder, history, unmarked))
        subjects = _subjects(folder, read, history, partial(subjects_of_article, connection))
        desk = _Desk(read, subjects, clock.now(), clean_name(who))
        taking = desk.take_in(history)
    if not taking.marks:
        return taking.collected(())
    with store.writing() as connection:
        # Looked up again in the transaction that adds: another process may have collected the same meanwhile.
        taking = desk.take_in(MarkHistory(kept_marks(connection)))
        return taking.collected(add_marks(connection, taking.marks))


@dataclass(frozen=True)
class _Read:
    """A page on which there may be something, without its text."""

    name: str
    page: str
    origin: str
    digest: str
    marks: PageMarks

    def groups(self) -> Mapping[str, Sequence[MarkedGroup]]:
        """Return the groups by id."""
        found: dict[str, list[MarkedGroup]] = {}
        for group in self.marks.groups:
            found.setdefault(group.mark_id, []).append(group)
        return found


def _read_pages(folder: Path, history: MarkHistory, unmarked: Container[str]) -> Iterator[_Read]:
    place, written = readable(folder.absolute()), time_of_run(folder)
    for found in find_pages(folder, unmarked):
        # What was set aside stays as it was, whatever runs come after.
        origin = f"{place}/{found.name}" + (f"@{written}" if found.name == found.page else "")
        if is_worth_reading(found.content) or history.has_read(origin):
            yield _Read(found.name, found.page, origin, found.digest, read_page(found.content))


def _subjects(
    folder: Path, read: Sequence[_Read], history: MarkHistory, ask_store: Callable[[str], Iterator[Subject]]
) -> Mapping[str, Subject]:
    """Return what the boxes are about, by id: as the folder says, else as an earlier mark, else as a stored run."""
    wanted = {group.mark_id for one in read for group in one.marks.groups}
    found: dict[str, Subject] = {}
    for line in markable_lines(folder) if wanted else ():
        subject = _subject_of(line, wanted)
        if subject is not None:
            found.setdefault(subject.mark_id, subject)
    for mark_id in wanted - found.keys():
        known = history.subject(mark_id)
        if known is not None:
            found[mark_id] = known
    for one in read:
        if one.marks.article_id is not None and not one.groups().keys() <= found.keys():
            for subject in ask_store(one.marks.article_id):
                found.setdefault(subject.mark_id, subject)
    return found


def _subject_of(line: bytes, wanted: set[str]) -> Subject | None:
    """Return the subject of a line, if it is wanted and whole."""
    try:
        key = json.loads(line)["exact"]
        return Subject.model_validate_json(line) if any(map(key.startswith, wanted)) else None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, ValidationError):
        return None


@dataclass(frozen=True)
class _Desk:
    """The pages that were read, what their boxes are about, when, and who marked them."""

    read: Sequence[_Read]
    subjects: Mapping[str, Subject]
    now: datetime
    who: str | None

    def take_in(self, history: MarkHistory) -> "_Taking":
        """Tell what is new to a history, which learns it."""
        taking = _Taking(history)
        for one in self.read:
            taking.begin(one)
            for mark_id, groups in one.groups().items():
                subject = self.subjects.get(mark_id)
                if subject is None:
                    taking.miss(one, groups)
                else:
                    self._take(taking, one, subject, groups)
        return taking

    def _take(self, taking: "_Taking", one: _Read, subject: Subject, groups: Sequence[MarkedGroup]) -> None:
        states = taking.history.stated(subject, groups)
        if len(states) > 1:
            taking.fault(one, _TWICE)
            return
        sheet = Sheet(one.page, one.origin, self.who)
        if not taking.history.is_news(subject, states[0], groups, sheet):
            taking.known_before += any(not group.is_empty for group in groups)
            return
        verdict, note = states[0][0], _note_of(states[0], groups)
        mark = Mark(
            subject=subject, verdict=verdict, note=note, who=self.who, marked_at=self.now,
            run_id=one.marks.run_id, page=one.page, origin=one.origin,
        )  # fmt: skip
        taking.add(one, mark)


def _note_of(state: State, groups: Iterable[MarkedGroup]) -> str:
    """Return the note of a state as it was written, with its lines."""
    return next((group.note for group in groups if " ".join(group.note.split()) == state[1]), state[1])


@dataclass
class _Taking:
    """What one look at the pages came to."""

    history: MarkHistory
    marks: list[Mark] = field(default_factory=list)
    known_before: int = 0
    faults: list[PageFault] = field(default_factory=list)
    differing: list[PageFault] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    said_on: dict[str, tuple[str, Mark]] = field(default_factory=dict)

    def begin(self, one: _Read) -> None:
        self.digests[one.name] = one.digest
        for fault in one.marks.faults:
            self.fault(one, fault.what, fault.line)

    def fault(self, one: _Read, what: str, line: int = 0) -> None:
        self.faults.append(PageFault(one.name, line, what))
        self.digests.pop(one.name, None)

    def miss(self, one: _Read, groups: Iterable[MarkedGroup]) -> None:
        if any(not group.is_empty for group in groups):
            self.fault(one, _UNKNOWN)

    def add(self, one: _Read, mark: Mark) -> None:
        key = mark.subject.exact
        if key in self.said_on and self.said_on[key][1].verdict != mark.verdict:
            before = self.said_on[key][0]
            self.differing.append(
                PageFault(one.name, 0, f"marked otherwise than {before!r}: this is later, and counts")
            )
        self.said_on[key] = one.name, mark
        self.marks.append(mark)
        self.history.add(KeptMark(number=self.history.last + 1, mark=mark))

    def collected(self, new: tuple[KeptMark, ...]) -> CollectedMarks:
        digests = frozenset(self.digests.values())
        return CollectedMarks(
            new, self.known_before, tuple(self.faults), tuple(self.differing), digests, self.history.known
        )


def collected_marks(
    out: Path, store: Store | None, around: Surroundings, unmarked: Container[str] = ()
) -> tuple[Known, frozenset[str]]:
    """Collect what reviewers left on pages that are about to be written anew; `unmarked` ones are known to hold none.

    Returns:
        What tells the marks that the new pages show, and the digests of the pages that may be overwritten.
    """
    if store is None:
        return KnownMarks(()).newest, frozenset()
    warn = warning(around.sink)
    try:
        found = collect_marks(store, out, around.clock, unmarked=unmarked)
    except (BusyError, ConfigurationError) as error:
        # After hours of calls a store that cannot be used any more costs no pages, and no marks on them.
        warn(f"the marks on the pages could not be collected: {error}")
        with suppress(BusyError, ConfigurationError):
            return KnownMarks(list_marks(store)).newest, frozenset()
        return KnownMarks(()).newest, frozenset()
    for fault in (*found.faults, *found.differing):
        warn(f"{fault.page}{f', line {fault.line}' if fault.line else ''}: {fault.what}")
    if found.new:
        around.sink.emit(MarksCollected(store.name, len(found.new)))
    return found.known.newest, found.digests
