"""What can be done with marks: give one by its id, collect those of pages, list and count what is kept."""

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.app.mark_collection import CollectedMarks, collect_marks
from pipeline.clock import Clock
from pipeline.errors import ConfigurationError
from pipeline.files import has_pages
from pipeline.presence import is_folder
from pipeline.report import clean_name, clean_note
from pipeline.store import (
    MakerLine,
    Store,
    add_marks,
    find_subject,
    list_marks,
    mark_statistics,
    open_store,
    read_store,
)
from schemas.mark import KeptMark, Mark, MarkVerdict


@dataclass(frozen=True)
class MarkCommand:
    """A mark that is given by a command: on what (an id or its first digits), what it says, and who gives it."""

    reference: str
    verdict: MarkVerdict
    note: str = ""
    who: str | None = None


def give_mark(place: str, command: MarkCommand, clock: Clock) -> KeptMark:
    """Keep a mark on a claim or a conflict of a stored run.

    Raises:
        BusyError: another process writes into the store.
        ConfigurationError: there is no store, the id names nothing in it or several things, or nothing is doubted.
    """
    with _open_existing(place).writing() as connection:
        subject, run_id = find_subject(connection, command.reference)
        mark = Mark(
            subject=subject, verdict=command.verdict, note=clean_note(command.note), who=clean_name(command.who),
            marked_at=clock.now(), run_id=run_id,
        )  # fmt: skip
        return add_marks(connection, [mark])[0]


def collect_folder(place: str, folder: Path, clock: Clock, who: str | None = None) -> CollectedMarks:
    """Take the marks on the pages of a folder into a store, which is made where there is none.

    Raises:
        BusyError: another process writes into the store; nothing was taken in.
        ConfigurationError: the folder cannot be read or holds no page, or the store cannot be written.
    """
    if not is_folder(folder):
        raise ConfigurationError(f"there is no folder {str(folder)!r}: name one of pages that a run wrote")
    if not has_pages(folder):
        raise ConfigurationError(f"there are no pages in {str(folder)!r}: name the folder that a run wrote")
    store = open_store(place)
    return replace(collect_marks(store, folder, clock, who), made_store=store.name if store.is_new else None)


def marks_of_store(place: str) -> tuple[KeptMark, ...]:
    """Return every mark of a store, the oldest first.

    Raises:
        ConfigurationError: there is no store, or it cannot be read.
    """
    return list_marks(read_store(place))


def statistics_of_store(place: str) -> tuple[MakerLine, ...]:
    """Return how often reviewers agreed with each rule, and with each model.

    Raises:
        ConfigurationError: there is no store, or it cannot be read.
    """
    return mark_statistics(marks_of_store(place))


def _open_existing(place: str) -> Store:
    read_store(place)
    return open_store(place)
