"""Sets of labelled examples in the forms in which they are published: one adapter a form, and which fits a set.

Invariant: an adapter reads rows and nothing else; a row that lacks what it needs is named with its number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import ConfigurationError
from pipeline.eval.task import Example, Task

Rows = Sequence[Mapping[str, Any]]
Tables = Mapping[str, Rows]
"""The rows of each file of a set, by the file's name without its suffix, in the order of the names."""


class Row(BaseModel):
    """The fields of a row that are read; what else stands in it is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Adapter:
    """One form of a set: `about` says what it is, `recognises` tells by the first rows whether a set has it."""

    name: str
    about: str
    task: Task[Any]
    recognises: Callable[[Tables], bool]
    read: Callable[[Tables], Sequence[Example]]


def rows_as(model: type[R], rows: Iterable[Mapping[str, Any]], table: str) -> list[R]:
    """Return rows under a model.

    Raises:
        ConfigurationError: a row has not the form; its number counts from 1.
    """
    return [_row(model, row, f"{table} row {number}") for number, row in enumerate(rows, 1)]


def _row(model: type[R], row: Mapping[str, Any], place: str) -> R:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False)
        )
        raise ConfigurationError(f"{place} has not the form of the set: {faults}") from None


def has_fields(tables: Tables, *names: str) -> bool:
    """Tell whether the first row of some file has these fields, in a `meta` object for those written `meta.NAME`."""
    return any(rows and all(_has(rows[0], name) for name in names) for rows in tables.values())


def _has(row: Mapping[str, Any], name: str) -> bool:
    first, _, rest = name.partition(".")
    if not rest:
        return first in row
    inner = row.get(first)
    return isinstance(inner, Mapping) and _has(inner, rest)


def beside(tables: Tables, ending: str) -> list[tuple[str, Rows, Rows]]:
    """Return the files that come in twos, `X` and `X` with an ending: the name, its rows, the other rows."""
    names = [name for name in tables if name + ending in tables]
    return [(name, tables[name], tables[name + ending]) for name in names]


def by_id(model: type[R], rows: Rows, table: str, field: str = "doc_id") -> dict[str, R]:
    """Return rows by a field."""
    return {getattr(row, field): row for row in rows_as(model, rows, table)}
