"""Rule: one quotation that two articles give in different words: a word exchanged in the midst of the same words."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from pipeline.stages.compare.restated.line import Word
from pipeline.stages.compare.restated.pair import Difference, Pair, Place
from schemas.article import Span
from schemas.finding import FindingKind

FEWEST_WORDS = 6
MOST_EXCHANGED = 2
LEAST_RATIO = 0.75
_ROOT = 4


def find_misquotes(pair: Pair) -> Iterator[Difference]:
    """Yield the words that two articles exchange inside what is otherwise one quotation."""
    for left in pair.left.quotations:
        for right in pair.right.quotations:
            yield from _compare(pair, left, right)


def _compare(pair: Pair, left: Span, right: Span) -> Iterator[Difference]:
    first = pair.left.words_within(left.start, left.end)
    second = pair.right.words_within(right.start, right.end)
    if min(len(first), len(second)) < FEWEST_WORDS:
        return
    matcher = SequenceMatcher(None, [w.stem for w in first], [w.stem for w in second], autojunk=False)
    changes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    if matcher.ratio() < LEAST_RATIO or len(changes) != 1:
        return
    _, i, j, k, m = changes[0]
    if 0 < j - i <= MOST_EXCHANGED and 0 < m - k <= MOST_EXCHANGED and not _is_form(first[i:j], second[k:m]):
        yield Difference(
            FindingKind.TEXT_CONFLICT, "quotation", _place(first[i:j]), _place(second[k:m]), matcher.ratio()
        )


def _place(words: tuple[Word, ...]) -> Place:
    return words[0].start, words[-1].end


def _is_form(left: tuple[Word, ...], right: tuple[Word, ...]) -> bool:
    """Tell whether the exchange is of function words, or of two forms of one word ("connection", "connectivity")."""
    one, other = _meaning(left), _meaning(right)
    return not one or not other or one[:_ROOT] == other[:_ROOT]


def _meaning(words: tuple[Word, ...]) -> str:
    return " ".join(word.stem for word in words if not word.is_light)
