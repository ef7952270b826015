"""The record of a run as the store holds it: all of it, or without its articles, which grow with the run.

Invariant: what is read in short is read without an object for each article.
"""

from sqlalchemy import Connection, select

from pipeline.store import table
from pipeline.store.unpack import damage_told
from schemas.run import Run

# As a record is written, indented by two; no text in JSON holds a line end of its own.
_ARTICLES, _AFTER_ARTICLES = '\n  "articles": [\n', "\n  ],"
_NO_ARTICLES = '\n  "articles": [],'


def record_in(connection: Connection, run: int) -> Run:
    """Return the record of a run."""
    with damage_told():
        return Run.model_validate_json(record_text(connection, run))


def short_record_in(connection: Connection, run: int) -> Run:
    """Return the record of a run without its articles."""
    with damage_told():
        return Run.model_validate_json(_in_short(record_text(connection, run)))


def record_text(connection: Connection, run: int) -> str:
    """Return the record of a run as JSON."""
    text: str = connection.execute(select(table.run.c.record).where(table.run.c.run == run)).scalar_one()
    return text


def _in_short(text: str) -> str:
    start = text.find(_ARTICLES)
    end = text.find(_AFTER_ARTICLES, start)
    return text if -1 in (start, end) else text[:start] + _NO_ARTICLES + text[end + len(_AFTER_ARTICLES) :]
