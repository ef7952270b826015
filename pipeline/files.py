"""The only reader of input files and writer of output files: nothing given is lost, and no reader sees half a file.

What counts as an article file, by where it was met:

- A file named by itself is always taken, whatever its name.
- In a folder or behind a glob the suffixes of `ARTICLE_SUFFIXES` count. Passed over are hidden files and folders, files
  that describe the folder itself (`ABOUT_FOLDER`: README and the like), and folders that hold a run of this tool (a
  `run.json` with a run id), whose pages are no articles.
"""

import glob
import json
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import ConfigurationError, InputError
from schemas.article import RejectedInput

ARTICLE_SUFFIXES = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".json", ".jsonl", ".ndjson"})
ABOUT_FOLDER = frozenset({"readme", "license", "licence", "notice", "changelog", "contributing"})
MAX_BYTES = 10 * 1024 * 1024
STANDARD_INPUT = "-"
RUN_RECORD = "run.json"


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
        if _holds_run(here):
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


def prepare_output(folder: Path) -> None:
    """Make the output folder, and write and remove a file in it, so that a run cannot fail there after its calls.

    Raises:
        ConfigurationError: the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_atomically(folder / ".probe", "")
        (folder / ".probe").unlink()
    except OSError as error:
        raise _not_writable(folder, error) from error


def write_output(folder: Path, files: Mapping[str, str]) -> None:
    """Write every file (name in the folder -> text), each atomically, and the record of the run last.

    Pages that the folder's earlier record lists and this run does not write are removed; no other file is touched.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    prepare_output(folder)
    try:
        earlier = _pages_of_earlier_run(folder)
        for name in sorted(files, key=lambda name: name == RUN_RECORD):
            if name == RUN_RECORD:
                _remove(folder, earlier - files.keys())
            _write_atomically(folder / name, files[name])
    except OSError as error:
        raise _not_writable(folder, error) from error


def _not_writable(folder: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"cannot write to the output folder {str(folder)!r} ({error.strerror}): choose another with --out"
    )


def _write_atomically(path: Path, text: str) -> None:
    # A plain open applies the umask, which tempfile does not: others may read what is written.
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _remove(folder: Path, pages: set[str]) -> None:
    for page in sorted(pages):
        (folder / page).unlink(missing_ok=True)


def _holds_run(folder: Path) -> bool:
    return bool(_earlier_record(folder))


def _pages_of_earlier_run(folder: Path) -> set[str]:
    articles = _earlier_record(folder).get("articles")
    stamps = articles if isinstance(articles, list) else []
    pages = {stamp.get("page") for stamp in stamps if isinstance(stamp, dict)}
    return {page for page in pages if isinstance(page, str) and _is_page_name(page)}


def _is_page_name(name: str) -> bool:
    return Path(name).name == name and name.endswith(".md") and "\\" not in name


def _earlier_record(folder: Path) -> dict[str, object]:
    """Return the `run.json` of a folder if this tool wrote it, else an empty dict."""
    try:
        record = json.loads((folder / RUN_RECORD).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) and isinstance(record.get("run_id"), str) else {}
