"""The command line; the only importer of typer and rich.

Invariant: results go to standard output, progress and errors to standard error, and every way to end has its exit code
in `pipeline.exit_code`.
"""

import gc
import io
import os
import signal
import sys
from pathlib import Path
from typing import Any

__all__ = ["GC_THRESHOLD", "main"]

# A run makes small objects by the hundred thousand and hardly a cycle: looking for cycles after every 700 of them, as
# is the default, costs an eighth of comparing 100,000 claims.
GC_THRESHOLD = (200_000, 20, 50)

_SIGNALLED = 128
_ENDED_AT_ONCE = frozenset({_SIGNALLED + signal.SIGINT, _SIGNALLED + signal.SIGTERM})


def main() -> None:
    """Run the command line; the entry point of the `factgrade` program."""
    gc.set_threshold(*GC_THRESHOLD)
    try:
        _prepare_streams()
        # A second goes by until all is loaded: whoever interrupts that is not to be answered with a traceback.
        from pipeline.cli.command import app  # noqa: PLC0415  as above

        # What is loaded stays to the end: to look through it for garbage takes a tenth of a second each time. Where
        # several commands are run in one process, what an earlier one left behind is not to stay as well.
        if not gc.get_freeze_count():
            gc.freeze()
        app()
    except KeyboardInterrupt:  # before a command began
        sys.stderr.write("factgrade: interrupted before anything was written\n")
        sys.exit(_SIGNALLED + signal.SIGINT)
    except SystemExit as ended:
        if ended.code in _ENDED_AT_ONCE:
            _leave_at_once(int(ended.code))
        raise


def __getattr__(name: str) -> Any:  # noqa: ANN401  what a module may hold
    """Return `app`, for whoever runs commands without the program; it is loaded when it is asked for."""
    if name != "app":
        raise AttributeError(name)
    from pipeline.cli.command import app  # noqa: PLC0415  as in `main`

    return app


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
