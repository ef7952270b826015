"""Owns the passages that the rules read: one or two sentences with every quantity replaced by one character.

In `Passage.masked` a quantity is a single character whose block tells its kind, and white space is single spaces, so
that a pattern can name "a share, then of, then a count" and reach no further than its words. Offsets are those of the
quantities, into the article's text.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.text.quantity import find_quantities
from schemas.article import Article, Sentence, SentenceRole, Span
from schemas.quantity import Quantity, QuantityKind

_FIRST = 0xE000
_BLOCK = 640
_KINDS = {kind: _FIRST + _BLOCK * index for index, kind in enumerate(QuantityKind)}
_RESERVED = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + _BLOCK * len(_KINDS) - 1)}]")
_READ = frozenset({SentenceRole.TITLE, SentenceRole.HEADING, SentenceRole.BODY, SentenceRole.LIST})
_NEIGHBOURS = 2
# What begins a paragraph and counts on from the one before ("Of that sum ...", "Two thirds of them ...").
_BACK = re.compile(
    r"\W*(?:(?:[\w-]+\s){0,4}of\s(?:them|that|those|these)|(?:[\w-]+\s){1,3}(?:years|hours|minutes)\slater)\b",
    re.IGNORECASE,
)


def mark(*kinds: QuantityKind) -> str:
    """Return a regular expression for one quantity of one of the kinds; any kind if none is given."""
    blocks = [_KINDS[kind] for kind in kinds or tuple(QuantityKind)]
    return "[" + "".join(f"{chr(block)}-{chr(block + _BLOCK - 1)}" for block in blocks) + "]"


def words(most: int, *, least: int = 0, also: str = "") -> str:
    """Return a regular expression for a few words, each after a space; `also` may stand in place of a word."""
    word = r"[^\W\d_](?:[\w'’&/-]|\.(?=\w))*+"
    return rf"(?: (?:{word}{'|' + also if also else ''})){{{least},{most}}}?"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its quantities; their offsets are into the article's text."""

    sentence: Sentence
    text: str
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences: `masked` is what the patterns read; `counts`: how many quantities are of each kind."""

    masked: str
    lines: tuple[Line, ...]
    quantities: dict[str, Quantity]
    counts: Mapping[QuantityKind, int]

    def at(self, char: str) -> Quantity:
        """Return the quantity that a character stands for."""
        return self.quantities[char]

    def within(self, piece: str) -> list[Quantity]:
        """Return the quantities of a piece of the masked text, in order."""
        return [self.quantities[char] for char in piece if char in self.quantities]

    def report(self, rule: str, result: tuple[bool, str, str], stated: Quantity, *others: Quantity) -> Sum:
        """Build a sum from (holds, equation, explanation) and its quantities here, the stated result first."""
        used = (stated, *others)
        numbers = {
            line.sentence.n
            for line in self.lines
            if any(line.sentence.start <= quantity.start < line.sentence.end for quantity in used)
        }
        return Sum(
            rule=rule,
            holds=result[0],
            equation=result[1],
            explanation=result[2],
            spans=tuple(Span(start=quantity.start, end=quantity.end) for quantity in used),
            sentence_numbers=tuple(sorted(numbers)),
        )


def read_lines(article: Article) -> list[Line]:
    """Return the sentences that carry the article's own statements, with their quantities."""
    return [_line(article, sentence) for sentence in article.sentences if sentence.role in _READ]


def _line(article: Article, sentence: Sentence) -> Line:
    text = article.quote(sentence)
    found = tuple(
        quantity.model_copy(update={"start": quantity.start + sentence.start, "end": quantity.end + sentence.start})
        for quantity in find_quantities(text)
    )
    return Line(sentence, text, found)


def single_passages(lines: Iterable[Line]) -> Iterator[Passage]:
    """Yield each sentence as a passage of its own."""
    return (passage_of((line,)) for line in lines)


def joined_passages(lines: Sequence[Line], is_wanted: Callable[[Sequence[Line]], bool]) -> Iterator[Passage]:
    """Yield each sentence together with up to two before it in its paragraph (or the title and first paragraph).

    Sentences that are not wanted together are left out before they are masked.
    """
    for index, line in enumerate(lines):
        before = index
        while before and index - before < _NEIGHBOURS and _belongs(lines[before - 1], line):
            before -= 1
        if before == index and before and _counts_on(lines[before - 1], line):
            before -= 1
        together = lines[before : index + 1]
        if before < index and line.quantities and is_wanted(together):
            yield passage_of(together)


def _belongs(earlier: Line, later: Line) -> bool:
    left, right = earlier.sentence, later.sentence
    return left.paragraph == right.paragraph or (left.role is SentenceRole.TITLE and right.n - left.n == 1)


def _counts_on(earlier: Line, later: Line) -> bool:
    """Tell whether a paragraph begins with what counts on from the last sentence of the one before."""
    left, right = earlier.sentence, later.sentence
    return right.paragraph - left.paragraph == 1 and _BACK.match(later.text) is not None


def passage_of(lines: Sequence[Line]) -> Passage:
    """Mask the quantities of some sentences."""
    quantities: dict[str, Quantity] = {}
    counts = dict.fromkeys(_KINDS, 0)
    pieces = [_masked(line, quantities, counts) for line in lines]
    return Passage(" ".join(" ".join(pieces).split()), tuple(lines), quantities, counts)


def _masked(line: Line, quantities: dict[str, Quantity], counts: dict[QuantityKind, int]) -> str:
    pieces: list[str] = []
    position = 0
    for quantity in line.quantities:
        if counts[quantity.kind] == _BLOCK:
            continue
        char = chr(_KINDS[quantity.kind] + counts[quantity.kind])
        counts[quantity.kind] += 1
        quantities[char] = quantity
        start, end = quantity.start - line.sentence.start, quantity.end - line.sentence.start
        pieces += [_RESERVED.sub(" ", line.text[position:start]), char]
        position = end
    pieces.append(_RESERVED.sub(" ", line.text[position:]))
    return "".join(pieces)
