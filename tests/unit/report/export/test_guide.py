"""What the guide to exports says is so."""

from pathlib import Path

from pipeline.report import wording
from pipeline.report.export.rating import LABELS

GUIDE = (Path(__file__).parents[4] / "docs" / "export.md").read_text("utf-8")


def test_the_guide_tells_what_every_doubt_is_called() -> None:
    for verdict, label in LABELS.items():
        if label.rating:
            assert f"| {wording.VERDICT[verdict]} | {label.rating} | {label.averitec} |" in GUIDE
