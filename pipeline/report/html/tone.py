"""How what is said of a passage is shown: as a verdict, or as left to settle; the style sheet has a rule for each."""

from schemas.conflict import Conflict, Relation, Scope
from schemas.verdict import Verdict

UNSETTLED = "unsettled"


def tone_of_conflict(conflict: Conflict) -> str:
    """Return the verdict that a conflict gives to its claims, `unsettled` where it asks and gives none.

    One that scope or rounding explains speaks against nothing.
    """
    if conflict.relation is Relation.CONTRADICTION:
        return (Verdict.CONTRADICTED if conflict.scope is Scope.WITHIN else Verdict.DISPUTED).value
    if conflict.relation is Relation.UPDATE:
        return Verdict.OUTDATED.value
    return UNSETTLED if conflict.relation is Relation.UNCLEAR else Verdict.PLAUSIBLE.value


def rank_of_tone(tone: str) -> int:
    """Return the place in the order of severity, 0 for the worst; what is left to settle comes after every verdict."""
    return len(Verdict) if tone == UNSETTLED else Verdict(tone).rank
