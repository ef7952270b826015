"""The command line; the only importer of typer and rich.

Invariant: results go to standard output, progress and errors to standard error, and every way to end has its exit code
in `pipeline.exit_code`.
"""

import gc
import io
import os
import sys
from pathlib import Path

from pipeline import exit_code
from pipeline.cli.command import app
from pipeline.cli.text import say

__all__ = ["GC_THRESHOLD", "app", "main"]

# A run makes small objects by the hundred thousand and hardly a cycle: looking for cycles after every 700 of them, as
# is the default, costs an eighth of comparing 100,000 claims.
GC_THRESHOLD = (200_000, 20, 50)


def main() -> None:
    """Run the command line; the entry point of the `factgrade` program."""
    gc.set_threshold(*GC_THRESHOLD)
    try:
        _prepare_streams()
        app()
    except KeyboardInterrupt:  # before a command began
        say("factgrade: interrupted before anything was written", to_error=True)
        sys.exit(exit_code.INTERRUPTED)
    except SystemExit as ended:
        if ended.code in (exit_code.INTERRUPTED, exit_code.TERMINATED):
            _leave_at_once(ended.code)
        raise


def _prepare_streams() -> None:
    """Have three streams that take any text.

    One that is closed would give its number to the next file that is opened, into which a library may write then.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  open to the end
    # What a terminal has no letter for is shown as its number, as on standard error.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _leave_at_once(code: int) -> None:
    # Everything is written by now; a plain exit would wait for calls under way, up to their time limit.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
