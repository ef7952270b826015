"""Finds in a store what a mark may be about: by the first digits of an id, or all of an article.

Invariant: of something that several runs found, it is as the newest of them did.
"""

import re
from collections.abc import Iterator

from sqlalchemy import Connection, Select, select

from pipeline.errors import ConfigurationError
from pipeline.store import table
from pipeline.store.fetch import fetch
from pipeline.store.record import short_record_in
from pipeline.store.unpack import StoredVerdicts
from schemas.run import Run
from schemas.subject import Subject, SubjectKind, subject_of_conflict, subjects_against, subjects_of_claims

_PREFIX = re.compile(r"[0-9a-f]{4,64}")
_MOST_NAMED = 5
_MOST_RUNS = 3
_RELATE = "relate_claims"


def find_subject(connection: Connection, reference: str) -> tuple[Subject, str]:
    """Return the doubted claim or the conflict that a person means, and the id of the run that found it last.

    Args:
        connection: to the store.
        reference: its claim_id or conflict_id, or at least four of the first digits.

    Raises:
        ConfigurationError: there is nothing of that id, or several things, or nothing speaks against the claim,
            or several differences do.
    """
    if not _PREFIX.fullmatch(reference):
        raise ConfigurationError(f"{reference!r} is no id: give at least four digits of a claim_id or a conflict_id")
    rows = list(fetch(connection, _claims_like(reference))) + list(fetch(connection, _conflicts_like(reference)))
    ids = list(dict.fromkeys(row["found_id"] for row in rows))
    if not ids:
        raise ConfigurationError(
            f"no run found a claim or a conflict {reference!r}: claims.jsonl and conflicts.jsonl have the ids"
        )
    if len(ids) > 1:
        raise ConfigurationError(
            f"several ids begin with {reference!r} ({', '.join(ids[:_MOST_NAMED])}): give more digits"
        )
    newest = max(rows, key=lambda row: (row["run"], -row["place"]))
    found = list(_subjects_at(connection, newest["run"], newest["place"], ids[0]))
    if len(found) > 1:
        named = ", ".join(one.reference for one in found[:_MOST_NAMED])
        raise ConfigurationError(f"several differences speak against {reference!r}: mark each by its id ({named})")
    if not found:
        raise ConfigurationError(f"nothing speaks against {reference!r}, so that there is nothing to mark")
    return found[0], short_record_in(connection, newest["run"]).run_id


def subjects_of_article(connection: Connection, article_id: str) -> Iterator[Subject]:
    """Yield what can be marked of an article, as the newest runs found it; the newest run's come first."""
    placed = table.run_article
    query = (
        select(placed.c.run, placed.c.place)
        .where(placed.c.article_id == article_id)
        .order_by(placed.c.run.desc(), placed.c.place)
        .limit(_MOST_RUNS)
    )
    for row in list(fetch(connection, query)):
        yield from _subjects_at(connection, row["run"], row["place"])


def _subjects_at(connection: Connection, run: int, place: int, only: str | None = None) -> Iterator[Subject]:
    """Yield what can be marked of the article at a place of a run.

    `only` is the id of the one that is wanted; of a claim that is not marked by itself it is what speaks against it.
    """
    verdict = StoredVerdicts(connection, run)[place]
    found: dict[str, tuple[Subject, ...]] = {
        key: (subject,) for key, subject in subjects_of_claims(verdict, verdict.conflicts).items()
    }
    found |= {one.conflict_id: (subject_of_conflict(one),) for one in verdict.conflicts}
    if only is not None:
        found = {only: (subjects_against(verdict, verdict.conflicts) | found).get(only, ())}
    prompt = _relating_prompt(short_record_in(connection, run))
    for subject in (subject for subjects in found.values() for subject in subjects):
        is_model_s = subject.kind is SubjectKind.CONFLICT and subject.model is not None
        yield subject.model_copy(update={"prompt": prompt}) if is_model_s else subject


def _relating_prompt(record: Run) -> str | None:
    return next((f"{one.name}/{one.version}" for one in record.prompts if one.name == _RELATE), None)


def _claims_like(reference: str) -> Select[tuple[str, int, int]]:
    placed, through, decided = table.run_article, table.article_verdict_claim, table.claim_verdict
    return (
        select(table.claim.c.claim_id.label("found_id"), placed.c.run, placed.c.place)
        .join(decided, decided.c.claim_key == table.claim.c.claim_key)
        .join(through, through.c.claim_verdict_key == decided.c.claim_verdict_key)
        .join(placed, placed.c.article_verdict_key == through.c.article_verdict_key)
        .where(table.claim.c.claim_id >= reference, table.claim.c.claim_id < reference + "g")
    )


def _conflicts_like(reference: str) -> Select[tuple[str, int, int]]:
    placed, through, conflict = table.run_article, table.article_verdict_conflict, table.conflict
    return (
        select(conflict.c.conflict_id.label("found_id"), placed.c.run, placed.c.place)
        .join(through, through.c.conflict_key == conflict.c.conflict_key)
        .join(placed, placed.c.article_verdict_key == through.c.article_verdict_key)
        .where(conflict.c.conflict_id >= reference, conflict.c.conflict_id < reference + "g")
    )
