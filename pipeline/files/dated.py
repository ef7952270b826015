"""Files named by a day: the second of a day gets a number, and none is ever replaced."""

from collections.abc import Iterable
from datetime import date
from itertools import count
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.files.output import Part, is_full, remove_leftovers, write_whole


def next_number(folder: Path, day: date) -> int:
    """Return the number that the next files of a day have: 1 where the folder holds none of that day yet.

    Raises:
        ConfigurationError: the folder cannot be read.
    """
    try:
        taken = {path.name.partition(".")[0] for path in folder.iterdir()} if folder.exists() else set()
    except OSError as error:
        raise _refused(folder, error) from error
    stem = day.isoformat()
    return next(number for number in count(1) if (stem if number == 1 else f"{stem}-{number}") not in taken)


def write_dated(folder: Path, parts: Iterable[Part]) -> None:
    """Write files that are not there yet into a folder, which is made where it is missing, each whole or not at all.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder)
        for part in parts:
            write_whole(folder / part.name, part.text)
    except OSError as error:
        raise _refused(folder, error) from error


def _refused(folder: Path, error: OSError) -> ConfigurationError:
    first = "make room there" if is_full(error) else "make it writable"
    return ConfigurationError(
        f"cannot write to {str(folder)!r} ({error.strerror}): {first}, or choose another folder with --out"
    )
