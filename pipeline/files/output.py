"""Writes the files of a run, as they come and without holding them; no reader ever sees half a file.

A file is written under a hidden name, `.<name>.<32 hexadecimal digits>.tmp`, and takes its own name when it is whole.
So under every name stands a whole file, of this run or of an earlier one, wherever a run is killed.

No page that a reviewer has marked is overwritten or removed, unless its content is known to be collected: it stays as
`<page>.marked-<n>.md`, with a copy of the file that tells what its boxes are about.
"""

import errno
import hashlib
import os
import shutil
import uuid
from collections.abc import Container, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from pipeline.errors import ConfigurationError
from pipeline.files.earlier import RUN_RECORD, is_leftover, pages_of_run, require_own
from pipeline.files.marked import MARKABLE, PAGE_SUFFIX
from pipeline.presence import is_there
from pipeline.report import holds_marks
from pipeline.report.render import INDEX


class Part(Protocol):
    """Text for the file `name` (in the output folder): all of it where `is_whole`, else what follows in it."""

    @property
    def name(self) -> str:
        """Return the name of the file."""

    @property
    def text(self) -> str:
        """Return the text."""

    @property
    def is_whole(self) -> bool:
        """Tell whether the text is the whole file."""


def prepare_output(folder: Path) -> None:
    """Make the output folder, and write and remove a file in it, so that a run cannot fail there after its calls.

    Raises:
        ConfigurationError: the folder cannot be made or written.
    """
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _Hidden(folder / "probe"):
            pass  # it is gone again without having been shown


def prepare_pages(folder: Path) -> None:
    """Make the output folder of a run as `prepare_output` does; it may hold anything but what a run would write over.

    Raises:
        ConfigurationError: it holds such a file of somebody else, or it cannot be made or written.
    """
    prepare_output(folder)
    require_own(folder)


@contextmanager
def pages_folder(folder: Path) -> Iterator[None]:
    """Prepare the output folder as `prepare_pages` does; one that was not there is gone again if nothing came into it.

    Raises:
        ConfigurationError: as there.
    """
    is_new = not is_there(folder)
    prepare_pages(folder)
    try:
        yield
    finally:
        if is_new:
            with suppress(OSError):
                folder.rmdir()


def write_output(
    folder: Path,
    parts: Iterable[Part],
    collected: Container[str] = (),
    *,
    kept: Container[str] = (),
    stale: Iterable[str] = (),
) -> tuple[str, ...]:
    """Write every part as it comes: a whole file is there at once, one in parts when all have come.

    The index is shown after these, so that it stands nowhere without the lists, and the record last.

    Pages that the folder's earlier record lists and this run does not write are removed, if a record is written; so are
    the hidden files that a killed run left. No other file is touched. No other process may write into the folder.

    Args:
        folder: where to.
        parts: what is written.
        collected: the SHA-256 of marked pages whose marks are kept elsewhere, so that they need not stay.
        kept: the pages that stay as they are though they are not written.
        stale: pages that are removed as well, if they are not written.

    Returns:
        The names of the marked pages that stay beside the new ones.

    Raises:
        ConfigurationError: the folder cannot be written. What is whole by then stays; nothing hidden does.
    """
    prepare_output(folder)
    with ExitStack() as growing:
        with _writing(folder):
            remove_leftovers(folder)
            old = {page for page in chain(pages_of_run(folder), stale) if page not in kept}
            output = _Output(folder, growing, _Aside(folder, collected), old)
        for part in parts:
            # Making the parts is not within: what fails there is no fault of the folder.
            with _writing(folder):
                output.take(part)
        with _writing(folder):
            output.finish()
        return tuple(output.aside.names)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"cannot write to the output folder {str(folder)!r} ({error.strerror}): {_way_out(error)}"
        ) from error


def is_full(error: OSError) -> bool:
    """Tell whether there is no room left where something was to be written."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def _way_out(error: OSError) -> str:
    return f"{'make room there, or ' if is_full(error) else ''}choose another with --out"


class _Output:
    """The files of one run on their way into a folder; what is not finished vanishes with the stack."""

    def __init__(self, folder: Path, growing: ExitStack, aside: "_Aside", stale: set[str]) -> None:
        self._folder = folder
        self.aside = aside
        self._stack = growing
        self._growing: dict[str, _Hidden] = {}
        self._stale = stale

    def take(self, part: Part) -> None:
        """Write a part; index and record are not shown before the end, whole or not."""
        self._stale.discard(part.name)
        if part.is_whole and part.name not in (INDEX, RUN_RECORD):
            self.aside.keep(part.name)
            write_whole(self._folder / part.name, part.text)
        else:
            self._grow(part)

    def _grow(self, part: Part) -> None:
        if part.name not in self._growing:
            self._growing[part.name] = self._stack.enter_context(_Hidden(self._folder / part.name))
        self._growing[part.name].write(part.text)

    def finish(self) -> None:
        """Show what came in parts, take away what is stale, and write the record, which vouches for all the rest."""
        index, record = self._growing.pop(INDEX, None), self._growing.pop(RUN_RECORD, None)
        if index is not None:
            self.aside.keep(INDEX)
        for page in sorted(self._stale) if record is not None else ():
            self.aside.keep(page)
        for hidden in filter(None, (*self._growing.values(), index)):
            hidden.show()
        if record is not None:
            for page in sorted(self._stale):
                (self._folder / page).unlink(missing_ok=True)
            record.show()


class _Aside:
    """Keeps marked pages under a second name before they are overwritten or removed."""

    def __init__(self, folder: Path, collected: Container[str]) -> None:
        self._folder = folder
        self._collected = collected
        self.names: list[str] = []

    def keep(self, name: str) -> None:
        """Keep what stands under the name of a page, if a reviewer has marked it and nobody has collected that."""
        try:
            content = (self._folder / name).read_bytes() if name.endswith(PAGE_SUFFIX) else b""
        except (FileNotFoundError, IsADirectoryError):
            return
        if not holds_marks(content) or hashlib.sha256(content).hexdigest() in self._collected:
            return
        if not self.names:
            # Before the first page: what its boxes are about stands in a file that this run replaces at its end.
            self._keep(MARKABLE)
        self.names.append(self._keep(name))

    def _keep(self, name: str) -> str:
        path = self._folder / name
        aside = next(one for one in _aside_names(path) if not one.exists())
        with suppress(FileNotFoundError), path.open("rb") as stream, _Hidden(aside) as hidden:
            shutil.copyfileobj(stream, hidden)
            hidden.show()
        return aside.name


def _aside_names(path: Path) -> Iterator[Path]:
    return (path.with_name(f"{path.stem}.marked-{number}{path.suffix}") for number in count(1))


class _Hidden:
    """A file that nobody sees before `show`; left without it, it is gone."""

    def __init__(self, path: Path) -> None:
        self._shown = path
        self._path = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
        # A plain open applies the umask, which tempfile does not: others may read what is written.
        self._stream = self._path.open("xb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # On a full disk closing fails as writing did, and must not hide that; what stays, the next run removes.
        with suppress(OSError):
            self._stream.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def write(self, content: str | bytes) -> None:
        """Append text, as UTF-8, or bytes."""
        self._stream.write(content.encode("utf-8") if isinstance(content, str) else content)

    def show(self) -> None:
        """Give the file its name; where a file has that name, it is replaced in one step."""
        self._stream.flush()
        # Where the name reaches the disk before the data, a power cut leaves an empty file, also in place of a good
        # one. Measured on ext4 this costs 0.7 ms a page on an idle disk and 4 ms on a busy one: for 5,000 pages 3 to
        # 20 s, which take some 25 s to render, after hours of calls. A run that ended must not have to be looked over.
        os.fsync(self._stream.fileno())
        self._stream.close()
        self._path.replace(self._shown)


def write_whole(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all; one of that name is replaced in one step."""
    with _Hidden(path) as hidden:
        hidden.write(text)
        hidden.show()


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Write a file piece by piece, as UTF-8; it is there whole or not at all, and replaces one of its name in one step.

    Raises:
        ConfigurationError: the file cannot be written.
    """
    with ExitStack() as growing:
        with _writing_file(path):
            hidden = growing.enter_context(_Hidden(path))
        for piece in pieces:
            # Making the pieces is not within: what fails there is no fault of the file.
            with _writing_file(path):
                hidden.write(piece)
        with _writing_file(path):
            hidden.show()


@contextmanager
def _writing_file(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"cannot write the file {str(path)!r} ({error.strerror}): {_way_out(error)}"
        ) from error


def remove_leftovers(folder: Path) -> None:
    """Remove the hidden files that a killed run left in a folder."""
    for path in folder.iterdir():
        if is_leftover(path.name) and path.is_file():
            path.unlink(missing_ok=True)
