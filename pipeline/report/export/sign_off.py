"""Whether a reviewer has signed off what the tool says of a claim; nothing else is told as a review of it.

Signed off is a claim whose mark agrees (or says "fixed"): its own mark, or that of the one conflict that is all that
speaks against it. A claim that says more than its passage, or nothing that can be seen, is never signed off, whatever
its mark: the words are the model's, and would be published as the article's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.report.boxes_view import Known
from pipeline.report.escape import clean
from pipeline.report.register import claim_id
from schemas.conflict import Conflict
from schemas.mark import KeptMark, Mark, MarkVerdict
from schemas.subject import subjects_of_claims
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
    subjects = subjects_of_claims(verdict, conflicts)
    for number, claim in enumerate(verdict.claims, start=1):
        subject = subjects.get(claim_id(claim))
        if subject is None:
            yield ReviewedClaim(verdict, claim, number, Standing.NOT_DOUBTED, None)
        else:
            kept = known(subject)
            yield ReviewedClaim(verdict, claim, number, _standing(claim, kept), kept.mark if kept else None)


def _standing(claim: ClaimVerdict, kept: KeptMark | None) -> Standing:
    if kept is not None and kept.mark.verdict is MarkVerdict.FALSE_ALARM:
        return Standing.FALSE_ALARM
    grounded = claim.graded.checked.grounded
    if not grounded.is_grounded or not clean(grounded.claim.statement):
        return Standing.UNGROUNDED
    return Standing.SIGNED_OFF if kept is not None and kept.mark.agrees else Standing.NOT_MARKED
