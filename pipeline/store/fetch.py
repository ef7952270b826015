"""Rows by the names of their columns: a few hundred in memory at a time, or all at once where they are known to be few.

Where a server holds the rows, the first way takes three questions and more, the second one.
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Select

from pipeline.store.digest import Fields

T = TypeVar("T")
Parameter = str | int | Sequence[str]

AT_A_TIME = 500  # rows in memory, and values in a query: a database takes no more than some thousand of these

_STREAMED = {"yield_per": AT_A_TIME}


def fetch(connection: Connection, query: Select[Any], **parameters: Parameter) -> Iterator[Fields]:
    """Yield what a query finds, row by row; `parameters` are those that it names, a sequence where one is a list."""
    with connection.execute(query, parameters, execution_options=_STREAMED) as result:
        yield from cast("Iterator[Fields]", result.mappings())


def fetch_few(connection: Connection, query: Select[Any], **parameters: Parameter) -> Sequence[Fields]:
    """Return what a query finds, as `fetch`, where that is no more than what belongs to an article or tells of runs."""
    return cast("Sequence[Fields]", connection.execute(query, parameters).mappings().all())


def chunks(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield things in sequences of as many as one query may name."""
    return (things[start : start + AT_A_TIME] for start in range(0, len(things), AT_A_TIME))
