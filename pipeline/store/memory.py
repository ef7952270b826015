"""Articles as they were graded, and by what they meet, for the nights to come.

Invariant: what is kept of an article was read from its content in one way (`way`: prompts, model, rules); in another
way it is not known.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, bindparam, select

from pipeline.store.digest import Row
from pipeline.store.fetch import chunks, fetch
from pipeline.store.insert import insert_new
from pipeline.store.night_table import graded_article, meeting, met_article

# An article has a hundred keys and more.
_MET_AT_A_TIME = 20
# Under one key the newest are met: somewhat more than the values of one question that are compared with one another.
MOST_MET = 32
# Built once, since it is asked for every article.
_CONTENT = select(graded_article.c.content).where(
    graded_article.c.article_id == bindparam("article_id"), graded_article.c.way == bindparam("way")
)


@dataclass(frozen=True)
class MetArticle:
    """An article that meets others: the day it speaks from (days since 0001-01-01; None: unknown), and its keys."""

    article_id: str
    day: int | None
    keys: "array[int]"


def known_ids(connection: Connection, way: str, article_ids: Sequence[str]) -> set[str]:
    """Return which of some articles are kept."""
    known: set[str] = set()
    for some in chunks(article_ids):
        query = select(graded_article.c.article_id).where(
            graded_article.c.way == way, graded_article.c.article_id.in_(some)
        )
        known |= set(connection.execute(query).scalars())
    return known


def keep_articles(connection: Connection, way: str, contents: Iterable[tuple[str, bytes]]) -> None:
    """Keep articles, by id, with what was made of them; those that are kept stay as they are."""
    rows = [{"article_id": article_id, "way": way, "content": content} for article_id, content in contents]
    insert_new(connection, graded_article, rows)


def kept_content(connection: Connection, way: str, article_id: str) -> bytes | None:
    """Return what was kept of an article; None where nothing was."""
    return connection.execute(_CONTENT, {"article_id": article_id, "way": way}).scalar_one_or_none()


def keys_of(connection: Connection, way: str, article_ids: Sequence[str]) -> set[int]:
    """Return the keys of some articles together."""
    keys: set[int] = set()
    for some in chunks(article_ids):
        query = select(met_article.c.met_keys).where(met_article.c.way == way, met_article.c.article_id.in_(some))
        for content in connection.execute(query).scalars():
            keys.update(_unpacked(content))
    return keys


def save_meetings(connection: Connection, way: str, articles: Iterable[MetArticle]) -> None:
    """Write by what articles meet, in the place of what was known of them."""
    left = iter(articles)
    while some := list(islice(left, _MET_AT_A_TIME)):
        forget_meetings(connection, way, [one.article_id for one in some])
        rows: list[Row] = [
            {"article_id": one.article_id, "way": way, "day": one.day, "met_keys": one.keys.tobytes()} for one in some
        ]
        connection.execute(met_article.insert(), rows)
        numbers = _numbers(connection, way, [one.article_id for one in some])
        pairs = sorted((key, numbers[one.article_id]) for one in some for key in one.keys)
        if pairs:
            connection.execute(meeting.insert(), [{"meeting_key": key, "number": number} for key, number in pairs])


def forget_meetings(connection: Connection, way: str, article_ids: Sequence[str]) -> None:
    """Let articles meet nobody any more."""
    for some in chunks(article_ids):
        query = select(met_article.c.number, met_article.c.met_keys).where(
            met_article.c.way == way, met_article.c.article_id.in_(some)
        )
        for number, content in list(connection.execute(query)):
            for keys in chunks(_unpacked(content)):
                here = meeting.c.number == number, meeting.c.meeting_key.in_(list(keys))
                connection.execute(meeting.delete().where(*here))
            connection.execute(met_article.delete().where(met_article.c.number == number))


def find_met(
    connection: Connection, way: str, keys: Collection[int], among: Container[str]
) -> Iterator[tuple[str, int | None]]:
    """Yield those of some articles that meet somebody of these keys, by id, with their days.

    Of even keys one in common is enough, of odd ones two are needed. Under a key that many of them have, the newest are
    met; articles of other inboxes and other ways do not count there.
    """
    numbered, hits = _Numbered(connection, way, among), Counter[int]()
    for some in chunks(sorted(keys)):
        query = select(meeting.c.meeting_key, meeting.c.number).where(meeting.c.meeting_key.in_(list(some)))
        found = _grouped(connection.execute(query))
        numbered.look_up(number for numbers in found.values() for number in numbers[:MOST_MET])
        for key, numbers in found.items():
            hits.update(dict.fromkeys(numbered.newest(numbers), 1 if key & 1 else 2))
    for number, weight in hits.items():
        if weight >= 2:  # noqa: PLR2004  as said above
            yield numbered.articles[number]


class _Numbered:
    """Articles by their numbers, looked up a few at a time; `articles` are those of one way that are asked for."""

    def __init__(self, connection: Connection, way: str, among: Container[str]) -> None:
        self._connection, self._way, self._among = connection, way, among
        self.articles: dict[int, tuple[str, int | None]] = {}
        self._others: set[int] = set()

    def look_up(self, numbers: Iterable[int]) -> None:
        """Find out which articles have some numbers."""
        unknown = sorted({*numbers} - self.articles.keys() - self._others)
        for some in chunks(unknown):
            query = select(met_article.c.number, met_article.c.article_id, met_article.c.day).where(
                met_article.c.way == self._way, met_article.c.number.in_(some)
            )
            rows = fetch(self._connection, query)
            told = {row["number"]: (row["article_id"], row["day"]) for row in rows if row["article_id"] in self._among}
            self.articles |= told
            self._others.update(number for number in some if number not in told)

    def newest(self, numbers: Sequence[int]) -> Iterator[int]:
        """Yield the first of some numbers, the newest of which come first, that are of these articles."""
        return islice(self._own(numbers), MOST_MET)

    def _own(self, numbers: Sequence[int]) -> Iterator[int]:
        for start in range(0, len(numbers), MOST_MET):
            some = numbers[start : start + MOST_MET]
            self.look_up(some)
            yield from (number for number in some if number in self.articles)


def _grouped(rows: Iterable[Sequence[int]]) -> dict[int, list[int]]:
    """Return numbers by key, the newest first."""
    found: dict[int, list[int]] = {}
    for key, number in rows:
        found.setdefault(key, []).append(number)
    return {key: sorted(numbers, reverse=True) for key, numbers in found.items()}


def _numbers(connection: Connection, way: str, article_ids: Sequence[str]) -> dict[str, int]:
    query = select(met_article.c.article_id, met_article.c.number).where(
        met_article.c.way == way, met_article.c.article_id.in_(article_ids)
    )
    return dict(connection.execute(query).all())


def _unpacked(content: bytes) -> "array[int]":
    keys = array("q")
    keys.frombytes(content)
    return keys
