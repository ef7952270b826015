"""What would act in an output that is no page: tables, JSON in HTML, workflow commands, SARIF, a terminal.

Invariant: each function reads the output as its readers do, and returns what acts in it; nothing for what is inert.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from io import StringIO
from typing import Any

from tests.html_tags import tags_of_html

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_COMMAND = re.compile(r"::(?:error|warning|notice) (?:[a-zA-Z]+=[^:,\r\n]*,?)*::[^\r\n]*")
# The links that the writer makes itself, at the end of a message, to the other passages of the same result.
_OWN_LINKS = re.compile(r" Compare \[[^\[\]\\]*\]\(\d+\)(?:; \[[^\[\]\\]*\]\(\d+\))*\.\Z")
_PLACEHOLDER = re.compile(r"(?<!\{)(?:\{\{)*\{(?!\{)|\]\(")


def acting_cells(table: str) -> list[str]:
    """Return the cells that a spreadsheet takes for formulas, whether it parts them at commas or at semicolons."""
    rows = csv.reader(StringIO(table.removeprefix("\ufeff"), newline=""))
    cells = [part for row in rows for cell in row for part in (cell, *cell.split(";")[1:])]
    return [cell for cell in cells if _is_formula(cell) or not is_plain(cell)]


def _is_formula(cell: str) -> bool:
    shown = unicodedata.normalize("NFKC", cell).lstrip(" \t\r\n\"'`“”‘’„‟‚‛")
    is_ours = cell.lstrip().startswith("'") or _NUMBER.fullmatch(cell)
    return shown.startswith(("=", "+", "-", "@", "\N{MINUS SIGN}")) and not is_ours


def acting_in_script(document: str) -> list[str]:
    """Return what acts when JSON stands in a page between the tags of a script."""
    page = f'<script type="application/ld+json">{document}</script>'
    read = tags_of_html(page)
    begins = "<!--" in document or "<script" in document.casefold()
    return [*read[1:-1], *(["a script in a script"] if begins else []), *_unclean(json.loads(document))]


def acting_in_sarif(document: str) -> list[str]:
    """Return the messages that hold a foreign link or a placeholder, and texts with what nobody sees."""
    read = json.loads(document)
    texts = [_OWN_LINKS.sub("", value) for key, value in _fields(read) if key == "text"]
    return [*(text for text in texts if _PLACEHOLDER.search(text)), *_unclean(read)]


def acting_commands(lines: str) -> list[str]:
    """Return the lines that a runner of workflows would take for anything but one remark."""
    told = filter(None, re.split(r"[\r\n]", lines))
    return [line for line in told if not (_COMMAND.fullmatch(line) and is_plain(line))]


def acting_in_terminal(text: str) -> list[str]:
    """Return the characters that a terminal acts on."""
    return [char for char in text if not char.isprintable() and char != "\n"]


def is_plain(text: str) -> bool:
    """Tell whether a text holds nothing but characters that somebody sees."""
    return text.isprintable()


def _unclean(value: Any) -> Iterator[str]:  # noqa: ANN401  any JSON
    return (text for _, text in _fields(value) if not is_plain(text))


def _fields(value: Any, key: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401  any JSON
    """Yield every text of a document with the key that it stands under."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _fields(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _fields(item, key)
    elif isinstance(value, str):
        yield key, value
