"""Tables on a terminal or in a file: plain columns, no colour, no control characters, whatever stands in a cell."""

from collections.abc import Iterable, Sequence
from io import StringIO

from rich.console import Console  # noqa: TID251  it lays out into a text, which is said
from rich.table import Table

from pipeline.cli.text import printable, say

_WIDTH = 140


def print_grid(names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under the names of their columns; a cell that is too long goes on in the next line."""
    table = Table(box=None, pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(printable(cell) for cell in row))
    with StringIO() as text:
        Console(file=text, width=_WIDTH, markup=False, highlight=False, emoji=False).print(table)
        say(*(line.rstrip() for line in text.getvalue().splitlines()))
