"""Values that cannot be, whatever happened: a part above its whole, a count below zero.

Only a share of people or of things that are counted out ("of the voters", "of the seats") is bounded by 100 %:
spending, capacity, targets and prices may be exceeded.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.stages.check.arithmetic.noun import PEOPLE, head_of, is_additive, is_one_kind
from pipeline.text.interval import agrees, range_of
from pipeline.text.quantity.noun import read_noun
from schemas.article import Span
from schemas.claim import GroundedClaim
from schemas.finding import Finding, FindingKind, Severity
from schemas.quantity import Quantity, QuantityKind

_OF_A_WHOLE = re.compile(r"\s+of\s+(?:(?:the|all|its|his|her|their|those|these|every)\b\s*){0,2}")
_MASS = re.compile(r"(?:\w+\s){0,2}?(?:population|electorate|vote|workforce|territory)\b(?!\w)")
_COUNTED = frozenset(
    str.split("vote seat ballot household home school country city village town house building family")
)
_GROWTH = re.compile(
    r"\b(?:ros[ei]|rise|grew|grow|jump|surg|soar|increas|climb|gain|expand|return|profit|compar|equivalent|equal|up\b)\w*"
    r"(?:\s(?!(?:and|but|while|when|as|after|before|that|which|who)\b)\w+){0,3}\s$",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"[^.,;:!?]*?\b(?:(?:of|than|from)\s(?:the\s)?(?:\d{4}|last|previous|former)\b|more\b|higher\b|growth\b|as\smany\b)"
)
_OUT_OF = re.compile(r"\s(?:out\s)?of\s(?:(?:the|its|their|his|her|our|all)\s)?$")
_STATED = re.compile(r"\b(?:is|was|are|were|had|has|totall?ed|of|to)\s$")
_AFTER_WHOLE = re.compile(r"\s[a-z]|[.,;:)!?]|$")
_COUNTS = frozenset({QuantityKind.COUNT, QuantityKind.NUMBER})
_WHOLE = Decimal(100)


def impossible_values(claim: GroundedClaim, quantities: Sequence[Quantity]) -> Iterator[Finding]:
    """Yield a finding for each value of a claim that cannot be.

    Args:
        claim: the claim; its quote is the passage that is read.
        quantities: those of the passage, with offsets into the article's text, ascending.

    Yields:
        A share above 100 % of a whole, a negative count, a part that exceeds its whole ("25 of the 18 members").
    """
    for index, quantity in enumerate(quantities):
        if _is_share_above_whole(claim, quantity):
            reason = f"{quantity.text} is given as a part of a whole, and no part can be above 100 %."
            yield _finding("share_above_whole", reason, quantity)
        if _is_negative_count(claim, quantity):
            yield _finding(
                "negative_count", f"{quantity.text} is given as a count, and no count is negative.", quantity
            )
        following = quantities[index + 1] if index + 1 < len(quantities) else None
        if following and _is_part_above_whole(claim, quantity, following):
            reason = f"{quantity.text} is given as a part of {following.text}, but it is more."
            yield _finding("part_above_whole", reason, quantity, following)


def _finding(rule: str, explanation: str, *quantities: Quantity) -> Finding:
    return Finding(
        kind=FindingKind.VALUE_IMPOSSIBLE,
        by=f"rule:{rule}",
        severity=Severity.ERROR,
        explanation=explanation,
        spans=tuple(Span(start=quantity.start, end=quantity.end) for quantity in quantities),
    )


def _after(claim: GroundedClaim, quantity: Quantity) -> str:
    return claim.quote[max(0, quantity.end - claim.start) :]


def _before(claim: GroundedClaim, quantity: Quantity) -> str:
    return claim.quote[: max(0, quantity.start - claim.start)]


def _is_share_above_whole(claim: GroundedClaim, quantity: Quantity) -> bool:
    """Tell whether a share above 100 % is of things that are counted out; a growth or a comparison may exceed it."""
    if quantity.kind is not QuantityKind.SHARE or quantity.low is None or quantity.low <= _WHOLE:
        return False
    after = _after(claim, quantity)
    match = _OF_A_WHOLE.match(after)
    if match is None or _GROWTH.search(_before(claim, quantity)) or _COMPARED.match(after):
        return False
    noun = read_noun(after, match.end() - 1)
    head = noun.unit.rpartition(" ")[2] if noun else None
    return head in PEOPLE or head in _COUNTED or _MASS.match(after, match.end()) is not None


def _is_negative_count(claim: GroundedClaim, quantity: Quantity) -> bool:
    """Tell whether people are counted below zero; a dash before a number is no minus unless a verb precedes it."""
    is_below = quantity.kind is QuantityKind.COUNT and quantity.high is not None and quantity.high < 0
    return is_below and head_of(quantity) in PEOPLE and _STATED.search(_before(claim, quantity)) is not None


def _is_part_above_whole(claim: GroundedClaim, part: Quantity, whole: Quantity) -> bool:
    between = claim.quote[max(0, part.end - claim.start) : max(0, whole.start - claim.start)]
    if not ({part.kind, whole.kind} <= _COUNTS and _OUT_OF.match(between)):
        return False
    if not (is_one_kind(whole, [part]) and is_additive(part) and is_additive(whole)):
        return False
    if head_of(whole) is None or not _AFTER_WHOLE.match(_after(claim, whole)):
        return False
    return agrees(range_of(part), range_of(whole)._replace(low=None)) is False
