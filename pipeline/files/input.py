"""Finds the article files behind what a command names, and reads them: nothing given is lost.

What counts as an article file, by where it was met:

- A file named by itself is always taken, whatever its name.
- In a folder or behind a glob the suffixes of `ARTICLE_SUFFIXES` count. Passed over are hidden files and folders,
  files that describe the folder itself (`ABOUT_FOLDER`: README and the like), links to folders in a folder, and folders
  that hold a run of this tool (a `run.json` with a run id), whose pages are no articles.
- Pages that a run without an end left in the folder of the pages are no articles either.

Invariant: no file that is read is in the way of what a run writes: where it would be, the command is refused.
"""

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from pipeline.errors import ConfigurationError, InputError
from pipeline.files.earlier import holds_run, is_written_by_run
from pipeline.files.found import FoundFiles, InputFile, label_of
from pipeline.presence import is_folder
from schemas.article import RejectedInput

ARTICLE_SUFFIXES = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".json", ".jsonl", ".ndjson"})
ABOUT_FOLDER = frozenset({"readme", "license", "licence", "notice", "changelog", "contributing"})
MAX_BYTES = 10 * 1024 * 1024
STANDARD_INPUT = "-"


@dataclass(frozen=True)
class FoundInputs:
    """The files in the order given (sorted inside a folder or glob), each once, and what was given but is not there."""

    files: FoundFiles
    rejected: tuple[RejectedInput, ...]


@dataclass
class _Finding:
    """What was found so far; `out` is the real path of the folder of the pages, None where none is written."""

    out: str | None = None
    files: FoundFiles = field(default_factory=FoundFiles)
    rejected: list[RejectedInput] = field(default_factory=list)

    def add(self, path: Path, *, is_named: bool) -> None:
        key = str(path) if str(path) == STANDARD_INPUT else os.path.realpath(path)
        self._require_apart(path, key, is_named=is_named)
        self.files.add(key, path, is_named=is_named)

    def reject(self, path: str | Path, reason: str) -> None:
        self.rejected.append(RejectedInput(path=label_of(path), reason=reason))

    def is_out(self, folder: Path) -> bool:
        return self.out is not None and os.path.realpath(folder) == self.out

    def is_page(self, path: Path) -> bool:
        """Tell whether a file is what a run wrote, or began to write, and no article."""
        return is_written_by_run(path.name) and self.is_out(path.parent)

    def _require_apart(self, path: Path, real: str, *, is_named: bool) -> None:
        """Refuse an article that the run would write over, or that no later run would find among the pages."""
        folder, name = os.path.split(real)
        if self.out is not None and folder == self.out and (not is_named or is_written_by_run(name)):
            raise ConfigurationError(
                f"{label_of(path)!r} is to be read and lies in the folder of the pages: choose another with --out"
            )


def find_inputs(paths: Sequence[str], out: Path | None = None) -> FoundInputs:
    """Return the article files behind files, folders, globs and `-` (standard input).

    A path that does not exist, a glob without a match, and a folder without articles are each a `RejectedInput`.

    Args:
        paths: as a command names them.
        out: the folder that pages are written into; None: nothing is written.

    Raises:
        ConfigurationError: an article lies where the pages go.
    """
    finding = _Finding(None if out is None else os.path.realpath(out))
    for given in paths:
        _find(given, finding)
    return FoundInputs(finding.files, tuple(finding.rejected))


def _find(given: str, finding: _Finding) -> None:
    if not given:  # which a path takes for the folder that one is in
        finding.reject(given, "the name is empty: check what it was filled in from")
        return
    path = Path(given)
    refusal = None if given == STANDARD_INPUT else _refusal(path)
    if is_folder(path):
        _find_in_folder(path, finding)
    elif refusal is None:
        finding.add(path, is_named=True)
    elif glob.has_magic(given):
        _find_by_glob(given, finding)
    else:
        finding.reject(given, refusal)


def _refusal(path: Path) -> str | None:
    """Return why nothing can be read at a path; None where something is there."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return "there is no such file or folder: check the path"
    except (OSError, ValueError) as error:
        return f"it cannot be read: {getattr(error, 'strerror', None) or 'the path is none'}"
    return None


def _find_in_folder(folder: Path, finding: _Finding) -> None:
    if finding.is_out(folder):
        raise ConfigurationError(
            f"{label_of(folder)!r} is to be read and to hold the pages, which are no articles: "
            "choose another folder with --out"
        )
    rejected = len(finding.rejected)
    is_empty = True
    for path in _walk(folder, finding):
        finding.add(path, is_named=False)
        is_empty = False
    if not is_empty or len(finding.rejected) > rejected:
        return
    if holds_run(folder):
        finding.reject(folder, "the folder holds the pages of a run, which are no articles: name the articles")
    else:
        finding.reject(folder, f"the folder holds no article files ({', '.join(sorted(ARTICLE_SUFFIXES))})")


def _find_by_glob(pattern: str, finding: _Finding) -> None:
    found = glob.glob(pattern, recursive=True)  # noqa: PTH207  # Path.glob refuses an absolute pattern
    matches = [Path(match) for match in sorted(found)]
    files = [match for match in matches if _is_article_name(match.name) and _may_be_read(match)]
    runs = {folder for folder in {one for file in files for one in _passed_through(pattern, file)} if holds_run(folder)}
    articles = [file for file in files if runs.isdisjoint(_passed_through(pattern, file)) and not finding.is_page(file)]
    for path in articles:
        finding.add(path, is_named=False)
    if not articles:
        finding.reject(pattern, "the pattern matches no article file: check it, or name the files")


def _passed_through(pattern: str, file: Path) -> list[Path]:
    """Return the folders that a match was met in, from the one that the pattern names in plain words."""
    start = Path(*takewhile(lambda part: not glob.has_magic(part), Path(pattern).parts))
    return [folder for folder in file.parents if folder == start or start in folder.parents]


def _walk(folder: Path, finding: _Finding) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        finding.reject(error.filename, f"the folder cannot be read: {error.strerror}")

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        here = Path(parent)
        if holds_run(here):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths = (here / name for name in sorted(names) if _is_article_name(name))
        yield from (path for path in paths if _may_be_read(path) and not finding.is_page(path))


def _may_be_read(path: Path) -> bool:
    """Tell whether a path is a file, or one that cannot be told: whoever reads it finds out why, and says so."""
    try:
        return S_ISREG(path.stat().st_mode)
    except OSError:
        return True


def _is_article_name(name: str) -> bool:
    path = Path(name)
    is_about = path.name.split(".", 1)[0].casefold() in ABOUT_FOLDER
    return not name.startswith(".") and not is_about and path.suffix.lower() in ARTICLE_SUFFIXES


def read_input(file: InputFile, standard_input: BinaryIO) -> bytes:
    """Return the bytes of one file; at most one byte more than `MAX_BYTES` is ever read.

    Raises:
        InputError: the file cannot be read, or is larger than `MAX_BYTES`.
    """
    try:
        if str(file.path) == STANDARD_INPUT:
            data = standard_input.read(MAX_BYTES + 1)
        else:
            with file.path.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(file.label, f"the file cannot be read: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise InputError(file.label, f"larger than {MAX_BYTES // 1024**2} MB: split it into smaller files")
    return data
