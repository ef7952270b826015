"""The folder of models: what is installed, and how a file gets in or out.

Invariant: a file that ends in `.gguf` is whole and was checked before it got that name; what is under way has another
one. One install works in the folder at a time.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.presence import is_file, is_folder, is_there
from pipeline.weights.gguf import Weights, known_digest
from pipeline.weights.registry import SUFFIX, Model, known_models

_LOCK = ".lock"
_PARTIAL = ".partial"
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class ModelFolder:
    """The models in `root`, which need not exist; `models` are those that have a row in the table."""

    root: Path
    models: Sequence[Model] = field(default_factory=known_models)

    def path(self, name: str) -> Path:
        """Return where the model of a name is, or would be.

        Raises:
            ConfigurationError: no file can be named so.
        """
        if not name.isprintable() or not name or name.startswith(".") or Path(name).name != name:
            raise ConfigurationError(
                f"no model can be named {name!r}: leave out slashes and line ends, and do not begin with a dot"
            )
        return self.root / (name + SUFFIX)

    def partial(self, name: str) -> Path:
        """Return where a model is built up."""
        return self.path(name).with_suffix(_PARTIAL)

    def names(self) -> list[str]:
        """Return what is installed: models of the table in its order, then the others by name."""
        found = {file.stem for file in self.root.glob("*" + SUFFIX) if is_file(file)} if is_folder(self.root) else set()
        listed = [model.name for model in self.models if model.name in found]
        return [*listed, *sorted(found.difference(listed))]

    def weights(self, name: str | None) -> Weights:
        """Return the installed model of a name, or for None the first that is installed.

        Raises:
            ConfigurationError: it is not installed, cannot be read, or is not what the table says.
        """
        names = self.names()
        if not names or (name is not None and name not in names):
            what = "no model is installed" if name is None else f"the model {name!r} is not installed"
            has = f" (installed: {', '.join(names)})" if names else ""
            raise ConfigurationError(f"{what}{has}: factgrade model install, or name a file with --gguf PATH")
        return self._checked(name or names[0])

    def _checked(self, name: str) -> Weights:
        path = self.path(name)
        with explained(self.root):
            digest = known_digest(path, self.root)
        wanted = next((model.sha256 for model in self.models if model.name == name), None)
        if wanted is not None and digest != wanted:
            raise ConfigurationError(
                f"{str(path)!r} is damaged: its sha256 is {digest}. "
                f"Remove it with factgrade model remove {name}, and install it again"
            )
        return Weights(name, digest, path)

    def files(self, name: str) -> list[Path]:
        """Return the files of a model, and what is left of an install of it that was cut off.

        Raises:
            ConfigurationError: there is neither.
        """
        found = [file for file in (self.path(name), self.partial(name)) if is_there(file)]
        if not found:
            raise ConfigurationError(f"the model {name!r} is not installed: factgrade model list shows what is")
        return found

    def remove(self, name: str) -> int:
        """Delete a model and what is left of its install; return the bytes that this gave back.

        Raises:
            ConfigurationError: there is neither, another install is under way, or the files cannot be deleted.
        """
        files = self.files(name)
        with self.locked(), explained(self.root):
            freed = sum(file.stat().st_size for file in files)
            for file in files:
                file.unlink()
        return freed

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder, made where it is missing, for the length of a `with`.

        Raises:
            ConfigurationError: somebody else holds it, or it cannot be written.
        """
        with explained(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _lock(descriptor, self.root)
            yield
        finally:
            os.close(descriptor)


def _lock(descriptor: int, root: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ConfigurationError(f"another install is under way in {str(root)!r}: wait for its end") from None


def free_bytes(folder: Path) -> int:
    """Return the room that is left where a folder is."""
    return shutil.disk_usage(folder).free


def require_room(folder: Path, needed: int, free: int) -> None:
    """Let pass a disk with enough room.

    Raises:
        ConfigurationError: `free` is less than `needed`, both in bytes.
    """
    if free < needed:
        raise ConfigurationError(
            f"{str(folder)!r} has {free // _MEGABYTE} MB left, and {needed // _MEGABYTE} MB are needed: "
            "make room, or set FACTGRADE_MODEL_DIR to a folder on another disk"
        )


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into what to do about it.

    Raises:
        ConfigurationError: instead of an OSError.
    """
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"the folder of models {str(folder)!r} cannot be used ({error.strerror or type(error).__name__}): "
            "make room or mend it, or set FACTGRADE_MODEL_DIR to another folder"
        ) from error
