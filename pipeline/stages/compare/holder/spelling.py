"""Comparing how articles spell a person: full names that differ by a slip, where no article uses both.

Names are met under each word that they share, so only those with a word in common are compared; spellings between
which countries and transliterations choose are no slips.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.holder.person import is_person, plain_name
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.owner import is_headline
from pipeline.stages.compare.reading import is_body
from pipeline.stages.compare.timing import make_answer
from pipeline.text.name import near_miss
from schemas.article import Article
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


def find_misspelt(batch: Batch) -> Iterator[Disagreement]:
    """Yield full names that differ by a slip, between articles that report one event and of which none uses both.

    Names are met under each word that they share, so only those with a word in common are compared.
    """
    places = _full_names(batch)
    by_word: dict[str, list[str]] = defaultdict(list)
    told: set[tuple[str, str]] = set()
    for key in sorted(places):
        for word in key.split():
            for other in by_word[word]:
                pair = (other, key)
                if pair not in told and _is_slip(other, key) and _is_one_person(batch, places[other], places[key]):
                    told.add(pair)
                    yield _spelling(batch, places[other], places[key])
            if len(by_word[word]) < MOST_OF_WORD:
                by_word[word].append(key)


def _full_names(batch: Batch) -> Mapping[str, _Places]:
    """Return where each person's full name stands first in the claims of each article."""
    places: dict[str, _Places] = defaultdict(dict)
    for telling in batch.tellings:
        for name in batch.reading(telling.article).names_in(telling.start, telling.end):
            if is_person(name.text) and not is_headline(telling):
                known = places[plain_name(name.text)]
                if telling.article.article_id not in known:
                    known[telling.article.article_id] = Answer(telling, name.start, name.end)
    return places


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
    firsts, seconds = ([places[each].article for each in list(places)[:MOST_ARTICLES]] for places in (left, right))
    return any(_is_one_story(batch, first, second) for first in firsts for second in seconds)


def _is_one_story(batch: Batch, left: Article, right: Article) -> bool:
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
