"""Owns what one article names of a set, and when it holds all that another names."""

from dataclasses import dataclass
from typing import Any

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.kept import Codec
from pipeline.stages.compare.model import Answer
from pipeline.text.name import near_miss, same_name
from pipeline.text.word import content_words


@dataclass(frozen=True)
class Named:
    """What one article names of one set, over all of its passages; each answer is a list in one of them.

    `complete` are the words that say that there is no other member, "" where none do.
    """

    article_id: str
    answers: tuple[Answer, ...]
    members: tuple[str, ...]
    complete: str


def named_codec(batch: Batch) -> Codec[Named]:
    """Return how it is kept outside of memory."""
    answers = batch.archive.answers

    def decode(kept: list[Any]) -> Named:
        article_id, told, members, complete = kept
        return Named(article_id, tuple(map(answers.decode, told)), tuple(members), complete)

    return Codec(lambda one: [one.article_id, [*map(answers.encode, one.answers)], one.members, one.complete], decode)


def holds(whole: Named, part: Named) -> bool:
    """Tell whether a list holds all members of another; variants and slips of a name are one member."""
    return all(any(_same_member(member, other) for other in whole.members) for member in part.members)


def _same_member(left: str, right: str) -> bool:
    if same_name(left, right) or near_miss(left, right):
        return True
    first, second = set(content_words(left)), set(content_words(right))
    return bool(first) and (first <= second or second <= first)
