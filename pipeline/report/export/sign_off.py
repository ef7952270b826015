"""Whether a reviewer has signed off what the tool says of a claim; nothing else is told as a review of it.

Signed off is a claim where a mark agrees (or says "fixed") with what led to its verdict: with a finding about the claim
itself, or with a conflict of the sort that the verdict tells. What else speaks against it counts for nothing, since a
review tells the verdict. A claim that says more than its passage, or nothing that can be seen, is never signed off,
whatever its marks: the words are the model's, and would be published as the article's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.report.boxes_view import Known
from pipeline.report.conflict_subject import is_alone
from pipeline.report.escape import clean
from pipeline.report.register import claim_id
from schemas.conflict import Conflict, Relation, Scope
from schemas.mark import Mark, MarkVerdict
from schemas.subject import Subject, doubts_of_claim, subject_of_conflict, subjects_of_claims
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict

_LEADS_TO = {
    (Scope.WITHIN, Relation.CONTRADICTION): Verdict.CONTRADICTED,
    (Scope.ACROSS, Relation.CONTRADICTION): Verdict.DISPUTED,
    (Scope.WITHIN, Relation.UPDATE): Verdict.OUTDATED,
    (Scope.ACROSS, Relation.UPDATE): Verdict.OUTDATED,
}


class Standing(StrEnum):
    """How a claim stands with the reviewers."""

    SIGNED_OFF = "signed off"
    NOT_MARKED = "not marked"
    FALSE_ALARM = "a false alarm"
    UNGROUNDED = "not the article's own words"
    NOT_DOUBTED = "not doubted"


@dataclass(frozen=True)
class ReviewedClaim:
    """A claim, numbered through its article from 1, how it stands, and the mark that says so, if one does.

    `reason` is the explanation of what a mark agrees with, else that of the verdict. `to_judge` are the ids (of the
    claim, or of conflicts) by which what led to the verdict is marked.
    """

    verdict: ArticleVerdict
    claim: ClaimVerdict
    number: int
    standing: Standing
    reason: str
    mark: Mark | None = None
    to_judge: tuple[str, ...] = ()


def reviewed_claims(verdict: ArticleVerdict, conflicts: Sequence[Conflict], known: Known) -> Iterator[ReviewedClaim]:
    """Yield every claim of an article; `conflicts` are those with a side in it."""
    subjects = subjects_of_claims(verdict, conflicts)
    for number, claim in enumerate(verdict.claims, start=1):
        if claim.verdict.rank < Verdict.PLAUSIBLE.rank:
            leading = _leading(claim, conflicts, subjects)
            yield _reviewed(verdict, number, leading, known)
        else:
            yield ReviewedClaim(verdict, claim, number, Standing.NOT_DOUBTED, claim.reason)


_Leading = Sequence[tuple[Subject, str]]
"""What led to a verdict: subjects of marks, each with its explanation."""


def _leading(claim: ClaimVerdict, conflicts: Sequence[Conflict], subjects: Mapping[str, Subject]) -> _Leading:
    findings, against = doubts_of_claim(claim, conflicts)
    told = [(subject_of_conflict(one), one.explanation) for one in against if _verdict_of(one) is claim.verdict]
    decisive = [one for one in findings if one in claim.because]
    own = subjects.get(claim_id(claim))
    if own is not None and (decisive or not told):
        return [(own, decisive[0].explanation if decisive else claim.reason), *told]
    return told or [(subject_of_conflict(one), one.explanation) for one in against]


def _verdict_of(conflict: Conflict) -> Verdict:
    """Return the verdict to which a conflict that speaks against claims leads; a passage alone cannot be by itself."""
    return Verdict.IMPLAUSIBLE if is_alone(conflict) else _LEADS_TO[conflict.scope, conflict.relation]


def _reviewed(verdict: ArticleVerdict, number: int, leading: _Leading, known: Known) -> ReviewedClaim:
    """Return a doubted claim with how it stands by the marks on what led to its verdict."""
    claim = verdict.claims[number - 1]
    marks = [(kept.mark if (kept := known(subject)) else None, reason) for subject, reason in leading]
    agreeing = [(mark, reason) for mark, reason in marks if mark is not None and mark.agrees]
    given = [(mark, claim.reason) for mark, _ in marks if mark is not None]
    mark, reason = next(iter([*agreeing, *given]), (None, claim.reason))
    is_false = bool(marks) and all(one is not None and one.verdict is MarkVerdict.FALSE_ALARM for one, _ in marks)
    return ReviewedClaim(
        verdict=verdict,
        claim=claim,
        number=number,
        standing=_standing(claim, is_agreed=bool(agreeing), is_false=is_false),
        reason=reason,
        mark=mark,
        to_judge=tuple(subject.reference for subject, _ in leading),
    )


def _standing(claim: ClaimVerdict, *, is_agreed: bool, is_false: bool) -> Standing:
    if is_false:
        return Standing.FALSE_ALARM
    grounded = claim.graded.checked.grounded
    if not grounded.is_grounded or not clean(grounded.claim.statement):
        return Standing.UNGROUNDED
    return Standing.SIGNED_OFF if is_agreed else Standing.NOT_MARKED
