"""Owns the rule for a share of a whole that is named again nearby ("..., 40% of the total funding").

The whole is the one comparable value in reach that stands beside the same noun, or beside a word for a total; where
two could be meant, nothing is said.
"""

import re
from collections.abc import Iterator

from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Line, Passage, words
from pipeline.stages.check.arithmetic.share import SHARE, VALUE, share_of
from pipeline.text.quantity import comparable
from pipeline.text.word import content_words
from schemas.quantity import Quantity, QuantityKind

_LINK = (
    r"(?:,? (?:or|which is|(?:which )?(?:accounts? for|makes? up|represents?|amounts? to)|(?:accounted|made) (?:for|up)"
    r"|represent(?:ed|ing)|accounting for|making up|amount(?:ed|ing) to|equal to|equivalent to)|,| [(—–-])"
)
_NAMED = re.compile(
    rf"(?P<part>{VALUE}){words(3)}{_LINK} ?(?P<share>{SHARE}) of (?:the|its|their|his|her)"
    rf"(?P<total> (?:total|whole|entire|overall|full|combined))?(?P<noun>{words(2)})(?= ?[),.;:—–]|$)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\b(?:sum|amount|budget|fund(?:s|ing)|money|investment|spending|costs?|revenues?|sales|turnover|jobs|workforce|staff)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\b(?:total|totall?ing|in all|altogether|overall|combined|whole)\b", re.IGNORECASE)
_BEFORE, _AFTER = 60, 40


def tells_share(line: Line) -> bool:
    """Tell whether a sentence holds a share: the rule reads no other."""
    return any(quantity.kind is QuantityKind.SHARE for quantity in line.quantities)


def find_total_shares(passage: Passage) -> Iterator[Sum]:
    """Yield the sums whose whole is named again: in the passage's last sentence or up to two before it."""
    if not tells_share(passage.lines[-1]):
        return
    last = passage.lines[-1].sentence
    for match in _NAMED.finditer(passage.masked):
        part, share = passage.at(match["part"]), passage.at(match["share"])
        noun = match["noun"].strip()
        is_meant = match["total"] or _AMOUNT.search(noun)
        if share.start < last.start or not is_meant:
            continue
        whole = _whole_of(passage, part, match, noun)
        found = share_of(passage, part, whole, share) if whole else None
        if found:
            yield found


def _whole_of(passage: Passage, part: Quantity, match: re.Match[str], noun: str) -> Quantity | None:
    candidates = [
        (char, quantity)
        for char, quantity in passage.quantities.items()
        if quantity.start < part.start and quantity.kind is part.kind and comparable(quantity, part)
    ]
    values = {(quantity.low, quantity.high) for _, quantity in candidates}
    linked = [quantity for char, quantity in candidates if _is_named(passage.masked, char, noun, match["total"])]
    return linked[-1] if linked and len(values) == 1 and linked[-1].low != part.low else None


def _is_named(masked: str, char: str, noun: str, total: str | None) -> bool:
    """Tell whether a quantity stands beside the noun (or, without one, beside a word for a total)."""
    place = masked.index(char)
    before = re.split(r"[.;:!?] ", masked[max(0, place - _BEFORE) : place])[-1]
    after = re.split(r"[.;:!?,]", masked[place + 1 : place + 1 + _AFTER], maxsplit=1)[0]
    around = f"{before} {after}"
    if noun:
        return bool(set(content_words(noun)) & set(content_words(around)))
    return total is not None and _TOTAL.search(around) is not None
