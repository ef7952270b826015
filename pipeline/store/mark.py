"""Keeps marks and reads them again; the newest of each key is what counts.

Invariant: rows are only ever added, in one transaction with whatever was looked up to add them.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from pipeline.store.digest import Digest, Fields, Row
from pipeline.store.fetch import fetch
from pipeline.store.last_mark_table import note_last_mark, number_of_last_mark
from pipeline.store.mark_table import mark as table
from pipeline.store.opening import Store
from pipeline.store.unpack import damage_told
from schemas.mark import KeptMark, Mark, MarkVerdict
from schemas.subject import Subject, SubjectKind

_LISTS = ("quotes", "makers", "sides", "article_ids")


def list_marks(store: Store) -> tuple[KeptMark, ...]:
    """Return every mark of a store, the oldest first.

    Raises:
        ConfigurationError: the store cannot be read, or a row of it is damaged.
    """
    with store.reading() as connection:
        return kept_marks(connection)


def kept_marks(connection: Connection) -> tuple[KeptMark, ...]:
    """Return every mark, the oldest first.

    Raises:
        ConfigurationError: a row is damaged.
    """
    rows = list(fetch(connection, select(table).order_by(table.c.mark)))
    with damage_told():
        return tuple(KeptMark(number=row["mark"], mark=_mark_of(row)) for row in rows)


def add_marks(connection: Connection, marks: Iterable[Mark]) -> tuple[KeptMark, ...]:
    """Add marks, in their order, and return them with their numbers."""
    last = number_of_last_mark(connection)
    kept = tuple(KeptMark(number=number, mark=mark) for number, mark in enumerate(marks, start=last + 1))
    rows = [_row_of(one) for one in kept]
    if rows:
        connection.execute(table.insert(), rows)
        note_last_mark(connection, kept[-1].number)
    return kept


def key_of_mark(row: Fields) -> str:
    """Return the hash over a row of marks that its `mark_key` has to be."""
    digest = Digest(table.name)
    digest.add(*(row[column.name] for column in table.columns if column.name != "mark_key"))
    return digest.key


def _row_of(kept: KeptMark) -> Row:
    mark, subject = kept.mark, kept.mark.subject
    row: Row = {
        "mark": kept.number,
        "marked_at": mark.marked_at.isoformat(),
        "verdict": mark.verdict.value if mark.verdict else None,
        **{name: getattr(mark, name) for name in ("who", "note", "run_id", "page", "origin")},
        "kind": subject.kind.value,
        "exact_key": subject.exact,
        "loose_key": subject.loose,
        "made_by": _list(subject.makers),
        **{name: _list(getattr(subject, name)) for name in ("quotes", "sides", "article_ids")},
        **{name: getattr(subject, name) for name in ("told", "statement", "model", "prompt", "reference")},
    }
    return row | {"mark_key": key_of_mark(row)}


def _mark_of(row: Fields) -> Mark:
    lists: Mapping[str, tuple[str, ...]] = {
        name: tuple(json.loads(row["made_by" if name == "makers" else name])) for name in _LISTS
    }
    subject = Subject(
        kind=SubjectKind(row["kind"]),
        exact=row["exact_key"],
        loose=row["loose_key"],
        **lists,
        **{name: row[name] for name in ("told", "statement", "model", "prompt", "reference")},
    )
    return Mark(
        subject=subject,
        verdict=None if row["verdict"] is None else MarkVerdict(row["verdict"]),
        marked_at=datetime.fromisoformat(row["marked_at"]),
        **{name: row[name] for name in ("who", "note", "run_id", "page", "origin")},
    )


def _list(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
