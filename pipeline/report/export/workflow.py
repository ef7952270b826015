r"""Workflow commands of GitHub Actions: remarks that a job prints and that show beside the lines of a pull request.

Invariant: a remark is one line, and begins with its command; nothing in an article ends it or adds a property.
"""

from collections.abc import Iterable, Iterator, Mapping

from pipeline.report.escape import clean
from pipeline.report.export.annotation import Annotation, Level
from pipeline.report.export.place import Region

_COMMAND = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
# GitHub reads these back in a message; in a property also the two that part one from the next.
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
_MOST_OTHERS = 3


def workflow_commands(found: Iterable[Annotation]) -> Iterator[str]:
    """Yield a command a line, worst first; what has no place in a file has no properties that tell one.

    GitHub shows no more than ten of a level for each step, the first; all are in the log.
    """
    for one in sorted(found, key=lambda one: one.rank):
        title = {"title": clean(f"factgrade {one.rule.name}")}
        where = {} if one.place is None else {"file": _shown(one.place.path), **_where(one.place.region)}
        told = ",".join(f"{name}={str(value).translate(_IN_PROPERTY)}" for name, value in (where | title).items())
        yield f"::{_COMMAND[one.rule.level]} {told}::{_message(one)}\n"


def _where(region: Region | None) -> Mapping[str, int]:
    if region is None:
        return {}
    lines = {"line": region.start_line, "endLine": region.end_line}
    if region.start_line != region.end_line:
        return lines  # columns of different lines are refused
    return {**lines, "col": region.start_column, "endColumn": region.end_column}


def _message(one: Annotation) -> str:
    others = "; ".join(other.words for other in one.elsewhere[:_MOST_OTHERS])
    more = len(one.elsewhere) - _MOST_OTHERS
    also = f" Compare {others}" + (f"; and {more} more" if more > 0 else "") if others else ""
    return clean(one.message + also).translate(_IN_MESSAGE)


def _shown(path: str) -> str:
    """Return a path without what a terminal would act on; its spaces are its name and stay."""
    return "".join(char for char in path if char.isprintable())
