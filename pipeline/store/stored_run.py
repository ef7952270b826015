"""The runs of a store: which there are, how a person names one, and what each wrote."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from pipeline.errors import ConfigurationError
from pipeline.store import table
from pipeline.store.digest import Fields
from pipeline.store.fetch import fetch_few
from pipeline.store.opening import Store
from pipeline.store.record import record_in, short_record_in
from pipeline.store.unpack import StoredVerdicts, damage_told, stored_conflicts
from schemas.conflict import Conflict
from schemas.run import Run, RunOutcome

LATEST, PREVIOUS = "latest", "previous"

_REFERENCE = re.compile(r"(?P<digits>[0-9a-f]{1,64})(@(?P<nth>[1-9][0-9]{0,8}))?")
_MOST_NAMED = 5


@dataclass(frozen=True)
class RunLine:
    """One run: its number in the store, and what it is called there.

    Equal runs have equal ids, so `name` is the id, and for a run whose id others share, "id@n" for the n-th of them.
    """

    number: int
    name: str
    run_id: str
    started_at: datetime
    outcome: RunOutcome
    is_cut_short: bool
    articles: int
    claims: int
    not_checked: int
    model: str


@dataclass(frozen=True)
class StoredRun:
    """What a run wrote: its record, its articles (read when they are asked for), its conflicts between articles."""

    line: RunLine
    record: Run
    verdicts: StoredVerdicts
    conflicts: tuple[Conflict, ...]


def list_runs(store: Store) -> tuple[RunLine, ...]:
    """Return the runs of a store, the newest first.

    Raises:
        ConfigurationError: the store cannot be read.
    """
    with store.reading() as connection:
        return run_lines(connection)


def find_run(connection: Connection, reference: str) -> RunLine:
    """Return the run that a person means.

    Args:
        connection: to the store.
        reference: "latest", "previous" (the one before it), the id of a run or its first digits (of several runs with
            one id the newest), or "id@n" for the n-th run with that id.

    Raises:
        ConfigurationError: there is no such run, or several.
    """
    lines = run_lines(connection)
    if reference in (LATEST, PREVIOUS):
        place = (LATEST, PREVIOUS).index(reference)
        if place < len(lines):
            return lines[place]
        raise ConfigurationError(f"there is no {reference} run: the store holds {len(lines)}")
    return _named(lines, reference)


@contextmanager
def stored_run(store: Store, reference: str, *, with_articles: bool = True) -> Iterator[StoredRun]:
    """Give what a run wrote; it is read through one connection, which closes with the block.

    Args:
        store: that holds the run.
        reference: as for `find_run`.
        with_articles: the record tells of its articles and the conflicts between them are read; without it, both are
            left out, so that what is in memory does not grow with the run.

    Raises:
        ConfigurationError: the store cannot be read, or the reference names no run, or several.
    """
    with store.reading() as connection:
        line = find_run(connection, reference)
        conflicts = stored_conflicts(connection, line.number) if with_articles else ()
        record = record_in(connection, line.number) if with_articles else short_record_in(connection, line.number)
        yield StoredRun(line, record, StoredVerdicts(connection, line.number), conflicts)


def _named(lines: tuple[RunLine, ...], reference: str) -> RunLine:
    match = _REFERENCE.fullmatch(reference)
    found = [line for line in lines if match and line.run_id.startswith(match["digits"])]
    ids = list(dict.fromkeys(line.run_id for line in found))
    if len(ids) > 1:
        shown = ", ".join(ids[:_MOST_NAMED])
        raise ConfigurationError(f"several runs begin with {reference!r} ({shown}): give more digits")
    if match and match["nth"]:
        found = found[::-1][int(match["nth"]) - 1 :][:1]
    if not found:
        raise ConfigurationError(
            f"there is no run {reference!r}: `factgrade runs list` names those that there are; "
            f"{LATEST} and {PREVIOUS} work, too"
        )
    return found[0]


def run_lines(connection: Connection) -> tuple[RunLine, ...]:
    """Return the runs of a store, the newest first."""
    columns = [column for column in table.run.columns if column.name not in ("record", "run_key")]
    rows = fetch_few(connection, select(*columns).order_by(table.run.c.run))
    with damage_told():
        return _told(rows)


def _told(rows: Sequence[Fields]) -> tuple[RunLine, ...]:
    times, seen = Counter(row["run_id"] for row in rows), Counter[str]()
    lines = []
    for row in rows:
        seen[row["run_id"]] += 1
        is_shared = times[row["run_id"]] > 1
        lines.append(
            RunLine(
                number=row["run"],
                name=f"{row['run_id']}@{seen[row['run_id']]}" if is_shared else row["run_id"],
                started_at=datetime.fromisoformat(row["started_at"]),
                outcome=RunOutcome(row["outcome"]),
                **{
                    name: row[name] for name in ("run_id", "is_cut_short", "articles", "claims", "not_checked", "model")
                },
            )
        )
    return tuple(reversed(lines))
