"""The command line; the only importer of typer and rich.

Invariant: results go to standard output, progress and errors to standard error, and every way to end has its exit code
in `pipeline.exit_code`.
"""

import os
import sys

from pipeline import exit_code
from pipeline.cli.command import app

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; the entry point of the `factgrade` program."""
    try:
        app()
    except SystemExit as ended:
        if ended.code == exit_code.INTERRUPTED:
            _leave_at_once()
        raise


def _leave_at_once() -> None:
    # Everything is written by now; a plain exit would wait for calls under way, up to their time limit.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code.INTERRUPTED)
