"""Owns joining one numeral with the currency, the unit or the noun beside it."""

import re
from decimal import Decimal
from typing import NamedTuple

from pipeline.text.quantity import currency, exclusion, noun, qualifier, unit
from pipeline.text.quantity.age import is_age
from pipeline.text.quantity.numeral import Numeral
from schemas.quantity import QuantityKind

_DECADE = re.compile(r"['’]?s\b")
_LONE_ONE = re.compile(r"\b(?:no|any|every|each|the|this|that|which|some|another|only|number|day)[\s-]$", re.IGNORECASE)
_NOUN_AFTER_ONE = frozenset(
    str.split(
        "of another day thing way more time or and hand side to in is was has that who which on at by for from with"
    )
)
_NO_YEAR = frozenset(
    str.split("person man woman child job employee worker soldier troop student death patient home house dollar")
)
_YEARS = range(1900, 2101)
_WEAK_WORDS = re.compile(r"(?:won|reals?|dong|rand|crowns?)$", re.IGNORECASE)
_UNIT_SIGNS = frozenset("%°×€£₽₹₺₩₫")
_WEAK_FLOOR = 1000


class Amount(NamedTuple):
    """A value or a range at `[start, end)`; `codes` are the currencies it may be in.

    `is_stated`: a currency or a unit stands beside it. `tail` is a qualifier between number and unit ("500+ people").
    """

    start: int
    end: int
    kind: QuantityKind
    low: Decimal
    high: Decimal
    step: Decimal | None
    codes: tuple[str, ...] = ()
    unit: str | None = None
    noun: str | None = None
    tail: qualifier.Qualifier | None = None
    is_negative: bool = False
    is_stated: bool = False
    word: str | None = None


def with_unit(text: str, numeral: Numeral, prefix: currency.Currency | None) -> Amount | None:
    """Join a numeral with what stands beside it; None where glued letters make it something else."""
    tail = qualifier.read_after(text, numeral.end)
    position = tail.end if tail else numeral.end
    begin = prefix.start if prefix else numeral.start
    is_negative = prefix is not None and prefix.is_negative
    plain = Amount(
        begin,
        position,
        QuantityKind.NUMBER,
        numeral.value,
        numeral.value,
        numeral.step,
        tail=tail,
        is_negative=is_negative,
    )
    if prefix and prefix.codes:
        return _as_money(text, plain, prefix)
    if _may_have_unit(text, position):
        stated = _with_stated_unit(text, numeral, plain)
        if stated:
            return stated
    return _with_noun(text, numeral, plain)


def _may_have_unit(text: str, end: int) -> bool:
    """Tell whether a letter or a sign follows, directly or past one space or hyphen: cheap, and most numbers fail."""
    after = text[end : end + 2].lstrip(" \u00a0-")[:1]
    return after.isalpha() or after in _UNIT_SIGNS


def _as_money(text: str, plain: Amount, prefix: currency.Currency) -> Amount:
    suffix = currency.read_suffix(text, plain.end) if _may_have_unit(text, plain.end) else None
    codes, end = prefix.codes, plain.end
    if suffix and suffix.factor == 1 and suffix.codes[0] in codes:
        codes, end = suffix.codes if len(suffix.codes) == 1 else codes, suffix.end
    return plain._replace(kind=QuantityKind.MONEY, codes=codes, end=end, is_stated=True)


def _with_stated_unit(text: str, numeral: Numeral, plain: Amount) -> Amount | None:
    found = unit.read_unit(text, plain.end)
    if found is None:
        suffix = currency.read_suffix(text, plain.end)
        if suffix is None or (_WEAK_WORDS.search(text, plain.end, suffix.end) and numeral.value < _WEAK_FLOOR):
            return None
        if numeral.scale == 1 and text[plain.end] == "-" and "GBP" in suffix.codes:
            return plain._replace(kind=QuantityKind.MEASURE, unit="lb", end=suffix.end, is_stated=True)
        scaled = _times(plain, suffix.factor)
        return scaled._replace(kind=QuantityKind.MONEY, codes=suffix.codes, end=suffix.end, is_stated=True)
    return _times(plain, found.factor)._replace(kind=found.kind, unit=found.name, end=found.end, is_stated=True)


def _times(amount: Amount, factor: Decimal) -> Amount:
    if factor == 1:
        return amount
    step = None if amount.step is None else amount.step * factor
    return amount._replace(low=amount.low * factor, high=amount.high * factor, step=step)


def _with_noun(text: str, numeral: Numeral, plain: Amount) -> Amount | None:
    if exclusion.has_letters_after(text, numeral.end):
        return _decade(text, numeral, plain)
    year = _as_year(text, numeral, plain)
    if year:
        return year
    if is_age(text, numeral):
        return plain._replace(kind=QuantityKind.AGE, unit="year", is_stated=True)
    counted = _noun_after(text, numeral, plain.end)
    if counted:
        return plain._replace(kind=QuantityKind.COUNT, unit=counted.unit, noun=counted.text)
    return _settle_letter(numeral, plain)


def _noun_after(text: str, numeral: Numeral, end: int) -> noun.Noun | None:
    after = text[end : end + 1]
    if not (after.isspace() or after in "-‑") or not text[end + 1 : end + 2].isalpha():
        return None
    is_one = numeral.value == 1
    return (
        noun.read_noun(text, end, is_singular=is_one)
        or noun.read_total_noun(text, end)
        or (None if is_one else noun.read_hyphened(text, end))
    )


def _settle_letter(numeral: Numeral, plain: Amount) -> Amount | None:
    """Decide a scale of one letter that no currency or noun explains: "5m" is metres, "70B" the size of a model."""
    if not numeral.letter or numeral.letter in "kK":
        return plain
    if numeral.letter in "mt":
        value, step = numeral.plain, numeral.step / numeral.scale
        kind = QuantityKind.MEASURE
        return plain._replace(kind=kind, unit=numeral.letter, low=value, high=value, step=step, is_stated=True)
    return None


def _is_year(text: str, numeral: Numeral) -> bool:
    if numeral.end - numeral.start != len("2026"):
        return False
    written = text[numeral.start : numeral.end]
    return written.isdecimal() and int(written) in _YEARS


def _as_year(text: str, numeral: Numeral, plain: Amount) -> Amount | None:
    if not _is_year(text, numeral) or plain.tail or plain.is_negative:
        return None
    counted = noun.read_noun(text, numeral.end)
    if counted and counted.unit in _NO_YEAR:
        return None
    return plain._replace(kind=QuantityKind.YEAR, unit="year", is_stated=True)


def _decade(text: str, numeral: Numeral, plain: Amount) -> Amount | None:
    match = _DECADE.match(text, numeral.end)
    if match is None or not _is_year(text, numeral):
        return None
    return plain._replace(kind=QuantityKind.YEAR, unit="year", high=plain.low + 9, end=match.end(), is_stated=True)


def is_meant(text: str, numeral: Numeral, amount: Amount) -> bool:
    """Tell whether a numeral counts anything: not the pronoun "one", not a number that belongs to a name."""
    if amount.is_stated or numeral.scale != 1:
        return True
    if numeral.is_word:
        return numeral.value != 1 or _is_counting_one(text, numeral, amount)
    return amount.kind is not QuantityKind.NUMBER or not exclusion.names_number(text, numeral.start, numeral.end)


def _is_counting_one(text: str, numeral: Numeral, amount: Amount) -> bool:
    if amount.noun is None or amount.noun.split()[0].lower() in _NOUN_AFTER_ONE:
        return False
    return not _LONE_ONE.search(text, max(0, numeral.start - 9), numeral.start)


def past_word(text: str, end: int) -> int:
    """Return where the letters and digits that stand glued at `end` stop."""
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return end
