"""The one way to a terminal: what could move the cursor, or turn the text around it, is shown and not sent.

Invariant: nothing else in this package writes to standard output or standard error, but for a progress bar, which is
handed printable text; ruff refuses whoever goes round it. A line stays one line, whatever stands in it.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer


def printable(text: str) -> str:
    """Return `text` with every character that is not printable (controls, line ends, bidi marks) replaced."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def say(*lines: str, to_error: bool = False) -> None:
    """Print lines to standard output, or to standard error."""
    for line in lines:
        with _leave_unread(to_error=to_error):
            typer.echo(printable(line), err=to_error)


def say_all(text: str, *, to_error: bool = False) -> None:
    """Print a text of several lines: one that the program laid out, or an error that lists something."""
    say(*text.split("\n"), to_error=to_error)


def is_agreed(question: str) -> bool:
    """Ask a question that is answered by yes or no.

    Raises:
        typer.Abort: nobody answers.
    """
    return typer.confirm(printable(question))


def hand_over(piece: str) -> None:
    """Write a piece of a document to standard output as it is; whoever made it has cleaned its texts.

    As bytes, so that a document is UTF-8 with its own line ends, whatever those of the terminal are.
    """
    with _leave_unread():
        typer.echo(piece.encode("utf-8"), nl=False)


@contextmanager
def _leave_unread(*, to_error: bool = False) -> Iterator[None]:
    """Go on where nobody reads any more, as behind `| head`: what was done stands, and the exit code tells of it."""
    try:
        yield
    except BrokenPipeError:
        stream = sys.stderr if to_error else sys.stdout
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())
