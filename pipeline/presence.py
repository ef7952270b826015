"""Whether something is there, told without ever failing: what nobody may look at is not there.

`Path.exists` and its kin raise where a folder on the way may not be entered, or a name is too long (Python 3.11). Who
asks these questions goes on to open what is there, and has words for why that cannot be done.
"""

from pathlib import Path
from stat import S_ISDIR, S_ISREG


def is_there(path: Path) -> bool:
    """Tell whether there is anything at a path."""
    return _mode(path) is not None


def is_folder(path: Path) -> bool:
    """Tell whether there is a folder at a path."""
    return S_ISDIR(_mode(path) or 0)


def is_file(path: Path) -> bool:
    """Tell whether there is a regular file at a path."""
    return S_ISREG(_mode(path) or 0)


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except (OSError, ValueError):  # the second where a name holds a zero
        return None
