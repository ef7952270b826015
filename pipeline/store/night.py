"""Nights in a store: which was the last, what it held, and what of it stands when some articles go and others come.

Invariant: a night is written in one transaction with its run and with all that the next night rests on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from pipeline.store import table
from pipeline.store.fetch import chunks, fetch
from pipeline.store.inbox import KnownFile, forget_files, save_files
from pipeline.store.memory import MetArticle, forget_meetings, save_meetings
from pipeline.store.night_table import graded_article, night
from pipeline.store.opening import Store
from pipeline.store.said import forget_said, save_said
from pipeline.store.save import KnownVerdict, Saved, write_run
from schemas.conflict import Conflict
from schemas.run import Run
from schemas.verdict import ArticleVerdict

_NOTHING = "[]"  # as `pipeline.store.pack` writes an empty list


@dataclass(frozen=True)
class LastNight:
    """The newest night of an inbox: its run, how articles were asked about, whether its pages are written."""

    run: int
    way: str
    folder: str
    is_shown: bool


# Without a dictionary of its own each: there is one for every article.
@dataclass(frozen=True, slots=True)
class PlacedArticle:
    """An article of a run: what people call it, its content, what was decided, its page, its verdict."""

    path: str
    article_id: str
    article_verdict_key: str
    page: str
    verdict: str


@dataclass(frozen=True, slots=True)
class LastArticle(PlacedArticle):
    """An article of the last night, with the number of its claims.

    `is_whole`: nothing of it was left unchecked. `is_known`: it is kept as it was graded.
    """

    claims: int
    is_whole: bool
    is_known: bool

    @property
    def as_known(self) -> KnownVerdict:
        """Return it as what a run may have of it again."""
        return KnownVerdict(self.path, self.article_id, self.article_verdict_key)


@dataclass(frozen=True, slots=True)
class KnownConflict:
    """A conflict between articles that the store holds, and what sorts it among others."""

    key: str
    relation: str
    topic: str
    conflict_id: str


@dataclass(frozen=True)
class NewState:
    """What the next night rests on beside the run: the files of the inbox, by what articles meet, and what they say.

    `lines` and `stems` are the counts of `pipeline.store.said` that changed, as pairs; `is_said_anew`: they are all.
    """

    inbox: str
    folder: str
    way: str
    files: Iterable[KnownFile] = ()
    gone_files: Sequence[str] = ()
    met: Iterable[MetArticle] = ()
    parted: Sequence[str] = ()
    lines: Iterable[tuple[int, int]] = ()
    stems: Iterable[tuple[int, int]] = ()
    is_said_anew: bool = False


def last_night(connection: Connection, inbox: str) -> LastNight | None:
    """Return the newest night of an inbox; None where there was none."""
    found = select(night).where(night.c.inbox == inbox).order_by(night.c.run.desc()).limit(1)
    for row in fetch(connection, found):
        return LastNight(row["run"], row["way"], row["folder"], bool(row["is_shown"]))
    return None


def earlier_night(store: Store, inbox: str, run: int) -> int | None:
    """Return the run of the last night of an inbox before this one that was told; None where none was.

    What a night found that was not told, the next one tells with its own.
    """
    with store.reading() as connection:
        is_told = night.c.inbox == inbox, night.c.run < run, night.c.is_shown
        found = select(func.max(night.c.run)).where(*is_told)
        number: int | None = connection.execute(found).scalar_one()
        return number


def articles_of(connection: Connection, run: int) -> Iterator[PlacedArticle]:
    """Yield the articles of a run, in their order."""
    placed, decided = table.run_article, table.article_verdict
    names = (placed.c.path, placed.c.article_id, placed.c.article_verdict_key, placed.c.page, decided.c.verdict)
    found = (
        select(*names)
        .join(decided, decided.c.article_verdict_key == placed.c.article_verdict_key)
        .where(placed.c.run == run)
        .order_by(placed.c.place)
    )
    return (PlacedArticle(**row) for row in fetch(connection, found))


def last_articles(connection: Connection, last: LastNight) -> Iterator[LastArticle]:
    """Yield the articles of a night, in their order, with what decides whether they stand."""
    placed, decided, held = table.run_article, table.article_verdict, table.article_verdict_claim
    claims = (
        select(func.count())
        .where(held.c.article_verdict_key == placed.c.article_verdict_key)
        .scalar_subquery()
        .label("claims")
    )
    is_known = (
        select(graded_article.c.article_id)
        .where(graded_article.c.article_id == placed.c.article_id, graded_article.c.way == last.way)
        .exists()
        .label("is_known")
    )
    names = (placed.c.path, placed.c.article_id, placed.c.article_verdict_key, placed.c.page, decided.c.verdict)
    found = (
        select(*names, claims, (decided.c.not_checked == _NOTHING).label("is_whole"), is_known)
        .join(decided, decided.c.article_verdict_key == placed.c.article_verdict_key)
        .where(placed.c.run == last.run)
        .order_by(placed.c.place)
    )
    return (LastArticle(**row) for row in fetch(connection, found))


def conflicts_of(connection: Connection, run: int) -> Iterator[KnownConflict]:
    """Yield the conflicts between the articles of a run, in their order."""
    through, conflict = table.run_conflict, table.conflict
    names = (conflict.c.conflict_key.label("key"), conflict.c.relation, conflict.c.topic, conflict.c.conflict_id)
    found = (
        select(*names)
        .join(through, through.c.conflict_key == conflict.c.conflict_key)
        .where(through.c.run == run)
        .order_by(through.c.place)
    )
    return (KnownConflict(**row) for row in fetch(connection, found))


def save_night(
    store: Store,
    record: Run,
    verdicts: Iterable[ArticleVerdict | LastArticle],
    conflicts: Iterable[Conflict | str],
    state: NewState,
) -> Saved:
    """Save the run of a night, and what the next one rests on; its pages are not written yet.

    Raises:
        BusyError: another process writes into the store; nothing is saved.
        ConfigurationError: the store cannot be written; nothing is saved.
    """
    known = (one.as_known if isinstance(one, LastArticle) else one for one in verdicts)
    with store.writing() as connection:
        saved = write_run(connection, record, known, conflicts)
        row = {"run": saved.run, "inbox": state.inbox, "folder": state.folder, "way": state.way, "is_shown": False}
        connection.execute(night.insert().values(**row))
        save_files(connection, state.inbox, state.files)
        forget_files(connection, state.inbox, state.gone_files)
        elsewhere = _held_elsewhere(connection, state.inbox, state.parted)
        forget_meetings(connection, state.way, [one for one in state.parted if one not in elsewhere])
        save_meetings(connection, state.way, state.met)
        if state.is_said_anew:
            forget_said(connection, state.inbox)
        save_said(connection, state.inbox, state.lines, state.stems)
        return saved


def _held_elsewhere(connection: Connection, inbox: str, article_ids: Sequence[str]) -> set[str]:
    """Return those of some articles that lie in another inbox as well, and are met there."""
    newest = select(func.max(night.c.run)).where(night.c.inbox != inbox).group_by(night.c.inbox)
    placed, held = table.run_article, set[str]()
    for some in chunks(article_ids):
        found = select(placed.c.article_id).where(placed.c.run.in_(newest), placed.c.article_id.in_(some))
        held.update(connection.execute(found).scalars())
    return held


def note_shown(store: Store, run: int) -> None:
    """Note that the pages of a night are written, and its report.

    Raises:
        BusyError: another process writes into the store.
        ConfigurationError: the store cannot be written.
    """
    with store.writing() as connection:
        connection.execute(night.update().where(night.c.run == run).values(is_shown=True))
