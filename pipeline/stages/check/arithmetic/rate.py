"""Owns the rule for an amount given in two currencies ("50 billion yuan (about $7.35 billion)").

The rate that a pair implies must be possible at the time of publication, and must not be far from the rate of the
article's other pairs of the same currencies. Amounts of another time are left alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, mark, words
from pipeline.stages.check.arithmetic.wording import middle, number, written
from pipeline.text import interval
from pipeline.text.rate import CLOSE, MARGIN, plausible_rates
from schemas.quantity import Quantity, QuantityKind

_MONEY = mark(QuantityKind.MONEY)
_FIRST, _SECOND = rf"(?P<first>{_MONEY})", rf"(?P<second>{_MONEY})"
_OR = r"(?:or|i\.e\.,?|equivalent to|equal to|worth|that is,?|=)"
_AT_RATE = r"(?: at (?:the )?(?:current|today['’]s|present|prevailing)(?: exchange)? rates?)?"
_PATTERNS = (
    re.compile(
        rf"{_FIRST}{words(3)} ?[(\[](?:{_OR} )?{_SECOND}{_AT_RATE}(?=[)\];]|, {_MONEY}[)\];]|,? or {_MONEY}[)\]])",
        re.IGNORECASE,
    ),
    re.compile(rf"{_FIRST}{words(1)}(?:, or|,? equivalent to|,? equal to) {_SECOND}(?=[),.;]|$)", re.IGNORECASE),
)
_OTHER_TIME = re.compile(
    r"\b(?:at the time|then|back then|today['’]s (?:money|prices|dollars|terms)|in real terms|inflation|adjusted"
    r"|now worth|would be|rather than|instead of|not)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(mark(QuantityKind.YEAR))
_PLACES = {
    "CAD": "Canad",
    "AUD": "Austral",
    "NZD": "New Zealand",
    "SGD": "Singapor",
    "HKD": "Hong Kong",
    "TWD": "Taiwan",
    "MXN": "Mexic",
    "EGP": "Egypt",
    "LBP": "Leban",
    "XAF": "Africa",
    "XOF": "Africa",
    "PKR": "Pakistan",
    "LKR": "Sri Lanka",
}
_PRICE = re.compile(r"\b(?:pric\w+|costs?|retails?|tickets?|tariffs?|fees?|on sale|starting at)\b", re.IGNORECASE)
_FAR_APART = Decimal(2)
_OLD_YEARS = 1
_PAIR = 2
_MOST_OTHERS = 8


@dataclass(frozen=True, slots=True)
class _Pair:
    """An amount in two currencies; `rate` counts units of the second for one of the first, always above zero.

    `readings` are the currencies that either sign may mean in this article.
    """

    passage: Passage
    first: Quantity
    second: Quantity
    rate: interval.Range
    readings: tuple[frozenset[str], frozenset[str]]

    @property
    def codes(self) -> tuple[str | None, str | None]:
        return self.first.unit, self.second.unit

    @property
    def value(self) -> Decimal:
        return middle(self.second) / middle(self.first)


def find_rates(passages: Iterable[Passage], text: str, day: date | None) -> Iterator[Sum]:
    """Yield a sum for every pair of amounts that can be judged, by itself or beside the pairs nearest to it.

    Args:
        passages: the sentences of the article.
        text: the whole article; a sign that several currencies share means another than the first only where the
            article names that currency's country.
        day: the day of publication.
    """
    admitted = frozenset(code for code, place in _PLACES.items() if place in text)
    pairs = [pair for passage in passages for pair in _pairs(passage, admitted, day)]
    groups: dict[frozenset[str | None], list[_Pair]] = {}
    for pair in pairs:
        groups.setdefault(frozenset(pair.codes), []).append(pair)
    for group in groups.values():
        for index, pair in enumerate(group):
            nearest = (*group[max(0, index - _MOST_OTHERS) : index], *group[index + 1 : index + 1 + _MOST_OTHERS])
            yield from _judged(pair, nearest, day)


def _pairs(passage: Passage, admitted: frozenset[str], day: date | None) -> Iterator[_Pair]:
    if passage.counts[QuantityKind.MONEY] < _PAIR or _OTHER_TIME.search(passage.masked) or _tells_of_old(passage, day):
        return
    for pattern in _PATTERNS:
        for match in pattern.finditer(passage.masked):
            first, second = passage.at(match["first"]), passage.at(match["second"])
            rate = interval.ratio(interval.range_of(second), interval.range_of(first))
            readings = _codes(first, admitted), _codes(second, admitted)
            if rate.is_closed and not readings[0] & readings[1]:
                yield _Pair(passage, first, second, rate, readings)


def _tells_of_old(passage: Passage, day: date | None) -> bool:
    """Tell whether a sentence names a year so long before publication that its amounts may be of that time."""
    years = [passage.at(char).low for char in _YEAR.findall(passage.masked)]
    return any(day is None or (year is not None and year < day.year - _OLD_YEARS) for year in years)


def _codes(quantity: Quantity, admitted: frozenset[str]) -> frozenset[str]:
    others = {code for code in quantity.candidates if code in admitted or code not in _PLACES}
    return frozenset(others | ({quantity.unit} if quantity.unit else set()))


def _judged(pair: _Pair, others: Sequence[_Pair], day: date | None) -> Iterator[Sum]:
    """Judge one pair: by the table where it knows both currencies, else by the article's other pairs."""
    is_possible = _is_possible(pair, day, MARGIN)
    agreeing = [other for other in others if interval.agrees(_towards(other, pair), pair.rate) is not False]
    if is_possible is False:
        yield _told(pair, [], is_plausible=False, is_dated=day is not None)
    elif agreeing or _is_possible(pair, day, CLOSE):
        yield _told(pair, agreeing[:1], is_plausible=True, is_dated=day is not None)
    elif is_possible is None and others and all(_is_far(other, pair) for other in others):
        yield _told(pair, others[:1], is_plausible=False, is_dated=day is not None)


def _is_possible(pair: _Pair, day: date | None, margin: Decimal) -> bool | None:
    """Tell whether any reading of the two signs gives a rate that was possible; None where no rate is known."""
    firsts, seconds = pair.readings
    bounds = [plausible_rates(left, right, day, margin) for left in firsts for right in seconds]
    known = [bound for bound in bounds if bound is not None]
    if any(interval.agrees(pair.rate, bound) is not False for bound in known):
        return True
    is_price = _PRICE.search(pair.passage.masked) is not None and any(_is_near(pair.rate, bound) for bound in known)
    return False if known and len(known) == len(bounds) and not is_price else None


def _is_near(rate: interval.Range, bound: interval.Range) -> bool:
    """Tell whether a rate is off by less than half or double, as prices may be from country to country."""
    low, high = bound
    wider = interval.Range(None if low is None else low / _FAR_APART, None if high is None else high * _FAR_APART)
    return interval.agrees(rate, wider) is not False


def _towards(other: _Pair, pair: _Pair) -> interval.Range:
    """Return the rate of another pair in the direction of this one."""
    if other.codes == pair.codes:
        return other.rate
    return interval.ratio(interval.Range(Decimal(1), Decimal(1)), other.rate)


def _is_far(other: _Pair, pair: _Pair) -> bool:
    value = other.value if other.codes == pair.codes else 1 / other.value
    return max(value, pair.value) > _FAR_APART * min(value, pair.value)


def _told(pair: _Pair, others: Sequence[_Pair], *, is_plausible: bool, is_dated: bool) -> Sum:
    rate, big, small = _as_words(pair)
    first, second = written(pair.first), written(pair.second)
    equation = f"{first} at {rate} {big} to one {small} is {second}"
    beside = [item for other in others for item in (other.second, other.first)]
    if is_plausible:
        rule, seen = "currency_rate", "of the time" if is_dated else "since 1999"
        explanation = f"{first} and {second} imply a rate of {rate} {big} to one {small}" + (
            ", the rate of the article's other pair as well." if others else f", near the rates {seen}."
        )
    else:
        rule, seen = "rate_implausible", "of the time" if is_dated else "since 1999"
        equation += ", far from the article's other pair" if others else f", far from any rate {seen}"
        reason = "far from that of the article's other pair" if others else f"more than a quarter off any rate {seen}"
        explanation = f"{first} and {second} imply a rate of {rate} {big} to one {small}, {reason}."
    told = pair.passage.report(rule, (is_plausible, equation, explanation), pair.second, pair.first, *beside)
    numbers = {line.sentence.n for item in (pair, *others) for line in item.passage.lines}
    return told.model_copy(update={"sentence_numbers": tuple(sorted(numbers))})


def _as_words(pair: _Pair) -> tuple[str, str, str]:
    """Return the rate as a number above one, with the currency that it counts and the one that is worth it."""
    first, second = (code or "" for code in pair.codes)
    if pair.value >= 1:
        return number(pair.value), second, first
    return number(1 / pair.value), first, second
