"""Owns the rule for a share of what was just counted ("36 people died; two thirds of them, 24 people, were over 80").

The whole is any comparable value before it in reach: one that fits is taken as meant, and a sum fails only where none
does.
"""

import re
from collections.abc import Iterator

from pipeline.stages.check.arithmetic.noun import is_one_kind, leaves_unsaid
from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, words
from pipeline.stages.check.arithmetic.share import SHARE, VALUE, share_of
from pipeline.stages.check.arithmetic.wording import middle
from schemas.quantity import Quantity

_OF_THEM = re.compile(
    rf"(?P<share>{SHARE}) of (?:them|that|these|those|this|which|whom)(?: (?:sum|amount|money|total|number))?"
    rf"(?:, (?:or |that is )?(?P<part>{VALUE}){words(2)}(?=[,.;)]|$)| \((?P<bracket>{VALUE}){words(2)}\))",
    re.IGNORECASE,
)
_KEYS = ("of them", "of that", "of these", "of those", "of this", "of which", "of whom")
_MOST_WHOLES = 6


def tells_share_of_them(text: str) -> bool:
    """Tell whether a text may tell a share of what was counted before: the rule reads no other."""
    return "of " in text and any(key in text for key in _KEYS)


def find_named_shares(passage: Passage) -> Iterator[Sum]:
    """Yield the sums of a share, its part, and the whole that a pronoun stands for."""
    if not tells_share_of_them(passage.lines[-1].text):
        return
    last = passage.lines[-1].sentence
    for match in _OF_THEM.finditer(passage.masked):
        share, part = passage.at(match["share"]), passage.at(match["part"] or match["bracket"])
        before = passage.masked[: match.start()]
        if share.start < last.start or share.qualifier or leaves_unsaid(before):
            continue
        wholes = [item for item in passage.within(before) if is_one_kind(item, [part])]
        yield from _settled(passage, part, sorted(wholes, key=middle, reverse=True)[:_MOST_WHOLES], share)


def _settled(passage: Passage, part: Quantity, wholes: list[Quantity], share: Quantity) -> Iterator[Sum]:
    found = [share_of(passage, part, whole, share) for whole in wholes]
    told = [one for one in found if one]
    fitting = [one for one in told if one.holds]
    if fitting or len(told) == len(found):
        yield from (fitting or told)[:1]
