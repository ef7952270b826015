"""A night: what is new since the last one is asked about and compared with all that it meets; the rest stands.

Invariant: the articles and conflicts of a night are those that its inbox holds now, each decided in the way of today;
what nothing new has touched is carried over under its keys, and costs neither a call nor a comparison.
"""

from array import array
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from pipeline.llm.port import Ask
from pipeline.runner.batch import by_claim
from pipeline.runner.concerning import Concerning
from pipeline.runner.disk_store import store_for
from pipeline.runner.giving_back import give_back
from pipeline.runner.memory import JoinedArticles, JoinedClaims, KeptArticles, NightMemory
from pipeline.runner.night_plan import NightPlan
from pipeline.runner.renewal import Renewed, renew_conflicts
from pipeline.runner.said import Said
from pipeline.runner.stage import Stages
from pipeline.runner.standing import order_of
from pipeline.runner.terms import BatchResult
from pipeline.spool import Spool
from pipeline.stages.compare import Comparison, KeySet, Meeting, Renewal, find_meetings, sentences_of
from pipeline.store import Connection, Store
from pipeline.store.memory import MetArticle, find_met, keys_of, known_ids
from pipeline.store.night import LastArticle
from pipeline.store.touching import conflicts_touching, passages_touching
from schemas.article import Article
from schemas.claim import NotChecked
from schemas.conflict import Conflict
from schemas.frozen import Frozen
from schemas.grade import GradedClaim
from schemas.verdict import ArticleVerdict

_AT_A_TIME = 400


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
        self.said = Said(store, plan.inbox_id, plan.inbox.roll.is_counted, is_anew=plan.standing.last is None)

    def compare(
        self, graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article], ask: Ask | None
    ) -> Comparison:
        """Compare what is new with all that it meets, as a stage of the run; keep what became of every conflict."""
        self._memory.flush()
        self._note_counted()
        roll = self._plan.inbox.roll
        roll.note_compared((one.article_id, _day_of(one)) for one in articles)
        fresh = roll.compared
        self._met = Spool(_Met)

        def meet(meeting: Meeting) -> None:
            day = roll.day_of(meeting.article_id)
            self._met.add(_Met(article_id=meeting.article_id, day=day, keys=tuple(meeting.keys)))

        with self._store.reading() as connection:
            near, orphans, keys = self._near(connection, graded, articles)
            kept = self._kept(connection)
            concerned = fresh if self._plan.standing.last else None
            asked = _Either(fresh, orphans) if concerned and len(articles) else None
            self._let_go(connection)
            compared = self._compare(
                JoinedClaims(graded, kept, near),
                JoinedArticles(articles, kept, near),
                ask,
                renewal=Renewal(meet, self.said, concerned, keys, asked),
            )
            standing, parted = self._plan.standing, [one.article_id for one in self._plan.standing.parted]
            before = passages_touching(connection, standing.conflicts, [*near, *parted])
            self.renewed = renew_conflicts(before, compared.conflicts, fresh, frozenset(parted))
        self._missed = compared.not_checked
        return Comparison(self.renewed.found, compared.not_checked)

    def _note_counted(self) -> None:
        """Count from now on what those say that are kept as they were graded."""
        with self._store.reading() as connection:
            for some in _parts(one.article_id for one in self._plan.fresh):
                self._plan.inbox.roll.note_counted(known_ids(connection, self._plan.way, some))

    def _let_go(self, connection: Connection) -> None:
        """Count what the articles that have gone say no more."""
        ids = sorted(self._plan.standing.counted)
        articles = JoinedArticles((), KeptArticles(connection, self._plan.way, None), ids)
        # Together, not one by one: what reads them hangs together in cycles, and lies about until these are collected.
        for _, line, stems in sentences_of(articles, store_for(len(ids))):
            self.said.leave(line, stems)

    def _near(
        self, connection: Connection, graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article]
    ) -> tuple[list[str], set[str], KeySet]:
        """Return the carried articles that meet what is new or met what has gone, those that lost a conflict; and keys.

        The keys are those of what has gone.
        """
        standing, roll = self._plan.standing, self._plan.inbox.roll
        if standing.last is None:
            return [], set(), KeySet()
        parted = [one.article_id for one in standing.parted]
        gone = KeySet(keys_of(connection, self._plan.way, parted))
        keys = KeySet(gone)
        for meeting in find_meetings(graded, articles, store_for(len(articles))):
            keys.update(meeting.keys)
        give_back(len(articles))
        window = _window_of(roll.first_and_last_day(), self._window_days)
        near = {
            article_id
            for article_id, day in find_met(connection, self._plan.way, keys, roll.carried_ids)
            if window is None or day is None or day in window
        }
        lost = passages_touching(connection, standing.conflicts, parted)
        orphans = {article_id for one in lost for article_id, *_ in one.places if article_id in roll.carried_ids}
        return sorted(near | orphans), orphans, gone

    def met(self) -> Iterator[MetArticle]:
        """Yield by what the articles meet others that were compared now."""
        return (MetArticle(one.article_id, one.day, array("q", one.keys)) for one in self._met)

    def decide(self, stages: Stages) -> "Decided":
        """Decide anew on the carried articles of which a conflict was found or lost."""
        roll = self._plan.inbox.roll
        ids = sorted(article_id for article_id in self.renewed.article_ids if roll.carried(article_id))
        verdicts, at = Spool(ArticleVerdict), {}
        if ids:
            missed = by_claim(self._missed)
            with self._store.reading() as connection:
                kept, standing = self._kept(connection), self._standing_now(connection, ids)
                sources = Concerning(standing), Concerning(self.renewed.found)
                for article_id in ids:
                    concerning = [one for source in sources for one in source.of(article_id)]
                    concerning.sort(key=lambda one: order_of(one.relation, one.topic, one.conflict_id))
                    at[article_id] = verdicts.add(_decide(stages, kept, article_id, concerning, missed))
        return Decided(verdicts, at)

    def _standing_now(self, connection: Connection, ids: Sequence[str]) -> Spool[Conflict]:
        """Return the conflicts of some articles that were found before, and stand."""
        standing = Spool(Conflict)
        for key, one in conflicts_touching(connection, self._plan.standing.conflicts, ids):
            if key not in self.renewed.lost:
                standing.add(one)
        return standing

    def conflicts(self) -> Iterator[Conflict | str]:
        """Yield the conflicts between articles that stand, in the order of comparing; carried ones by their keys."""
        found = self.renewed.found
        for one in self._plan.standing.conflicts.with_found(self.renewed.lost, found):
            yield one if isinstance(one, str) else found[one]

    def verdicts(self, result: BatchResult, decided: "Decided") -> Iterator[ArticleVerdict | LastArticle]:
        """Yield the articles of the night in the order of the inbox, those of which nothing changed as they stand."""
        fresh = iter(result.verdicts)
        for one in self._plan.inbox.roll.in_turn():
            if not isinstance(one, LastArticle):
                yield next(fresh)
            elif one.article_id in decided.at:
                yield decided.verdicts[decided.at[one.article_id]]
            else:
                yield one

    def _kept(self, connection: Connection) -> KeptArticles:
        return KeptArticles(connection, self._plan.way, self._plan.inbox.roll.path_of)


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


def _day_of(article: Article) -> int | None:
    return article.published_at.date().toordinal() if article.published_at else None


def _window_of(days: tuple[int, int] | None, window_days: int) -> range | None:
    """Return the days that are near enough to one of the new articles; None, where one of them has none: all."""
    return range(days[0] - window_days, days[1] + window_days + 1) if days else None


class _Either(Container[str]):
    """What either of two holds."""

    def __init__(self, one: Container[str], other: Container[str]) -> None:
        self._one, self._other = one, other

    def __contains__(self, article_id: object) -> bool:
        return article_id in self._one or article_id in self._other


def _parts(article_ids: Iterable[str]) -> Iterator[list[str]]:
    left = iter(article_ids)
    while some := list(islice(left, _AT_A_TIME)):
        yield some
