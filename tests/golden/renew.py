"""Writes the golden pages, exports and prompts anew: `python tests/golden/renew.py`; read the difference."""

import sys
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent


def renew(folder: Path, files: Mapping[str, str], *patterns: str) -> None:
    """Write `files` into `folder`; take away what matches `patterns` and is no longer among them."""
    folder.mkdir(exist_ok=True)
    for stale in {path for pattern in patterns for path in folder.glob(pattern)}:
        if stale.name not in files:
            stale.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content.encode())


def renew_all() -> None:
    """Renew the pages of the golden runs, the exports and the rendered prompts."""
    from tests.golden.export.documents import export_documents  # noqa: PLC0415 - the path is set just before
    from tests.golden.prompts.renders import render_prompts  # noqa: PLC0415 - as above
    from tests.golden.report.disagreement import render_disagreements  # noqa: PLC0415 - as above
    from tests.golden.report.hostile import render_hostile  # noqa: PLC0415 - as above
    from tests.golden.report.scenes import render_scenes  # noqa: PLC0415 - as above
    from tests.golden.report.site import render_sites  # noqa: PLC0415 - as above

    renew(FOLDER / "report", render_scenes(), "*.md", "*.jsonl")
    renew(FOLDER / "report" / "disagreement", render_disagreements(), "*.md", "*.jsonl")
    renew(FOLDER / "report" / "hostile", render_hostile(), "*.md", "*.jsonl")
    renew(FOLDER / "export", export_documents())
    renew(FOLDER / "report" / "site", render_sites(), "*.html")
    renew(FOLDER / "prompts", render_prompts(), "*.txt")


if __name__ == "__main__":
    sys.path.insert(0, str(FOLDER.parents[1]))
    renew_all()
