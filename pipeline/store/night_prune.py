"""What of nights goes when old runs go, and which runs have to stay for them.

Invariant: what the newest night of an inbox rests on stays, so that the next one asks and compares no more than it
would have; everything else of nights goes with what it tells of.
"""

from collections import Counter

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select

from pipeline.store import table
from pipeline.store.night_table import graded_article, meeting, met_article, night, shown_article, shown_conflict


def runs_needed(connection: Connection) -> frozenset[int]:
    """Return the runs that the next nights rest on: the newest night of each inbox, and the newest that was told."""
    newest = select(func.max(night.c.run)).group_by(night.c.inbox)
    found = (connection.execute(query).scalars() for query in (newest, newest.where(night.c.is_shown)))
    return frozenset(run for runs in found for run in runs)


def prune_nights(connection: Connection) -> Counter[str]:
    """Delete of nights whatever tells of something that is not there any more; return how many rows of each table.

    What was made of an article stays where a run has the article, and some night asks in that way.
    """
    placed, decided, conflict = table.run_article, table.article_verdict, table.conflict
    gone = (
        (night, ~_has(table.run.c.run == night.c.run)),
        (shown_article, ~_has(decided.c.article_verdict_key == shown_article.c.article_verdict_key)),
        (shown_conflict, ~_has(conflict.c.conflict_key == shown_conflict.c.conflict_key)),
        *(
            (of, ~_has(placed.c.article_id == of.c.article_id) | ~_has(night.c.way == of.c.way))
            for of in (graded_article, met_article)
        ),
        (meeting, ~_has(met_article.c.number == meeting.c.number)),
    )
    return +Counter({of.name: _delete(connection, of, which) for of, which in gone})


def _has(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(1).where(condition).exists()


def _delete(connection: Connection, of: Table, which: ColumnElement[bool]) -> int:
    return connection.execute(delete(of).where(which)).rowcount
