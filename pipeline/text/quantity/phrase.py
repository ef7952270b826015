"""Owns quantities that are idioms: fractions, ratios, multiples in words, vague plurals."""

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.text.quantity.numeral import SCALES, read_numeral
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
STARTS = frozenset([*_TIMES, *_COUNTS, "half", "couple", "dozens", "hundreds", "thousands", "millions", "billions",
                    "trillions", "tens", "several", "few", "many"])  # fmt: skip

_FRACTION = re.compile(
    rf"(?P<count>{'|'.join(_COUNTS)})[-\s](?P<part>{'|'.join(_PARTS)})(?P<s>s?)\b",
    re.IGNORECASE,
)
_FRACTION_OF_SCALE = re.compile(
    rf"(?:(?P<half>half)|(?P<count>{'|'.join(_COUNTS)})[-\s](?P<part>third|quarter|tenth)s?\sof)\s"
    r"(?:a|an)\s(?P<scale>dozen|hundred|thousand|lakh|million|crore|billion|trillion)\b",
    re.IGNORECASE,
)
_HALF_UNIT = re.compile(
    r"half\san?\s(?=(?:second|minute|hour|day|week|month|year|decade|century|mile|percentage\spoint)\b)", re.IGNORECASE
)
_HALF = re.compile(
    r"half\b(?![\s-](?:of\s)?(?:19|20)\d\d|-)(?=\s(?:of|the|its|their|his|her|our|all|that|those|these)\b)",
    re.IGNORECASE,
)
_HALF_AGAIN = re.compile(r"half\sas\s(?:much|many|big|large)\sagain\b", re.IGNORECASE)
_HALF_AS = re.compile(r"half\sas\s(?=\w)", re.IGNORECASE)
_TIMES_WORD = re.compile(rf"(?:{'|'.join(_TIMES)})\b(?!-)", re.IGNORECASE)
_VAGUE = re.compile(
    r"(?:(?P<tens>tens|hundreds|thousands)\sof\s)?(?P<plural>dozen|hundred|thousand|million|billion|trillion)s\b"
    r"|(?:several|(?:a\s)?few|many|a\scouple(?:\sof)?)\s(?P<single>dozen|hundred|thousand|million|billion|trillion)\b",
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
_ORDINAL = re.compile(r"\b(?:first|second|other|latter|former)[\s-]$", re.IGNORECASE)
_TENS = {"tens": 10, "hundreds": 100, "thousands": 1000}
_PERCENT = Decimal(100)
_REACH = 12


@dataclass(frozen=True, slots=True)
class Phrase:
    """An idiom at `[start, end)` with the values it admits; `unit` None means that a unit or a noun may follow."""

    start: int
    end: int
    kind: QuantityKind
    low: Decimal
    high: Decimal
    unit: str | None = None
    step: Decimal | None = None
    word: str | None = None


def read_phrase(text: str, start: int) -> Phrase | None:
    """Read the idiom that begins at `start`; None where none does."""
    readers = (_read_scale_part, _read_half, read_ratio, _read_fraction, _read_times, _read_vague)
    return next((phrase for reader in readers if (phrase := reader(text, start))), None)


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


def read_ratio(text: str, start: int) -> Phrase | None:
    """Read "one in five" and "nine out of ten": a share, where the second number is a customary base."""
    part = read_numeral(text, start)
    if part is None or part.scale != 1:
        return None
    link = _RATIO_LINK.match(text, part.end)
    whole = read_numeral(text, link.end()) if link else None
    if whole is None or whole.value not in _RATIO_BASES or not 0 < part.value < whole.value:
        return None
    if _UNIT_AFTER.match(text, whole.end):
        return None
    share = _rounded(part.value * _PERCENT / whole.value)
    return Phrase(start, whole.end, QuantityKind.SHARE, share, share, "%")


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
    )
    if is_plural != bool(match["s"]) or not (is_meant or (is_plural and match["part"].lower() != "quarter")):
        return None
    if _CALENDAR_PART.match(text, match.end()):
        return None
    share = _rounded(_share(match["count"], match["part"]))
    return Phrase(start, match.end(), QuantityKind.SHARE, share, share, "%")


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
