"""What a statement adds to the passage that it is meant to rest on: numbers, names, dates, negations, or its words.

The rule is one-sided: a statement may leave things out, and may say no more than its passage does. Where the passage
leans on something before it, the context may lend names, words and numbers; never a negation, and never an adjective of
origin, which is a claim of its own.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.text.name import find_names
from pipeline.text.negation import find_negations
from pipeline.text.quantity import find_quantities
from pipeline.text.word import content_words, fold
from schemas.claim import Missing, MissingKind
from schemas.quantity import Quantity

# The shares below which a statement is taken to be about something else. A statement that rewrites its sentence freely
# still keeps the words that carry the fact; an invented one shares few.
LEAST_SHARE_IN_PASSAGE = 0.34
LEAST_SHARE_IN_ALL = 0.6

_DIGITS = re.compile(r"[^\W_]*\d[^\W_]*(?:[.,:/-]\d[^\W_]*)*")
_CALENDAR = re.compile(
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|yesterday|today|tomorrow|may (?=\d)|may,? (?=(?:19|20)\d\d)|spring|summer|autumn|"
    r"winter)\b"
)
_FOLDED = str.maketrans({"–": "-", "—": "-", "‑": "-", "−": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "..."})
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


def missing_from(statement: str, passage: str, context: Sequence[str] = ()) -> tuple[Missing, ...]:
    """Return what `statement` says and `passage` (with `context`) does not; empty where it is supported."""
    told = _plain(statement)
    source = _plain(passage)
    around = [_plain(text) for text in context]
    found = [
        *_numbers(told, [source, *around]),
        *_names(told, [source, *around]),
        *_dates(told, [source, *around]),
        *_negations(told, source),
    ]
    return tuple(dict.fromkeys(found)) or tuple(_words(told, source, around))


def _plain(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", text.translate(_FOLDED)).replace("ﬁ", "fi").replace("ﬂ", "fl").split())


def _numbers(statement: str, sources: Sequence[str]) -> Iterator[Missing]:
    known = [quantity for source in sources for quantity in find_quantities(source)]
    written = {fold(token) for source in sources for token in _DIGITS.findall(source)}
    covered: list[tuple[int, int]] = []
    for quantity in find_quantities(statement):
        covered.append((quantity.start, quantity.end))
        if not any(_says_the_same(quantity, other) for other in known) and not _stands_in(quantity.text, sources):
            yield Missing(kind=MissingKind.NUMBER, text=quantity.text)
    for match in _DIGITS.finditer(statement):
        if not any(start <= match.start() < end for start, end in covered) and fold(match.group()) not in written:
            yield Missing(kind=MissingKind.NUMBER, text=match.group())


def _says_the_same(told: Quantity, known: Quantity) -> bool:
    same_unit = told.unit == known.unit or None in (told.unit, known.unit) or told.kind == known.kind == "count"
    return same_unit and _ends(told) == _ends(known)


def _ends(quantity: Quantity) -> set[Decimal]:
    """Return the values that are written: a statement may drop "at least", and may not change the figure."""
    return {end for end in (quantity.low, quantity.high) if end is not None}


def _stands_in(text: str, sources: Sequence[str]) -> bool:
    pattern = re.compile(rf"(?<![\w.,]){re.escape(fold(text))}(?!\w|[.,]\d)")
    return any(pattern.search(fold(source)) for source in sources)


def _names(statement: str, sources: Sequence[str]) -> Iterator[Missing]:
    own = set(content_words(sources[0]))
    known = {word for source in sources for word in content_words(source)}
    acronyms = {word.replace(".", "") for source in sources for word in fold(source).split()}
    for name in find_names(statement):
        words = content_words(name.text)
        if name.text.isupper() and fold(name.text).replace(".", "") in acronyms:
            continue
        held = own if name.is_origin else known
        if any(word not in held for word in words) and not any(character.isdigit() for character in name.text):
            yield Missing(kind=MissingKind.NAME, text=name.text)


def _dates(statement: str, sources: Sequence[str]) -> Iterator[Missing]:
    known = {word.strip(", ") for source in sources for word in _CALENDAR.findall(source.casefold())}
    for match in _CALENDAR.finditer(statement.casefold()):
        if match.group().strip(", ") not in known:
            yield Missing(kind=MissingKind.DATE, text=statement[match.start() : match.end()].strip())


def _negations(statement: str, passage: str) -> Iterator[Missing]:
    told = find_negations(statement)
    words = set(content_words(statement))
    denied = [(negation, content_words(passage[negation.end :])) for negation in find_negations(passage)]
    if told and not any(not after or words.intersection(after[:2]) for _, after in denied):
        yield Missing(kind=MissingKind.NEGATION, text=told[0].text)
    if not told:
        yield from (
            Missing(kind=MissingKind.NEGATION, text=negation.text)
            for negation, after in denied
            if words.intersection(after[:1])
        )


def _words(statement: str, passage: str, context: Sequence[str]) -> Iterator[Missing]:
    words = content_words(statement)
    held = set(content_words(passage))
    everything = held.union(*(content_words(text) for text in context))
    if not words:
        return
    in_passage = sum(word in held for word in words) / len(words)
    in_all = sum(word in everything for word in words) / len(words)
    if in_passage < LEAST_SHARE_IN_PASSAGE or in_all < LEAST_SHARE_IN_ALL:
        strange = [word for word in statement.split() if not set(content_words(word)) <= everything]
        yield Missing(kind=MissingKind.WORDS, text=" ".join(strange) or statement)
