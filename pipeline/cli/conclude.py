"""How every command ends: in an exit code, with a line on standard error where an error ended it."""

from collections.abc import Callable
from typing import NoReturn

import typer

from pipeline import exit_code
from pipeline.cli.text import say, say_all
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
        say_all(f"factgrade: {error}", to_error=True)
        code = exit_code.of_error(error)
    except KeyboardInterrupt:
        say(f"factgrade: {interrupted}", to_error=True)
        code = exit_code.INTERRUPTED
    raise typer.Exit(code)
