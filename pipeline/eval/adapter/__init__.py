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
        ConfigurationError: a row has not the form, or has the id of one before it; its number counts from 1.
    """
    read = [_row(model, row, f"{table!r} row {number}{_id_of(row)}") for number, row in enumerate(rows, 1)]
    _refuse_repeated(read, table, "id")
    return read


def _id_of(row: Mapping[str, Any]) -> str:
    return f" (id {row['id']!r})" if "id" in row else ""


def _refuse_repeated(rows: Sequence[Row], table: str, field: str) -> None:
    """Refuse rows of one id: results are held against one another by it, so that one of them would be lost."""
    first: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        own = getattr(row, field, None)
        if own is not None and first.setdefault(own, number) != number:
            raise ConfigurationError(
                f"{table!r} row {number} has the {field} of row {first[own]}, {own!r}: give each row one of its own"
            )


def _row(model: type[R], row: Mapping[str, Any], place: str) -> R:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False)
        )
        raise ConfigurationError(f"{place} has not the form of the set: {faults}; docs/eval.md has the forms") from None


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
    """Return rows by a field.

    Raises:
        ConfigurationError: a row has not the form, or two have the same in this field.
    """
    read = rows_as(model, rows, table)
    _refuse_repeated(read, table, field)
    return {getattr(row, field): row for row in read}
