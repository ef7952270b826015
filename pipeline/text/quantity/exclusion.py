"""Owns what looks like a number and is none: versions, models, clock times, dates, scores, ids, list markers.

Each test looks at one place and a bounded stretch around it, so that a scan stays linear.
"""

import re

from pipeline.text.quantity.currency import read_suffix
from pipeline.text.quantity.noun import read_noun
from pipeline.text.quantity.unit import read_unit

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_URL = re.compile(r"(?:https?://|www\.)\S{1,2000}")
_AHEAD = re.compile(
    rf"""
    # What follows the digits of one of these: most numbers fail here, at little cost.
    (?=0\d|\d++(?:[-–./:)apsnrt]|\s[apoA-Z]|[ \u00a0]\d{{3}}))(?:
    \d{{4}}-\d{{2}}-\d{{2}}(?:[T\s]\d{{2}}:\d{{2}}(?::\d{{2}})?)?                        # an ISO date
  | \d{{1,2}}(?P<mark>[./-])\d{{1,2}}(?P=mark)(?:\d{{4}}|\d{{2}})(?![\d.])               # a date in digits
  | \d{{1,4}}/\d{{1,4}}(?:/\d{{1,4}})?(?!\d)                                             # 9/11, 24/7
  | \d{{1,2}}[:.]\d{{2}}(?::\d{{2}})?\s?(?:[ap]\.?m\b\.?) | \d{{1,2}}:\d{{2}}(?::\d{{2}})?(?!\d)
  | \d{{1,2}}\s?(?:[ap]\.m\.|[ap]m\b) | \d{{4}}\s(?:GMT|UTC|EST|EDT|PST|PDT|CET|BST|ET)\b | \d{{1,2}}\so['’]clock\b
  | \d{{1,3}}(?:st|nd|rd|th)\b                                                           # an ordinal
  | \d++(?:\.\d++){{2,12}}                                                               # a version, an address
  | \d{{3}}\)\s?\d{{3}}[-.\s]\d{{4}}(?!\d)
  | 0\d{{1,4}}[ \u00a0]\d{{3,4}}[ \u00a0]\d{{3,4}}(?!\d) | \d{{3}}[ \u00a0]\d{{3}}[ \u00a0]\d{{4}}(?!\d)
  | \d{{3}}[-.]\d{{3,4}}[-.]\d{{4}}(?!\d) | \d{{1,4}}(?:[-–]\d{{1,4}}){{2,6}}(?!\d)      # a telephone number, an ISBN
  | \d{{1,2}}\s(?:of\s)?{_MONTH}\b\.?                                                    # the day of a date
  | \d{{1,5}}\s[A-Z][a-z]{{1,20}}\s(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Boulevard|Square)\b
  | 0\d++(?![.,]?\d) | \d{{1,4}}\s[A-Z]{{2,10}}\s\d{{1,4}}\b                                # 737 MAX 9
    )
    """,
    re.VERBOSE,
)
_HEADS = frozenset(
    str.split(
        """
    v ver version section article chapter page pages figure fig table volume vol no nr paragraph para phase season
    episode level grade category item appendix clause flight route highway interstate room channel apartment suite
    platform terminal tier psalm verse pier runway resolution proposition part type generation gen number
    covid
    """
    )
)
_NAMED_HEADS = frozenset(
    str.split(
        """
    Act Airbus Amendment Apollo Area Artemis Battalion Bill Block Boeing Brigade Build Building Bus CAC Camp Catch
    Class Claude DAX District Division Exit FTSE Falcon Formula Fortune Galaxy Game Gate Gemini Gemma Grok Group
    Line Llama Lot Mistral Model Nasdaq Nikkei Phi Pixel PlayStation Qwen Regiment Release Round Rule Russell S&P
    Sector Series Squadron Stage Starship Step Stoxx Studio Team Title Unit Voyager Ward Week Windows Xbox Zone
    iPhone
    """
    )
)
_MONTHS = frozenset(
    str.split(
        """
    Jan January Feb February Mar March Apr April May Jun June Jul July Aug August Sep Sept September Oct October Nov
    November Dec December
    """
    )
)
_MARKER = re.compile(r"(?:^|\n)[ \t]{0,8}(?:[•*-][ \t]{0,4})?\(?$")
_MARKER_AFTER = re.compile(r"\d{1,3}[.)](?=\s)")
_TELEPHONE = re.compile(r"\(\d{3}\)\s?$|\+\d{0,3}[\s-]?$|\+\(?$")
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_LONGEST_HEAD = 16
_PHONE_TAIL = re.compile(r"[\d\s().-]{4,24}")
_NAMED = re.compile(r"(?<![\w'’-])[a-z][a-z'’-]{0,15},?\s([A-Z][A-Za-z]{2,20})[\s\u00a0]$")
_SIZED = re.compile(r"(?:[A-Z][A-Za-z.-]{1,20}\s\d{1,3}(?:\.\d{1,2})?|[A-Z][A-Za-z.-]{0,20}-?\d{1,3}(?:\.\d{1,2})?)\s$")
_NAME_NUMBER = re.compile(r"\d{1,4}(?:\.\d)?(?=[\s,;:.)!?’'”\"—–-]|$)(?![.,]\d)")
_SIZE = re.compile(r"\d{1,4}(?:\.\d{1,2})?[BMK]\b")
_PREFIX_WORDS = re.compile(r"(?<![\w-])(?:mid|pre|post|early|late|sub|then|non|all|a|under|over)-$", re.IGNORECASE)
_QUALIFYING = frozenset(
    str.split("About Around Nearly Almost Over Under Some Only Just Roughly Approximately Since From Until")
)
_REACH = 32


def url_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of web addresses."""
    if "http" not in text and "www." not in text:
        return []
    return [match.span() for match in _URL.finditer(text)]


def excluded_end(text: str, start: int) -> int | None:
    """Return where the thing at `start` ends if its digits state no quantity; None if they may."""
    if _is_glued(text, start):
        return _run_end(text, start)
    match = _AHEAD.match(text, start)
    if match:
        return match.end()
    return _excluded_by_place(text, start)


def _excluded_by_place(text: str, start: int) -> int | None:
    before = text[start - 1 : start]
    if before and before in "#@§№/_\\":
        return _run_end(text, start)
    if (
        before
        and before in "+)(-. "
        and _may_be_telephone(text, start)
        and _TELEPHONE.search(text, max(0, start - 8), start)
    ):
        tail = _PHONE_TAIL.match(text, start)
        return tail.end() if tail else None
    if before in {" ", "\u00a0"} and _is_headed(text, start):
        return _run_end(text, start)
    marker = _MARKER_AFTER.match(text, start)
    if marker and _MARKER.search(text, max(0, start - 12), start):
        return marker.end()
    return _named_end(text, start, max(0, start - _REACH))


def _may_be_telephone(text: str, start: int) -> bool:
    return "+" in (window := text[max(0, start - 8) : start]) or ")" in window


def _is_headed(text: str, start: int) -> bool:
    """Tell whether the word before the number takes it as its own ("Section 12", "May 8", "Boeing 737")."""
    if text[start - 2 : start - 1].isdigit():
        return False
    words = text[max(0, start - _LONGEST_HEAD) : start].split()
    if not words:
        return False
    word = words[-1].rstrip(".").lstrip("(\"“‘'[")
    if word in _MONTHS:
        return _YEAR.match(text, start) is None
    return word in _NAMED_HEADS or word in {"§", "№"} or word.lower() in _HEADS


def _named_end(text: str, start: int, window_start: int) -> int | None:
    """Return the end of a number that belongs to the capitalised name before it ("Boeing 737", "Llama 3 70B")."""
    size = _SIZE.match(text, start)
    if size and _SIZED.search(text, window_start, start):
        return size.end()
    return None


def names_number(text: str, start: int, end: int) -> bool:
    """Tell whether a bare number belongs to the capitalised name before it, inside a sentence ("the Xiaomi 17")."""
    if not text[start - 2 : start - 1].isalpha():
        return False
    match = _NAMED.search(text, max(0, start - _REACH), start)
    if match is None or match[1] in _QUALIFYING or match[1].endswith(("ed", "ing")):
        return False
    number = _NAME_NUMBER.match(text, start)
    return number is not None and number.end() == end


def _is_unexplained(text: str, start: int, end: int) -> bool:
    """Tell whether no unit, currency or noun claims the number after a name ("paid OpenAI 12 times")."""
    if not names_number(text, start, end):
        return False
    return read_unit(text, end) is None and read_suffix(text, end) is None and read_noun(text, end) is None


def name_end(text: str, end: int) -> int:
    """Return where a name that ends at `end` does so with the numbers that belong to it ("Boeing 737"); else `end`."""
    for _ in range(2):
        start = end + 1
        if text[end:start] != " " or not text[start : start + 1].isdigit():
            break
        number = _NAME_NUMBER.match(text, start)
        size = _named_end(text, start, max(0, start - _REACH))
        if size:
            end = size
        elif number and (_is_headed(text, start) or _is_unexplained(text, start, number.end())):
            end = number.end()
        else:
            break
    return end


def _is_glued(text: str, start: int) -> bool:
    """Tell whether the digits are part of a word ("H100", "GPT-4", "Covid-19")."""
    before = text[start - 1 : start] if start else ""
    if before.isalpha() or before == "_":
        return before not in "RspM" or not _is_currency_before(text, start)
    if before in "-‑." and start > 1 and text[start - 2].isalnum():
        return not (_PREFIX_WORDS.search(text, max(0, start - 8), start))
    return False


_GLUED_CODE = re.compile(r"(?<![\w.])(?:R|RM|Rs|Rp|RMB|[A-Z]{3})$")


def _is_currency_before(text: str, start: int) -> bool:
    return _GLUED_CODE.search(text, max(0, start - 4), start) is not None


_RUN = re.compile(r"[\w]*+(?:[.,:/'’-]\w++)*+")


def _run_end(text: str, start: int) -> int:
    match = _RUN.match(text, start)
    return max(start + 1, match.end() if match else start + 1)


def has_letters_after(text: str, end: int) -> bool:
    """Tell whether letters stand glued to the end of a number that no unit explains ("4G", "737MAX")."""
    after = text[end : end + 1]
    return after.isalpha() or after == "_"
