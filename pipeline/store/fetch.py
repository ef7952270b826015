"""Rows by the names of their columns: a few hundred in memory at a time, or all at once where they are known to be few.

Where a server holds the rows, the first way takes three questions and more, the second one.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Select

from pipeline.store.digest import Fields

T = TypeVar("T")
Parameter = str | int | Sequence[str]

AT_A_TIME = 500  # rows in memory, and values in a query: a database takes no more than some thousand of these

_OPEN = "factgrade_open_results"


def fetch(connection: Connection, query: Select[Any], **parameters: Parameter) -> Iterator[Fields]:
    """Yield what a query finds, row by row; `parameters` are those that it names, a sequence where one is a list."""
    with streaming(connection, query, AT_A_TIME, **parameters) as result:
        yield from cast("Iterator[Fields]", result.mappings())


@contextmanager
def streaming(
    connection: Connection, query: Select[Any], at_a_time: int, **parameters: Parameter
) -> Iterator[CursorResult[Any]]:
    """Give what a query finds, `at_a_time` rows in memory."""
    result = connection.execute(query, parameters, execution_options={"yield_per": at_a_time})
    still_open: set[CursorResult[Any]] = connection.info.setdefault(_OPEN, set())
    still_open.add(result)
    try:
        yield result
    finally:
        still_open.discard(result)
        result.close()


@contextmanager
def streams_closed(connection: Connection) -> Iterator[None]:
    """Close in the end what whoever stopped early left open: it cannot be closed after its connection."""
    # Asked for now: a connection whose server has gone tells nothing more.
    still_open: set[CursorResult[Any]] = connection.info.setdefault(_OPEN, set())
    try:
        yield
    finally:
        for result in tuple(still_open):
            result.close()


def fetch_few(connection: Connection, query: Select[Any], **parameters: Parameter) -> Sequence[Fields]:
    """Return what a query finds, as `fetch`, where that is no more than what belongs to an article or tells of runs."""
    return cast("Sequence[Fields]", connection.execute(query, parameters).mappings().all())


def chunks(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield things in sequences of as many as one query may name."""
    return (things[start : start + AT_A_TIME] for start in range(0, len(things), AT_A_TIME))
