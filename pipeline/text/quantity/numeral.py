"""Owns reading one numeral, in digits or in words, with its scale.

A numeral that is not written in a known form is not read at all: no value is guessed.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.memo import forgettable

LONGEST_NUMERAL = 24
_NUMERAL_MARKS = frozenset("0123456789.,'’\u00a0\u202f\u2009")
MOST_WORDS = 12

_DIGITS = re.compile(r"\d++(?:[.,'’]\d++|[\u00a0\u202f\u2009]\d{3}(?!\d))*+")
# As far as the longest numeral and one character more, so that no place in a long run of digits costs the whole run.
_DIGITS_NEAR = re.compile(
    rf"\d{{1,{LONGEST_NUMERAL + 1}}}+"
    rf"(?:[.,'’]\d{{1,{LONGEST_NUMERAL + 1}}}+|[\u00a0\u202f\u2009]\d{{3}}(?!\d)){{0,{LONGEST_NUMERAL}}}+"
)
_FORMS = (
    (re.compile(r"\d{1,15}(?:\.\d{1,9})?"), "", "."),
    (re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?"), ",", "."),
    (re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?"), ",", "."),
    (re.compile(r"\d{1,3}(?:['’\u00a0\u202f\u2009]\d{3})+(?:[.,]\d{1,2})?"), "'’\u00a0\u202f\u2009", ".,"),
    (re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,3}"), ".", ","),
    (re.compile(r"\d{1,3}(?:\.\d{3}){2,}"), ".", ","),
    (re.compile(r"\d{1,6},\d{1,2}"), "", ","),
)
_VULGAR = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.33", "⅔": "0.67", "⅕": "0.2", "⅛": "0.125"}

_SMALL_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_SMALL = {word: value for value, word in enumerate(_SMALL_WORDS.split())}
_TENS = {
    word: 10 * tens
    for tens, word in enumerate(str.split("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
SCALES = {
    "dozen": Decimal(12),
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "lakh": Decimal(100_000),
    "million": Decimal(10**6),
    "crore": Decimal(10**7),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
    "quadrillion": Decimal(10**15),
}
_SHORT_SCALES = {
    "k": Decimal(1000),
    "m": SCALES["million"],
    "mm": SCALES["million"],
    "mn": SCALES["million"],
    "mln": SCALES["million"],
    "b": SCALES["billion"],
    "bn": SCALES["billion"],
    "bln": SCALES["billion"],
    "t": SCALES["trillion"],
    "tn": SCALES["trillion"],
    "trn": SCALES["trillion"],
    "cr": SCALES["crore"],
}
STARTS = frozenset([*_SMALL, *_TENS, "a", "an", "hundred"])

# Words that are looked up fold by ASCII alone: a dotless i or a long s would match, and then be found in no table.
_SCALE = re.compile(
    rf"[\s-]?((?a:{'|'.join(SCALES)}))s?\b|\s?((?a:[bm]l?n|trn|tn|cr|mm)\b)|((?a:[kmbt])\b)", re.IGNORECASE
)
_SCALE_LETTERS = frozenset("dhtlmcbqkDHTLMCBQK")
_NUMBER_WORD = re.compile(rf"(?a:{'|'.join([*_SMALL, *_TENS, *SCALES])})\b", re.IGNORECASE)
_ARTICLE_SCALE = re.compile(rf"an?\s(?=(?a:{'|'.join(SCALES)})\b)", re.IGNORECASE)
_WORD_GAP = re.compile(r"[-‑\s](?:and\s)?")
_AND_A_HALF = re.compile(r"[\s-]and[\s-]a[\s-]half\b", re.IGNORECASE)


class Numeral(NamedTuple):
    """A number at `[start, end)`: `value` is `plain` times `scale`; `step` weighs the last digit written.

    `letter` is a scale of one letter ("B", "m"), which outside money may mean something else.
    """

    start: int
    end: int
    plain: Decimal
    step: Decimal
    scale: Decimal = Decimal(1)
    is_word: bool = False
    letter: str = ""

    @property
    def value(self) -> Decimal:
        """Return the number with its scale applied."""
        return self.plain if self.scale == 1 else self.plain * self.scale

    def scaled(self, scale: Decimal) -> "Numeral":
        """Return the same numeral at another scale."""
        return self._replace(step=self.step / self.scale * scale, scale=scale)


def blob_end(text: str, start: int) -> int:
    """Return where the run of digits and separators at `start` ends; `start` itself where none stands."""
    match = _DIGITS.match(text, start)
    return match.end() if match else start


def read_numeral(text: str, start: int) -> Numeral | None:
    """Read the numeral that begins at `start`, with its scale; None where none does or its form is unknown."""
    char = text[start : start + 1]
    if char.isdecimal() or char in _VULGAR:
        return _read_digits(text, start)
    return _read_words(text, start)


def _read_digits(text: str, start: int) -> Numeral | None:
    match = _DIGITS_NEAR.match(text, start)
    read, end = (parse_digits(match.group()), match.end()) if match else ((Decimal(0), Decimal(1)), start)
    if read is None:
        return None
    plain, step = read
    if text[end : end + 1] in _VULGAR:
        plain, step, end = plain + Decimal(_VULGAR[text[end]]), Decimal("0.1"), end + 1
    return _with_scale(text, Numeral(start, end, plain, step))


@forgettable
@lru_cache(maxsize=4096)
def parse_digits(written: str) -> tuple[Decimal, Decimal] | None:
    """Return the value and the step of digits with separators ("1,200.50", "1.200,50"); None for an unknown form."""
    if len(written) > LONGEST_NUMERAL or not set(written) <= _NUMERAL_MARKS:
        return None
    for form, grouping, point in _FORMS:
        if form.fullmatch(written):
            for mark in grouping:
                written = written.replace(mark, "")
            for mark in point:
                written = written.replace(mark, ".")
            value = Decimal(written)
            exponent = value.as_tuple().exponent
            return value, Decimal(1).scaleb(int(exponent))
    return None


def _may_scale(text: str, end: int) -> bool:
    """Tell whether a scale may follow, by one letter: cheap, and most numbers fail."""
    char = text[end : end + 1]
    return char in _SCALE_LETTERS or (text[end + 1 : end + 2] in _SCALE_LETTERS and (char == "-" or char.isspace()))


def _with_scale(text: str, numeral: Numeral) -> Numeral:
    if not _may_scale(text, numeral.end):
        return numeral
    end, scale, letter = numeral.end, Decimal(1), ""
    for _ in range(2):
        match = _SCALE.match(text, end)
        if match is None:
            break
        word, short, single = match.groups()
        if word is None and scale != 1:
            break
        scale *= SCALES[word.lower()] if word else _SHORT_SCALES[(short or single).lower()]
        end, letter = match.end(), single or ""
    if scale == 1:
        return numeral
    return numeral._replace(end=end, step=numeral.step * scale, scale=scale, letter=letter)


def _read_words(text: str, start: int) -> Numeral | None:
    article = _ARTICLE_SCALE.match(text, start)
    words, end = _number_words(text, article.end() if article else start)
    if not words:
        return None
    half = _AND_A_HALF.match(text, end)
    if half:
        value = _value_of(words)
        weight = max((SCALES[word] for word in words if word in SCALES), default=Decimal(1))
        plain = value + weight / 2
        return _with_scale(text, Numeral(start, half.end(), plain, weight / 10, is_word=True))
    value, scale = _value_of(words), Decimal(1)
    for word in reversed(words):
        if SCALES.get(word, Decimal(0)) < SCALES["thousand"]:
            break
        scale *= SCALES[word]
    return Numeral(start, end, value / scale, _word_step(words, scale), scale, is_word=True)


def _number_words(text: str, start: int) -> tuple[list[str], int]:
    words: list[str] = []
    position = end = start
    while len(words) < MOST_WORDS:
        match = _NUMBER_WORD.match(text, position)
        if match is None or (words and not _follows(words[-1], match.group().lower(), text[end:position])):
            break
        words.append(match.group().lower())
        end = match.end()
        gap = _WORD_GAP.match(text, end)
        if gap is None:
            break
        position = gap.end()
    return words, end


def _follows(left: str, right: str, gap: str) -> bool:
    """Tell whether `right` continues the number that ends in `left` ("twenty" "five", not "five" "twenty")."""
    if len(gap) > 1:
        return left in SCALES and right not in SCALES
    if right in SCALES:
        return left not in SCALES or SCALES[right] > SCALES[left]
    if left in SCALES:
        return left != "dozen"
    return left in _TENS and 0 < _SMALL.get(right, 0) < len("0123456789")


def _value_of(words: list[str]) -> Decimal:
    total = current = Decimal(0)
    previous = Decimal(0)
    for word in words:
        scale = SCALES.get(word, Decimal(0))
        if not scale:
            current += _SMALL.get(word, _TENS.get(word, 0))
        elif scale < SCALES["thousand"]:
            current = (current or Decimal(1)) * scale
        elif previous >= SCALES["thousand"]:
            total *= scale
        else:
            total, current = total + (current or Decimal(1)) * scale, Decimal(0)
        previous = scale
    return total + current


def _word_step(words: list[str], scale: Decimal) -> Decimal:
    last = words[-1]
    if scale == 1:
        return SCALES.get(last, Decimal(1)) if last != "dozen" else Decimal(1)
    before = [word for word in words if word not in SCALES or SCALES[word] < SCALES["thousand"]]
    return scale * (SCALES.get(before[-1], Decimal(1)) if before else 1)
