"""Owns which passages can hold a word of some stems, without a look at the stem of each of their words.

Invariant: a passage that holds one is never passed over.
"""

from collections.abc import Set as AbstractSet

from pipeline.stages.compare.telling import Telling
from pipeline.text.word import content_words

MOST_WORDS_SEEN = 100_000


class Spoken:
    """Which words are of some stems; each plain word is stemmed once, and not in each passage."""

    def __init__(self, stems: AbstractSet[str]) -> None:
        """Take the stems."""
        self._stems = stems
        self._seen: set[str] = set()
        self._spoken: set[str] = set()

    def may_be_in(self, telling: Telling) -> bool:
        """Tell whether a passage can hold one of the stems."""
        if len(self._seen) > MOST_WORDS_SEEN:
            self._seen.clear()
        new = telling.words - self._seen
        self._seen |= new
        self._spoken.update(word for word in new if not self._stems.isdisjoint(content_words(word)))
        # Outside of ASCII a word can be spelt in ways that only the whole passage, folded, shows.
        return not telling.text.isascii() or not self._spoken.isdisjoint(telling.words)
