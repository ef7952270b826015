"""The wheel holds all that the command needs, and runs from it alone."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        ("prompts", "**/*.md"),
        ("prompts", "active.toml"),
        ("schemas/json", "*.json"),
        ("pipeline/report/templates", "*.j2"),
        ("pipeline/weights", "models.toml"),
    ],
)
def test_the_wheel_holds_every_data_file(unpacked: Path, folder: str, pattern: str) -> None:
    wanted = {path.relative_to(ROOT) for path in (ROOT / folder).glob(pattern)}
    assert wanted
    assert wanted <= {path.relative_to(unpacked) for path in unpacked.rglob("*")}


def test_the_command_runs_from_the_wheel_alone(unpacked: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-m", "pipeline.cli", "run", "missing.txt", "--provider", "replay"]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "missing.txt" in result.stderr
