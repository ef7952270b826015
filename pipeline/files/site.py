"""Writes pages of HTML into a folder: no page of an earlier report stays beside them, and nothing of anybody else goes.

Whose a file is tells the file itself, because such a folder has no record: our pages name this tool as their generator.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.files.output import Part, prepare_output, write_output

_INDEX = "index.html"
_PAGE = re.compile(r"[a-z0-9-]+-[0-9a-f]{8}\.html")
_OURS = b'<meta name="generator" content="factgrade">'
# The head of a page up to there is always the same, and shorter.
_HEAD_BYTES = 1024


def prepare_site(folder: Path) -> None:
    """Make the folder; it may hold anything but an index of somebody else.

    Raises:
        ConfigurationError: it does, or it cannot be written.
    """
    prepare_output(folder)
    if (folder / _INDEX).exists() and not _is_ours(folder / _INDEX):
        raise ConfigurationError(
            f"{str(folder / _INDEX)!r} is not of this tool and would be lost: choose another folder with --out"
        )


def write_site(folder: Path, parts: Iterable[Part]) -> None:
    """Write pages as they come, then remove those of an earlier report that were not written again.

    Args:
        folder: where to; `prepare_site` has been there, and no other process writes into it.
        parts: whole pages.

    Raises:
        ConfigurationError: the folder cannot be written; what is whole by then stays.
    """
    written: set[str] = set()
    write_output(folder, _noted(parts, written))
    for path in sorted(folder.glob("*.html")):
        if path.name not in written and _PAGE.fullmatch(path.name) and _is_ours(path):
            path.unlink(missing_ok=True)


def _noted(parts: Iterable[Part], names: set[str]) -> Iterator[Part]:
    for part in parts:
        names.add(part.name)
        yield part


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return _OURS in stream.read(_HEAD_BYTES)
    except OSError:
        return False
