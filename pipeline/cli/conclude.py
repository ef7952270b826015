"""How every command ends: in an exit code, with a line on standard error where an error ended it."""

from collections.abc import Callable
from typing import NoReturn

import typer

from pipeline import exit_code
from pipeline.cli.text import printable
from pipeline.errors import FactgradeError


def conclude(act: Callable[[], int], interrupted: str = "interrupted before anything was written") -> NoReturn:
    """Run a command to its end.

    Args:
        act: does the work and returns the exit code.
        interrupted: what is said when Ctrl-C ends it.

    Raises:
        typer.Exit: always.
    """
    try:
        code = act()
    except FactgradeError as error:
        typer.echo("factgrade: " + printable(str(error), keep="\n"), err=True)
        code = exit_code.of_error(error)
    except KeyboardInterrupt:
        typer.echo(f"factgrade: {interrupted}", err=True)
        code = exit_code.INTERRUPTED
    raise typer.Exit(code)
