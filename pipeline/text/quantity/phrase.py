"""Owns quantities that are idioms: fractions, ratios, multiples in words, vague plurals."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from pipeline.text.quantity.numeral import SCALES, Numeral, read_numeral
from schemas.quantity import QuantityKind

_PARTS = {
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "hundredth": 100,
}
_COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
}
_TIMES = {
    "halved": "0.5",
    "halves": "0.5",
    "halving": "0.5",
    "double": "2",
    "doubled": "2",
    "doubles": "2",
    "doubling": "2",
    "twice": "2",
    "triple": "3",
    "tripled": "3",
    "triples": "3",
    "tripling": "3",
    "trebled": "3",
    "thrice": "3",
    "quadruple": "4",
    "quadrupled": "4",
    "quadrupling": "4",
    "quintupled": "5",
    "tenfold": "10",
    "twofold": "2",
    "threefold": "3",
    "fourfold": "4",
    "fivefold": "5",
    "sixfold": "6",
    "eightfold": "8",
    "hundredfold": "100",
}
_VAGUE_STARTS = frozenset(str.split("dozens hundreds thousands millions billions trillions tens several few many a an"))

# What is looked up in a table folds by ASCII alone, see numeral.py.
_FRACTION = re.compile(
    rf"(?P<count>(?a:{'|'.join(_COUNTS)}))[-\s](?P<part>(?a:{'|'.join(_PARTS)}))(?P<s>s?)\b",
    re.IGNORECASE,
)
_FRACTION_OF_SCALE = re.compile(
    rf"(?:(?P<half>half)|(?P<count>(?a:{'|'.join(_COUNTS)}))[-\s](?P<part>(?a:third|quarter|tenth))s?\sof)\s"
    r"(?:a|an)\s(?P<scale>(?a:dozen|hundred|thousand|lakh|million|crore|billion|trillion))\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(rf"an?[-\s](?:{'|'.join([*_PARTS, *SCALES])}|few|couple)", re.IGNORECASE)
_HALF_UNIT = re.compile(
    r"half\san?\s(?=(?:second|minute|hour|day|week|month|year|decade|century|mile|percentage\spoint)\b)", re.IGNORECASE
)
_HALF = re.compile(
    r"half\b(?![\s-](?:of\s)?(?:19|20)\d\d|-)(?=\s(?:of|the|its|their|his|her|our|all|that|those|these)\b)",
    re.IGNORECASE,
)
_HALF_AGAIN = re.compile(r"half\sas\s(?:much|many|big|large)\sagain\b", re.IGNORECASE)
_HALF_AS = re.compile(r"half\sas\s(?=\w)", re.IGNORECASE)
_TIMES_WORD = re.compile(rf"(?a:{'|'.join(_TIMES)})\b(?!-)", re.IGNORECASE)
_VAGUE = re.compile(
    r"(?:(?P<tens>(?a:tens|hundreds|thousands))\sof\s)?(?P<plural>(?a:dozen|hundred|thousand|million|billion|trillion))s\b"
    r"|(?:several|(?:a\s)?few|many|a\scouple(?:\sof)?)\s"
    r"(?P<single>(?a:dozen|hundred|thousand|million|billion|trillion))\b",
    re.IGNORECASE,
)
_RATIO_LINK = re.compile(r"\s(?:in|out\sof)\s(?:every\s)?")
_RATIO_BASES = frozenset(Decimal(n) for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100, 1000, 10000, 100000, 1000000))
_HALF_ALONE = re.compile(r"half\b(?!-)", re.IGNORECASE)
_UNIT_AFTER = re.compile(r"[\s-](?:second|minute|hour|day|week|month|year|decade)|\s?%|\sper", re.IGNORECASE)
_CALENDAR_PART = re.compile(r" of (?:19|20)\d\d|-")
_BY = re.compile(
    r"\b(?:by|to|than|from|about|nearly|almost|around|roughly|over|under|fell|rose|up|down|only)\s$", re.IGNORECASE
)
_EITHER = rf"(?:{'|'.join(_COUNTS)})[-\s](?:{'|'.join(_PARTS)})s?"
_OR_BEFORE = re.compile(
    rf"\b(?:by|to|than|from|about|nearly|almost|around|roughly|over|under|fell|rose|up|down|only)\s{_EITHER}\sor\s$",
    re.IGNORECASE,
)
_OR_AFTER = re.compile(rf"\sor\s{_EITHER}\sof\b", re.IGNORECASE)
_LINE_START = re.compile(r"(?:^|\n|[.!?]\s)[\s\"“‘(]{0,3}$")
_LINE_END = re.compile(r"[\"”’)]{0,2}(?:[.!?][\"”’)]{0,2}(?:\s|\Z)|[^\S\n]{0,3}(?:\n|\Z))")
_LONGEST_EITHER = 28
_ORDINAL = re.compile(r"\b(?:first|second|other|latter|former)[\s-]$", re.IGNORECASE)
_TENS = {"tens": 10, "hundreds": 100, "thousands": 1000}
_PERCENT = Decimal(100)
_REACH = 12


class Phrase(NamedTuple):
    """An idiom at `[start, end)` with the values it admits; `unit` None means that a unit or a noun may follow."""

    start: int
    end: int
    kind: QuantityKind
    low: Decimal
    high: Decimal
    unit: str | None = None
    step: Decimal | None = None
    word: str | None = None


def has_article_number(text: str, start: int) -> bool:
    """Tell whether the article at `start` may begin a number ("a third", "a million"): most do not."""
    return _ARTICLE.match(text, start) is not None


def read_phrase(text: str, start: int, word: str) -> Phrase | None:
    """Read the idiom that begins at `start` with `word`, given in lower case; None where none does.

    Ratios are left out: they begin with a numeral, see `read_ratio`.
    """
    return next((phrase for reader in _READERS.get(word, ()) if (phrase := reader(text, start))), None)


def _read_scale_part(text: str, start: int) -> Phrase | None:
    match = _FRACTION_OF_SCALE.match(text, start)
    if match is None:
        return None
    share = Decimal("0.5") if match["half"] else _share(match["count"], match["part"]) / _PERCENT
    scale = SCALES[match["scale"].lower()]
    value = share * scale
    return Phrase(start, match.end(), QuantityKind.NUMBER, value, value, step=scale / 10)


def _read_half(text: str, start: int) -> Phrase | None:
    if text[start : start + 4].lower() != "half" or _ORDINAL.search(text, max(0, start - _REACH), start):
        return None
    for pattern, kind, value, unit in (
        (_HALF_AGAIN, QuantityKind.MULTIPLE, "1.5", "x"),
        (_HALF_AS, QuantityKind.MULTIPLE, "0.5", "x"),
        (_HALF_UNIT, QuantityKind.NUMBER, "0.5", None),
        (_HALF, QuantityKind.SHARE, "50", "%"),
    ):
        match = pattern.match(text, start)
        if match:
            end = match.end() - (text[match.end() - 1] == " ")
            return Phrase(start, end, kind, Decimal(value), Decimal(value), unit)
    if _BY.search(text, max(0, start - _REACH), start) and _HALF_ALONE.match(text, start):
        return Phrase(start, start + len("half"), QuantityKind.SHARE, Decimal(50), Decimal(50), "%")
    return None


def read_ratio(text: str, part: Numeral) -> Phrase | None:
    """Read "one in five" and "nine out of ten": a share, where the second number is a customary base."""
    if part.scale != 1 or text[part.end + 1 : part.end + 2] not in {"i", "o"}:
        return None
    link = _RATIO_LINK.match(text, part.end)
    whole = read_numeral(text, link.end()) if link else None
    if whole is None or whole.value not in _RATIO_BASES or not 0 < part.value < whole.value:
        return None
    if _UNIT_AFTER.match(text, whole.end):
        return None
    share = _rounded(part.value * _PERCENT / whole.value)
    return Phrase(part.start, whole.end, QuantityKind.SHARE, share, share, "%")


def _share(count: str, part: str) -> Decimal:
    return Decimal(_COUNTS[count.lower()]) * _PERCENT / _PARTS[part.lower()]


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01")).normalize() + 0


def _read_fraction(text: str, start: int) -> Phrase | None:
    match = _FRACTION.match(text, start)
    if match is None:
        return None
    is_plural = _COUNTS[match["count"].lower()] > 1
    is_meant = (
        text.startswith(" of ", match.end())
        or "-" in match.group()
        or _BY.search(text, max(0, start - _REACH), start) is not None
        or _stands_beside_share(text, start, match.end())
    )
    if is_plural != bool(match["s"]) or not (is_meant or (is_plural and match["part"].lower() != "quarter")):
        return None
    if _CALENDAR_PART.match(text, match.end()):
        return None
    share = _rounded(_share(match["count"], match["part"]))
    return Phrase(start, match.end(), QuantityKind.SHARE, share, share, "%")


def _stands_beside_share(text: str, start: int, end: int) -> bool:
    """Tell whether a fraction is joined to another by "or" ("by a fifth or a quarter"), or stands all alone."""
    return (
        _OR_BEFORE.search(text, max(0, start - _LONGEST_EITHER), start) is not None
        or _OR_AFTER.match(text, end) is not None
        or (_LINE_END.match(text, end) is not None and _LINE_START.search(text, max(0, start - 5), start) is not None)
    )


def _read_times(text: str, start: int) -> Phrase | None:
    match = _TIMES_WORD.match(text, start)
    if match is None:
        return None
    value = Decimal(_TIMES[match.group().lower()])
    return Phrase(start, match.end(), QuantityKind.MULTIPLE, value, value, "x", Decimal(1))


def _read_vague(text: str, start: int) -> Phrase | None:
    """Read "dozens", "tens of thousands", "several hundred": from twice to ten times the unit named."""
    match = _VAGUE.match(text, start)
    if match is None:
        return None
    base = SCALES[(match["plural"] or match["single"]).lower()] * _TENS.get((match["tens"] or "").lower(), 1)
    word = " ".join(match.group().lower().split())
    return Phrase(start, match.end(), QuantityKind.NUMBER, 2 * base, 10 * base, step=base, word=word)


_READERS: dict[str, tuple[Callable[[str, int], Phrase | None], ...]] = {
    word: tuple(
        reader
        for reader, words in (
            (_read_scale_part, {*_COUNTS, "half"}),
            (_read_half, {"half"}),
            (_read_fraction, {*_COUNTS}),
            (_read_times, {*_TIMES}),
            (_read_vague, _VAGUE_STARTS),
        )
        if word in words
    )
    for word in [*_COUNTS, *_TIMES, *_VAGUE_STARTS, "half"]
}
STARTS = frozenset(_READERS)
"""The words, in lower case, that an idiom may begin with."""
