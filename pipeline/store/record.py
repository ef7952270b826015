"""The record of a run as the store holds it: in short in its row, and its articles beside it, in parts.

Invariant: what is written and what is read in short is never in memory with all its articles, which grow with the run;
the parts put in again give the text of the record. A store before version 4 has records that are whole.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from pipeline.store import table
from pipeline.store.fetch import streaming
from pipeline.store.record_table import run_stamp
from pipeline.store.unpack import damage_told
from schemas.run import ArticleStamp, Run
from schemas.run_text import joined, texts_of_articles, without_articles

_PART_CHARS = 1 << 16
_FEW_PARTS = 4


def record_in(connection: Connection, run: int) -> Run:
    """Return the record of a run."""
    with damage_told():
        return Run.model_validate_json("".join(record_texts(connection, run)))


def short_record_in(connection: Connection, run: int) -> Run:
    """Return the record of a run without its articles."""
    with damage_told():
        return Run.model_validate_json(without_articles(_in_short(connection, run)))


def record_texts(connection: Connection, run: int) -> Iterator[str]:
    """Yield the record of a run as JSON, in parts."""
    yield from joined(_in_short(connection, run), _parts_in(connection, run))


def save_articles(connection: Connection, run: int, articles: Iterable[ArticleStamp]) -> Iterator[str]:
    """Write the articles of a record; yield their text in parts, each once it is written."""
    for number, text in enumerate(_gathered(texts_of_articles(articles))):
        connection.execute(run_stamp.insert().values(run=run, part=number, stamps=text))
        yield text


def _gathered(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts, as many at a time as make a part."""
    waiting, length = [], 0
    for text in texts:
        waiting.append(text)
        length += len(text)
        if length >= _PART_CHARS:
            yield "".join(waiting)
            waiting, length = [], 0
    if waiting:
        yield "".join(waiting)


def _in_short(connection: Connection, run: int) -> str:
    text: str = connection.execute(select(table.run.c.record).where(table.run.c.run == run)).scalar_one()
    return text


def _parts_in(connection: Connection, run: int) -> Iterator[str]:
    query = select(run_stamp.c.stamps).where(run_stamp.c.run == run).order_by(run_stamp.c.part)
    with streaming(connection, query, _FEW_PARTS) as result:
        yield from result.scalars()
