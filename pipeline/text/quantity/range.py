"""Owns reading an amount at a place: one value, or two that a word or a dash makes a range."""

import re
from decimal import Decimal

from pipeline.text.quantity import currency
from pipeline.text.quantity.amount import Amount, is_meant, past_word, with_unit
from pipeline.text.quantity.numeral import Numeral, blob_end, read_numeral
from schemas.quantity import QuantityKind

_CONNECTOR = re.compile(
    r"(?P<dash>[-–‑]|\s[-–]\s)|\s(?P<word>to|and|or)\s(?:(?:up\sto|as\smuch\sas|as\smany\sas)\s)?", re.IGNORECASE
)
_DASHES = frozenset("-–‑")
_LINK_STARTS = frozenset("taoTAO-–")
_SIGN_AHEAD = re.compile(r"(?:[A-Z.]{0,4}[$€£¥￥₹₽₩₺]|[A-Z]{3}\s?|Rs\.?\s?)?(?=\d)|(?=[a-z])")
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s$", re.IGNORECASE)
_CHANGE = re.compile(r"\b(?:rose|fell|jumped|climbed|dropped|surged|rising|falling|dropping|by)\s$", re.IGNORECASE)
_FROM_AFTER = re.compile(
    r"(?:\s(?:[a-z]{1,20}|percentage\spoints)){0,2}\sfrom\s(?:(?:about|around|nearly|some)\s)?[$€£¥₹]?"
    r"(?!(?:19|20)\d\d(?![\d,.]))\d"
)
_SHORT_YEAR = re.compile(r"[-–/](\d{2})(?![\d%])")


def read_amount(text: str, start: int, numeral: Numeral | None) -> tuple[Amount | None, int]:
    """Read the amount of the numeral that begins at `start`, if one does; return it, and where reading goes on."""
    if numeral is None:
        return None, max(start + 1, blob_end(text, start))
    prefix = None if numeral.is_word else currency.read_prefix(text, start)
    left = with_unit(text, numeral, prefix)
    ranged, after = _read_range(text, numeral, prefix, left)
    if ranged or after:
        return ranged, after
    if left is None:
        return None, past_word(text, numeral.end)
    return (left if is_meant(text, numeral, left) else None), max(left.end, numeral.end)


def _read_range(
    text: str, numeral: Numeral, prefix: currency.Currency | None, left: Amount | None
) -> tuple[Amount | None, int]:
    """Read "X to Y"; return the range and its end; (None, end) drops both numbers, (None, 0) leaves the first alone."""
    short = _short_year_range(text, numeral, left)
    if short:
        return short, short.end
    for position in (numeral.end, left.end) if left and left.end > numeral.end else (numeral.end,):
        if not _may_link(text, position):
            continue
        link = _CONNECTOR.match(text, position)
        ahead = _SIGN_AHEAD.match(text, link.end()) if link else None
        second = read_numeral(text, ahead.end()) if ahead else None
        if link is None or second is None:
            continue
        mark = currency.read_prefix(text, second.start) if not second.is_word else None
        if mark and (not mark.codes or mark.start < link.end()):
            mark = None
        if not _links(text, link, (numeral, second), prefix.start if prefix else numeral.start):
            continue
        return _join(text, (numeral, second), (prefix, mark), left, is_dash=link["dash"] in {"-", "–", "‑"})
    return None, 0


def _may_link(text: str, position: int) -> bool:
    """Tell whether a dash or a word may join a second number, by two letters: cheap, and most numbers stand alone."""
    return text[position : position + 1] in _DASHES or text[position + 1 : position + 2] in _LINK_STARTS


def _short_year_range(text: str, numeral: Numeral, left: Amount | None) -> Amount | None:
    if left is None or left.kind is not QuantityKind.YEAR:
        return None
    match = _SHORT_YEAR.match(text, numeral.end)
    if match is None:
        return None
    last = left.low - left.low % 100 + int(match[1])
    return left._replace(high=last, end=match.end()) if left.low < last else None


def _links(text: str, link: re.Match[str], pair: tuple[Numeral, Numeral], start: int) -> bool:
    """Tell whether the word between two numbers makes them a range."""
    word = (link["word"] or "").lower()
    if word == "and":
        return _BETWEEN.search(text, max(0, start - 12), start) is not None
    if word == "or":
        return 0 < pair[1].value - pair[0].value <= max(Decimal(2), pair[0].value / 5) and pair[0].value > 1
    if word == "to":
        is_change = _CHANGE.search(text, max(0, start - 12), start) is not None
        if is_change and (link.start() > pair[0].end or _FROM_AFTER.match(text, pair[1].end)):
            return False
        return _FROM.search(text, max(0, start - 12), start) is None
    return not (pair[0].is_word or pair[1].is_word)


def _join(
    text: str,
    pair: tuple[Numeral, Numeral],
    marks: tuple[currency.Currency | None, currency.Currency | None],
    left: Amount | None,
    *,
    is_dash: bool,
) -> tuple[Amount | None, int]:
    first, second = pair
    right = with_unit(text, second, marks[1] or _as_codes(marks[0]))
    dropped = (None, past_word(text, second.end)) if is_dash else (None, 0)
    if left and right and left.kind is QuantityKind.AGE and not right.is_stated:
        right = right._replace(kind=QuantityKind.AGE, unit=left.unit, noun=None, is_stated=True)
    if right is None or not _fits(left, right, has_sign=marks[0] is not None):
        return (None, 0) if left and left.is_stated and right else dropped
    if first.scale == 1 and second.scale != 1 and first.plain <= second.plain and not first.letter:
        first = first.scaled(second.scale)
    factor = right.low / second.value if second.value else Decimal(1)
    low = first.value * factor
    start = left.start if left else first.start
    if low >= right.high or (is_dash and not (right.is_stated or right.noun or second.scale != 1)):
        return dropped if not (left and left.is_stated and not is_dash) else (None, 0)
    is_negative = left is not None and left.is_negative
    return right._replace(start=start, low=low, is_negative=is_negative), right.end


def _as_codes(prefix: currency.Currency | None) -> currency.Currency | None:
    return prefix if prefix and prefix.codes else None


def _fits(left: Amount | None, right: Amount, *, has_sign: bool) -> bool:
    """Tell whether the left number may share the right one's unit."""
    if left is None or not left.is_stated or has_sign:
        return left is None or not left.codes or set(left.codes) & set(right.codes) != set()
    return left.kind is right.kind and left.unit == right.unit and left.codes == right.codes
