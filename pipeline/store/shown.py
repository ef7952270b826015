"""What the files of a folder show, so that a night writes again what has changed alone.

Invariant: a row says what was written, never what should be; what is not known here is written.
"""

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from sqlalchemy import CompoundSelect, Connection, bindparam, select, union

from pipeline.store import table
from pipeline.store.digest import Row
from pipeline.store.fetch import AT_A_TIME, chunks, fetch
from pipeline.store.insert import insert_new
from pipeline.store.night_table import shown_article, shown_conflict, shown_page

_NOTE_ROW = (
    shown_article.update()
    .where(shown_article.c.article_verdict_key == bindparam("of_key"), shown_article.c.path == bindparam("of_path"))
    .where(shown_article.c.row != bindparam("now"))
    .values(row=bindparam("now"))
)


# Without a dictionary of its own each: there is one for every page.
@dataclass(frozen=True, slots=True)
class ShownPage:
    """A file of a folder as it was written: of what, and its size in bytes and time in nanoseconds since 1970.

    Of a file that is no article's page, path and article are empty, and the key is that of all that it shows.
    `is_marked`: it shows marks.
    """

    page: str
    path: str
    article_id: str
    article_verdict_key: str
    size_bytes: int
    modified_ns: int
    is_marked: bool


@dataclass(frozen=True)
class ShownArticle:
    """An article as the files of a run show it: its compressed lines, and its row of the index as JSON."""

    article_verdict_key: str
    path: str
    lines: bytes
    row: str


@dataclass(frozen=True)
class ShownConflict:
    """A conflict as the files of a run show it: what sorts it, and its lines of `conflicts` and `markable`."""

    conflict_key: str
    place: tuple[int | str, ...]
    line: str
    markable: str


@dataclass(frozen=True)
class PlaceOfClaim:
    """Where a claim stands in its article (counted from 0), its passage and its verdict."""

    claim_id: str
    place: int
    quote: str
    verdict: str


@dataclass(frozen=True)
class SourceOfArticle:
    """What pages say of an article elsewhere."""

    article_id: str
    publisher: str | None
    path: str
    page: str


def pages_of(connection: Connection, folder: str) -> Iterator[ShownPage]:
    """Yield what was written into a folder."""
    names = [column for column in shown_page.columns if column.name != "folder"]
    rows = fetch(connection, select(*names).where(shown_page.c.folder == folder))
    return (ShownPage(**{**row, "is_marked": bool(row["is_marked"])}) for row in rows)


def note_pages(connection: Connection, folder: str, written: Iterable[ShownPage], gone: Iterable[str]) -> None:
    """Note what was written into a folder, each page once, and what is not there any more."""
    names = iter(gone)
    while some := list(islice(names, AT_A_TIME)):
        _forget_pages(connection, folder, some)
    left = iter(written)
    while pages := list(islice(left, AT_A_TIME)):
        _forget_pages(connection, folder, [one.page for one in pages])
        connection.execute(shown_page.insert(), [{"folder": folder, **asdict(one)} for one in pages])


def _forget_pages(connection: Connection, folder: str, names: Sequence[str]) -> None:
    connection.execute(shown_page.delete().where(shown_page.c.folder == folder, shown_page.c.page.in_(names)))


def articles_shown(connection: Connection, keys: Sequence[str]) -> Iterator[ShownArticle]:
    """Yield what is shown of articles, by the keys of their verdicts, a few hundred at most, in no order."""
    for row in fetch(connection, select(shown_article).where(shown_article.c.article_verdict_key.in_(keys))):
        yield ShownArticle(**row)


def note_articles(connection: Connection, articles: Iterable[ShownArticle]) -> None:
    """Note what is shown of articles; of one that was noted before the row, which tells what is known by marks."""
    noted = list(articles)
    insert_new(connection, shown_article, [dict(vars(one)) for one in noted])
    now = [{"of_key": one.article_verdict_key, "of_path": one.path, "now": one.row} for one in noted]
    if now:
        connection.execute(_NOTE_ROW, now)


def conflict_places(connection: Connection, run: int) -> Iterator[tuple[str, tuple[int | str, ...] | None]]:
    """Yield the key of every conflict of a run, within articles too, with what sorts it; None where nobody noted it."""
    of_run = _conflict_keys(run).subquery()
    query = select(of_run.c.conflict_key, shown_conflict.c.place).outerjoin(
        shown_conflict, shown_conflict.c.conflict_key == of_run.c.conflict_key
    )
    for row in fetch(connection, query):
        yield row["conflict_key"], None if row["place"] is None else tuple(json.loads(row["place"]))


def conflicts_shown(connection: Connection, keys: Sequence[str]) -> dict[str, ShownConflict]:
    """Return what is shown of conflicts, by key, a few hundred at most."""
    rows = fetch(connection, select(shown_conflict).where(shown_conflict.c.conflict_key.in_(keys)))
    return {row["conflict_key"]: ShownConflict(**{**row, "place": tuple(json.loads(row["place"]))}) for row in rows}


def note_conflicts(connection: Connection, conflicts: Iterable[ShownConflict]) -> None:
    """Note what is shown of conflicts."""
    rows: list[Row] = [{**vars(one), "place": json.dumps(one.place)} for one in conflicts]
    insert_new(connection, shown_conflict, rows)


def partners_of(connection: Connection, among: Container[str], claims: Mapping[str, AbstractSet[str]]) -> set[str]:
    """Return the articles that share one of some conflicts (by key) with one of some claims, given by article id."""
    side = table.conflict_side
    keys: set[str] = set()
    for some in chunks(sorted(claims)):
        query = select(side.c.conflict_key, side.c.article_id, side.c.claim_id, side.c.also)
        for key, article_id, claim_id, also in connection.execute(query.where(side.c.article_id.in_(some))):
            if key in among and not claims[article_id].isdisjoint({claim_id, *json.loads(also)}):
                keys.add(key)
    partners: set[str] = set()
    for some in chunks(sorted(keys)):
        partners.update(
            connection.execute(select(side.c.article_id).where(side.c.conflict_key.in_(some)).distinct()).scalars()
        )
    return partners


def verdicts_of_claims(connection: Connection, article_verdict_keys: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the verdicts of the claims of decided articles, by the key of the article's verdict and by claim id."""
    through, decided, claim = table.article_verdict_claim, table.claim_verdict, table.claim
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for some in chunks(article_verdict_keys):
        query = (
            select(through.c.article_verdict_key, claim.c.claim_id, decided.c.verdict)
            .join(decided, decided.c.claim_verdict_key == through.c.claim_verdict_key)
            .join(claim, claim.c.claim_key == decided.c.claim_key)
            .where(through.c.article_verdict_key.in_(some))
        )
        for key, claim_id, verdict in connection.execute(query):
            found[key][claim_id] = verdict
    return found


def source_in(connection: Connection, run: int, article_id: str) -> SourceOfArticle | None:
    """Return what pages of a run say of an article; None where the run does not have it."""
    placed, article = table.run_article, table.article
    query = (
        select(article.c.article_id, article.c.publisher, placed.c.path, placed.c.page)
        .join(placed, placed.c.article_id == article.c.article_id)
        .where(placed.c.run == run, article.c.article_id == article_id)
        .order_by(placed.c.place)
        .limit(1)
    )
    for row in fetch(connection, query):
        return SourceOfArticle(**row)
    return None


def places_in(connection: Connection, run: int, article_id: str) -> list[PlaceOfClaim]:
    """Return where the claims of an article stand, as a run decided on it."""
    placed, through, decided, claim = (
        table.run_article, table.article_verdict_claim, table.claim_verdict, table.claim,
    )  # fmt: skip
    query = (
        select(claim.c.claim_id, through.c.place, claim.c.quote, decided.c.verdict)
        .select_from(placed)
        .join(through, through.c.article_verdict_key == placed.c.article_verdict_key)
        .join(decided, decided.c.claim_verdict_key == through.c.claim_verdict_key)
        .join(claim, claim.c.claim_key == decided.c.claim_key)
        .where(placed.c.run == run, placed.c.article_id == article_id)
        .order_by(through.c.place)
    )
    return [PlaceOfClaim(**row) for row in fetch(connection, query)]


def article_of_claim(connection: Connection, claim_id: str) -> str | None:
    """Return the article that a claim was read from; None where nobody knows the claim."""
    query = select(table.claim.c.article_id).where(table.claim.c.claim_id == claim_id).limit(1)
    return connection.execute(query).scalar_one_or_none()


def _conflict_keys(run: int) -> CompoundSelect[Any]:
    placed, within, across = table.run_article, table.article_verdict_conflict, table.run_conflict
    return union(
        select(across.c.conflict_key).where(across.c.run == run),
        select(within.c.conflict_key)
        .join(placed, placed.c.article_verdict_key == within.c.article_verdict_key)
        .where(placed.c.run == run),
    )
