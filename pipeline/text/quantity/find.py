"""Owns finding every quantity of a text: amounts and idioms with their qualifiers, in order.

Spans index the text given, ascend and do not overlap; a span runs from the qualifier to the unit, and leaves out the
noun that is counted. What cannot be read with certainty is left out.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.text.memo import forgettable
from pipeline.text.quantity import currency, exclusion, noun, qualifier, unit
from pipeline.text.quantity.amount import Amount
from pipeline.text.quantity.memory import Memory
from pipeline.text.quantity.numeral import STARTS, read_numeral
from pipeline.text.quantity.phrase import STARTS as PHRASE_STARTS
from pipeline.text.quantity.phrase import Phrase, has_article_number, read_phrase, read_ratio
from pipeline.text.quantity.qualifier import Bound, Qualifier
from pipeline.text.quantity.range import read_amount
from schemas.quantity import Quantity, QuantityKind

_LONGEST_REMEMBERED = 1000
_WORD_STARTS = STARTS | PHRASE_STARTS
_FIRST_LETTERS = "".join(sorted({letter for word in _WORD_STARTS for letter in (word[0], word[0].upper())}))
# Words that begin inside a word, or behind a mark that joins them to one, are passed over; so are other first letters.
_TOKEN = re.compile(rf"\d|[½¼¾⅓⅔⅕⅛]|(?<![^\W_])[{_FIRST_LETTERS}][^\W\d_]*+")
_ARTICLES = frozenset({"a", "an"})
_ONE = Decimal(1)
_COUNTING_QUALIFIERS = frozenset(
    [
        "more than",
        "up to",
        "as many as",
        "fewer than",
        "less than",
        "nearly",
        "almost",
        "some",
        "no more than",
        "no fewer than",
    ]
)
_DURATION_PREPOSITIONS = frozenset(["over", "under", "above", "below"])


def find_quantities(text: str, *, context: str | None = None) -> tuple[Quantity, ...]:
    """Return the quantities of a text, ascending and not overlapping.

    Args:
        text: The text to read; offsets are into it.
        context: Text of the same article that tilts an ambiguous sign ("yuan" makes ¥ CNY); None to read signs alone.

    A written minus makes a value negative; a "loss of" does not: it is kept as the qualifier "loss".
    """
    return _remembered(text, context) if len(text) <= _LONGEST_REMEMBERED else tuple(_scan(text, context))


def _scan(text: str, context: str | None) -> Iterator[Quantity]:
    position = floor = 0
    for match in _tokens(text):
        start, word = match.start(), match.group().lower()
        if start < position or not (word in _WORD_STARTS or not word.isalpha()):
            continue
        amount, position = _read_at(text, start, word)
        if amount and amount.start >= floor:
            quantity = _quantity(text, amount, context, floor)
            floor = position = max(position, quantity.end)
            yield quantity


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """Return the digits and words that a quantity may begin with, outside web addresses."""
    tokens = _TOKEN.finditer(text)
    urls = exclusion.url_spans(text)
    return _outside(tokens, urls) if urls else tokens


def _outside(tokens: Iterator[re.Match[str]], spans: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    ahead = iter(spans)
    span = next(ahead, None)
    for token in tokens:
        while span and span[1] <= token.start():
            span = next(ahead, None)
        if span is None or token.start() < span[0]:
            yield token


def _read_at(text: str, start: int, word: str) -> tuple[Amount | None, int]:
    """Read what begins at `start` with `word`; return it, and where reading goes on."""
    idiom = None
    if word.isdecimal():
        excluded = exclusion.excluded_end(text, start)
        if excluded:
            return None, excluded
    else:
        if start and (text[start - 1].isalnum() or text[start - 1] in "-‑_'’@#/"):
            return None, start
        if word in _ARTICLES and not has_article_number(text, start):
            return None, start
        idiom = read_phrase(text, start, word)
    numeral = None if idiom else read_numeral(text, start)
    if numeral and idiom is None:
        idiom = read_ratio(text, numeral)
    return (_amount_of(text, idiom), idiom.end) if idiom else read_amount(text, start, numeral)


def _amount_of(text: str, idiom: Phrase) -> Amount:
    """Give an idiom the unit or the noun that follows it ("half an hour", "dozens of people")."""
    amount = Amount(
        idiom.start, idiom.end, idiom.kind, idiom.low, idiom.high, idiom.step, unit=idiom.unit, word=idiom.word
    )
    if idiom.unit:
        return amount
    suffix = currency.read_suffix(text, idiom.end) or currency.read_suffix(text, idiom.end + len(" of"))
    if suffix and text[idiom.end : idiom.end + 1] == " ":
        return amount._replace(kind=QuantityKind.MONEY, codes=suffix.codes, end=suffix.end)
    measured = unit.read_unit(text, idiom.end)
    if measured:
        return amount._replace(kind=measured.kind, unit=measured.name, end=measured.end)
    counted = noun.read_noun(text, idiom.end) or noun.read_total_noun(text, idiom.end)
    return amount._replace(kind=QuantityKind.COUNT, unit=counted.unit, noun=counted.text) if counted else amount


def _quantity(text: str, amount: Amount, context: str | None, floor: int) -> Quantity:
    before, after = _qualifiers(text, amount, floor)
    if amount.kind is QuantityKind.YEAR and before and before.word in _COUNTING_QUALIFIERS:
        amount = amount._replace(kind=QuantityKind.NUMBER, unit=None)
    mark = before or after
    low, high = _ends(amount)
    bounds = {mark.bound for mark in (before, after) if mark} if mark else ()
    code, candidates = currency.settle(amount.codes, context) if amount.codes else (amount.unit, ())
    word = mark.word if mark else amount.word
    start = before.start if before else amount.start
    end = after.end if after else amount.end
    return Quantity(
        text=text[start:end],
        start=start,
        end=end,
        kind=amount.kind,
        low=None if Bound.AT_MOST in bounds else low,
        high=None if Bound.AT_LEAST in bounds else high,
        unit=code,
        qualifier=word or qualifier.read_loss(text, start),
        candidates=candidates,
        step=None if amount.step is None else _plain(amount.step),
        noun=amount.noun,
    )


def _ends(amount: Amount) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest value of an amount, written plainly."""
    low = _plain(amount.low)
    high = low if amount.high is amount.low else _plain(amount.high)
    return (-high, -low) if amount.is_negative else (low, high)


def _plain(value: Decimal) -> Decimal:
    """Return a value without an exponent and without zeros that say nothing ("7400000000", not "7400000000.0")."""
    whole = value.to_integral_value()
    return whole.quantize(_ONE) if whole == value else value.normalize()


_remembered = forgettable(Memory(lambda text, context: tuple(_scan(text, context))))


def _qualifiers(text: str, amount: Amount, floor: int) -> tuple[Qualifier | None, Qualifier | None]:
    before = qualifier.read_before(text, amount.start)
    if before and (before.start < floor or _is_preposition(before, amount)):
        before = None
    after = amount.tail
    if after is None and amount.kind is not QuantityKind.YEAR:
        after = qualifier.read_after(text, amount.end)
    if after is not None and after.end < amount.end:
        after = after._replace(end=amount.end)
    return before, after


def _is_preposition(mark: Qualifier, amount: Amount) -> bool:
    """Tell whether the word before a time is no bound ("over three years", "above 2025")."""
    if amount.kind is QuantityKind.YEAR:
        return mark.bound is not Bound.ABOUT and mark.word not in _COUNTING_QUALIFIERS
    return amount.kind is QuantityKind.DURATION and mark.word in _DURATION_PREPOSITIONS
