"""Finds the pages of a folder that a reviewer may have marked, and the files that tell what their boxes are about.

Invariant: a page is read once, as bytes, and nothing of it is kept once the next is asked for.
"""

import hashlib
import os
import re
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigurationError

MARKABLE = "markable.jsonl"
PAGE_SUFFIX = ".md"

_MOST_BYTES = 64 * 1024 * 1024
_MARKABLE_FILES = re.compile(r"markable(?:\.marked-\d+)?\.jsonl")
_ASIDE = re.compile(r"\.marked-\d+(?=\.md\Z)")


@dataclass(frozen=True)
class FoundPage:
    """One file of a folder; `page` is its name, or that of the page whose earlier state it is."""

    name: str
    content: bytes

    @property
    def page(self) -> str:
        """Return the name of the page as a run wrote it."""
        return page_of(self.name)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the content in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def page_of(name: str) -> str:
    """Return the name of the page that a file is, or whose earlier state it is."""
    return _ASIDE.sub("", name)


def readable(path: str | Path) -> str:
    """Return a path as text for people and for a store, also where its bytes are no UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def find_pages(folder: Path, passed_over: Container[str] = ()) -> Iterator[FoundPage]:
    """Yield the files of a folder that may be pages, those that were changed last at the end.

    Files whose names are in `passed_over` are not read.

    Raises:
        ConfigurationError: the folder or a file in it cannot be read.
    """
    with _reading(folder):
        found = sorted(one for one in _candidates(folder) if one[1] not in passed_over)
    for _, name in found:
        # What vanished meanwhile, a run has taken away, which has collected it or kept it under another name.
        with _reading(folder / name), suppress(FileNotFoundError):
            content = (folder / name).read_bytes()
            yield FoundPage(readable(name), content)


def has_pages(folder: Path) -> bool:
    """Tell whether a folder holds a file that may be a page.

    Raises:
        ConfigurationError: the folder cannot be read.
    """
    with _reading(folder):
        return bool(list(_candidates(folder)))


def _candidates(folder: Path) -> Iterator[tuple[int, str]]:
    """Yield when each file that may be a page was changed, and its name."""
    for entry in os.scandir(folder):
        if entry.name.endswith(PAGE_SUFFIX) and not entry.name.startswith("."):
            with suppress(FileNotFoundError):
                told = entry.stat()
                if entry.is_file() and told.st_size <= _MOST_BYTES:
                    yield told.st_mtime_ns, entry.name


def markable_lines(folder: Path) -> Iterator[bytes]:
    """Yield the lines that tell what the boxes on the pages of a folder are about, those of the newest run first.

    Raises:
        ConfigurationError: the folder or a file in it cannot be read.
    """
    with _reading(folder):
        names = sorted(path.name for path in folder.iterdir() if _MARKABLE_FILES.fullmatch(path.name))
    for name in names:
        with _reading(folder / name):
            stream = (folder / name).open("rb")
        with stream:
            yield from stream


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"{str(path)!r} cannot be read ({error.strerror}): name a folder of pages that a run wrote"
        ) from error
