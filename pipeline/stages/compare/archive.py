"""Owns the articles of a batch, the passages that claims were taken from, and how an answer is kept and recalled.

Invariant: articles have numbers in the order of their ids, so nothing built on them depends on the order in which they
came; where a store bounds what may be held, no article and no claim stays longer than it is in use.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol, TypeVar, runtime_checkable

from pipeline.stages.compare.id_list import IdList
from pipeline.stages.compare.kept import Codec, MemoryStore, Store
from pipeline.stages.compare.model import Answer
from pipeline.stages.compare.telling import NO_NUMBER, Stated, Telling, read_places
from pipeline.text.language import reads_as_english
from pipeline.text.memo import ARTICLES_TO_REMEMBER, forget
from pipeline.text.retraction import retraction_in
from schemas.article import Article
from schemas.claim import ClaimStatus
from schemas.grade import GradedClaim
from schemas.quantity import Quantity

T = TypeVar("T")

# So many tellings are recalled with their claims at a time; a telling is small beside its article.
_TELLINGS_TO_AN_ARTICLE = 8
_PLACED: Codec[tuple[str, int]] = Codec(list, tuple)


@runtime_checkable
class Listed(Protocol):
    """Articles whose ids are known without reading them.

    No property: to tell whether there is one Python 3.11 reads it.
    """

    def article_ids(self) -> Iterable[str]:
        """Return the ids, in the order of the articles."""
        ...


class Archive:
    """Articles by number, and the tellings of each; `answers` is how an answer is kept outside of memory."""

    def __init__(
        self, graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article], store: Store | None = None
    ) -> None:
        """Read the claims of every article once; `graded` holds them by article id."""
        self.store: Store = store or MemoryStore()
        self._articles = articles
        ids = articles.article_ids() if isinstance(articles, Listed) else (one.article_id for one in articles)
        self.ids: Sequence[str]
        self.ids, self._places = _ascending(ids, self.store)
        self.answers = Codec(self._encode, self._decode)
        most = self.store.most_held
        self._article = lru_cache(most)(lambda number: articles[self._places[number]])
        self._told = lru_cache(most)(self._read_told)
        self._stated = self.store.series(Codec(_packed, _unpacked))
        load = self._stated.__getitem__
        self._claims = load if most is None else lru_cache(most * _TELLINGS_TO_AN_ARTICLE)(load)
        # Where each telling starts and where it ends; the number of each article's first telling.
        self._bounds, self._firsts = self.store.numbers("I"), array("I", [0])
        for article_id in self.ids:
            for start, end, claims in read_places(graded.get(article_id, ())):
                self._bounds.extend((start, end))
                self._stated.add(claims)
            self._firsts.append(len(self._stated))

    def __len__(self) -> int:
        """Return how many articles there are."""
        return len(self.ids)

    def in_turn(self, things: Iterable[T], to_remember: int = ARTICLES_TO_REMEMBER) -> Iterator[T]:
        """Yield things; after so many, what was remembered of texts is let go where the store bounds what is held."""
        for number, thing in enumerate(things):
            if self.store.most_held is not None and number % to_remember == 0:
                forget()
            yield thing

    def numbers(self) -> Iterator[int]:
        """Yield the numbers of all articles."""
        return self.in_turn(range(len(self)))

    def number(self, article_id: str) -> int:
        """Return the number of an article of the batch."""
        return bisect_left(self.ids, article_id)

    def article(self, number: int) -> Article:
        """Return an article."""
        return self._article(number)

    def has_told(self, article_id: str) -> bool:
        """Tell whether an article is of the batch and claims were taken from it."""
        number = self.number(article_id)
        is_known = number < len(self.ids) and self.ids[number] == article_id
        return is_known and self._firsts[number] < self._firsts[number + 1]

    def told(self, number: int) -> tuple[Telling, ...]:
        """Return the tellings of an article, ascending; none in another language, and none that is taken back."""
        return self._told(number)

    def told_of(self, article_id: str) -> tuple[Telling, ...]:
        """Return the tellings of an article by its id; none where it is not of the batch."""
        return self.told(self.number(article_id)) if self.has_told(article_id) else ()

    def all_told(self) -> Iterator[tuple[Telling, ...]]:
        """Yield the tellings of every article that has some, in the order of article ids."""
        numbers = (number for number in self.numbers() if self._firsts[number] < self._firsts[number + 1])
        return filter(None, map(self.told, numbers))

    def recalled(self, number: int) -> Telling:
        """Return a telling by its own number."""
        start, end = self._bounds[2 * number : 2 * number + 2]
        return Recalled(self, self.teller(number), (start, end), number)

    def teller(self, number: int) -> int:
        """Return the number of the article of a telling, by the telling's own number."""
        return bisect_right(self._firsts, number) - 1

    def claims(self, number: int) -> tuple[Stated, ...]:
        """Return the claims of a telling by its own number."""
        return self._claims(number)

    def _read_told(self, number: int) -> tuple[Telling, ...]:
        article = self.article(number)
        if not reads_as_english(article.text):
            return ()
        is_retracted = retraction_in(article.title, article.text)
        first, last = self._firsts[number : number + 2]
        bounds = self._bounds[2 * first : 2 * last]
        places = zip(bounds[::2], bounds[1::2], range(first, last), strict=True)
        claims = self.claims
        told = (Telling(article, start, end, claims, each) for start, end, each in places)
        return tuple(one for one in told if not is_retracted(one.text))

    def _encode(self, answer: Answer) -> list[Any]:
        telling, quantity = answer.telling, answer.quantity
        return [
            telling.number if telling.number >= 0 else [self.number(telling.article_id), telling.start, telling.end],
            answer.start,
            answer.end,
            answer.value,
            answer.note,
            quantity.model_dump_json(exclude_defaults=True) if quantity else None,
        ]

    def _decode(self, kept: list[Any]) -> Answer:
        place, start, end, value, note, quantity = kept
        amount = Quantity.model_validate_json(quantity) if quantity else None
        telling = self.recalled(place) if isinstance(place, int) else Recalled(self, place[0], (place[1], place[2]))
        answer = Answer(telling, start, end, amount, note)
        answer.__dict__["value"] = value
        return answer


class Recalled(Telling):
    """A telling that does not hold its article, which is loaded when it is asked for."""

    def __init__(self, archive: Archive, article: int, place: tuple[int, int], number: int = NO_NUMBER) -> None:
        """Hold where it stands: in the article of this number."""
        self._archive, self._at = archive, article
        self._claims = archive.claims if number >= 0 else None
        self.article_id, self.number = archive.ids[article], number
        self.start, self.end = place

    @property
    def article(self) -> Article:
        """Return the article of the passage."""
        return self._archive.article(self._at)


def _ascending(ids: Iterable[str], store: Store) -> "tuple[Sequence[str], array[int]]":
    """Return ids in order, each once, and the place of each among the ids as they came; of several the last."""
    ordering = store.ordering(_PLACED)
    for place, article_id in enumerate(ids):
        ordering.add((article_id,), (article_id, place))
    ascending, places = list[str]() if store.most_held is None else IdList(), array("I")
    for article_id, several in groupby(ordering, key=itemgetter(0)):
        *_, (_, place) = several
        ascending.append(article_id)
        places.append(place)
    return ascending, places


def _packed(claims: tuple[Stated, ...]) -> list[Any]:
    return [_claim_packed(claim) for claim in claims]


def _claim_packed(claim: Stated) -> list[Any]:
    words = [claim.claim_id, claim.statement, claim.subject, claim.attribute]
    quantities = [quantity.model_dump_json(exclude_defaults=True) for quantity in claim.quantities]
    return [*words, claim.n, claim.is_fact, claim.status, claim.is_at_odds, quantities]


def _unpacked(kept: list[Any]) -> tuple[Stated, ...]:
    return tuple(map(_claim_unpacked, kept))


def _claim_unpacked(kept: list[Any]) -> Stated:
    claim_id, statement, subject, attribute, n, is_fact, status, is_at_odds, quantities = kept
    read = tuple(map(Quantity.model_validate_json, quantities))
    status = status and ClaimStatus(status)
    return Stated(claim_id, statement, subject, attribute, n, is_fact, status, is_at_odds, read)
