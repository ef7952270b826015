"""What an output folder tells of the run that wrote it before; a folder that tells nothing is nobody's to change.

Invariant: of a record as runs write it no more than a line is in memory, since it has some for every article.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.report import read_page
from pipeline.report.register import is_page_name
from pipeline.report.render import CLAIMS, CONFLICTS, INDEX, MARKABLE, SENTENCES

RUN_RECORD = "run.json"

# A record is JSON indented by two, and tells of itself before its articles. No text in JSON holds a line end of its
# own, so what stands on a line is no part of a longer text.
_OPENED, _ARTICLES, _CLOSED = b"{\n", b'  "articles": [', b"\n}"
_OWN = re.compile(rb'  "(run_id|started_at)": (".*"),\n')
_PAGE = b'      "page": '
_CLOSING_BYTES = 16

_OF_RUN = frozenset({INDEX, CLAIMS, CONFLICTS, MARKABLE, SENTENCES, RUN_RECORD})
_ASIDE = re.compile(r"\.marked-\d+(?=\.(?:md|jsonl)\Z)")

# What a list begins with if it holds a line at all, and an index if no template of one's own made it.
_LISTS = {
    CLAIMS: b'{"claim_id": ',
    CONFLICTS: b'{"conflict_id": ',
    MARKABLE: b'{"kind": ',
    SENTENCES: b'{"article_id": ',
}
_TITLE = b"# What to doubt, and why\n"
_LEFTOVER = re.compile(r"\.(.+)\.[0-9a-f]{32}\.tmp")


def holds_run(folder: Path) -> bool:
    """Tell whether a folder holds the record of a run of this tool."""
    return "run_id" in _head(folder)


def is_written_by_run(name: str) -> bool:
    """Tell whether a file of this name is what a run writes, or sets aside: a page, a list or the record."""
    name = _ASIDE.sub("", name)
    return name in _OF_RUN or is_page_name(name)


def is_leftover(name: str) -> bool:
    """Tell whether a file of this name is one that a killed run did not come to show."""
    return _LEFTOVER.fullmatch(name) is not None


def require_own(folder: Path) -> None:
    """Let pass a folder in which a run writes over nothing but what runs wrote, or which is not there.

    A record vouches for all that is in its folder. Where there is none, a run was killed, or could not write, before
    its end: it shows pages first, then the lists, the index after them, and the record last. So a list is known by its
    first line, and an index by its title or, if a template of one's own made it, by what stands beside it.

    Raises:
        ConfigurationError: a file is of somebody else, or cannot be read.
    """
    if holds_run(folder):
        return
    foreign = [name for name in sorted(_OF_RUN) if not _is_free(folder, name)]
    if foreign:
        raise ConfigurationError(
            f"{', '.join(repr(str(folder / name)) for name in foreign)}: not of this tool and would be lost: "
            "choose another folder with --out, or move away what is in the way"
        )


def pages_of_run(folder: Path) -> Iterator[str]:
    """Yield the names of the pages that the folder's record lists; never a path out of the folder."""
    return (page for page in _pages(folder) if isinstance(page, str) and _is_page_name(page))


def holds_pages(folder: Path) -> bool:
    """Tell whether a folder holds pages of the run whose record is there."""
    return any((folder / page).exists() for page in pages_of_run(folder))


def time_of_run(folder: Path) -> str | None:
    """Return when the run began that the folder's record is of, as it stands there."""
    begun = _head(folder).get("started_at")
    return begun if isinstance(begun, str) else None


def _is_free(folder: Path, name: str) -> bool:
    """Tell whether a run may write under a name in a folder without a record: nothing is lost, or what a run wrote."""
    path = folder / name
    try:
        with path.open("rb") as stream:
            begun = stream.read(max(map(len, (_TITLE, *_LISTS.values()))))
        if name == INDEX:
            return not begun or begun.startswith(_TITLE) or _was_begun(folder)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return True  # a folder of that name is never written over
    except OSError as error:
        raise ConfigurationError(
            f"{str(path)!r} cannot be read ({error.strerror}), which tells whose it is: "
            "choose another folder with --out, or move it away"
        ) from error
    # By now a run that was under way may have shown its record.
    return not begun or (holds_run(folder) if name == RUN_RECORD else begun.startswith(_LISTS[name]))


def _was_begun(folder: Path) -> bool:
    """Tell whether a run wrote into a folder that has no record: all lists, a hidden file or a page stand there."""
    names = [path.name for path in folder.iterdir()]
    hidden = filter(None, map(_LEFTOVER.fullmatch, names))
    return (
        set(_LISTS) <= set(names)
        or any(is_written_by_run(one[1]) for one in hidden)
        or any(is_page_name(name) and _is_page(folder / name) for name in names)
    )


def _is_page(path: Path) -> bool:
    """Tell whether a file is a page: it says of which article, or has the boxes of a subject."""
    try:
        page = read_page(path.read_bytes())
    except OSError:
        return False
    return bool(page.article_id or page.groups)


def _is_page_name(name: str) -> bool:
    return Path(name).name == name and name.endswith(".md") and "\\" not in name


def _head(folder: Path) -> Mapping[str, object]:
    """Return what a record tells of its run if this tool wrote it, else nothing."""
    return _head_by_line(folder / RUN_RECORD) or _parsed(folder / RUN_RECORD)


def _pages(folder: Path) -> Iterator[object]:
    """Yield what the record of a folder names as pages."""
    if _head_by_line(folder / RUN_RECORD):
        with suppress(OSError), (folder / RUN_RECORD).open("rb") as stream:
            for line in stream:
                if line.startswith(_PAGE):
                    with suppress(ValueError, RecursionError):
                        yield json.loads(line[len(_PAGE) :].rstrip(b",\n"))
        return
    articles = _parsed(folder / RUN_RECORD).get("articles")
    stamps = articles if isinstance(articles, list) else []
    yield from (stamp.get("page") for stamp in stamps if isinstance(stamp, dict))


def _head_by_line(record: Path) -> dict[str, object]:
    """Return what stands at the head of a record as runs write it; nothing where it was written otherwise."""
    told: dict[str, object] = {}
    with suppress(OSError, ValueError), record.open("rb") as stream:
        if stream.readline() != _OPENED:
            return {}
        for line in stream:
            if line.startswith(_ARTICLES):
                stream.seek(-_CLOSING_BYTES, os.SEEK_END)
                return told if "run_id" in told and stream.read().rstrip().endswith(_CLOSED) else {}
            found = _OWN.fullmatch(line)
            if found:
                told[found[1].decode()] = json.loads(found[2])
    return {}


def _parsed(record: Path) -> dict[str, object]:
    """Return a record that somebody wrote otherwise, if it is one of this tool, else an empty dict."""
    try:
        found = json.loads(record.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("run_id"), str) else {}
