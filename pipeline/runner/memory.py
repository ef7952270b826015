"""What a night remembers of articles: as they were graded, so that none is asked about twice, whenever a night ends.

Invariant: only what is whole is remembered, under its content and the way in which it was asked about; what was kept
comes back equal. A few articles at a time are written in one transaction, as they come.
"""

import threading
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import overload

from pipeline.errors import ConfigurationError
from pipeline.runner.article import GradedArticle
from pipeline.runner.carried import EarlierArticle
from pipeline.spool import Spool
from pipeline.store import Connection, Store
from pipeline.store.inbox import KnownFile, known_contents, known_files
from pipeline.store.memory import keep_articles, kept_content, known_ids
from schemas.article import Article
from schemas.frozen import Frozen
from schemas.grade import GradedClaim

_WRITTEN_AT_ONCE = 16  # as many are asked about again after a kill, where no cache has the answers
# What was made of an article is asked for once, beside the article; an article is asked for again and again.
_MOST_WHOLE = 16
_LEVEL = 1  # of zlib: five times smaller for a third of a millisecond


class KeptArticle(Frozen):
    """An article and what was made of it."""

    article: Article
    graded: GradedArticle


def pack(article: Article, graded: GradedArticle) -> bytes:
    """Return an article with what was made of it, as the store keeps it."""
    return zlib.compress(KeptArticle(article=article, graded=graded).model_dump_json(by_alias=True).encode(), _LEVEL)


def unpack(content: bytes) -> KeptArticle:
    """Return what was packed.

    Raises:
        ConfigurationError: it is damaged.
    """
    try:
        return KeptArticle.model_validate_json(zlib.decompress(content))
    except (ValueError, zlib.error):
        raise ConfigurationError(
            "the store is damaged: a graded article cannot be read; `factgrade store verify` names the rows"
        ) from None


class NightMemory:
    """The articles that a store keeps as they were graded in one way; safe to use from several threads."""

    def __init__(self, store: Store, way: str) -> None:
        """Remember in `store`; nothing is read yet."""
        self._store, self._way = store, way
        self._known = array("Q")
        self._earlier: Mapping[str, str] = {}
        self._waiting: list[tuple[str, bytes]] = []
        self._lock = threading.Lock()

    def expect(self, known: Iterable[str], earlier: Mapping[str, str]) -> None:
        """Take which articles are known, by id, and what the edited ones were: the earlier id by path."""
        self._known, self._earlier = array("Q", sorted(map(_beginning, known))), earlier

    def article(self, article_id: str) -> Article:
        """Return an article that is kept.

        Raises:
            ConfigurationError: it is not.
        """
        with self._store.reading() as connection:
            return _read(connection, self._way, article_id).article

    def recall(self, article: Article) -> GradedArticle | None:
        """Return an article that was graded before, in the same way and with nothing missing; else None."""
        # Where another begins alike, the store knows better.
        if not _holds(self._known, _beginning(article.article_id)):
            return None
        with self._store.reading() as connection:
            content = kept_content(connection, self._way, article.article_id)
        return unpack(content).graded if content is not None else None

    def earlier(self, article: Article) -> EarlierArticle | None:
        """Return what an article was before it was edited; None where it is new."""
        before = self._earlier.get(article.path)
        if before is None:
            return None
        with self._store.reading() as connection:
            content = kept_content(connection, self._way, before)
        if content is None:
            return None
        kept = unpack(content)
        return EarlierArticle(article=kept.article, graded=kept.graded.graded)

    def keep(self, article: Article, graded: GradedArticle) -> None:
        """Remember an article, once it is graded; one of which something is missing is not."""
        if graded.is_failed or graded.not_checked or any(claim.not_checked for claim in graded.graded):
            return
        content = pack(article, graded)
        with self._lock:
            self._waiting.append((article.article_id, content))
            is_due = len(self._waiting) >= _WRITTEN_AT_ONCE
        if is_due:
            self.flush()

    def flush(self) -> None:
        """Write what waits.

        Raises:
            BusyError: another process writes into the store.
            ConfigurationError: the store cannot be written.
        """
        with self._lock:
            waiting, self._waiting = self._waiting, []
            if waiting:
                with self._store.writing() as connection:
                    keep_articles(connection, self._way, waiting)


def _beginning(article_id: str) -> int:
    """Return eight bytes by which articles are told apart where there may be one for every article."""
    return int.from_bytes(blake2b(article_id.encode(), digest_size=8).digest())


def _holds(ordered: "array[int]", number: int) -> bool:
    place = bisect_left(ordered, number)
    return place < len(ordered) and ordered[place] == number


def _read(connection: Connection, way: str, article_id: str) -> KeptArticle:
    content = kept_content(connection, way, article_id)
    if content is None:
        raise ConfigurationError(f"the store has lost the article {article_id!r}: take it from a backup")
    return unpack(content)


class KeptArticles:
    """Articles that are kept, read when they are asked for; `path_of` tells what people call them now."""

    def __init__(self, connection: Connection, way: str, path_of: Callable[[str], str | None] | None) -> None:
        """Read through a connection, which has to stay open; those without a path are called as they were."""
        self._connection, self._way, self._path_of = connection, way, path_of
        self._kept = lru_cache(_MOST_WHOLE)(self._read)
        # Articles by themselves, to be read again: what the store keeps takes forty times as long to read.
        self._articles = Spool(Article)
        self._slots: dict[str, int] = {}

    def _read(self, article_id: str) -> KeptArticle:
        kept = _read(self._connection, self._way, article_id)
        path = self._path_of(article_id) if self._path_of else None
        if path is not None:
            kept = kept.model_copy(update={"article": kept.article.model_copy(update={"path": path})})
        if article_id not in self._slots:
            self._slots[article_id] = self._articles.add(kept.article)
        return kept

    def article(self, article_id: str) -> Article:
        """Return an article."""
        if article_id not in self._slots:
            self._kept(article_id)
        return self._articles[self._slots[article_id]]

    def graded(self, article_id: str) -> GradedArticle:
        """Return what was made of an article."""
        return self._kept(article_id).graded


class JoinedArticles(Sequence[Article]):
    """Articles at hand, and after them some that are kept."""

    def __init__(self, at_hand: Sequence[Article], kept: KeptArticles, ids: Sequence[str]) -> None:
        """Join them; `ids` are those of the kept ones."""
        self._at_hand, self._kept, self._ids = at_hand, kept, ids

    def article_ids(self) -> Iterator[str]:
        """Yield the ids of all, in their order; the kept ones are not read for it."""
        yield from (article.article_id for article in self._at_hand)
        yield from self._ids

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._at_hand) + len(self._ids)

    @overload
    def __getitem__(self, at: int) -> Article: ...

    @overload
    def __getitem__(self, at: slice) -> list[Article]: ...

    def __getitem__(self, at: int | slice) -> Article | list[Article]:
        """Return one, or some."""
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(len(self)))]
        if at < len(self._at_hand):
            return self._at_hand[at]
        return self._kept.article(self._ids[at - len(self._at_hand)])


class JoinedClaims(Mapping[str, Sequence[GradedClaim]]):
    """The claims of articles at hand, and of some that are kept, by article id."""

    def __init__(self, at_hand: Mapping[str, Sequence[GradedClaim]], kept: KeptArticles, ids: Sequence[str]) -> None:
        """Join them; `ids` are those of the kept ones."""
        self._at_hand, self._kept, self._ids = at_hand, kept, dict.fromkeys(ids)

    def __len__(self) -> int:
        """Return of how many articles there are claims."""
        return len(self._at_hand) + len(self._ids)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of the articles."""
        yield from self._at_hand
        yield from self._ids

    def __getitem__(self, article_id: str) -> Sequence[GradedClaim]:
        """Return the claims of an article."""
        if article_id in self._ids:
            return self._kept.graded(article_id).graded
        return self._at_hand[article_id]


class KnownFiles:
    """What a store knows of the files of an inbox, and of articles that were graded in one way."""

    def __init__(self, connection: Connection, inbox: str, way: str) -> None:
        """Read through a connection, which has to stay open."""
        self._connection, self._inbox, self._way = connection, inbox, way

    def files(self, files: Collection[str]) -> Mapping[str, KnownFile]:
        """Return what is known of files, by file."""
        return known_files(self._connection, self._inbox, files)

    def contents(self, digests: Collection[str]) -> Mapping[str, KnownFile]:
        """Return files that held bytes of these digests, by digest."""
        return known_contents(self._connection, self._inbox, digests)

    def graded(self, article_ids: Sequence[str]) -> Collection[str]:
        """Return those of some articles that need not be asked about."""
        return known_ids(self._connection, self._way, article_ids)
