"""Owns the rule that matches won, drawn and lost are all that were played ("won 19 of 28, drawn four, lost five").

All three must be told, and how many were played, in one sentence: where one is left out nothing is said.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.stages.check.arithmetic.noun import is_additive
from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, mark, words
from pipeline.stages.check.arithmetic.wording import concluded, middle, number, written
from pipeline.text import interval
from schemas.quantity import QuantityKind

_N = mark(QuantityKind.COUNT, QuantityKind.NUMBER)
_ALL, _WON, _DRAWN, _LOST = (rf"(?P<{name}>{_N})" for name in ("all", "won", "drawn", "lost"))
_NEXT = r"(?:,? and |, )(?:have |has |had )?"
_DREW = rf"(?:drawn|drew|drawing) {_DRAWN}{words(1)}"
_LOSES = rf"(?:lost|losing) {_LOST}"
_OUT_OF = rf" (?:out )?of (?:(?:the|their|its|his|her)(?: (?:first|last|past|opening))? )?{_ALL}"
_FROM = r" (?:from|in) (?:(?:the|their|its|his|her)(?: (?:first|last|past))? )?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bwon {_WON}{words(2)}{_OUT_OF}{words(5)}{_NEXT}{_DREW}{_NEXT}{_LOSES}",
        rf"\bplayed {_ALL}{words(3)}{_NEXT}won {_WON}{words(1)}{_NEXT}{_DREW}{_NEXT}{_LOSES}",
        rf"{_WON}{words(1)}, {_DRAWN}{words(1)},? and {_LOST}{words(1)}{_FROM}{_ALL}",
    )
)
_COUNTED = {
    "won": {None, "win", "match", "game"},
    "drawn": {None, "draw", "match", "game"},
    "lost": {None, "defeat", "loss", "match", "game"},
}
_KEY = re.compile(r"\b(?:won|wins)\b", re.IGNORECASE)
_UNPLAYED = re.compile(r"\b(?:abandoned|void(?:ed)?|no result|tied|postponed|annulled|forfeit\w*)\b", re.IGNORECASE)
_FEWEST = 4


def find_records(passage: Passage) -> Iterator[Sum]:
    """Yield the sums of matches won, drawn and lost."""
    if len(passage.quantities) < _FEWEST or not _KEY.search(passage.masked) or _UNPLAYED.search(passage.masked):
        return
    for pattern in _PATTERNS:
        for match in pattern.finditer(passage.masked):
            yield from _played(passage, match)


def _played(passage: Passage, match: re.Match[str]) -> Iterator[Sum]:
    whole, *parts = (passage.at(match[name]) for name in ("all", "won", "drawn", "lost"))
    is_named = all(passage.at(match[name]).unit in nouns for name, nouns in _COUNTED.items())
    if not is_named or not all(is_additive(item) and item.qualifier is None for item in (whole, *parts)):
        return
    value = sum(map(middle, parts), Decimal(0))
    holds = interval.agrees(interval.total(map(interval.range_of, parts)), interval.range_of(whole))
    if holds is None:
        return
    formula = " + ".join(written(part) for part in parts)
    equation = concluded(formula, number(value), whole, holds=holds)
    saying = "as the article says" if holds else f"but the article says {written(whole)}"
    explanation = f"Won, drawn and lost add up to {number(value)}, {saying}."
    yield passage.report("parts_and_whole", (holds, equation, explanation), whole, *parts)
