"""Finds the sentence that a statement was taken from, when a model names the wrong one of its window.

The measure is the share of the statement's content words that a sentence holds. The sentence that the model named is
kept unless another one holds clearly more.
"""

from collections.abc import Sequence

from pipeline.text.word import content_words

_CLEARLY = 0.25


def held_share(statement: str, passage: str) -> float:
    """Return the share (0 to 1) of the statement's content words that the passage holds; 0 where it has none."""
    words = content_words(statement)
    if not words:
        return 0.0
    held = set(content_words(passage))
    return sum(word in held for word in words) / len(words)


def anchor(statement: str, named: int, passages: Sequence[str]) -> int:
    """Return the index of the passage that a statement comes from: `named`, unless another one fits clearly better."""
    shares = [held_share(statement, passage) for passage in passages]
    best = max(range(len(passages)), key=lambda i: (shares[i], i == named, -i))
    return best if shares[best] >= shares[named] + _CLEARLY else named
