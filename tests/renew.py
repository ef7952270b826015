"""Writes the JSON Schemas that a test compares with: `python tests/renew.py`; read the difference before a commit."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from schemas.catalogue import json_schemas  # noqa: E402  # the path above makes it importable from any folder


def renew_schemas() -> None:
    folder = ROOT / "schemas" / "json"
    for old in folder.glob("*.json"):
        old.unlink()
    for name, text in json_schemas().items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    renew_schemas()
