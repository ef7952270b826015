"""Which sentences say again, word for word, what other sentences of the article say.

Invariant: a sentence is repeated only if every token of it (word, number, sign, negation) stands in sentences that are
kept, in at most `MAX_RUNS` runs. A run is a whole kept sentence, or at least `MIN_RUN_TOKENS` tokens of one whose other
words do not deny, doubt or condition it; between two runs, one of them must begin or end with its sentence. So neither
a changed digit, name or negation nor a negation that was left out makes a repetition.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

MIN_RUN_TOKENS = 4
MAX_RUNS = 3
# A four-word phrase that stands in more places than this is a formula; looking at all of them would be quadratic.
MAX_PLACES = 16

# Words that turn a statement round when the statement is taken out of the sentence that holds them.
_TURNING = frozenset(
    {
        "not",
        "no",
        "never",
        "none",
        "nobody",
        "nothing",
        "neither",
        "nor",
        "without",
        "cannot",
        "hardly",
        "barely",
        "deny",
        "denies",
        "denied",
        "denying",
        "false",
        "falsely",
        "untrue",
        "wrong",
        "wrongly",
        "refute",
        "refuted",
        "rejected",
        "dismissed",
        "if",
        "unless",
        "whether",
        "would",
        "could",
        "may",
        "might",
        "alleged",
        "allegedly",
        "reportedly",
        "rumours",
        "rumors",
        "rumoured",
        "rumored",
        "hoax",
        "fake",
        "unlikely",
        "supposedly",
        "claims",
        "claimed",
    }
)


class Repetition(NamedTuple):
    """The rule that a sentence falls under and the index of the sentence that it repeats most of."""

    rule: str
    of: int


class _Run(NamedTuple):
    length: int
    source: int
    is_start: bool
    is_end: bool


class _Index:
    """The kept sentences, found by their n-grams."""

    def __init__(self) -> None:
        self._tokens: dict[int, tuple[str, ...]] = {}
        self._whole: dict[tuple[str, ...], int] = {}
        self._places: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        self._turning: dict[int, list[int]] = {}

    def add(self, number: int, tokens: tuple[str, ...]) -> None:
        self._tokens[number] = tokens
        self._whole.setdefault(tokens, number)
        self._turning[number] = [
            place for place, token in enumerate(tokens) if token in _TURNING or token.endswith("n't")
        ]
        for place in range(len(tokens) - MIN_RUN_TOKENS + 1):
            places = self._places[tokens[place : place + MIN_RUN_TOKENS]]
            if len(places) < MAX_PLACES:
                places.append((number, place))

    def equal_to(self, tokens: tuple[str, ...]) -> int | None:
        return self._whole.get(tokens)

    def longest_run(self, tokens: tuple[str, ...], at: int) -> _Run | None:
        """Return the longest run of `tokens[at:]` in a kept sentence."""
        runs = [
            _Run(length, source, is_start=True, is_end=True)
            for length in range(1, MIN_RUN_TOKENS)
            if (source := self._whole.get(tokens[at : at + length])) is not None and at + length <= len(tokens)
        ]
        for number, place in self._places.get(tokens[at : at + MIN_RUN_TOKENS], ()):
            run = self._extend(tokens, at, number, place)
            if run is not None:
                runs.append(run)
        return max(runs, default=None)

    def _extend(self, tokens: tuple[str, ...], at: int, number: int, place: int) -> _Run | None:
        kept = self._tokens[number]
        length = MIN_RUN_TOKENS
        limit = min(len(tokens) - at, len(kept) - place)
        while length < limit and tokens[at + length] == kept[place + length]:
            length += 1
        if any(not place <= turn < place + length for turn in self._turning[number]):
            return None
        return _Run(length, number, is_start=place == 0, is_end=place + length == len(kept))


def find_repeated(sentences: Sequence[tuple[int, tuple[str, ...]]]) -> dict[int, Repetition]:
    """Return which sentences repeat others.

    Args:
        sentences: (index, folded tokens) in the order in which they are to be kept: the first of equals stays.
    """
    index = _Index()
    found: dict[int, Repetition] = {}
    for number, tokens in sentences:
        if not tokens:
            continue
        repetition = _judge(index, tokens)
        if repetition is None:
            index.add(number, tokens)
        else:
            found[number] = repetition
    return found


def _judge(index: _Index, tokens: tuple[str, ...]) -> Repetition | None:
    equal = index.equal_to(tokens)
    if equal is not None:
        return Repetition("same_words", equal)
    if len(tokens) < MIN_RUN_TOKENS:
        return None
    runs = _cover(index, tokens)
    return Repetition("joined_pieces", max(runs).source) if runs else None


def _cover(index: _Index, tokens: tuple[str, ...]) -> list[_Run]:
    """Return the runs that make up a sentence, taking the longest each time, or none if it has words of its own."""
    runs: list[_Run] = []
    at = 0
    while at < len(tokens):
        run = index.longest_run(tokens, at)
        if run is None or len(runs) == MAX_RUNS or (runs and not (runs[-1].is_end or run.is_start)):
            return []
        runs.append(run)
        at += run.length
    return runs
