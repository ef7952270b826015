"""The table from findings to a verdict: the rules in the order of severity; the first that applies decides.

A model whose grade is not decisive appears in no rule: its opinion is shown and moves nothing.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from schemas.claim import ClaimKind
from schemas.conflict import Conflict, Relation, Scope
from schemas.finding import Finding, FindingKind, Severity
from schemas.grade import Consistency, Grade, GradedClaim, Plausibility
from schemas.verdict import Verdict

_CONTRADICTS = frozenset(
    {
        FindingKind.ARITHMETIC_FAILS,
        FindingKind.VALUE_CONFLICT,
        FindingKind.NAME_CONFLICT,
        FindingKind.STATUS_CONFLICT,
        FindingKind.TEXT_CONFLICT,
    }
)
_CANNOT_BE = frozenset({FindingKind.DATE_IMPOSSIBLE, FindingKind.VALUE_IMPOSSIBLE})
_UNGROUNDED = frozenset({FindingKind.UNGROUNDED})
_MODEL = frozenset({FindingKind.MODEL_DOUBT})


@dataclass(frozen=True)
class Case:
    """A claim with all that is known of it: the findings, and the conflicts in which it is a side."""

    graded: GradedClaim
    findings: tuple[Finding, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def decisive_grade(self) -> Grade | None:
        """Return the model's grade where the model's word counts."""
        grade = self.graded.grade
        return grade if grade is not None and grade.is_decisive else None

    def of(self, kinds: Collection[FindingKind]) -> tuple[Finding, ...]:
        """Return the findings of these kinds that weigh anything."""
        return tuple(f for f in self.findings if f.kind in kinds and f.severity is not Severity.INFO)

    def is_side_of(self, scope: Scope, relation: Relation) -> bool:
        """Tell whether the claim is a side of such a conflict."""
        return any(c.scope is scope and c.relation is relation for c in self.conflicts)

    def sides_inside(self) -> frozenset[int]:
        """Return how many sides the contradictions have that lie inside the article; one: it cannot be by itself."""
        inside = (c for c in self.conflicts if c.scope is Scope.WITHIN and c.relation is Relation.CONTRADICTION)
        return frozenset(min(len(c.sides), 2) for c in inside)


_Rule = Callable[[Case], tuple[Finding, ...] | None]


def first_rule(case: Case) -> tuple[Verdict, tuple[Finding, ...]]:
    """Return the verdict of the first rule that applies, and the findings that made it apply."""
    for verdict, rule in _TABLE:
        because = rule(case)
        if because is not None:
            return verdict, because
    return Verdict.PLAUSIBLE, ()


def _contradicted(case: Case) -> tuple[Finding, ...] | None:
    hits = case.of(_CONTRADICTS)
    grade = case.decisive_grade
    if grade and grade.consistency is Consistency.INCONSISTENT and grade.relies_on:
        hits = (*hits, *case.of(_MODEL))
    return hits if hits or 2 in case.sides_inside() else None  # noqa: PLR2004 - a contradiction has two sides


def _disputed(case: Case) -> tuple[Finding, ...] | None:
    return () if case.is_side_of(Scope.ACROSS, Relation.CONTRADICTION) else None


def _implausible(case: Case) -> tuple[Finding, ...] | None:
    hits = case.of(_CANNOT_BE)
    grade = case.decisive_grade
    if grade and grade.plausibility is Plausibility.IMPLAUSIBLE:
        hits = (*hits, *case.of(_MODEL))
    return hits if hits or 1 in case.sides_inside() else None


def _outdated(case: Case) -> tuple[Finding, ...] | None:
    own = case.graded.checked.grounded.claim.claim_id
    return () if any(conflict.outdates(own) for conflict in case.conflicts) else None


def _doubtful(case: Case) -> tuple[Finding, ...] | None:
    doubts = _UNGROUNDED | _MODEL if case.decisive_grade else _UNGROUNDED
    return case.of(doubts) or None


def _not_checkable(case: Case) -> tuple[Finding, ...] | None:
    return () if case.graded.checked.grounded.claim.kind is not ClaimKind.FACT else None


def _not_checked(case: Case) -> tuple[Finding, ...] | None:
    return () if case.graded.grade is None else None


_TABLE: tuple[tuple[Verdict, _Rule], ...] = (
    (Verdict.CONTRADICTED, _contradicted),
    (Verdict.DISPUTED, _disputed),
    (Verdict.IMPLAUSIBLE, _implausible),
    (Verdict.OUTDATED, _outdated),
    (Verdict.DOUBTFUL, _doubtful),
    (Verdict.NOT_CHECKABLE, _not_checkable),
    (Verdict.NOT_CHECKED, _not_checked),
)
