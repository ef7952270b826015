"""What a statement adds to the passage that it is meant to rest on: numbers, names, dates, negations, or its words.

The rule is one-sided: a statement may leave things out, and may say no more than its passage does. Where the passage
leans on something before it, the context may lend names, words and numbers; never a negation, and never an adjective of
origin, which is a claim of its own.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.text.belonging import figure_of_another
from pipeline.text.name import find_names
from pipeline.text.negation import find_negations
from pipeline.text.quantity import comparable, find_quantities
from pipeline.text.word import content_words, fold
from schemas.claim import Missing, MissingKind
from schemas.quantity import Quantity, QuantityKind

# The shares below which a statement is taken to be about something else. A statement that rewrites its sentence freely
# still keeps the words that carry the fact; an invented one shares few.
LEAST_SHARE_IN_PASSAGE = 0.3
LEAST_SHARE_IN_ALL = 0.6

_UP = "up rise rises rose risen rising grow grows grew grown increase increased climbed jumped gained surged higher"
_DOWN = "down fall falls fell fallen falling drop drops dropped decline declined decrease decreased slid sank lower"

_DIGITS = re.compile(r"[^\W_]*\d[^\W_]*(?:[.,:/-]\d[^\W_]*)*")
_CALENDAR = re.compile(
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|yesterday|today|tomorrow|may (?=\d)|may,? (?=(?:19|20)\d\d)|spring|summer|autumn|"
    r"winter)\b"
)
# How many words with meaning after a negation are taken to be denied by it.
_REACH = 2
_RISE = frozenset(_UP.split())
_FALL = frozenset(_DOWN.split())
_SUFFERED = re.compile(r"(?:the )?(?P<who>\w[^.,;]{0,60}?) (?:was|were|is|are|has been|have been) (?P<verb>\w+)")
_DOUBTED = re.compile(
    r"\b(?<!no )(?<!without )(?:in doubt|doubt(?:s|ed|ing|ful)?|den(?:y|ies|ied|ying)|disput(?:e|es|ed|ing)"
    r"|question(?:s|ed|ing)?|reject(?:s|ed|ing)?|no evidence|no proof|unlikely|untrue|false|wrong|a myth)"
    r" (?:that|whether|if) "
)
_FOLDED = str.maketrans({"–": "-", "—": "-", "‑": "-", "−": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "..."})
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_MARKS = ".,;:!?"


def missing_from(statement: str, passage: str, context: Sequence[str] = ()) -> tuple[Missing, ...]:
    """Return what `statement` says and `passage` (with `context`) does not; empty where it is supported."""
    told = _plain(statement)
    source = _plain(passage)
    if told in source:
        return tuple(_doubts(told, source))
    around = [_plain(text) for text in context]
    found = [
        *_numbers(told, [source, *around]),
        *_names(told, [source, *around]),
        *_dates(told, [source, *around]),
        *_negations(told, source),
        *_directions(told, source),
        *_turned_agents(told, source),
        *_moved_figures(told, source),
        *_doubts(told, source),
    ]
    return tuple(dict.fromkeys(found)) or tuple(_words(told, source, around))


def same_figure(told: Quantity, known: Quantity) -> bool:
    """Tell whether two quantities write the same figure in units that can be compared, whatever bounds it."""
    return comparable(told, known) and _ends(told) == _ends(known)


def _plain(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", text.translate(_FOLDED)).replace("ﬁ", "fi").replace("ﬂ", "fl").split())


def _numbers(statement: str, sources: Sequence[str]) -> Iterator[Missing]:
    known = [quantity for source in sources for quantity in find_quantities(source)]
    words = {word for source in sources for word in content_words(source)}
    written = {fold(token) for source in sources for token in _DIGITS.findall(source)}
    covered: list[tuple[int, int]] = []
    for quantity in find_quantities(statement):
        covered.append((quantity.start, quantity.end))
        is_known = any(same_figure(quantity, other) for other in known) or _stands_in(quantity.text, sources)
        if not is_known or not _counts_what_is_named(quantity, words):
            yield Missing(kind=MissingKind.NUMBER, text=quantity.text)
    for match in _DIGITS.finditer(statement):
        if not any(start <= match.start() < end for start, end in covered) and fold(match.group()) not in written:
            yield Missing(kind=MissingKind.NUMBER, text=match.group())


def _counts_what_is_named(quantity: Quantity, words: set[str]) -> bool:
    """Tell whether the thing that is counted is named in the sources: 12 people are not 12 dogs."""
    if quantity.kind is not QuantityKind.COUNT or quantity.noun is None:
        return True
    noun = content_words(quantity.noun)
    return not noun or noun[-1] in words


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
    """Yield each negation that only one of the two has; a negation is known by the words that follow it."""
    told = [(n.text, content_words(statement[n.end :])[:_REACH]) for n in find_negations(statement)]
    source = [(n.text, content_words(passage[n.end :])[:_REACH]) for n in find_negations(passage)]
    for text, denied in told:
        if not any(not after or not denied or set(denied) & set(after) for _, after in source):
            yield Missing(kind=MissingKind.NEGATION, text=text)
    words = set(content_words(statement))
    for text, after in source:
        is_repeated = after[:1] and after[0] in words
        if is_repeated and not any(not denied or after[0] in denied for _, denied in told):
            yield Missing(kind=MissingKind.NEGATION, text=text)


def _directions(statement: str, passage: str) -> Iterator[Missing]:
    """Yield the first word for a rise where the passage speaks of a fall alone, and the reverse."""
    told, source = set(fold(statement).split()), set(re.findall(r"\w+", fold(passage)))
    for one, other in ((_RISE, _FALL), (_FALL, _RISE)):
        turned = sorted(told & one)
        if turned and not source & one and source & other:
            yield Missing(kind=MissingKind.WORDS, text=turned[0])


def _turned_agents(statement: str, passage: str) -> Iterator[Missing]:
    """Yield who is told to have suffered what the passage says was done by them ("built by Acme", "Acme was built")."""
    told = _SUFFERED.match(fold(statement))
    source = fold(passage)
    verb = re.search(rf"\b{re.escape(told['verb'])}\b", source) if told else None
    if told is None or verb is None:
        return
    by = re.search(rf"\bby\b[^.;]{{0,80}}?\b{re.escape(told['who'])}\b", source[verb.end() :])
    if by and told["who"] not in source[: verb.start()]:
        yield Missing(kind=MissingKind.WORDS, text=statement[: told.end()])


def _moved_figures(statement: str, passage: str) -> Iterator[Missing]:
    if figure_of_another(statement, passage):
        yield Missing(kind=MissingKind.WORDS, text=statement.rstrip(_MARKS))


def _doubts(statement: str, passage: str) -> Iterator[Missing]:
    """Yield the words by which a passage doubts what the statement repeats as a fact ("doubts that ...")."""
    told = fold(statement.rstrip(_MARKS))
    source = fold(passage)
    for match in _DOUBTED.finditer(source):
        if source.startswith(told, match.end()):
            yield Missing(kind=MissingKind.NEGATION, text=match.group().strip())


def _words(statement: str, passage: str, context: Sequence[str]) -> Iterator[Missing]:
    words = [word for word in content_words(statement) if not any(character.isdigit() for character in word)]
    held = set(content_words(passage))
    everything = held.union(*(content_words(text) for text in context))
    if not words:
        return
    in_passage = sum(word in held for word in words) / len(words)
    in_all = sum(word in everything for word in words) / len(words)
    if in_passage < LEAST_SHARE_IN_PASSAGE or in_all < LEAST_SHARE_IN_ALL:
        strange = [word for word in statement.split() if not set(content_words(word)) <= everything]
        yield Missing(kind=MissingKind.WORDS, text=" ".join(word.strip(_MARKS) for word in strange) or statement)
