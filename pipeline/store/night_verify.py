"""Holds what nights keep against the rest of a store: what is told of an article, a conflict or a run has to be there.

Invariant: nothing is changed, and a row that does not match is named.
"""

import json
import zlib
from array import array
from collections.abc import Iterator

from sqlalchemy import Column, Connection, func, select

from pipeline.store import table
from pipeline.store.fetch import fetch
from pipeline.store.mismatch import Mismatch
from pipeline.store.night_table import (
    graded_article,
    inbox_file,
    inbox_item,
    meeting,
    met_article,
    night,
    shown_article,
    shown_conflict,
)
from schemas.article import Article
from schemas.identity import id_of_article

_KEY_BYTES = 8


def verify_nights(connection: Connection) -> Iterator[Mismatch]:
    """Yield every row of nights that does not match."""
    yield from _graded(connection)
    yield from _met(connection)
    yield from _files(connection)
    for own, named in (
        (night.c.run, table.run.c.run),
        (shown_article.c.article_verdict_key, table.article_verdict.c.article_verdict_key),
        (shown_conflict.c.conflict_key, table.conflict.c.conflict_key),
    ):
        yield from _unnamed(connection, own, named)


def _graded(connection: Connection) -> Iterator[Mismatch]:
    """Check that what is kept of an article can be read, and is of the article that it is kept for."""
    for row in fetch(connection, select(graded_article)):
        try:
            kept = json.loads(zlib.decompress(row["content"]))
            article_id = id_of_article(Article.model_validate(kept["article"]))
            is_same = article_id == row["article_id"] == kept["graded"]["article_id"]
        except (ValueError, TypeError, LookupError, zlib.error):
            is_same = False
        if not is_same:
            yield Mismatch(graded_article.name, row["article_id"], "it is not what was made of its article")


def _met(connection: Connection) -> Iterator[Mismatch]:
    """Check that an article has its keys in order, each once, and is met under as many."""
    counted = select(meeting.c.number, func.count()).group_by(meeting.c.number)
    counts: dict[int, int] = dict(connection.execute(counted).all())
    for row in fetch(connection, select(met_article)):
        content = row["met_keys"]
        keys = list(array("q", content)) if len(content) % _KEY_BYTES == 0 else None
        count = counts.pop(row["number"], 0)
        if keys is None or keys != sorted(set(keys)) or count != len(keys):
            yield Mismatch(met_article.name, row["article_id"], "it is not met under the keys that it has")
    for number in counts:
        yield Mismatch(meeting.name, str(number), "the article that is met here is not there")


def _files(connection: Connection) -> Iterator[Mismatch]:
    """Check that what a file held is of a file that is known."""
    of_file = (inbox_file.c.inbox == inbox_item.c.inbox) & (inbox_file.c.file == inbox_item.c.file)
    lost = select(inbox_item).outerjoin(inbox_file, of_file).where(inbox_file.c.file.is_(None))
    for row in fetch(connection, lost):
        yield Mismatch(inbox_item.name, f"{row['file']} {row['n']}", "its file is not known")


def _unnamed(connection: Connection, own: Column[object], named: Column[object]) -> Iterator[Mismatch]:
    lost = select(own).outerjoin(named.table, named == own).where(named.is_(None))
    for (key,) in connection.execute(lost):
        yield Mismatch(own.table.name, str(key), f"its {named.table.name} is not there")
