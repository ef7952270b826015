"""Reads the files of a labelled set: rows of JSON lines, and a gold file where there is one.

Invariant: a line that is no JSON object is named with its file and number; nothing is passed over.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigurationError
from pipeline.presence import is_file, is_folder

GOLD_FILE = "gold.json"
_SUFFIX = ".jsonl"


@dataclass(frozen=True)
class DatasetFiles:
    """The rows of each file at a path, by its name without the suffix, and the JSON of the gold file or None."""

    tables: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    gold: object = None


def read_dataset(path: Path) -> DatasetFiles:
    """Return what a folder holds; of a file of JSON lines `X.jsonl`, that and the files `X_*.jsonl` beside it.

    Raises:
        ConfigurationError: there is nothing there, or a file cannot be read.
    """
    if is_folder(path):
        gold = path / GOLD_FILE
        tables = {file.stem: read_rows(file) for file in sorted(path.glob(f"*{_SUFFIX}"))}
        if not tables and not is_file(gold):
            raise ConfigurationError(f"{str(path)!r} holds neither {GOLD_FILE} nor a file *{_SUFFIX}: name a set")
        return DatasetFiles(tables, read_json(gold) if is_file(gold) else None)
    if path.suffix != _SUFFIX:
        raise ConfigurationError(f"{str(path)!r} is no folder and no file *{_SUFFIX}: name a set")
    beside = sorted(path.parent.glob(f"{path.stem}_*{_SUFFIX}"))
    return DatasetFiles({file.stem: read_rows(file) for file in (path, *beside)})


def read_json(path: Path) -> object:
    """Return the JSON of a file.

    Raises:
        ConfigurationError: it cannot be read, or is no JSON.
    """
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{str(path)!r} is no JSON: {_fault(error)}") from None


def read_rows(path: Path) -> list[Mapping[str, Any]]:
    """Return the objects of a file of JSON lines; empty lines count and hold none.

    Raises:
        ConfigurationError: it cannot be read, or a line is no JSON object.
    """
    return [_row(path, number, line) for number, line in enumerate(read_text(path).split("\n"), 1) if line.strip()]


def _row(path: Path, number: int, line: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{str(path)!r} line {number} is no JSON: {_fault(error)}") from None
    if not isinstance(row, dict):
        raise ConfigurationError(f"{str(path)!r} line {number} is no JSON object")
    return row


def _fault(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def read_text(path: Path) -> str:
    """Return the text of a file, without the mark that some editors put before it.

    Raises:
        ConfigurationError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigurationError(f"{str(path)!r} cannot be read: {reason}") from None
