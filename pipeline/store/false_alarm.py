"""Tells which claims and conflicts of a run reviewers have marked as false alarms, and where marks may hold.

Articles are read only where a passage of theirs was marked so. Invariant: what no mark calls a false alarm is none.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from sqlalchemy import Connection, select

from pipeline.store import table
from pipeline.store.fetch import fetch
from pipeline.store.known_mark import KnownMarks
from pipeline.store.mark import kept_marks
from pipeline.store.unpack import StoredVerdicts
from schemas.conflict import Conflict
from schemas.mark import Mark, MarkVerdict
from schemas.subject import Subject, doubts_of_claim, fold_words, subject_of_conflict, subjects_of_claims
from schemas.verdict import ArticleVerdict, Verdict

_DOUBTED = tuple(verdict.value for verdict in Verdict if verdict.rank < Verdict.PLAUSIBLE.rank)


@dataclass
class FalseAlarms:
    """The ids of what was marked as a false alarm, or, of a claim, rests on such conflicts alone."""

    claim_ids: set[str] = field(default_factory=set)
    conflict_ids: set[str] = field(default_factory=set)


def false_alarms(connection: Connection, run: int) -> FalseAlarms:
    """Return the false alarms of a run.

    Args:
        connection: to the store.
        run: the run's number in the store.

    Raises:
        ConfigurationError: rows of the run, or of marks, are damaged.
    """
    known = KnownMarks(kept_marks(connection))
    marked = _Passages(kept.mark for kept in known if kept.mark.verdict is MarkVerdict.FALSE_ALARM)
    found, verdicts = FalseAlarms(), StoredVerdicts(connection, run)
    for place in _places_with(connection, run, marked) if marked else ():
        _look_through(verdicts[place], known, found)
    return found


def places_like(connection: Connection, run: int, marks: Iterable[Mark]) -> list[int]:
    """Return the places of the articles of a run in which one of these marks may hold: its passages stand there."""
    marked = _Passages(marks)
    return _places_with(connection, run, marked) if marked else []


class _Passages:
    """The passages that were marked, by their first words."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._by_word: dict[str, set[str]] = defaultdict(set)
        for mark in marks:
            for quote in map(fold_words, mark.subject.quotes):
                self._by_word[_first_word(quote)].add(quote)

    def __bool__(self) -> bool:
        return bool(self._by_word)

    def begin(self, quote: str) -> bool:
        """Tell whether a quote begins with one of them: that of a claim may go on with its other sentences."""
        folded = fold_words(quote)
        return any(folded.startswith(passage) for passage in self._by_word.get(_first_word(folded), ()))


def _first_word(words: str) -> str:
    return words.partition(" ")[0]


def _look_through(verdict: ArticleVerdict, known: KnownMarks, found: FalseAlarms) -> None:
    def is_false(conflict: Conflict) -> bool:
        return _is_false_alarm(known, subject_of_conflict(conflict))

    found.conflict_ids |= {one.conflict_id for one in verdict.conflicts if is_false(one)}
    subjects = subjects_of_claims(verdict, verdict.conflicts)
    for claim in verdict.claims:
        claim_id = claim.graded.checked.grounded.claim.claim_id
        if claim_id in subjects:
            findings, against = doubts_of_claim(claim, verdict.conflicts)
            is_covered = not findings and bool(against) and all(map(is_false, against))
            if is_covered or _is_false_alarm(known, subjects[claim_id]):
                found.claim_ids.add(claim_id)


def _is_false_alarm(known: KnownMarks, subject: Subject) -> bool:
    kept = known.of(subject)
    return kept is not None and kept.mark.verdict is MarkVerdict.FALSE_ALARM


def _places_with(connection: Connection, run: int, marked: _Passages) -> list[int]:
    """Return the places of the articles of a run in which one of these passages is doubted, or a side of a conflict."""
    placed, through, decided = table.run_article, table.article_verdict_claim, table.claim_verdict
    claims = (
        select(placed.c.place, table.claim.c.quote)
        .join(through, through.c.article_verdict_key == placed.c.article_verdict_key)
        .join(decided, decided.c.claim_verdict_key == through.c.claim_verdict_key)
        .join(table.claim, table.claim.c.claim_key == decided.c.claim_key)
        .where(placed.c.run == run, decided.c.verdict.in_(_DOUBTED))
    )
    held, side = table.article_verdict_conflict, table.conflict_side
    sides = (
        select(placed.c.place, side.c.quote)
        .join(held, held.c.article_verdict_key == placed.c.article_verdict_key)
        .join(side, side.c.conflict_key == held.c.conflict_key)
        .where(placed.c.run == run)
    )
    rows = chain(fetch(connection, claims), fetch(connection, sides))
    return sorted({row["place"] for row in rows if marked.begin(row["quote"])})
