"""Values that cannot be, whatever happened: a part above its whole."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from schemas.article import Span
from schemas.claim import GroundedClaim
from schemas.finding import Finding, FindingKind, Severity
from schemas.quantity import Quantity, QuantityKind

_OF_A_WHOLE = re.compile(r"\s+of\s+(?:the|all|its|his|her|their|those|these|every)\b")
_GROWTH = re.compile(
    r"\b(?:rose|rise|risen|grew|grow|jump|surge|increas|climb|gain|up|more|growth|return|profit)", re.IGNORECASE
)
_WHOLE = Decimal(100)


def impossible_values(claim: GroundedClaim, quantities: Sequence[Quantity]) -> Iterator[Finding]:
    """Yield a finding for each share above 100 % that is stated as a part of a whole.

    A growth, a return or a comparison may exceed 100 %, and so may a per cent without "of the ..." behind it.
    """
    for quantity in quantities:
        after = claim.quote[quantity.end - claim.start :]
        is_part = quantity.kind is QuantityKind.SHARE and _OF_A_WHOLE.match(after) and not _GROWTH.search(claim.quote)
        if is_part and quantity.low is not None and quantity.low > _WHOLE:
            yield Finding(
                kind=FindingKind.VALUE_IMPOSSIBLE,
                by="rule:share_above_whole",
                severity=Severity.ERROR,
                explanation=f"{quantity.text} is given as a part of a whole, and no part can be above 100 %.",
                spans=(Span(start=quantity.start, end=quantity.end),),
            )
