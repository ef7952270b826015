"""Sentences of different articles that say nearly the same with one word exchanged, by rule alone.

What decides is a name, an opposite, an office, a negation, an amount or a day in the same place of the same statement,
or a word inside the same quotation. Nothing is found where a second difference tells that two things are spoken of, or
where the other article tells the same elsewhere.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain

from pipeline.stages.compare.restated.candidate import Weights, distinct, find_candidates
from pipeline.stages.compare.restated.line import Line, read_lines
from pipeline.stages.compare.restated.name import find_names
from pipeline.stages.compare.restated.pair import NOWHERE, Difference, Pair, Place
from pipeline.stages.compare.restated.quotation import find_misquotes
from pipeline.stages.compare.restated.scope import is_apart
from pipeline.stages.compare.restated.value import find_amounts, find_days
from pipeline.stages.compare.restated.word import find_negations, find_opposites, find_roles
from pipeline.text.name import Name
from schemas.article import Article, Span
from schemas.finding import FindingKind

__all__ = ["Restated", "find_restated"]

_RULES = (find_misquotes, find_amounts, find_days, find_names, find_opposites, find_roles, find_negations)

FEWEST_SHARED = 3
# Three rare words, or more of those that many sentences of the batch hold: a standing phrase is no statement.
LEAST_SHARED = 1.5
# Below this no rule finds enough in common, whichever words are left out.
LEAST_SHARE = 0.25
# Another sentence of the same article counts as telling the same where it agrees no worse than by this.
LEAST_LEAD = 0.1

_WORDING = {
    "quotation": "The articles give one quotation in different words: {} and {}.",
    "amount": "In the same statement one article says {}, the other {}, and both cannot be right.",
    "day": "In the same statement one article says {}, the other {}.",
    "name": "In the same place of the same statement one article names {}, the other {}.",
    "opposite": "In the same place of the same statement one article says {}, the other {}, its opposite.",
    "role": "In the same place of the same statement one article says {}, the other {}.",
    "negation": "One article denies what the other tells in nearly the same words: {} and {}.",
}

Told = tuple[str, Span, Span]


@dataclass(frozen=True)
class Restated:
    """Two sentences that cannot both be true: each side is its article's id, its place, and that of the deciding words.

    `explanation` is one sentence for an editor.
    """

    first: Told
    second: Told
    kind: FindingKind
    rule: str
    explanation: str


def find_restated(
    articles: Sequence[Article],
    may_compare: Callable[[Line, Line], bool] = lambda left, right: True,  # noqa: ARG005  compares all
    names_of: Callable[[Article], tuple[Name, ...]] | None = None,
) -> tuple[Restated, ...]:
    """Return what articles restate with a word exchanged, in the order of article ids and places.

    A sentence that several articles tell word for word is compared in the first of them alone, by id. `may_compare`
    tells of two sentences whether what they restate is asked for; `names_of` gives the names of an article's text,
    where they are known.
    """
    order = sorted({article.article_id: article for article in articles}.values(), key=lambda one: one.article_id)
    lines = distinct(read_lines(order, names_of))
    weights = Weights(Counter(chain.from_iterable(line.stem_set for line in lines)))
    candidates = find_candidates(lines)
    found = [
        (pair, difference)
        for left, right in candidates
        if len(left.stem_set & right.stem_set) >= FEWEST_SHARED and may_compare(left, right)
        for pair in (Pair(left, right, weights),)
        for difference in _differences(pair)
        if not is_apart(pair, difference)
    ]
    beside = _Beside(candidates, {line for pair, _ in found for line in (pair.left, pair.right)})
    return tuple(_restated(*one) for one in found if not beside.tells(*one))


class _Beside:
    """The other sentences of an article that a sentence was laid beside."""

    def __init__(self, candidates: Sequence[tuple[Line, Line]], asked: AbstractSet[Line]) -> None:
        """Enter what was laid beside the sentences that are asked for."""
        self._others: dict[Line, list[Line]] = {line: [] for line in asked}
        for left, right in candidates:
            if left in asked:
                self._others[left].append(right)
            if right in asked:
                self._others[right].append(left)

    def tells(self, pair: Pair, difference: Difference) -> bool:
        """Tell whether either article tells the other's words in another sentence that agrees nearly as well.

        Of a negation the deciding word stands in both sentences, so that its presence says nothing.
        """
        if difference.rule == "negation":
            return False
        return self._one_tells(pair, difference.left, difference.share) or self._one_tells(
            pair.turned, difference.right, difference.share
        )

    def _one_tells(self, pair: Pair, place: Place, share: float) -> bool:
        words = pair.left.stems_within(*place)
        others = (other for other in self._others[pair.left] if other.source is pair.right.source)
        return bool(words) and any(
            words <= other.stem_set
            and Pair(pair.left, other, pair.weights).share_without(place, NOWHERE) >= share - LEAST_LEAD
            for other in others
        )


def _differences(pair: Pair) -> list[Difference]:
    """Return what decides; nothing where two sorts of things differ: then the sentences tell of two events."""
    if not pair.is_close(FEWEST_SHARED, LEAST_SHARED, LEAST_SHARE):
        return []
    found: dict[tuple[Place, Place], Difference] = {}
    for difference in (each for rule in _RULES for each in rule(pair)):
        found.setdefault((difference.left, difference.right), difference)
        if (
            difference.rule != next(iter(found.values())).rule
            and found[difference.left, difference.right] is difference
        ):
            return []
    return list(found.values())


def _restated(pair: Pair, difference: Difference) -> Restated:
    first, second = (
        (line.article.article_id, line.span, Span(start=start, end=end))
        for line, (start, end) in ((pair.left, difference.left), (pair.right, difference.right))
    )
    words = pair.left.article.quote(first[2]), pair.right.article.quote(second[2])
    explanation = _WORDING[difference.rule].format(*map(repr, words))
    return Restated(first, second, difference.kind, difference.rule, explanation)
