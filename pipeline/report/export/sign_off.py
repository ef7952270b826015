"""Whether a reviewer has signed off what the tool says of a claim; nothing else is told as a review of it.

Signed off is a claim of which a mark agrees (or says "fixed"): its own, or that of a conflict that speaks against it;
where all of these are marked as false alarms, it is one. A claim that says more than its passage, or nothing that
can be seen, is never signed off, whatever its mark: the words are the model's, and would be published as the article's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.report.boxes_view import Known
from pipeline.report.escape import clean
from pipeline.report.register import claim_id
from schemas.conflict import Conflict
from schemas.mark import Mark, MarkVerdict
from schemas.subject import subjects_against
from schemas.verdict import ArticleVerdict, ClaimVerdict


class Standing(StrEnum):
    """How a claim stands with the reviewers."""

    SIGNED_OFF = "signed off"
    NOT_MARKED = "not marked"
    FALSE_ALARM = "a false alarm"
    UNGROUNDED = "not the article's own words"
    NOT_DOUBTED = "not doubted"


@dataclass(frozen=True)
class ReviewedClaim:
    """A claim, numbered through its article from 1, how it stands, and the mark that says so, if one does."""

    verdict: ArticleVerdict
    claim: ClaimVerdict
    number: int
    standing: Standing
    mark: Mark | None


def reviewed_claims(verdict: ArticleVerdict, conflicts: Sequence[Conflict], known: Known) -> Iterator[ReviewedClaim]:
    """Yield every claim of an article; `conflicts` are those with a side in it."""
    against = subjects_against(verdict, conflicts)
    for number, claim in enumerate(verdict.claims, start=1):
        subjects = against.get(claim_id(claim))
        if subjects is None:
            yield ReviewedClaim(verdict, claim, number, Standing.NOT_DOUBTED, None)
        else:
            marks = [kept.mark if (kept := known(subject)) else None for subject in subjects]
            yield ReviewedClaim(verdict, claim, number, *_standing(claim, marks))


def _standing(claim: ClaimVerdict, marks: Sequence[Mark | None]) -> tuple[Standing, Mark | None]:
    """Return how a claim stands by the marks of all that speaks against it, with the mark that says so."""
    agreeing = [one for one in marks if one is not None and one.agrees]
    first = next((one for one in (*agreeing, *marks) if one is not None), None)
    if all(one is not None and one.verdict is MarkVerdict.FALSE_ALARM for one in marks):
        return Standing.FALSE_ALARM, first
    grounded = claim.graded.checked.grounded
    if not grounded.is_grounded or not clean(grounded.claim.statement):
        return Standing.UNGROUNDED, first
    if agreeing:
        return Standing.SIGNED_OFF, first
    return Standing.NOT_MARKED, first if len(marks) == 1 else None
