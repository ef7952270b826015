"""Articles as they were graded, and by what they meet, for the nights to come.

Invariant: what is kept of an article was read from its content in one way (`way`: prompts, model, rules); in another
way it is not known.
"""

from array import array
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from pipeline.store.digest import Row
from pipeline.store.fetch import AT_A_TIME, chunks
from pipeline.store.insert import insert_new
from pipeline.store.night_table import graded_article, meeting, met_article

# An article has a hundred keys and more.
_MET_AT_A_TIME = 20
# Under one key the newest are met: somewhat more than the values of one question that are compared with one another.
MOST_MET = 32
# What is known of a number: nothing (0), that it is of another article, or of one that is asked for. Of that one the
# weights of the keys under which it meets somebody are added, up to those that are enough.
_OTHER, _OWN = 1, 2
_ENOUGH = 2
_MET = _OWN + _ENOUGH
# Statements are built once: what building one leaves behind lies about until the collector looks at it.
_SOME: BindParameter[Any] = bindparam("some", expanding=True)
_GRADED_SO, _MET_SO = graded_article.c.way == bindparam("of_way"), met_article.c.way == bindparam("of_way")
_CONTENT = select(graded_article.c.content).where(graded_article.c.article_id == bindparam("of_article"), _GRADED_SO)
_KNOWN_IDS = select(graded_article.c.article_id).where(_GRADED_SO, graded_article.c.article_id.in_(_SOME))
_KEYS = select(met_article.c.number, met_article.c.met_keys).where(_MET_SO, met_article.c.article_id.in_(_SOME))
_NUMBERS = select(met_article.c.article_id, met_article.c.number).where(_MET_SO, met_article.c.article_id.in_(_SOME))
_DAYS = select(met_article.c.number, met_article.c.article_id, met_article.c.day).where(
    _MET_SO, met_article.c.number.in_(_SOME)
)
_MEETINGS = (
    select(meeting.c.meeting_key, meeting.c.number)
    .where(meeting.c.meeting_key.in_(_SOME))
    .order_by(meeting.c.meeting_key, meeting.c.number)
)
_OF_NUMBER: BindParameter[int] = bindparam("of_number")
_FORGET_MEETINGS = meeting.delete().where(meeting.c.number == _OF_NUMBER, meeting.c.meeting_key.in_(_SOME))
_FORGET_MET = met_article.delete().where(met_article.c.number == _OF_NUMBER)
_SAVE_MET, _SAVE_MEETING = met_article.insert(), meeting.insert()


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
        known |= set(connection.execute(_KNOWN_IDS, {"of_way": way, "some": some}).scalars())
    return known


def keep_articles(connection: Connection, way: str, contents: Iterable[tuple[str, bytes]]) -> None:
    """Keep articles, by id, with what was made of them; those that are kept stay as they are."""
    rows = [{"article_id": article_id, "way": way, "content": content} for article_id, content in contents]
    insert_new(connection, graded_article, rows)


def kept_content(connection: Connection, way: str, article_id: str) -> bytes | None:
    """Return what was kept of an article; None where nothing was."""
    return connection.execute(_CONTENT, {"of_article": article_id, "of_way": way}).scalar_one_or_none()


def keys_of(connection: Connection, way: str, article_ids: Sequence[str]) -> Iterator[int]:
    """Yield the keys of some articles; those of several come several times."""
    for some in chunks(article_ids):
        for _, content in connection.execute(_KEYS, {"of_way": way, "some": some}):
            yield from _unpacked(content)


def save_meetings(connection: Connection, way: str, articles: Iterable[MetArticle]) -> None:
    """Write by what articles meet, in the place of what was known of them."""
    left = iter(articles)
    while some := list(islice(left, _MET_AT_A_TIME)):
        forget_meetings(connection, way, [one.article_id for one in some])
        rows: list[Row] = [
            {"article_id": one.article_id, "way": way, "day": one.day, "met_keys": one.keys.tobytes()} for one in some
        ]
        connection.execute(_SAVE_MET, rows)
        numbers = _numbers(connection, way, [one.article_id for one in some])
        pairs = sorted((key, numbers[one.article_id]) for one in some for key in one.keys)
        if pairs:
            connection.execute(_SAVE_MEETING, [{"meeting_key": key, "number": number} for key, number in pairs])


def forget_meetings(connection: Connection, way: str, article_ids: Sequence[str]) -> None:
    """Let articles meet nobody any more."""
    for some in chunks(article_ids):
        for number, content in list(connection.execute(_KEYS, {"of_way": way, "some": some})):
            for keys in chunks(_unpacked(content)):
                connection.execute(_FORGET_MEETINGS, {"of_number": number, "some": list(keys)})
            connection.execute(_FORGET_MET, {"of_number": number})


def find_met(
    connection: Connection, way: str, keys: Iterable[int], among: Container[str]
) -> Iterator[tuple[str, int | None]]:
    """Yield those of some articles that meet somebody of these keys, by id, with their days.

    Of even keys one in common is enough, of odd ones two are needed. Under a key that many of them have, the newest are
    met; articles of other inboxes and other ways do not count there. Each key comes once; ascending ones are faster.
    """
    numbered, left = _Numbered(connection, way, among), iter(keys)
    while some := list(islice(left, AT_A_TIME)):
        found = _grouped(connection.execute(_MEETINGS, {"some": some}))
        numbered.look_up(number for numbers in found.values() for number in numbers[:MOST_MET])
        for key, numbers in found.items():
            numbered.meet(numbers, 1 if key & 1 else _ENOUGH)
    yield from numbered.met()


class _Numbered:
    """Articles by their numbers, looked up some hundred at a time; of each number a byte is kept."""

    def __init__(self, connection: Connection, way: str, among: Container[str]) -> None:
        self._connection, self._way, self._among = connection, way, among
        self._states = bytearray()

    def look_up(self, numbers: Iterable[int]) -> None:
        """Find out of some numbers which are of articles of this way that are asked for."""
        for some in chunks(sorted({number for number in numbers if not self._state(number)})):
            self._states.extend(bytes(max(0, some[-1] + 1 - len(self._states))))
            for number in some:
                self._states[number] = _OTHER
            for number, article_id, _ in self._connection.execute(_DAYS, {"of_way": self._way, "some": some}):
                if article_id in self._among:
                    self._states[number] = _OWN

    def meet(self, numbers: Sequence[int], weight: int) -> None:
        """Take in that those meet somebody that are the first of these articles; the newest come first."""
        for number in islice(self._own(numbers), MOST_MET):
            self._states[number] = min(self._states[number] + weight, _MET)

    def met(self) -> Iterator[tuple[str, int | None]]:
        """Yield the articles that meet somebody, by id, with their days."""
        for some in chunks(array("q", (number for number, state in enumerate(self._states) if state == _MET))):
            rows = self._connection.execute(_DAYS, {"of_way": self._way, "some": list(some)})
            yield from ((article_id, day) for _, article_id, day in rows)

    def _own(self, numbers: Sequence[int]) -> Iterator[int]:
        for start in range(0, len(numbers), MOST_MET):
            some = numbers[start : start + MOST_MET]
            self.look_up(some)
            yield from (number for number in some if self._states[number] >= _OWN)

    def _state(self, number: int) -> int:
        return self._states[number] if number < len(self._states) else 0


def _grouped(rows: Iterable[Sequence[int]]) -> "dict[int, array[int]]":
    """Return ascending numbers by key, the highest first."""
    found: dict[int, array[int]] = {}
    for key, number in rows:
        found.setdefault(key, array("q")).append(number)
    for numbers in found.values():
        numbers.reverse()
    return found


def _numbers(connection: Connection, way: str, article_ids: Sequence[str]) -> dict[str, int]:
    return dict(connection.execute(_NUMBERS, {"of_way": way, "some": article_ids}).all())


def _unpacked(content: bytes) -> "array[int]":
    keys = array("q")
    keys.frombytes(content)
    return keys
