"""Comparing how articles spell a person: full names that differ by a slip, where no article uses both.

Names are met under each word that they share, so only those with a word in common are compared; spellings between
which countries and transliterations choose are no slips.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.holder.person import is_person, plain_name
from pipeline.stages.compare.kept import PLAIN, Index
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.owner import is_headline
from pipeline.stages.compare.reading import is_body
from pipeline.stages.compare.seen import Seen
from pipeline.stages.compare.slip import NamesByWord
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.timing import make_answer
from pipeline.text.name import near_miss
from pipeline.text.name.title import without_title
from schemas.conflict import Relation

MOST_OF_WORD = 8
MOST_ARTICLES = 8
_LONG_GIVEN = 6
_LONG_FAMILY = 5
_VARIANTS = (
    ("our", "or"),
    ("ph", "f"),
    ("ck", "k"),
    ("ks", "x"),
    ("yy", "y"),
    ("y", "i"),
    ("ou", "u"),
    ("sh", "s"),
    ("c", "k"),
    ("w", "v"),
)

_Places = dict[str, Answer]


class Spelling:
    """The rule: where a full name stands first in the claims of an article is entered under it."""

    def __init__(self, batch: Batch) -> None:
        """Begin with no names."""
        self._batch = batch
        self._places: Index[Answer] = batch.index(batch.archive.answers)
        self._words = NamesByWord(batch.index(PLAIN))

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter the full names of an article."""
        known: set[str] = set()
        for telling in told:
            for name in self._batch.reading(telling).names_in(telling.start, telling.end):
                if is_person(name.text) and not is_headline(telling):
                    key = plain_name(name.text)
                    if key not in known:
                        known.add(key)
                        start = without_title(name).start
                        self._places.add((key,), telling.article_id, Answer(telling, start, name.end))
        self._words.add(known)

    def found(self) -> Iterator[Disagreement]:
        """Yield full names that differ by a slip, between articles on one event of which none uses both.

        Names are met under each word that they share, so only those with a word in common are compared.
        """
        told = Seen()
        slips = self._words.slips(lambda key, other: _is_slip(other, key), MOST_OF_WORD, is_first_enough=False)
        for key, other in slips:
            if (other, key) not in told:
                left, right = self._of(other), self._of(key)
                if _is_one_person(self._batch, left, right):
                    told.add((other, key))
                    yield _spelling(self._batch, left, right)

    def _of(self, key: str) -> _Places:
        return {answer.article_id: answer for answer in self._places.at((key,))}


def _is_slip(left: str, right: str) -> bool:
    """Tell whether two full names differ by a slip; short given names that differ are two people."""
    first, second = left.split(), right.split()
    if len(first) != len(second) or not near_miss(left, right):
        return False
    at = next(i for i, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1])
    least = _LONG_GIVEN if at == 0 else _LONG_FAMILY
    return min(len(first[at]), len(second[at])) >= least and _sound(first[at]) != _sound(second[at])


def _sound(word: str) -> str:
    """Return a word with the spellings made one that transliterations and countries choose between."""
    for written_as, plain in _VARIANTS:
        word = word.replace(written_as, plain)
    return re.sub(r"(.)\1", r"\1", word)


def _is_one_person(batch: Batch, left: _Places, right: _Places) -> bool:
    """Tell whether two spellings stand in articles on one event or one main body, and never in one article."""
    if left.keys() & right.keys():
        return False
    firsts, seconds = (list(places.values())[:MOST_ARTICLES] for places in (left, right))
    return any(_is_one_story(batch, first, second) for first in firsts for second in seconds)


def _is_one_story(batch: Batch, left: Answer, right: Answer) -> bool:
    shared = set(batch.reading(left).main) & set(batch.reading(right).main)
    return batch.is_same_event(left, right) or (any(map(is_body, shared)) and batch.is_near(left, right))


def _spelling(batch: Batch, left: _Places, right: _Places) -> Disagreement:
    groups = tuple(
        tuple(make_answer(batch, answer) for answer in list(one.values())[:MOST_ARTICLES]) for one in (left, right)
    )
    names = " and ".join(group[0].value for group in groups)
    return Disagreement(
        rule="misspelt_name",
        topic="How is the name spelt?",
        relation=Relation.CONTRADICTION,
        groups=groups,
        explanation=f"The reports name {names}, and none of them names both: one looks misspelt.",
    )
