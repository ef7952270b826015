"""Rows by the names of their columns, a few hundred in memory at a time."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Select

from pipeline.store.digest import Fields

T = TypeVar("T")

_STREAMED = {"yield_per": 500}


def fetch(connection: Connection, query: Select[Any], **parameters: str | int | Sequence[str]) -> Iterator[Fields]:
    """Yield what a query finds, row by row; `parameters` are those that it names, a sequence where one is a list."""
    result = connection.execute(query, parameters, execution_options=_STREAMED)
    yield from cast("Iterator[Fields]", result.mappings())


def chunks(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield things in sequences of at most `size`: a query takes no more than some thousand values."""
    return (things[start : start + size] for start in range(0, len(things), size))
