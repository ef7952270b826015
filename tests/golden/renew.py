"""Writes the golden pages anew: `python tests/golden/renew.py`, then read the difference before it is committed."""

import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "report"


def renew(folder: Path) -> None:
    """Write every file of the golden run into `folder`; take away pages that the run no longer has."""
    from tests.golden.report.scenes import render_scenes  # noqa: PLC0415 - the path is set just before

    files = render_scenes()
    for stale in {path for pattern in ("*.md", "*.jsonl") for path in folder.glob(pattern)}:
        if stale.name not in files:
            stale.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content.encode())


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    renew(FOLDER)
