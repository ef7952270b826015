"""Holds a store against itself: every id and every key is made anew from what it stands for.

Invariant: nothing is changed, and a row that does not match is named and not passed over, however many there are.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, select

from pipeline.store import table
from pipeline.store.digest import Digest, Fields, content_of, key_of
from pipeline.store.fetch import fetch
from pipeline.store.last_mark_table import last_mark, number_of_last_mark
from pipeline.store.mark import key_of_mark
from pipeline.store.mark_table import mark
from pipeline.store.mismatch import Mismatch
from pipeline.store.night_verify import verify_nights
from pipeline.store.opening import Store
from pipeline.store.record import record_texts
from pipeline.store.record_table import run_stamp
from pipeline.store.save import digest_article, row_of_run
from pipeline.store.unpack import conflict_of, side_of
from schemas.identity import id_of_conflict, identify_article, identify_claim
from schemas.run import Run

_CONTENT = "its content is not that of its key"


def verify_store(store: Store) -> Iterator[Mismatch]:
    """Yield every row that does not match, and what the database itself finds wrong.

    Raises:
        ConfigurationError: the store cannot be read.
    """
    with store.reading() as connection:
        for fault in store.faults_of(connection):
            yield Mismatch("", "", fault)
        for check in (
            _articles,
            _versions,
            _claims,
            _leaves,
            _ledgers,
            _conflicts,
            _claim_verdicts,
            _article_verdicts,
            _runs,
            _marks,
            verify_nights,
        ):
            yield from check(connection)


def _articles(connection: Connection) -> Iterator[Mismatch]:
    for row in fetch(connection, select(table.article)):

        def made(row: Fields = row) -> str:
            instant = datetime.fromisoformat(row["published_at"]) if row["published_at"] else None
            return identify_article(row["text"], row["title"], row["publisher"], instant, row["url"])

        yield from _compare(table.article, row["article_id"], row["article_id"], made, "its text or its head changed")


def _versions(connection: Connection) -> Iterator[Mismatch]:
    """Check that every path counts its versions from 1, and that what a run read at a path is one of them."""
    of, placed = table.article_version, table.run_article
    rows = fetch(connection, select(of).order_by(of.c.path, of.c.version))
    for path, versions in groupby(rows, lambda row: row["path"]):
        numbers = [row["version"] for row in versions]
        if numbers != list(range(1, len(numbers) + 1)):
            yield Mismatch(of.name, path, "its versions do not count from 1 without a gap")
    is_there = (of.c.path == placed.c.path) & (of.c.article_id == placed.c.article_id)
    for row in fetch(connection, select(placed).outerjoin(of, is_there).where(of.c.path.is_(None))):
        yield Mismatch(placed.name, f"{row['run']} {row['place']}", "its article is no version of its path")


def _claims(connection: Connection) -> Iterator[Mismatch]:
    query = select(table.claim, table.article.c.text).join(table.article)
    for row in fetch(connection, query):
        key, numbers = row["claim_key"], row["sentence_numbers"]

        def named(row: Fields = row, numbers: str = numbers) -> str:
            return identify_claim(row["article_id"], json.loads(numbers)[0], row["statement"])

        yield from _compare(table.claim, key, row["claim_id"], named, "its claim_id is not that of its statement")
        yield from _compare(table.claim, key, key, partial(key_of, table.claim, row), _CONTENT)
        yield from _compare(table.claim, key, row["quote"], partial(_quote, row), "its quote is not the article's text")


def _quote(row: Fields) -> object:
    return row["text"][row["start_char"] : row["end_char"]]


def _leaves(connection: Connection) -> Iterator[Mismatch]:
    for of in (table.grade, table.finding):
        for row in fetch(connection, select(of)):
            key = row[f"{of.name}_key"]
            yield from _compare(of, key, key, partial(key_of, of, row), _CONTENT)


def _ledgers(connection: Connection) -> Iterator[Mismatch]:
    below = _Below(connection, table.sentence)
    for row in fetch(connection, select(table.ledger).order_by("ledger_key")):
        sentences = [[one["n"], *content_of(table.sentence, one)] for one in below.of(row["ledger_key"])]
        yield from _compare_key(table.ledger, row, sentences)


def _conflicts(connection: Connection) -> Iterator[Mismatch]:
    below = _Below(connection, table.conflict_side)
    for row in fetch(connection, select(table.conflict).order_by("conflict_key")):
        sides = below.of(row["conflict_key"])

        def named(row: Fields = row, sides: list[Fields] = sides) -> str:
            made = id_of_conflict(conflict_of(row, [side_of(side) for side in sides]))
            return row["conflict_id"] if made is None else made

        key = row["conflict_key"]
        what = "its conflict_id is not that of its sides"
        yield from _compare(table.conflict, key, row["conflict_id"], named, what)
        yield from _compare_key(table.conflict, row, [content_of(table.conflict_side, side) for side in sides])


def _claim_verdicts(connection: Connection) -> Iterator[Mismatch]:
    below = _Below(connection, table.claim_verdict_finding)
    for row in fetch(connection, select(table.claim_verdict).order_by("claim_verdict_key")):
        found = below.of(row["claim_verdict_key"])
        yield from _compare_key(
            table.claim_verdict, row, [[one["stage"], one["place"], one["finding_key"]] for one in found]
        )


def _article_verdicts(connection: Connection) -> Iterator[Mismatch]:
    claims = _Below(connection, table.article_verdict_claim)
    conflicts = _Below(connection, table.article_verdict_conflict)
    for row in fetch(connection, select(table.article_verdict).order_by("article_verdict_key")):
        key = row["article_verdict_key"]
        keys = [one["claim_verdict_key"] for one in claims.of(key)]
        yield from _compare_key(table.article_verdict, row, [keys, [one["conflict_key"] for one in conflicts.of(key)]])


def _runs(connection: Connection) -> Iterator[Mismatch]:
    for row in fetch(connection, select(table.run).order_by("run")):
        key = str(row["run"])
        what = "its articles, its conflicts or its record changed"
        yield from _compare(table.run, key, row["run_key"], partial(_key_of_run, connection, row), what)

        def told(row: Fields = row) -> object:
            return row_of_run(Run.model_validate_json("".join(record_texts(connection, row["run"]))), row["record"])

        own = {name: value for name, value in row.items() if name not in ("run", "run_key")}
        yield from _compare(table.run, key, own, told, "its row does not say what its record says")
    is_there = table.run.c.run == run_stamp.c.run
    parts = select(run_stamp.c.run, run_stamp.c.part).outerjoin(table.run, is_there).where(table.run.c.run.is_(None))
    for row in fetch(connection, parts):
        yield Mismatch(run_stamp.name, f"{row['run']} {row['part']}", "it belongs to no run")


def _marks(connection: Connection) -> Iterator[Mismatch]:
    """Check every mark, and that none is missing: none is ever taken out."""
    last = 0
    for row in fetch(connection, select(mark).order_by(mark.c.mark)):
        if row["mark"] != last + 1:
            yield Mismatch(mark.name, str(row["mark"]), f"the marks between {last} and it are gone")
        last = row["mark"]
        yield from _compare(mark, str(row["mark"]), row["mark_key"], partial(key_of_mark, row), _CONTENT)
    newest = number_of_last_mark(connection)
    if newest > last:
        yield Mismatch(mark.name, str(newest), f"it and whatever marks stood after {last} are gone")
    elif connection.execute(select(last_mark.c.mark)).scalars().all() != ([last] if last else []):
        yield Mismatch(last_mark.name, str(last), "it does not tell the newest mark")


def _key_of_run(connection: Connection, row: Fields) -> str:
    digest = Digest(table.run.name)
    digest.add_long(record_texts(connection, row["run"]))
    placed, between = table.run_article, table.run_conflict
    for article in fetch(connection, select(placed).where(placed.c.run == row["run"]).order_by("place")):
        digest_article(digest, article)
    for conflict in fetch(connection, select(between).where(between.c.run == row["run"]).order_by("place")):
        digest.add(conflict["place"], conflict["conflict_key"])
    return digest.key


def _compare_key(of: Table, row: Fields, below: list[list[Any]]) -> Iterator[Mismatch]:
    key = row[f"{of.name}_key"]
    yield from _compare(of, key, key, partial(key_of, of, row, below), _CONTENT)


def _compare(of: Table, key: str, kept: object, made: Callable[[], object], what: str) -> Iterator[Mismatch]:
    """Yield a mismatch where what is kept is not what is made anew, or cannot be made of such a row."""
    try:
        is_same = made() == kept
    except (ValueError, TypeError, LookupError, AttributeError):
        is_same = False
    if not is_same:
        yield Mismatch(of.name, key, what)


class _Below:
    """The rows below those of another table, in step with them: both are read once, in the order of their keys."""

    def __init__(self, connection: Connection, of: Table) -> None:
        first, *others = of.primary_key.columns
        rows = fetch(connection, select(of).order_by(first, *others))
        self._groups = ((key, list(group)) for key, group in groupby(rows, lambda row: row[first.name]))
        self._next = next(self._groups, None)

    def of(self, key: str) -> list[Fields]:
        """Return the rows below a key; keys have to be asked for in their order."""
        while self._next is not None and _order(self._next[0]) < _order(key):
            self._next = next(self._groups, None)
        return self._next[1] if self._next is not None and self._next[0] == key else []


def _order(key: object) -> tuple[int, Any]:
    """Return what sorts keys as the database does, that of a damaged row too: numbers, then texts, then bytes."""
    kinds = (int | float, str, bytes)
    return next((place, key) for place, kind in enumerate(kinds) if isinstance(key, kind))
