r"""Tables for spreadsheets, as CSV (RFC 4180): the one place that decides what a cell may hold.

Invariant: no text in a cell is taken for a formula, also where a program parts cells at semicolons; numbers of ours are
numbers; and a reader of CSV gets the rows back, their texts cleaned and disarmed.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

from pipeline.report.escape import clean
from pipeline.report.figure import digits

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of the machine."""

Cell = str | int | Decimal | datetime | None

# What a formula begins with. NFKC makes these four of their full-width and small forms too; a minus sign it leaves.
_BEGINS_FORMULA = frozenset("=+-@\N{MINUS SIGN}")
# A program that parts cells at semicolons reads on behind each, and passes over quotation marks and white space.
_BEGIN = re.compile("(?P<before>(?:^|;)[\\s\"'`\u2018-\u201f\uff02\uff07]*)(?=(?P<first>[^\\s\\w]))")
_GUARD = "'"


class _Figure(Decimal):
    """A number on its way into a row, which is written with its own digits and without an exponent."""

    def __str__(self) -> str:
        return digits(self)


def sheet(names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield a table, row by row, under the names of its columns.

    Raises:
        ValueError: a row has not as many cells as there are names.
    """
    yield _row(names)
    for row in rows:
        if len(row) != len(names):
            raise ValueError(f"a row has {len(row)} cells, and there are {len(names)} columns")
        yield _row(row)


def disarm(text: str) -> str:
    """Return a text cleaned, with an apostrophe before everything that a spreadsheet would take for a formula."""
    return _BEGIN.sub(_guarded, clean(text))


def _guarded(match: re.Match[str]) -> str:
    before = match["before"]
    if not _BEGINS_FORMULA.intersection(unicodedata.normalize("NFKC", match["first"])):
        return before
    # In front of the quotation marks and spaces, since these are passed over.
    return f";{_GUARD}{before[1:]}" if before.startswith(";") else _GUARD + before


def _row(cells: Iterable[Cell]) -> str:
    with StringIO() as line:
        csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerow(map(_cell, cells))
        return line.getvalue()


def _cell(value: Cell) -> str | _Figure:
    if isinstance(value, int | Decimal):
        return _Figure(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return "" if value is None else disarm(value)
