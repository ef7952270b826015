"""What the files of an inbox held when they were read last, so that an unchanged one need not be read again.

Invariant: what is told of a file was read from these very bytes; a file that was changed a moment before it was read is
told of as not settled, since a change within the same tick of its clock would not show.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from pipeline.store.digest import Fields, Row
from pipeline.store.fetch import fetch
from pipeline.store.night_table import inbox_file, inbox_item

# Built once, since they are asked for every file: each one that is built leaves cycles behind, which lie about until
# the collector looks at the many objects of so many files.
_OF_INBOX = inbox_file.c.inbox == bindparam("of_inbox")
_FILES = select(inbox_file).where(_OF_INBOX, inbox_file.c.file.in_(bindparam("files", expanding=True)))
_CONTENTS = select(inbox_file).where(_OF_INBOX, inbox_file.c.digest.in_(bindparam("digests", expanding=True)))
_NAMES = select(inbox_file.c.file).where(_OF_INBOX)
_ITEMS = (
    select(inbox_item)
    .where(inbox_item.c.inbox == bindparam("of_inbox"), inbox_item.c.file.in_(bindparam("files", expanding=True)))
    .order_by(inbox_item.c.file, inbox_item.c.n)
)
_FORGET = tuple(
    of.delete().where(of.c.inbox == bindparam("of_inbox"), of.c.file.in_(bindparam("files", expanding=True)))
    for of in (inbox_item, inbox_file)
)
_SAVE_FILE, _SAVE_ITEM = inbox_file.insert(), inbox_item.insert()


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
    return _with_items(connection, inbox, list(fetch(connection, _FILES, of_inbox=inbox, files=list(files))))


def known_contents(connection: Connection, inbox: str, digests: Collection[str]) -> dict[str, KnownFile]:
    """Return files of an inbox by the digests of their bytes; at most a few hundred at a time."""
    rows = list(fetch(connection, _CONTENTS, of_inbox=inbox, digests=list(digests)))
    found = _with_items(connection, inbox, rows)
    return {known.digest: known for known in found.values()}


def save_files(connection: Connection, inbox: str, files: Iterable[KnownFile]) -> None:
    """Write what was read of some files in the place of what was known of them."""
    for known in files:
        _forget(connection, inbox, [known.file])
        connection.execute(_SAVE_FILE, _row(inbox, known))
        items = [{"inbox": inbox, "file": known.file, "n": n, **vars(item)} for n, item in enumerate(known.items)]
        if items:
            connection.execute(_SAVE_ITEM, items)


def forget_files(connection: Connection, inbox: str, files: Sequence[str]) -> None:
    """Forget files that are not there any more."""
    for start in range(0, len(files), 500):
        _forget(connection, inbox, files[start : start + 500])


def files_of(connection: Connection, inbox: str) -> Iterable[str]:
    """Yield the files of an inbox that are known."""
    return (row["file"] for row in fetch(connection, _NAMES, of_inbox=inbox))


def _forget(connection: Connection, inbox: str, files: Sequence[str]) -> None:
    for statement in _FORGET:
        connection.execute(statement, {"of_inbox": inbox, "files": files})


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
    items: dict[str, list[KnownItem]] = defaultdict(list)
    for item in fetch(connection, _ITEMS, of_inbox=inbox, files=names) if names else ():
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
