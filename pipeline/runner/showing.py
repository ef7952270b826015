"""Writes the pages and files of a night from the store: what has changed alone, the same bytes as writing all.

Invariant: what a folder holds is noted in the store once all of it is written; where a night ends in between, the next
one writes again whatever is not as noted. A file that somebody changed, or took away, is written again.
"""

import zlib
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, islice

from pipeline.files import RUN_RECORD, write_output
from pipeline.report import OutputPart, holds_marks
from pipeline.report.conflict_view import relation_at
from pipeline.report.index_view import Rows
from pipeline.report.register import Place, Register, Source, is_doubt
from pipeline.report.render import CLAIMS, CONFLICTS, MARKABLE, SENTENCES, Pages
from pipeline.report.renewal import Renewal, render_conflict
from pipeline.report.row_view import unpack_row
from pipeline.runner.folder_plan import (
    MARKS,
    OF_RUN,
    TEMPLATES,
    Folder,
    FolderPlan,
    Marks,
    Shown,
    plan_folder,
)
from pipeline.store import Connection, Store
from pipeline.store.record import record_texts
from pipeline.store.shown import (
    ShownArticle,
    ShownConflict,
    ShownPage,
    article_of_claim,
    articles_shown,
    conflict_places,
    conflicts_shown,
    note_articles,
    note_conflicts,
    note_pages,
    places_in,
    source_in,
)
from pipeline.store.unpack import StoredVerdicts, conflicts_under
from schemas.conflict import Conflict, Relation
from schemas.run import Run
from schemas.verdict import Verdict

_AT_A_TIME = 200
_LEVEL = 1  # of zlib, as for what is kept of an article
_MOST_REMEMBERED = 4096
_BETWEEN = "\0"


@dataclass(frozen=True)
class Told:
    """The night that is told: its number in the store, its record, and what its pages are made with."""

    run: int
    record: Run
    pages: Pages


class NightFiles:
    """The files of one night, on their way from the store into a folder."""

    def __init__(self, store: Store, folder: Folder, told: Told, marks: Marks) -> None:
        """Write nothing yet."""
        self._store, self._run, self._folder = store, told.run, folder
        self._record, self._pages, self._marks = told.record, told.pages, marks

    def write(self) -> tuple[str, ...]:
        """Write what is not as it should be, and note what is there; return the names of marked pages that stay.

        Raises:
            BusyError: another process writes into the store.
            ConfigurationError: the folder or the store cannot be written, or the store is damaged.
        """
        self._note_new_conflicts()
        with self._store.reading() as connection:
            plan = plan_folder(
                connection, Shown(self._run, self._record, self._pages.own.digest), self._folder, self._marks
            )
        parts = self._parts(plan)
        aside = write_output(self._folder.path, parts, self._marks.collected, kept=plan.scratch.pages, stale=plan.gone)
        self._note(plan)
        return aside

    def _note_new_conflicts(self) -> None:
        with self._store.reading() as reading:
            new = (key for key, place in conflict_places(reading, self._run) if place is None)
            while some := list(islice(new, _AT_A_TIME)):
                with self._store.writing() as connection:
                    found = conflicts_under(connection, some)
                    parts = {key: render_conflict(one, self._pages.headline) for key, one in found.items()}
                    note_conflicts(connection, [ShownConflict(key, **vars(one)) for key, one in parts.items()])

    def _parts(self, plan: "FolderPlan") -> Iterator[OutputPart]:
        yield from self._articles(plan)
        if plan.is_outdated:
            with self._store.reading() as connection:
                yield from _lines(connection, plan)
                yield from _conflicts(connection, plan)
                yield self._index(connection, plan)
        with self._store.reading() as connection:
            yield from (OutputPart(RUN_RECORD, text, is_whole=False) for text in record_texts(connection, self._run))
        yield OutputPart(RUN_RECORD, "\n", is_whole=False)

    def _articles(self, plan: "FolderPlan") -> Iterator[OutputPart]:
        """Render the pages that are not as they should be, and what other files show of these articles."""
        touched = plan.scratch.touched()
        while some := list(islice(touched, _AT_A_TIME)):
            shown: list[ShownArticle] = []
            with self._store.reading() as connection:
                names = _Names(connection, self._run)
                renewal = Renewal(names.register, self._pages, self._marks.known)
                verdicts = StoredVerdicts(connection, self._run)
                for n, placed in some:
                    verdict = verdicts[n]
                    names.tell(verdict.conflicts)
                    part = renewal.article(verdict)
                    told = _BETWEEN.join((part.claims, part.sentences, part.markable))
                    lines = zlib.compress(told.encode(), _LEVEL)
                    shown.append(ShownArticle(placed.article_verdict_key, placed.path, lines, part.row))
                    plan.scratch.note(part.page.name, n, is_marked=holds_marks(part.page.text.encode()))
                    yield part.page
            with self._store.writing() as connection:
                note_articles(connection, shown)

    def _index(self, connection: Connection, plan: "FolderPlan") -> OutputPart:
        rows = Rows()
        for shown in _shown_in_order(connection, plan):
            rows.add_row(unpack_row(shown.row))
        survey = _StoredSurvey(connection, self._run, self._record, plan)
        return Renewal(survey.register, self._pages, self._marks.known).index(survey, rows, self._record.rejected)

    def _note(self, plan: "FolderPlan") -> None:
        files = OF_RUN if plan.is_outdated else ()
        marks = ShownPage(MARKS, "", "", str(self._marks.newest), 0, 0, is_marked=False)
        templates = ShownPage(TEMPLATES, "", "", self._pages.own.digest, 0, 0, is_marked=False)
        written = plan.scratch.written(self._folder.path, dict.fromkeys(files, plan.content_key))
        with self._store.writing() as connection:
            note_pages(connection, self._folder.name, chain(written, (marks, templates)), plan.gone)


def _shown_in_order(connection: Connection, plan: FolderPlan) -> Iterator[ShownArticle]:
    """Yield what is shown of the articles, in the order of the files."""
    worst_first = plan.scratch.worst_first()
    while some := list(islice(worst_first, _AT_A_TIME)):
        keys = list(dict.fromkeys(key for key, _ in some))
        found = {(one.article_verdict_key, one.path): one for one in articles_shown(connection, keys)}
        yield from (found[each] for each in some)


def _lines(connection: Connection, plan: FolderPlan) -> Iterator[OutputPart]:
    files = (CLAIMS, SENTENCES, MARKABLE)
    yield from (OutputPart(name, "", is_whole=False) for name in (*files, CONFLICTS))
    for shown in _shown_in_order(connection, plan):
        parts = zlib.decompress(shown.lines).decode().split(_BETWEEN)
        yield from (OutputPart(name, text, is_whole=False) for name, text in zip(files, parts, strict=True))


def _conflicts(connection: Connection, plan: FolderPlan) -> Iterator[OutputPart]:
    conflicts = (key for key, *_ in plan.scratch.conflicts())
    while keys := list(islice(conflicts, _AT_A_TIME)):
        shown = conflicts_shown(connection, keys)
        yield OutputPart(CONFLICTS, "".join(shown[key].line for key in keys), is_whole=False)
        yield OutputPart(MARKABLE, "".join(shown[key].markable for key in keys), is_whole=False)


class _Names:
    """Who is who in a run, read from the store when it is asked for; `told` maps claims to their articles.

    What it remembers does not lead back to it: it goes with the articles for which it was asked, not when the collector
    of garbage comes by.
    """

    def __init__(self, connection: Connection, run: int) -> None:
        self._connection = connection
        self._told: dict[str, str] = {}
        self._sources = lru_cache(_MOST_REMEMBERED)(partial(_source, connection, run))
        self._places = lru_cache(_MOST_REMEMBERED)(partial(_places, connection, run))

    @property
    def register(self) -> Register:
        """Return what answers pages."""
        return Register(self._sources, self._place)

    def tell(self, conflicts: Iterable[Conflict]) -> None:
        """Take from the sides of conflicts which article each claim is of."""
        for side in (side for one in conflicts for side in one.sides):
            self._told |= dict.fromkeys(side.claim_ids, side.article_id)

    def _place(self, claim_id: str) -> Place | None:
        article_id = self._told.get(claim_id) or article_of_claim(self._connection, claim_id)
        return self._places(article_id).get(claim_id) if article_id else None


def _source(connection: Connection, run: int, article_id: str) -> Source | None:
    found = source_in(connection, run, article_id)
    return Source(**vars(found)) if found else None


def _places(connection: Connection, run: int, article_id: str) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for one in places_in(connection, run, article_id):
        known = found.get(one.claim_id)
        is_doubted = is_doubt(Verdict(one.verdict)) or (known is not None and known.is_doubted)
        found[one.claim_id] = Place(one.place + 1, one.quote, is_doubted)
    return found


class _StoredSurvey:
    """A run at a glance, read from the store."""

    def __init__(self, connection: Connection, run: int, record: Run, plan: FolderPlan) -> None:
        self._connection, self._scratch = connection, plan.scratch
        self._names = _Names(connection, run)
        self.register = self._names.register
        self.article_verdicts = plan.scratch.verdicts()
        self.claim_verdicts = Counter({Verdict(name): count for name, count in record.claims.items()})

    @property
    def articles(self) -> int:
        """Return how many articles there are, each id once."""
        return self.article_verdicts.total()

    def across(self, but: Container[str] = ()) -> Counter[Relation]:
        """Return how many conflicts between articles there are, by relation, without some, given by id."""
        return Counter(relation_at(relation) for _, relation in self._scratch.questions(but))

    def questions(self, relations: Collection[Relation], most: int, but: Container[str]) -> Iterable[Conflict]:
        """Yield the first conflicts between articles that have one of some relations, in reading order.

        `but` are the ids of those to leave out.
        """
        found = (key for key, relation in self._scratch.questions(but) if relation_at(relation) in relations)
        keys = list(islice(found, most))
        conflicts: dict[str, Conflict] = {}
        for start in range(0, len(keys), _AT_A_TIME):
            conflicts |= conflicts_under(self._connection, keys[start : start + _AT_A_TIME])
        self._names.tell(conflicts.values())
        return (conflicts[key] for key in keys)
