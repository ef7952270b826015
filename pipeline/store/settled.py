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
from pipeline.store.unpack import StoredVerdicts
from schemas.mark import MarkVerdict
from schemas.subject import Subject, subject_of_conflict, subjects_of_claims
from schemas.verdict import ArticleVerdict

_PAGES_AT_A_TIME = 500


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
        verdicts = StoredVerdicts(connection, difference.after.number)
        places = _places(connection, difference.after.number, sorted(_pages(difference)))
        settled = set()
        for place in places:
            for found_id, subject in _subjects(verdicts[place]).items():
                mark = known.of(subject)
                if mark is not None and mark.mark.verdict is MarkVerdict.FALSE_ALARM:
                    settled.add(found_id)
        return frozenset(settled)


def _pages(difference: Difference) -> set[str]:
    """Return the pages of the articles of what is listed; of a conflict one of them."""
    pages = {claim.page for claim in difference.claims.listed if claim.number is not None}
    for conflict in difference.conflicts.listed:
        if conflict.fate is not Fate.GONE:
            pages.add(next((passage.page for passage in conflict.passages if passage.page), None))
    return {page for page in pages if page is not None}


def _places(connection: Connection, run: int, pages: list[str]) -> Iterator[int]:
    placed = table.run_article
    for some in chunks(pages, _PAGES_AT_A_TIME):
        query = select(placed.c.place).where(placed.c.run == run, placed.c.page.in_(some))
        yield from [row["place"] for row in fetch(connection, query)]


def _subjects(verdict: ArticleVerdict) -> dict[str, Subject]:
    claims = subjects_of_claims(verdict, verdict.conflicts)
    return claims | {one.conflict_id: subject_of_conflict(one) for one in verdict.conflicts}
