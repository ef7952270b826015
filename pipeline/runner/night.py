"""A night: what is new since the last one is asked about and compared with all that it meets; the rest stands.

Invariant: the articles and conflicts of a night are those that its inbox holds now, each decided in the way of today;
what nothing new has touched is carried over under its keys, and costs neither a call nor a comparison.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.llm.port import Ask
from pipeline.runner.batch import by_claim
from pipeline.runner.disk_store import store_for
from pipeline.runner.memory import JoinedArticles, JoinedClaims, KeptArticles, NightMemory
from pipeline.runner.night_plan import NightPlan
from pipeline.runner.renewal import Renewed, renew_conflicts
from pipeline.runner.said import Said
from pipeline.runner.stage import Stages
from pipeline.runner.terms import BatchResult
from pipeline.spool import Spool
from pipeline.stages.compare import Comparison, Meeting, Renewal, find_meetings, sentences_of
from pipeline.store import Connection, Store
from pipeline.store.memory import MetArticle, find_met, keys_of
from pipeline.store.night import (
    conflicts_touching,
)
from pipeline.store.save import KnownVerdict
from schemas.article import Article
from schemas.claim import NotChecked
from schemas.conflict import Conflict, Relation, conflicts_by_article
from schemas.frozen import Frozen
from schemas.grade import GradedClaim
from schemas.verdict import ArticleVerdict

_ORDER = {relation: at for at, relation in enumerate(Relation)}


class Compare(Protocol):
    """Compares articles, for the sake of some of them."""

    def __call__(
        self,
        graded: Mapping[str, Sequence[GradedClaim]],
        articles: Sequence[Article],
        ask: Ask | None,
        *,
        renewal: Renewal,
    ) -> Comparison:
        """Return what the articles tell differently."""
        ...


class _Met(Frozen):
    """A `MetArticle` as it lies on disk: an article has a hundred keys and more."""

    article_id: str
    day: int | None
    keys: tuple[int, ...]


class Night:
    """Compares for a night, and decides anew on the articles that were carried over and are concerned by it."""

    def __init__(self, store: Store, plan: NightPlan, memory: NightMemory, compare: Compare, window_days: int) -> None:
        """Begin with nothing compared.

        Args:
            store: what is known.
            plan: what there is to do.
            memory: writes what waits before it is compared.
            compare: compares.
            window_days: an article meets those of so many days before and after it.
        """
        self._store, self._plan, self._memory, self._compare = store, plan, memory, compare
        self._window_days = window_days
        self._missed: tuple[NotChecked, ...] = ()
        self.renewed = Renewed()
        self._met = Spool(_Met)
        fresh = {one.article_id for one in plan.fresh}
        self.said = Said(
            store,
            plan.inbox_id,
            lambda article_id: article_id in fresh and memory.holds(article_id),
            is_anew=plan.standing.last is None,
        )

    def compare(
        self, graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article], ask: Ask | None
    ) -> Comparison:
        """Compare what is new with all that it meets, as a stage of the run; keep what became of every conflict."""
        self._memory.flush()
        fresh, days = set(graded), {one.article_id: _day_of(one) for one in articles}
        self._met = Spool(_Met)

        def meet(meeting: Meeting) -> None:
            if meeting.article_id in fresh:
                day = days[meeting.article_id]
                self._met.add(_Met(article_id=meeting.article_id, day=day, keys=tuple(meeting.keys)))

        with self._store.reading() as connection:
            near, orphans, keys = self._near(connection, graded, articles)
            kept = self._kept(connection)
            concerned = fresh if self._plan.standing.last else None
            self._let_go(connection)
            compared = self._compare(
                JoinedClaims(graded, kept, near),
                JoinedArticles(articles, kept, near),
                ask,
                renewal=Renewal(meet, self.said, concerned, keys, fresh | orphans if concerned else None),
            )
            before = self._before(connection, near)
        parted = {one.article_id for one in self._plan.standing.parted}
        self.renewed = renew_conflicts(before, compared.conflicts, fresh, parted)
        self._missed = compared.not_checked
        return Comparison(self.renewed.found, compared.not_checked)

    def _let_go(self, connection: Connection) -> None:
        """Count what the articles that have gone say no more."""
        kept = KeptArticles(connection, self._plan.way, None)
        for article_id in sorted(self._plan.standing.counted):
            for _, line, stems in sentences_of([kept.article(article_id)]):
                self.said.leave(line, stems)

    def _near(
        self, connection: Connection, graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article]
    ) -> tuple[list[str], set[str], set[int]]:
        """Return the carried articles that meet what is new or met what has gone, those that lost a conflict; and keys.

        The keys are those of what has gone.
        """
        standing = self._plan.standing
        if not standing.carried:
            return [], set(), set()
        parted = [one.article_id for one in standing.parted]
        gone = keys_of(connection, self._plan.way, parted)
        keys = set(gone)
        for meeting in find_meetings(graded, articles, store_for(len(articles))):
            keys.update(meeting.keys)
        days = [_day_of(one) for one in articles]
        near = {
            article_id
            for article_id, day in find_met(connection, self._plan.way, keys, standing.carried)
            if _is_in_window(day, days, self._window_days)
        }
        lost = conflicts_touching(connection, standing.conflicts, parted)
        orphans = {side.article_id for one in lost.values() for side in one.sides} & standing.carried.keys()
        return sorted(near | orphans), orphans, gone

    def _before(self, connection: Connection, near: Sequence[str]) -> dict[str, Conflict]:
        standing = self._plan.standing
        concerned = [*near, *(one.article_id for one in standing.parted)]
        return conflicts_touching(connection, standing.conflicts, concerned)

    def met(self) -> Iterator[MetArticle]:
        """Yield by what the articles meet others that were compared now."""
        return (MetArticle(one.article_id, one.day, array("q", one.keys)) for one in self._met)

    def decide(self, stages: Stages) -> "Decided":
        """Decide anew on the carried articles of which a conflict was found or lost."""
        ids = sorted(self.renewed.article_ids & self._plan.standing.carried.keys())
        verdicts, at = Spool(ArticleVerdict), {}
        if ids:
            missed = by_claim(self._missed)
            with self._store.reading() as connection:
                kept = self._kept(connection)
                concerning = conflicts_by_article(self._standing_now(connection, ids))
                for article_id in ids:
                    verdict = _decide(stages, kept, article_id, concerning.get(article_id, ()), missed)
                    at[article_id] = verdicts.add(verdict)
        return Decided(verdicts, at)

    def _standing_now(self, connection: Connection, ids: Sequence[str]) -> list[Conflict]:
        standing = conflicts_touching(connection, self._plan.standing.conflicts, ids)
        kept = [one for key, one in standing.items() if key not in self.renewed.lost]
        wanted = set(ids)
        found = [one for one in self.renewed.found if any(side.article_id in wanted for side in one.sides)]
        return sorted([*kept, *found], key=lambda one: _order(one.relation, one.topic, one.conflict_id))

    def conflicts(self) -> Iterator[Conflict | str]:
        """Yield the conflicts between articles that stand, in the order of comparing; carried ones by their keys."""
        placed: list[tuple[tuple[int, str, str], str | int]] = [
            (_order(one.relation, one.topic, one.conflict_id), key)
            for key, one in self._plan.standing.conflicts.items()
            if key not in self.renewed.lost
        ]
        found = self.renewed.found
        placed += [(_order(one.relation, one.topic, one.conflict_id), at) for at, one in enumerate(found)]
        placed.sort(key=lambda each: each[0])
        return (at if isinstance(at, str) else found[at] for _, at in placed)

    def verdicts(self, result: BatchResult, decided: "Decided") -> Iterator[ArticleVerdict | KnownVerdict]:
        """Yield the articles of the night in the order of the inbox; carried ones of which nothing changed by key."""
        fresh = {one.article_id: n for n, one in enumerate(self._plan.fresh)}
        carried = self._plan.standing.carried
        for placed in self._plan.inbox.placed:
            if placed.article_id in fresh:
                yield result.verdicts[fresh[placed.article_id]]
            elif placed.article_id in decided.at:
                yield decided.verdicts[decided.at[placed.article_id]]
            else:
                yield KnownVerdict(placed.path, placed.article_id, carried[placed.article_id].article_verdict_key)

    def _kept(self, connection: Connection) -> KeptArticles:
        carried = self._plan.standing.carried
        return KeptArticles(connection, self._plan.way, lambda article_id: carried[article_id].path)


@dataclass(frozen=True)
class Decided:
    """Carried articles that were decided on anew; `at` tells where each lies, by id."""

    verdicts: Spool[ArticleVerdict]
    at: Mapping[str, int]


def _decide(
    stages: Stages,
    kept: KeptArticles,
    article_id: str,
    concerning: Sequence[Conflict],
    missed: Mapping[str, Sequence[NotChecked]],
) -> ArticleVerdict:
    article, done = kept.article(article_id), kept.graded(article_id)
    claims = (claim.checked.grounded.claim.claim_id for claim in done.graded)
    pairs = dict.fromkeys(one for claim_id in claims for one in missed.get(claim_id, ()))
    return stages.decide(article, done.graded, [*done.conflicts, *concerning], list(pairs), done.passed_over)


def _order(relation: str, topic: str, conflict_id: str) -> tuple[int, str, str]:
    return _ORDER[Relation(relation)], topic, conflict_id


def _day_of(article: Article) -> int | None:
    return article.published_at.date().toordinal() if article.published_at else None


def _is_in_window(day: int | None, days: Sequence[int | None], window_days: int) -> bool:
    """Tell whether an article is of a day near enough to one of the new ones; what has no day is."""
    known = [one for one in days if one is not None]
    if day is None or len(known) < len(days) or not known:
        return True
    return min(known) - window_days <= day <= max(known) + window_days
