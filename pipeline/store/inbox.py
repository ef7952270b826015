"""What the files of an inbox held when they were read last, so that an unchanged one need not be read again.

Invariant: what is told of a file was read from these very bytes; a file that was changed a moment before it was read is
told of as not settled, since a change within the same tick of its clock would not show.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from pipeline.store.digest import Fields, Row
from pipeline.store.fetch import fetch
from pipeline.store.night_table import inbox_file, inbox_item


@dataclass(frozen=True)
class Stamp:
    """By what a file is known without reading it: its size in bytes, and two times in nanoseconds since 1970."""

    size_bytes: int
    modified_ns: int
    changed_ns: int


@dataclass(frozen=True)
class KnownItem:
    """Something that a file held: an article, by id, or none, with the reason; `label` is what people call it."""

    label: str
    article_id: str | None
    reason: str | None = None


@dataclass(frozen=True)
class KnownFile:
    """A file as it was read last: `label` is its name for people, `digest` that of its bytes, `reader` who read it."""

    file: str
    label: str
    stamp: Stamp
    is_settled: bool
    digest: str
    reader: str
    items: tuple[KnownItem, ...]


def known_files(connection: Connection, inbox: str, files: Collection[str]) -> dict[str, KnownFile]:
    """Return what is known of some files of an inbox, by file; at most a few hundred at a time."""
    query = select(inbox_file).where(inbox_file.c.inbox == inbox, inbox_file.c.file.in_(files))
    return _with_items(connection, inbox, list(fetch(connection, query)))


def known_contents(connection: Connection, inbox: str, digests: Collection[str]) -> dict[str, KnownFile]:
    """Return files of an inbox by the digests of their bytes; at most a few hundred at a time."""
    query = select(inbox_file).where(inbox_file.c.inbox == inbox, inbox_file.c.digest.in_(digests))
    found = _with_items(connection, inbox, list(fetch(connection, query)))
    return {known.digest: known for known in found.values()}


def save_files(connection: Connection, inbox: str, files: Iterable[KnownFile]) -> None:
    """Write what was read of some files in the place of what was known of them."""
    for known in files:
        _forget(connection, inbox, [known.file])
        connection.execute(inbox_file.insert().values(**_row(inbox, known)))
        items = [{"inbox": inbox, "file": known.file, "n": n, **vars(item)} for n, item in enumerate(known.items)]
        if items:
            connection.execute(inbox_item.insert(), items)


def forget_files(connection: Connection, inbox: str, files: Sequence[str]) -> None:
    """Forget files that are not there any more."""
    for start in range(0, len(files), 500):
        _forget(connection, inbox, files[start : start + 500])


def files_of(connection: Connection, inbox: str) -> Iterable[str]:
    """Yield the files of an inbox that are known."""
    return (row["file"] for row in fetch(connection, select(inbox_file.c.file).where(inbox_file.c.inbox == inbox)))


def _forget(connection: Connection, inbox: str, files: Sequence[str]) -> None:
    for of in (inbox_item, inbox_file):
        connection.execute(of.delete().where(of.c.inbox == inbox, of.c.file.in_(files)))


def _row(inbox: str, known: KnownFile) -> Row:
    return {
        "inbox": inbox,
        "file": known.file,
        "label": known.label,
        **vars(known.stamp),
        "is_settled": known.is_settled,
        "digest": known.digest,
        "reader": known.reader,
    }


def _with_items(connection: Connection, inbox: str, rows: Sequence[Fields]) -> dict[str, KnownFile]:
    names = [str(row["file"]) for row in rows]
    query = select(inbox_item).where(inbox_item.c.inbox == inbox, inbox_item.c.file.in_(names))
    items: dict[str, list[KnownItem]] = defaultdict(list)
    for item in fetch(connection, query.order_by(inbox_item.c.file, inbox_item.c.n)):
        items[item["file"]].append(KnownItem(item["label"], item["article_id"], item["reason"]))
    return {
        row["file"]: KnownFile(
            file=row["file"],
            label=row["label"],
            stamp=Stamp(row["size_bytes"], row["modified_ns"], row["changed_ns"]),
            is_settled=bool(row["is_settled"]),
            digest=row["digest"],
            reader=row["reader"],
            items=tuple(items[row["file"]]),
        )
        for row in rows
    }
