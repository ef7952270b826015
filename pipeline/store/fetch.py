"""Rows by the names of their columns, a few hundred in memory at a time."""

from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import Connection, Select

from pipeline.store.digest import Fields

_STREAMED = {"yield_per": 500}


def fetch(connection: Connection, query: Select[Any], **parameters: str | int) -> Iterator[Fields]:
    """Yield what a query finds, row by row; `parameters` are those that it names."""
    result = connection.execute(query, parameters, execution_options=_STREAMED)
    yield from cast("Iterator[Fields]", result.mappings())
