"""What a file of weights is, told by its content: whether it is GGUF at all, and the digest that identifies it.

Invariant: the digest is the file's own. One that was taken before is believed only while size, time of change and inode
are the same, for reading a gigabyte takes seconds.
"""

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.presence import is_there

_MAGIC = b"GGUF"
_DIGESTS = "digests.json"


@dataclass(frozen=True)
class Weights:
    """A file of weights: `name` is for people, `sha256` in hexadecimal says which it is, `path` is this machine's."""

    name: str
    sha256: str
    path: Path

    @property
    def model(self) -> str:
        """Return the name that requests carry: equal for equal content, and without the path."""
        return f"{self.name}@{self.sha256[:12]}"


def is_gguf(path: Path) -> bool:
    """Tell whether a file begins as GGUF does.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def require_gguf(path: Path) -> None:
    """Let pass a file that begins as GGUF does.

    Raises:
        ConfigurationError: it cannot be read, or is something else.
    """
    try:
        is_right = is_gguf(path)
    except OSError as error:
        raise ConfigurationError(f"cannot read the model {str(path)!r} ({error.strerror}): name another file") from None
    if not is_right:
        raise ConfigurationError(f"{str(path)!r} is no GGUF file: name a model in the format of llama.cpp")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def known_digest(path: Path, notes: Path) -> str:
    """Return the SHA-256 of a file, from `notes` where it was taken before; what is taken anew is noted.

    Args:
        path: the file.
        notes: the folder that holds the digests taken so far; where it cannot be written, nothing is noted.

    Raises:
        OSError: the file cannot be read.
    """
    place, stamp = str(path.resolve()), _stamp(path)
    noted = _read(notes)
    if (known := noted.get(place)) and known[:-1] == stamp:
        return str(known[-1])
    digest = digest_of(path)
    note_digest(path, notes, digest, stamp)
    return digest


def note_digest(path: Path, notes: Path, digest: str, stamp: list[int] | None = None) -> None:
    """Note the digest of a file that was just taken; `stamp` is of the time before it was."""
    noted = {place: line for place, line in _read(notes).items() if is_there(Path(place))}
    noted[str(path.resolve())] = [*(stamp or _stamp(path)), digest]
    partial = notes / f".{_DIGESTS}.{os.getpid()}"
    with contextlib.suppress(OSError):
        notes.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(noted, indent=1), encoding="utf-8")
        partial.replace(notes / _DIGESTS)


def _stamp(path: Path) -> list[int]:
    facts = path.stat()
    return [facts.st_size, facts.st_mtime_ns, facts.st_ino]


def _read(notes: Path) -> dict[str, list[int | str]]:
    try:
        noted = json.loads((notes / _DIGESTS).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {place: line for place, line in noted.items() if isinstance(line, list)} if isinstance(noted, dict) else {}
