"""What of the changes from one run to another a reviewer has settled as a false alarm: nobody is told of it anew.

Invariant: no more is looked at than what a difference lists, and nothing where no mark calls anything a false alarm.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from pipeline.store import table
from pipeline.store.change import Difference, Fate
from pipeline.store.fetch import chunks, fetch
from pipeline.store.known_mark import KnownMarks
from pipeline.store.mark import kept_marks
from pipeline.store.opening import Store
from pipeline.store.unpack import StoredVerdicts, conflicts_under
from schemas.mark import MarkVerdict
from schemas.subject import Subject, subject_of_conflict, subjects_against


def settled_in(store: Store, difference: Difference) -> frozenset[str]:
    """Return the ids of claims and conflicts of the later run that are listed and known as false alarms.

    Raises:
        ConfigurationError: the store cannot be read.
    """
    with store.reading() as connection:
        marks = kept_marks(connection)
        if all(kept.mark.verdict is not MarkVerdict.FALSE_ALARM for kept in marks):
            return frozenset()
        known = KnownMarks(marks)

        def is_settled(subject: Subject) -> bool:
            mark = known.of(subject)
            return mark is not None and mark.mark.verdict is MarkVerdict.FALSE_ALARM

        return frozenset(
            found_id for found_id, subjects in _subjects(connection, difference) if all(map(is_settled, subjects))
        )


def _subjects(connection: Connection, difference: Difference) -> Iterator[tuple[str, tuple[Subject, ...]]]:
    """Yield the id of what is listed of the later run, with the subjects, one or more, that a reviewer has to judge."""
    keys = [one.conflict_key for one in difference.conflicts.listed if one.fate is not Fate.GONE]
    for some in chunks(keys):
        for conflict in conflicts_under(connection, some).values():
            yield conflict.conflict_id, (subject_of_conflict(conflict),)
    pages = {claim.page for claim in difference.claims.listed if claim.number is not None and claim.page}
    verdicts = StoredVerdicts(connection, difference.after.number)
    for place in _places(connection, difference.after.number, sorted(pages)):
        verdict = verdicts[place]
        yield from subjects_against(verdict, verdict.conflicts).items()


def _places(connection: Connection, run: int, pages: list[str]) -> Iterator[int]:
    placed = table.run_article
    for some in chunks(pages):
        query = select(placed.c.place).where(placed.c.run == run, placed.c.page.in_(some))
        yield from [row["place"] for row in fetch(connection, query)]
