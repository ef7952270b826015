"""A value in figures: all its digits in groups of three, both bounds, the unit in words; no float anywhere.

The plurals are English, like the words of `wording`; a translation replaces both.
"""

import re
from decimal import Decimal

from pipeline.report import wording

_FIRST_FOUR_DIGITS = 1000
_NOUN = re.compile(r"(?:[a-z]+[ -])*[a-z]{2,}")
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)\Z")
_CONSONANT_Y = re.compile(r"(?<=[^aeiou])y\Z")


def in_figures(low: Decimal | None, high: Decimal | None, unit: str | None, written: str | None) -> str:
    """Return "7,400,000,000 USD", "45 to 50 %", "at least 500 people" or, where both bounds are open, an empty text.

    `low` and `high` are the bounds in `unit`, both included; `written` is the value as the article writes it, which
    tells a year of the calendar ("2023") from a number of years ("2,023 years").
    """
    bounds = [bound for bound in (low, high) if bound is not None]
    if not bounds:
        return ""
    is_date = unit == "year" and min(bounds) >= _FIRST_FOUR_DIGITS and "year" not in (written or "").lower()
    shown = [digits(bound, "" if is_date else ",") for bound in bounds]
    return f"{_span(low, high, shown)} {'' if is_date else _unit(unit, bounds)}".strip()


def digits(value: Decimal, separator: str = "") -> str:
    """Return a number with its own digits, without an exponent and without zeros that say nothing."""
    spelled = format(value, f"{separator}f")
    if "." in spelled:
        spelled = spelled.rstrip("0").rstrip(".")
    return "0" if spelled == "-0" else spelled


def _span(low: Decimal | None, high: Decimal | None, shown: list[str]) -> str:
    if low is None:
        return wording.AT_MOST.format(shown[0])
    if high is None:
        return wording.AT_LEAST.format(shown[0])
    return shown[0] if low == high else wording.FROM_TO.format(*shown)


def _unit(unit: str | None, bounds: list[Decimal]) -> str:
    if unit is None:
        return ""
    if unit in wording.UNIT:
        return wording.UNIT[unit]
    is_noun = unit not in wording.SYMBOLS and _NOUN.fullmatch(unit)
    return _plural(unit) if is_noun and set(bounds) != {1} else unit


def _plural(noun: str) -> str:
    phrase, gap, last = noun.rpartition(" ")
    return phrase + gap + (wording.PLURAL.get(last) or _regular(last))


def _regular(noun: str) -> str:
    if noun.endswith("man"):
        return noun.removesuffix("man") + "men"
    if _SIBILANT.search(noun):
        return f"{noun}es"
    return _CONSONANT_Y.sub("ie", noun) + "s"
