"""The articles that failed in run after run: they are left out and named, so that they are not paid for every night.

Invariant: what counts is the same content asked about in the same way: an edited article, another model or another
prompt gets a fresh chance, and one success forgets all failures. Only failures of an article's own count, neither an
outage nor a stop; and where no article of a run came through, the endpoint is to blame, and none of its failures count.
"""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from pipeline.clock import Clock
from pipeline.llm.shelf import Holding, Shelf
from pipeline.settings import Settings
from schemas.article import Article
from schemas.frozen import Frozen

_HOLDING = Holding("quarantine", "earlier failures of articles are forgotten", "FACTGRADE_STATE_DIR")


class _Failures(Frozen):
    """How many runs in a row failed, and how the last one did."""

    count: int
    path: str
    reason: str
    at: AwareDatetime


class ArticleQuarantine:
    """Remembers on a shelf how articles ended."""

    def __init__(self, shelf: Shelf, way: str, after: int, clock: Clock, *, is_lifted: bool = False) -> None:
        """Look at `shelf`.

        Args:
            shelf: keeps the failures.
            way: identifies how the articles are asked about.
            after: so many runs in a row, 1 or more.
            clock: tells when a failure was.
            is_lifted: ask about quarantined articles too; their failures are still counted.
        """
        self._shelf = shelf
        self._way = way
        self._after = after
        self._clock = clock
        self._is_lifted = is_lifted
        self._lock = threading.Lock()
        self._held: dict[str, _Failures] = {}
        self._has_come_through = False

    def reason(self, article: Article) -> str | None:
        """Return why an article is not to be asked about; None where it is."""
        known = self._failures(article)
        if known is None or known.count < self._after or self._is_lifted:
            return None
        return (
            f"left out: it failed in {known.count} runs in a row, on {known.at:%Y-%m-%d} because {known.reason}; "
            "--retry-quarantined asks about it again"
        )

    def note(self, article: Article, failure: str | None) -> None:
        """Count a failure, once the run is settled, or forget them all."""
        known = self._failures(article)
        if failure is None:
            self._has_come_through = True
            if known is not None:
                self._shelf.delete(self._key(article))
            return
        count = known.count + 1 if known else 1
        entry = _Failures(count=count, path=article.path, reason=failure, at=self._clock.now())
        with self._lock:
            self._held[self._key(article)] = entry

    def settle(self) -> None:
        """Enter the failures of the run that ends, if any article came through."""
        if self._has_come_through:
            for key, entry in self._held.items():
                self._shelf.set(key, entry.model_dump_json())
        self._held.clear()

    def _failures(self, article: Article) -> _Failures | None:
        text = self._shelf.get(self._key(article))
        try:
            return _Failures.model_validate_json(text) if text is not None else None
        except ValidationError:
            return None

    def _key(self, article: Article) -> str:
        return hashlib.sha256(f"{article.article_id} {self._way}".encode()).hexdigest()


def quarantine_folder(settings: Settings) -> Path:
    """Return where the quarantine is kept; it need not be there yet."""
    return settings.state_dir / "quarantine"


@contextmanager
def open_quarantine(
    settings: Settings, way: str, warn: Callable[[str], None], clock: Clock, *, is_lifted: bool = False
) -> Iterator[ArticleQuarantine | None]:
    """Give the quarantine that the settings name, for the length of a `with`; None where they want none.

    `way` identifies who is asked, and how.

    Raises:
        ConfigurationError: its folder cannot be used.
    """
    if not settings.quarantine_after:
        yield None
        return
    shelf = Shelf(quarantine_folder(settings), warn, holds=_HOLDING)
    quarantine = ArticleQuarantine(shelf, way, settings.quarantine_after, clock, is_lifted=is_lifted)
    try:
        yield quarantine
        quarantine.settle()
    finally:
        shelf.close()
