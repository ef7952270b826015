"""Holds what nights keep against the rest of a store: what is told of an article, a conflict or a run has to be there.

Invariant: nothing is changed, and a row that does not match is named.
"""

import json
import zlib
from array import array
from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import Column, Connection, func, select

from pipeline.store import table
from pipeline.store.digest import Fields
from pipeline.store.fetch import fetch, fetch_few
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
from pipeline.store.query import CLAIMS
from schemas.article import Article
from schemas.identity import id_of_article

_KEY_BYTES = 8


def verify_nights(connection: Connection) -> Iterator[Mismatch]:
    """Yield every row of nights that does not match."""
    yield from _graded(connection)
    yield from _met(connection)
    yield from _files(connection)
    yield from _shown(connection)
    for own, named in (
        (night.c.run, table.run.c.run),
        (shown_article.c.article_verdict_key, table.article_verdict.c.article_verdict_key),
        (shown_conflict.c.conflict_key, table.conflict.c.conflict_key),
    ):
        yield from _unnamed(connection, own, named)


def _graded(connection: Connection) -> Iterator[Mismatch]:
    """Check that what is kept of an article can be read, and is of the article that it is kept for."""
    for row in fetch(connection, select(graded_article)):
        if not _is_true(partial(_is_of_article, row)):
            yield Mismatch(graded_article.name, row["article_id"], "it is not what was made of its article")


def _is_of_article(row: Fields) -> bool:
    kept = json.loads(zlib.decompress(row["content"]))
    article_id = id_of_article(Article.model_validate(kept["article"]))
    return {article_id} == {row["article_id"], kept["graded"]["article_id"]}


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
    """Check that what a file held is of a file that is known, and that files held what the newest night had of them."""
    of_file = (inbox_file.c.inbox == inbox_item.c.inbox) & (inbox_file.c.file == inbox_item.c.file)
    lost = select(inbox_item).outerjoin(inbox_file, of_file).where(inbox_file.c.file.is_(None))
    for row in fetch(connection, lost):
        yield Mismatch(inbox_item.name, f"{row['file']} {row['n']}", "its file is not known")
    # The other way about, a file may have held what a night could not take in.
    newest = connection.execute(select(night.c.inbox, func.max(night.c.run)).group_by(night.c.inbox)).all()
    placed = table.run_article
    for inbox, run in newest:
        held = select(inbox_item.c.article_id).where(inbox_item.c.inbox == inbox, inbox_item.c.article_id.is_not(None))
        unheld = select(placed).where(placed.c.run == run, placed.c.article_id.not_in(held)).order_by(placed.c.place)
        for row in fetch(connection, unheld):
            yield Mismatch(
                inbox_item.name, row["path"], "no file of its inbox holds the article that a night read in it"
            )


def _shown(connection: Connection) -> Iterator[Mismatch]:
    """Check that what the files of a folder show of an article or of a conflict can be read, and is of that one."""
    for row in fetch(connection, select(shown_article)):
        key = row["article_verdict_key"]
        if not _is_true(partial(_tells_article, connection, row)):
            yield Mismatch(shown_article.name, key, "it is not what files show of its article")
    of_key = table.conflict.c.conflict_key == shown_conflict.c.conflict_key
    for row in fetch(connection, select(shown_conflict, table.conflict.c.conflict_id).join(table.conflict, of_key)):
        if not _is_true(partial(_tells_conflict, row)):
            yield Mismatch(shown_conflict.name, row["conflict_key"], "it is not what files show of its conflict")


def _tells_article(connection: Connection, row: Fields) -> bool:
    """Tell whether lines, and a row of the index, are of the claims of a decided article."""
    lines = zlib.decompress(row["lines"]).decode().replace("\0", "\n").split("\n")
    told = [json.loads(line) for line in lines if line]
    claims = [one["claim_id"] for one in told if "claim_id" in one]
    kept = fetch_few(connection, CLAIMS, article_verdict_key=row["article_verdict_key"])
    return json.loads(row["row"])["claims"] == len(claims) and claims == [one["claim_id"] for one in kept]


def _tells_conflict(row: Fields) -> bool:
    """Tell whether a place among others and two lines are of a conflict; the second may be empty."""
    told = json.loads(row["place"])[-1], json.loads(row["line"])["conflict_id"]
    marked = (json.loads(row["markable"])["reference"],) if row["markable"] else ()
    return {*told, *marked} == {row["conflict_id"]}


def _is_true(check: Callable[[], bool]) -> bool:
    """Tell whether a row holds what it should; one that cannot be read does not."""
    try:
        return check()
    except (ValueError, TypeError, LookupError, AttributeError, zlib.error):
        return False


def _unnamed(connection: Connection, own: Column[object], named: Column[object]) -> Iterator[Mismatch]:
    lost = select(own).outerjoin(named.table, named == own).where(named.is_(None))
    for (key,) in connection.execute(lost):
        yield Mismatch(own.table.name, str(key), f"its {named.table.name} is not there")
