"""The command line; the only importer of typer and rich.

Invariant: results go to standard output, progress and errors to standard error, and every way to end has its exit code
in `pipeline.exit_code`.
"""

import gc
import os
import sys

from pipeline import exit_code
from pipeline.cli.command import app

__all__ = ["GC_THRESHOLD", "app", "main"]

# A run makes small objects by the hundred thousand and hardly a cycle: looking for cycles after every 700 of them, as
# is the default, costs an eighth of comparing 100,000 claims.
GC_THRESHOLD = (200_000, 20, 50)


def main() -> None:
    """Run the command line; the entry point of the `factgrade` program."""
    gc.set_threshold(*GC_THRESHOLD)
    try:
        app()
    except SystemExit as ended:
        if ended.code in (exit_code.INTERRUPTED, exit_code.TERMINATED):
            _leave_at_once(ended.code)
        raise


def _leave_at_once(code: int) -> None:
    # Everything is written by now; a plain exit would wait for calls under way, up to their time limit.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
