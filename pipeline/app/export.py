"""What the exports of a stored run share: what is asked for, what is read, and where a document goes.

Invariant: a document that goes to a file is there whole or not at all, and no more than one article is held at a time.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.files import write_pieces
from pipeline.report.boxes_view import Known
from pipeline.store import LATEST, KnownMarks, StoredRun, file_of, list_marks, read_store, stored_run
from schemas.conflict import Conflict, conflicts_by_article
from schemas.verdict import ArticleVerdict

Echo = Callable[[str], None]
"""Takes a document piece by piece where no file is named."""


@dataclass(frozen=True)
class ExportCommand:
    """What is exported: a run of a store, into a file, or where that is None to whoever takes the pieces."""

    store: str
    run: str = LATEST
    out: Path | None = None


@contextmanager
def opened(command: ExportCommand) -> Iterator[tuple[StoredRun, Known]]:
    """Give the run, and what tells the mark that counts for a subject.

    Raises:
        ConfigurationError: there is no store, it cannot be read, the reference names no run of it, or the document
            would take its place.
    """
    _require_apart(command)
    store = read_store(command.store)
    known = KnownMarks(list_marks(store)).of
    with stored_run(store, command.run) as found:
        yield found, known


def _require_apart(command: ExportCommand) -> None:
    """Let pass a document that does not take the place of the store it is made from."""
    file = file_of(command.store)
    if command.out is not None and file is not None and os.path.realpath(command.out) == os.path.realpath(file):
        raise ConfigurationError(f"{str(command.out)!r} is the store itself: name another file with --out")


def deliver(pieces: Iterable[str], command: ExportCommand, echo: Echo) -> None:
    """Write a document to the file that the command names, else hand its pieces over.

    Raises:
        ConfigurationError: the file cannot be written.
    """
    if command.out is not None:
        write_pieces(command.out, pieces)
        return
    for piece in pieces:
        echo(piece)


def with_conflicts(found: StoredRun) -> Iterator[tuple[ArticleVerdict, tuple[Conflict, ...]]]:
    """Yield the articles of a run, each with the conflicts that it has a side in, each once."""
    across = conflicts_by_article(found.conflicts)
    for verdict in found.verdicts:
        concerning = (*verdict.conflicts, *across.get(verdict.article.article_id, ()))
        yield verdict, tuple({one.conflict_id: one for one in concerning}.values())
