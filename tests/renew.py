"""Writes what tests compare with: the JSON Schemas, and the lists of docs/templates.md; read the difference.

Call it as `python tests/renew.py`.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from schemas.catalogue import json_schemas  # noqa: E402  # the path above makes it importable from any folder
from tests.template_fields import renewed  # noqa: E402  # as above


def renew_schemas() -> None:
    folder = ROOT / "schemas" / "json"
    for old in folder.glob("*.json"):
        old.unlink()
    for name, text in json_schemas().items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def renew_template_fields() -> None:
    document = ROOT / "docs" / "templates.md"
    document.write_text(renewed(document.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    renew_schemas()
    renew_template_fields()
