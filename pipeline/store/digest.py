"""Keys of content: a hash over the values of a row and of the rows below it, so that equal content has one key.

Invariant: a key depends on values alone, in the order of the table's columns; what is kept can be held against it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table

Row = dict[str, Any]
Fields = Mapping[str, Any]

_DIGITS = 32  # 128 bits: two contents under one key are not to be met with


class Digest:
    """A key in the making: values go in one after another, so that no more than one row is in memory."""

    def __init__(self, kind: str) -> None:
        """Begin the key of a row of the table `kind`."""
        self._hash = hashlib.sha256()
        self.add(kind)

    def add(self, *values: object) -> None:
        """Take in values that JSON knows."""
        self._hash.update(json.dumps(values).encode("ascii") + b"\n")

    def add_long(self, texts: Iterable[str]) -> None:
        """Take in a text as `add` does, part by part: the record of a large run would be felt."""
        self._hash.update(b'["')
        for text in texts:
            self._hash.update(json.dumps(text)[1:-1].encode("ascii"))
        self._hash.update(b'"]\n')

    @property
    def key(self) -> str:
        """Return the key of what went in so far, in hexadecimal."""
        return self._hash.hexdigest()[:_DIGITS]


def content_of(table: Table, row: Fields) -> list[object]:
    """Return the values of a row that are no part of its primary key, in the order of the columns."""
    return [row[column.name] for column in table.columns if not column.primary_key]


def key_of(table: Table, row: Fields, below: Iterable[Iterable[object]] = ()) -> str:
    """Return the key of a row, with the values of the rows below it in their order."""
    digest = Digest(table.name)
    digest.add(*content_of(table, row))
    for values in below:
        digest.add(*values)
    return digest.key
