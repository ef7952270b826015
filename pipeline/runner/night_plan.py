"""What a night has to do: what stands from the last one, what is new, and what has gone.

Invariant: every article of the inbox is carried over or fresh, and every one of the last night carried over or parted.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.runner.inbox import Inbox, PlacedId
from pipeline.store import Connection
from pipeline.store.memory import known_ids
from pipeline.store.night import (
    KnownConflict,
    LastNight,
    PlacedArticle,
    articles_of,
    conflicts_of,
    last_night,
)
from schemas.article import Article


@dataclass(frozen=True)
class Standing:
    """What stands from the last night when this one begins.

    `carried` are the articles that are still there, by id; `parted` those that are not, or that have to be asked about
    again, of which `counted` are the ids of those whose sentences were counted; `conflicts` all that were found between
    articles, by key.
    """

    last: LastNight | None = None
    carried: Mapping[str, PlacedArticle] = field(default_factory=dict)
    parted: tuple[PlacedArticle, ...] = ()
    counted: frozenset[str] = frozenset()
    conflicts: Mapping[str, KnownConflict] = field(default_factory=dict)


@dataclass(frozen=True)
class NightPlan:
    """What a night has to do: `fresh` are the articles to ask about or to compare, as they stand in the inbox.

    `before` is the night before, in whatever way it asked.
    """

    inbox_id: str
    way: str
    inbox: Inbox
    standing: Standing
    fresh: tuple[PlacedId, ...]
    before: LastNight | None = None

    @property
    def is_quiet(self) -> bool:
        """Tell whether everything is as it was."""
        return not (self.fresh or self.standing.parted) and self.standing.last is not None

    @property
    def earlier(self) -> dict[str, str]:
        """Return what the edited articles were: the earlier id by path."""
        return {one.path: one.article_id for one in self.standing.parted}


def plan_night(connection: Connection, inbox: Inbox, inbox_id: str, way: str) -> NightPlan:
    """Hold an inbox against the last night that asked in the same way.

    An article of another path is the same, and is compared anew, as others tell of it by its file.
    """
    last = last_night(connection, inbox_id)
    if last is None or last.way != way:
        return NightPlan(inbox_id, way, inbox, Standing(), tuple(inbox.placed), last)
    now = {one.article_id: one.path for one in inbox.placed}
    before = list(articles_of(connection, last.run))
    same = [one for one in before if one.is_whole and now.get(one.article_id) == one.path]
    known = known_ids(connection, way, [one.article_id for one in before])
    carried = {one.article_id: one for one in same if one.article_id in known}
    parted = tuple(one for one in before if one.article_id not in carried)
    standing = Standing(
        last=last,
        carried=carried,
        parted=parted,
        counted=frozenset(one.article_id for one in parted if one.article_id in known),
        conflicts={one.key: one for one in conflicts_of(connection, last.run)},
    )
    fresh = tuple(one for one in inbox.placed if one.article_id not in carried)
    return NightPlan(inbox_id, way, inbox, standing, fresh, last)


class FreshArticles:
    """The articles that a night asks about, each read when it is asked for."""

    def __init__(self, plan: NightPlan, kept: Callable[[str], Article]) -> None:
        """Choose them; `kept` gives one that was graded before, by id."""
        self._plan, self._kept = plan, kept

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._plan.fresh)

    def __getitem__(self, index: int, /) -> Article:
        """Return one."""
        placed, inbox = self._plan.fresh[index], self._plan.inbox
        at = inbox.at.get(placed.article_id)
        article = self._kept(placed.article_id) if at is None else inbox.read[at]
        return article if article.path == placed.path else article.model_copy(update={"path": placed.path})

    def __iter__(self) -> Iterator[Article]:
        """Yield all."""
        return (self[index] for index in range(len(self)))
