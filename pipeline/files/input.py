"""Finds the article files behind what a command names, and reads them: nothing given is lost.

What counts as an article file, by where it was met:

- A file named by itself is always taken, whatever its name.
- In a folder or behind a glob the suffixes of `ARTICLE_SUFFIXES` count. Passed over are hidden files and folders, files
  that describe the folder itself (`ABOUT_FOLDER`: README and the like), and folders that hold a run of this tool (a
  `run.json` with a run id), whose pages are no articles.
"""

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import InputError
from pipeline.files.earlier import holds_run
from schemas.article import RejectedInput

ARTICLE_SUFFIXES = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".json", ".jsonl", ".ndjson"})
ABOUT_FOLDER = frozenset({"readme", "license", "licence", "notice", "changelog", "contributing"})
MAX_BYTES = 10 * 1024 * 1024
STANDARD_INPUT = "-"


@dataclass(frozen=True)
class InputFile:
    """A file to read: `label` is its path as text for people; `is_named` where the command names it by itself."""

    path: Path
    label: str
    is_named: bool


@dataclass(frozen=True)
class FoundInputs:
    """The files in the order given (sorted inside a folder or glob), each once, and what was given but is not there."""

    files: tuple[InputFile, ...]
    rejected: tuple[RejectedInput, ...]


@dataclass
class _Finding:
    files: dict[str, InputFile] = field(default_factory=dict)
    rejected: list[RejectedInput] = field(default_factory=list)

    def add(self, path: Path, *, is_named: bool) -> None:
        key = str(path) if str(path) == STANDARD_INPUT else os.path.realpath(path)
        known = self.files.get(key)
        if known is None or (is_named and not known.is_named):
            self.files[key] = InputFile(path, _label(path), is_named)

    def reject(self, path: str | Path, reason: str) -> None:
        self.rejected.append(RejectedInput(path=_label(path), reason=reason))


def find_inputs(paths: Sequence[str]) -> FoundInputs:
    """Return the article files behind files, folders, globs and `-` (standard input).

    A path that does not exist, a glob without a match, and a folder without articles are each a `RejectedInput`.
    """
    finding = _Finding()
    for given in paths:
        _find(given, finding)
    return FoundInputs(tuple(finding.files.values()), tuple(finding.rejected))


def _find(given: str, finding: _Finding) -> None:
    path = Path(given)
    if path.is_dir():
        _find_in_folder(path, finding)
    elif given == STANDARD_INPUT or path.exists():
        finding.add(path, is_named=True)
    elif glob.has_magic(given):
        _find_by_glob(given, finding)
    else:
        finding.reject(given, "there is no such file or folder: check the path")


def _find_in_folder(folder: Path, finding: _Finding) -> None:
    found = list(_walk(folder, finding))
    for path in found:
        finding.add(path, is_named=False)
    if not found:
        finding.reject(folder, f"the folder holds no article files ({', '.join(sorted(ARTICLE_SUFFIXES))})")


def _find_by_glob(pattern: str, finding: _Finding) -> None:
    found = glob.glob(pattern, recursive=True)  # noqa: PTH207  # Path.glob refuses an absolute pattern
    matches = [Path(match) for match in sorted(found)]
    files = [match for match in matches if match.is_file() and _is_article_name(match.name)]
    for path in files:
        finding.add(path, is_named=False)
    if not files:
        finding.reject(pattern, "the pattern matches no article file: check it, or name the files")


def _walk(folder: Path, finding: _Finding) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        finding.reject(error.filename, f"the folder cannot be read: {error.strerror}")

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        here = Path(parent)
        if holds_run(here):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (here / name for name in sorted(names) if _is_article_name(name) and (here / name).is_file())


def _is_article_name(name: str) -> bool:
    path = Path(name)
    is_about = path.name.split(".", 1)[0].casefold() in ABOUT_FOLDER
    return not name.startswith(".") and not is_about and path.suffix.lower() in ARTICLE_SUFFIXES


def _label(path: str | Path) -> str:
    return os.fsencode(path).decode("utf-8", "replace")


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
