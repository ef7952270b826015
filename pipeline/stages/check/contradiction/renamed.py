"""Rule: a name or a word of the summary that the body fills otherwise in the same place of the same sentence.

The body sentence that agrees best is laid beside the summary sentence. Where both run alike but for one name (or one
word and its opposite), the summary contradicts the body.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeline.stages.check.contradiction.affinity import Weights
from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.scope import two_voices
from pipeline.stages.check.contradiction.slot import excludes, find_slots
from pipeline.stages.check.contradiction.statement import Statement, Word, one_stem
from pipeline.text.name import name_key, same_name
from pipeline.text.name.find import Name
from pipeline.text.opposite import OPPOSITES
from schemas.conflict import Relation
from schemas.finding import FindingKind

# What is left of a sentence without the name in question must stand in the other nearly whole.
LEAST_SHARE = 0.6
# Where the body knows the name, too, it may well do both things: nearly every word must agree.
LEAST_SHARE_OF_KNOWN = 0.8
FEWEST_SHARED = 3

# Short and long names of one country, which no likeness of letters shows.
_ALIASES = (
    frozenset({"uk", "britain", "great britain", "united kingdom"}),
    frozenset({"us", "usa", "america", "united states", "united states of america"}),
    frozenset({"eu", "europe", "european union"}),
    frozenset({"holland", "netherlands"}),
)
_PREPOSITION = re.compile(
    r"\b(in|at|near|to|into|from|of|on|by|for|with|outside|across|around)\s(?:the\s)?$", re.IGNORECASE
)
_OF_PLACE = frozenset({"in", "at", "near", "outside", "across", "around"})
_HOLIDAY = re.compile(r"\s(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Day|Eve)\b")

_AGAINST: dict[str, frozenset[str]] = {}
for _stem, _others in OPPOSITES.items():
    _AGAINST[one_stem(_stem)] = _AGAINST.get(one_stem(_stem), frozenset()) | {one_stem(each) for each in _others}

Offsets = tuple[int, int]


class _Later:
    """The statements after one of the summary, under the words that they share with the summary."""

    def __init__(self, shared: frozenset[str], weights: Weights) -> None:
        self.weights = weights
        self._shared = shared
        self._places: dict[str, list[int]] = defaultdict(list)
        self._statements: dict[int, Statement] = {}

    def add(self, statement: Statement) -> None:
        self._statements[statement.n] = statement
        for stem in statement.stems & self._shared:
            self._places[stem].append(statement.n)

    def holds(self, stems: Iterable[str]) -> bool:
        return any(stem in self._places for stem in stems)

    def best(self, stems: frozenset[str]) -> Statement | None:
        """Return the statement that holds most of the words, the first of several."""
        scores: dict[int, int] = defaultdict(int)
        for stem in stems & self._places.keys():
            points = self.weights.points(stem)
            for n in self._places[stem]:
                scores[n] += points
        return self._statements[max(scores, key=lambda n: (scores[n], -n))] if scores else None


def find_renamed(statements: Sequence[Statement], weights: Weights) -> Iterator[Contradiction]:
    """Yield the names and the words of the summary that a later statement replaces by another, from the last back."""
    shared: frozenset[str] = frozenset().union(*(each.stems for each in statements if each.is_summary))
    later = _Later(shared, weights)
    for statement in reversed(statements):
        if statement.is_summary:
            yield from _names(statement, later, weights)
            yield from _opposites(statement, later, weights)
        later.add(statement)


def _names(told: Statement, later: _Later, weights: Weights) -> Iterator[Contradiction]:
    for name in told.names:
        if name.is_origin or (told.voice and same_name(name.text, told.voice)):
            continue
        rest = frozenset([word.stem for word in told.words if not name.start <= word.start < name.end])
        best = later.best(rest)
        if best is None or len(rest & best.stems) < FEWEST_SHARED:
            continue
        is_known = later.holds(_stems_of(told, name))
        least = LEAST_SHARE_OF_KNOWN if is_known else LEAST_SHARE
        other = _in_place(told, name, best) if weights.share(rest, best.stems) >= least else None
        if other and not _is_parallel(told, best):
            yield _contradiction(told, (name.start, name.end), best, (other.start, other.end), "summary_name")


def _is_parallel(left: Statement, right: Statement) -> bool:
    """Tell whether two statements give different amounts as well: they tell of two things, each with its own figure."""
    return any(excludes(one, other) for one in find_slots(left) for other in find_slots(right))


def _stems_of(statement: Statement, name: Name) -> list[str]:
    return [word.stem for word in statement.words if name.start <= word.start < name.end]


def _in_place(told: Statement, name: Name, other: Statement) -> Name | None:
    """Return the name of the other statement that stands in the same place: with the same word before or after it."""
    is_day = _HOLIDAY.match(told.text, name.end - told.start) is not None
    if (
        is_day
        or any(same_name(name.text, each.text) for each in other.names)
        or set(_stems_of(told, name)) & other.stems
    ):
        return None
    beside, lead = _beside(told, name), _lead_of(told, name)
    for each in other.names:
        is_new = not any(same_name(each.text, own.text) for own in told.names) and not each.is_origin
        if not is_new or _lead_of(other, each) != lead or set(_stems_of(other, each)) & told.stems:
            continue
        is_alias = any({name_key(name.text), name_key(each.text)} <= group for group in _ALIASES)
        if not is_alias and any(a and a == b for a, b in zip(beside, _beside(other, each), strict=True)):
            return each
    return None


def _lead_of(statement: Statement, name: Name) -> str:
    """Return the preposition before a name, those of place as one; empty where none stands there."""
    match = _PREPOSITION.search(statement.text[: name.start - statement.start])
    return "" if match is None else "in" if match[1].lower() in _OF_PLACE else match[1].lower()


def _is_same_place(told: Statement, word: Word, other: Statement, against: Word) -> bool:
    """Tell whether two words stand beside the same word, before or after, and neither is a part of a compound."""
    if any(
        "-" in (s.text[w.start - s.start - 1 : w.start - s.start], s.text[w.end - s.start : w.end - s.start + 1])
        for s, w in ((told, word), (other, against))
    ):
        return False
    return any(a and a == b for a, b in zip(_beside(told, word), _beside(other, against), strict=True))


def _beside(statement: Statement, name: Name | Word) -> tuple[str, str]:
    before = [word.stem for word in statement.words if word.end <= name.start]
    after = [word.stem for word in statement.words if word.start >= name.end]
    return "".join(before[-1:]), "".join(after[:1])


def _opposites(told: Statement, later: _Later, weights: Weights) -> Iterator[Contradiction]:
    for word in told.words:
        against = _AGAINST.get(word.stem, frozenset())
        if not against:
            continue
        rest = told.stems - {word.stem}
        best = later.best(rest)
        if best is None or word.stem in best.stems or weights.share(rest, best.stems) < LEAST_SHARE:
            continue
        if len(rest & best.stems) < FEWEST_SHARED:
            continue
        for other in best.words:
            is_other = other.stem in against and other.stem not in told.stems
            if is_other and _is_same_place(told, word, best, other):
                yield _contradiction(told, (word.start, word.end), best, (other.start, other.end), "summary_opposite")
                break


def _contradiction(told: Statement, place: Offsets, other: Statement, against: Offsets, rule: str) -> Contradiction:
    sides = told.passage(*place), other.passage(*against)
    voices = two_voices(told, other)
    words = f"The summary says {sides[0].value!r} where sentence {other.n} says {sides[1].value!r}"
    return Contradiction(
        rule=rule,
        kind=FindingKind.NAME_CONFLICT if rule == "summary_name" else FindingKind.TEXT_CONFLICT,
        relation=voices.relation if voices else Relation.CONTRADICTION,
        topic="Who or what is it?" if rule == "summary_name" else "Which of the two is it?",
        sides=sides,
        explanation=f"{words}; {voices.words}." if voices else f"{words}; the rest of both agrees.",
    )
