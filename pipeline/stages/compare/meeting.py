"""Owns by what an article finds those that it has to be compared with, later and without reading them again.

Articles meet under the keys of the rules. A key is a hash of 64 bits; of even ones one in common is enough, of odd ones
(what two reports of one event share of their openings) two are needed. Two keys of one hash cost a look, no more: what
meets is compared by the rules themselves.
"""

from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import product
from typing import Any, TypeVar

from pipeline.stages.compare.batch import Batch, Of
from pipeline.stages.compare.kept import Codec, Index, Key, Numbers, Ordering, Owner, Series, Store
from pipeline.stages.compare.key_set import KeySet
from pipeline.stages.compare.reading import is_body, is_full_name
from pipeline.stages.compare.restated import Background
from pipeline.stages.compare.rule import Rule
from pipeline.stages.compare.telling import Telling

T = TypeVar("T")

_BETWEEN = "\0"
_OPENING, _SPELLING = "opening", "spelling"


@dataclass(frozen=True)
class Meeting:
    """The keys of one article, ascending, each once, as signed numbers of 64 bits."""

    article_id: str
    keys: "array[int]"


@dataclass(frozen=True)
class Renewal:
    """Comparing some articles anew with those that they meet, which were compared with one another before.

    `concerned` are the ids of the articles for whose sake the others are here: only what meets one of them, or has one
    of `keys`, is compared; None: all. `meet` is told the keys of each of them of which claims were taken, `background`
    every sentence. The model is asked about what an article of `asked` tells, and what is denied is held against that
    alone; None: about all, and against all.
    """

    meet: Callable[[Meeting], None]
    background: Background
    concerned: Container[str] | None = None
    keys: Iterable[int] = ()
    asked: Container[str] | None = None


def keys_of_concerned(batch: Batch, rules: Sequence[Rule], concerned: Container[str]) -> KeySet:
    """Return the keys under which some articles of a watched batch are entered; the rules are of no use after this."""
    watched = batch.archive.store
    keys = KeySet()
    if isinstance(watched, WatchedStore):
        for told in batch.all_told():
            if told[0].article_id in concerned:
                for rule in rules:
                    rule.enter(told)
                keys.update(watched.take(told[0].article_id))
    return keys


def enter_all(batch: Batch, rules: Sequence[Rule], asked: Container[str] | None = None) -> Iterator[Meeting]:
    """Enter every article into every rule, and yield the keys of those of some ids; None: of all.

    Nothing is yielded where the store of the batch is not watched.
    """
    watched = batch.archive.store
    for told in batch.all_told():
        for rule in rules:
            rule.enter(told)
        if isinstance(watched, WatchedStore):
            article_id = told[0].article_id
            entered = watched.take(article_id)
            if asked is None or article_id in asked:
                found = {*entered, *_of_opening(batch, article_id), *_of_names(batch, told)}
                yield Meeting(article_id, array("q", sorted(found)))
    if isinstance(watched, WatchedStore):
        watched.let_all_in()


class WatchedStore:
    """A store that remembers under which keys an article was entered, and may keep what some keys hold alone.

    What rules put in when all are entered, to find what they look for, is theirs: it is kept, and not remembered.
    """

    def __init__(self, store: Store) -> None:
        """Keep everything in `store`."""
        self._store = store
        self._entered: dict[int, Owner] = {}
        self._wanted: Container[int] | None = None
        self._is_watching = True

    def let_all_in(self) -> None:
        """Keep from now on what is put in, and remember nothing of it."""
        self._is_watching = False

    def keep_only(self, keys: Container[int]) -> None:
        """Pass over what is entered under other keys from now on."""
        self._wanted = keys

    @property
    def most_held(self) -> int | None:
        """Return how many articles may be held in memory at a time; None: all."""
        return self._store.most_held

    def index(self, codec: Codec[T]) -> Index[T]:
        """Return an empty index, of which the keys are remembered."""
        return _WatchedIndex(self._store.index(codec), self._note)

    def _note(self, key: Key, owner: Owner) -> bool:
        """Remember an entry, and tell whether it is to be kept; a name alone, of one part, brings nobody together."""
        if len(key) == 1 or not self._is_watching:
            return True
        hashed = _hash(key) & ~1
        self._entered[hashed] = owner
        return self._wanted is None or hashed in self._wanted

    def series(self, codec: Codec[T]) -> Series[T]:
        """Return an empty sequence."""
        return self._store.series(codec)

    def ordering(self, codec: Codec[T]) -> Ordering[T]:
        """Return an empty ordering."""
        return self._store.ordering(codec)

    def numbers(self, typecode: str) -> Numbers:
        """Return an empty sequence of whole numbers."""
        return self._store.numbers(typecode)

    def database(self) -> Any:  # noqa: ANN401  as the store that it watches
        """Return a connection to an empty database of SQLite, or None."""
        return self._store.database()

    def take(self, article_id: str) -> Iterator[int]:
        """Yield the keys that an article was entered under since the last time."""
        entered = [key for key, owner in self._entered.items() if owner == article_id]
        self._entered.clear()
        return iter(entered)


class _WatchedIndex(Index[T]):
    def __init__(self, index: Index[T], note: Callable[[Key, Owner], bool]) -> None:
        self._index, self._note = index, note

    def add(self, key: Key, owner: Owner, entry: T) -> None:
        if self._note(key, owner):
            self._index.add(key, owner, entry)

    def shared(self) -> Iterator[tuple[Key, Sequence[T]]]:
        return self._index.shared()

    def at(self, key: Key, most: int | None = None) -> Sequence[T]:
        return self._index.at(key, most)


def _of_opening(batch: Batch, article_id: str) -> Iterator[int]:
    """Yield the keys by which reports of one event meet: whom they are about, with each word of how they open."""
    reading = batch.reading(Of(article_id))
    return (_hash((_OPENING, *pair)) | 1 for pair in product(reading.main, reading.opening_stems))


def _of_names(batch: Batch, told: Sequence[Telling]) -> Iterator[int]:
    """Yield the keys by which spellings of one name meet: the main body, with each word of a full name."""
    reading = batch.reading(told[0])
    words = {word for name in filter(is_full_name, reading.entities) for word in name.split()}
    return (_hash((_SPELLING, *pair)) & ~1 for pair in product(filter(is_body, reading.main), words))


def _hash(key: Iterable[str]) -> int:
    told = _BETWEEN.join(key).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(told, digest_size=8).digest(), signed=True)
