"""What an output folder tells of the run that wrote it before; a folder that tells nothing is nobody's to change."""

import json
import re
from pathlib import Path

from pipeline.report.register import is_page_name
from pipeline.report.render import CLAIMS, CONFLICTS, INDEX, MARKABLE, SENTENCES

RUN_RECORD = "run.json"

_OF_RUN = frozenset({INDEX, CLAIMS, CONFLICTS, MARKABLE, SENTENCES, RUN_RECORD})
_ASIDE = re.compile(r"\.marked-\d+(?=\.(?:md|jsonl)\Z)")


def holds_run(folder: Path) -> bool:
    """Tell whether a folder holds the record of a run of this tool."""
    return bool(_record_of(folder))


def is_written_by_run(name: str) -> bool:
    """Tell whether a file of this name is what a run writes, or sets aside: a page, a list or the record."""
    name = _ASIDE.sub("", name)
    return name in _OF_RUN or is_page_name(name)


def pages_of_run(folder: Path) -> set[str]:
    """Return the names of the pages that the folder's record lists; never a path out of the folder."""
    articles = _record_of(folder).get("articles")
    stamps = articles if isinstance(articles, list) else []
    pages = {stamp.get("page") for stamp in stamps if isinstance(stamp, dict)}
    return {page for page in pages if isinstance(page, str) and _is_page_name(page)}


def holds_pages(folder: Path) -> bool:
    """Tell whether a folder holds pages of the run whose record is there."""
    return any((folder / page).exists() for page in pages_of_run(folder))


def time_of_run(folder: Path) -> str | None:
    """Return when the run began that the folder's record is of, as it stands there."""
    begun = _record_of(folder).get("started_at")
    return begun if isinstance(begun, str) else None


def _is_page_name(name: str) -> bool:
    return Path(name).name == name and name.endswith(".md") and "\\" not in name


def _record_of(folder: Path) -> dict[str, object]:
    """Return the `run.json` of a folder if this tool wrote it, else an empty dict."""
    try:
        record = json.loads((folder / RUN_RECORD).read_bytes(), object_hook=_in_short)
    except (OSError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) and isinstance(record.get("run_id"), str) else {}


def _in_short(read: dict[str, object]) -> dict[str, object]:
    """Return what is needed of an object of a record: of an article its page, since there may be many."""
    return {"page": read["page"]} if "page" in read else read
