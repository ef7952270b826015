"""Rows by the names of their columns, a few hundred in memory at a time."""

from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import Connection, Select

from pipeline.store.digest import Fields

_ROWS_AT_A_TIME = 500


def fetch(connection: Connection, query: Select[Any]) -> Iterator[Fields]:
    """Yield what a query finds, row by row."""
    result = connection.execute(query, execution_options={"yield_per": _ROWS_AT_A_TIME})
    yield from cast("Iterator[Fields]", result.mappings())
