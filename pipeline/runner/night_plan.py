"""What a night has to do: what stands from the last one, what is new, and what has gone.

Invariant: every article of the inbox is carried over or fresh, and every one of the last night carried over or parted.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.runner.inbox import Inbox
from pipeline.runner.standing import StandingConflicts
from pipeline.spool import Spool
from pipeline.store import Connection
from pipeline.store.night import LastArticle, LastNight, conflicts_of, last_articles, last_night
from pipeline.store.unpack import damage_told
from schemas.article import Article
from schemas.frozen import Frozen


class Fresh(Frozen):
    """An article to ask about or to compare, as it stands in the inbox; `at` tells where it lies if it was read now."""

    path: str
    article_id: str
    at: int | None


@dataclass(frozen=True)
class Standing:
    """What stands from the last night when this one begins, beside what the roll of the inbox carries over.

    `parted` are the articles that are not there any more, or that have to be asked about again; `conflicts` all that
    were found between articles.
    """

    last: LastNight | None = None
    parted: Sequence[LastArticle] = ()
    conflicts: StandingConflicts = field(default_factory=StandingConflicts)

    @property
    def counted(self) -> Iterator[str]:
        """Yield the ids of the articles that have parted and whose sentences were counted."""
        return (one.article_id for one in self.parted if one.is_known)


@dataclass(frozen=True)
class NightPlan:
    """What a night has to do: `fresh` are the articles to ask about or to compare, on disk, as they stand in the inbox.

    `before` is the night before, in whatever way it asked.
    """

    inbox_id: str
    way: str
    inbox: Inbox
    standing: Standing
    fresh: Spool[Fresh]
    before: LastNight | None = None

    @property
    def is_quiet(self) -> bool:
        """Tell whether everything is as it was."""
        return not (len(self.fresh) or self.standing.parted) and self.standing.last is not None

    @property
    def earlier(self) -> dict[str, str]:
        """Return what the edited articles were: the earlier id by path."""
        return {one.path: one.article_id for one in self.standing.parted}


def plan_night(connection: Connection, inbox: Inbox, inbox_id: str, way: str) -> NightPlan:
    """Hold an inbox against the last night that asked in the same way.

    An article of another path is the same, and is compared anew, as others tell of it by its file.

    Raises:
        ConfigurationError: the store is damaged.
    """
    last, standing = last_night(connection, inbox_id), Standing()
    if last is not None and last.way == way:
        with damage_told():
            inbox.roll.hold_against(last_articles(connection, last))
            conflicts = StandingConflicts(conflicts_of(connection, last.run))
        standing = Standing(last, tuple(inbox.roll.parted()), conflicts)
    fresh = Spool(Fresh)
    for placed, at in inbox.roll.fresh():
        fresh.add(Fresh(path=placed.path, article_id=placed.article_id, at=at))
    return NightPlan(inbox_id, way, inbox, standing, fresh, last)


class FreshArticles:
    """The articles that a night asks about, each read when it is asked for."""

    def __init__(self, plan: NightPlan, kept: Callable[[str], Article]) -> None:
        """Choose them; `kept` gives one that was graded before, by id."""
        self._fresh, self._read, self._kept = plan.fresh, plan.inbox.read, kept

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._fresh)

    def __getitem__(self, index: int, /) -> Article:
        """Return one."""
        fresh = self._fresh[index]
        article = self._kept(fresh.article_id) if fresh.at is None else self._read[fresh.at]
        return article if article.path == fresh.path else article.model_copy(update={"path": fresh.path})

    def __iter__(self) -> Iterator[Article]:
        """Yield all."""
        return (self[index] for index in range(len(self)))
