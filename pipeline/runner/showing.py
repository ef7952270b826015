"""Writes the pages and files of a night from the store: what has changed alone, the same bytes as writing all.

Invariant: what a folder holds is noted in the store once all of it is written; where a night ends in between, the next
one writes again whatever is not as noted. A file that somebody changed, or took away, is written again.
"""

import os
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from pipeline.files import RUN_RECORD, write_output
from pipeline.report import Known, OutputPart, RunHeadline, holds_marks
from pipeline.report.conflict_view import relation_at
from pipeline.report.index_view import Rows
from pipeline.report.register import Place, Register, Source, is_doubt
from pipeline.report.render import CLAIMS, CONFLICTS, INDEX, MARKABLE, SENTENCES
from pipeline.report.renewal import Renewal, render_conflict
from pipeline.report.row_view import unpack_row
from pipeline.runner.record import record_parts
from pipeline.store import Connection, Store
from pipeline.store.digest import Digest
from pipeline.store.night import PlacedArticle, articles_of
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
    pages_of,
    partners_of,
    places_in,
    source_in,
    verdicts_of,
    verdicts_of_claims,
)
from pipeline.store.unpack import StoredVerdicts, conflicts_under
from schemas.conflict import Conflict, Relation
from schemas.run import Run
from schemas.verdict import Verdict

_AT_A_TIME = 200
_LEVEL = 1  # of zlib, as for what is kept of an article
_MOST_REMEMBERED = 4096
_BETWEEN = "\0"
_OF_RUN = (CLAIMS, SENTENCES, CONFLICTS, MARKABLE, INDEX)
# Under this name, which no page has, the number of the newest mark that pages show is noted.
_MARKS = ".marks"
# The places of a conflict's sort key that tell its relation and whether it is between articles.
_RELATION, _SCOPE, _WITHIN = 0, 1, 0


@dataclass(frozen=True)
class Folder:
    """Where pages go, and what the store calls it."""

    path: Path
    name: str


@dataclass(frozen=True)
class Told:
    """The night that is told: its number in the store, its record, and what its pages say of it."""

    run: int
    record: Run
    headline: RunHeadline


@dataclass(frozen=True)
class Marks:
    """What reviewers have marked: `known` tells the marks that pages show, of which the newest has number `newest`.

    `collected` are the digests of the pages that may be overwritten; `concerned` tells the places of the articles in
    which a mark may hold that is newer than a number.
    """

    known: Known
    newest: int
    collected: Container[str]
    concerned: Callable[[Connection, int], Collection[int]]


class NightFiles:
    """The files of one night, on their way from the store into a folder."""

    def __init__(self, store: Store, folder: Folder, told: Told, marks: Marks) -> None:
        """Write nothing yet."""
        self._store, self._run, self._folder = store, told.run, folder
        self._record, self._headline, self._marks = told.record, told.headline, marks
        self._written: dict[str, tuple[str, str, str]] = {}
        self._marked: set[str] = set()

    def write(self) -> tuple[str, ...]:
        """Write what is not as it should be, and note what is there; return the names of marked pages that stay.

        Raises:
            BusyError: another process writes into the store.
            ConfigurationError: the folder or the store cannot be written, or the store is damaged.
        """
        self._note_new_conflicts()
        with self._store.reading() as connection:
            plan = _plan(connection, self._run, self._folder, self._record, self._marks)
        parts = self._parts(plan)
        aside = write_output(self._folder.path, parts, self._marks.collected, kept=plan.standing, stale=plan.gone)
        self._note(plan)
        return aside

    def _note_new_conflicts(self) -> None:
        with self._store.reading() as connection:
            new = [key for key, place in conflict_places(connection, self._run) if place is None]
        for start in range(0, len(new), _AT_A_TIME):
            with self._store.writing() as connection:
                found = conflicts_under(connection, new[start : start + _AT_A_TIME])
                parts = {key: render_conflict(one, self._headline) for key, one in found.items()}
                note_conflicts(connection, [ShownConflict(key, **vars(one)) for key, one in parts.items()])

    def _parts(self, plan: "_Plan") -> Iterator[OutputPart]:
        yield from self._pages(plan)
        if plan.is_outdated:
            with self._store.reading() as connection:
                yield from _lines(connection, plan)
                yield from _conflicts(connection, plan)
                yield self._index(connection, plan)
        yield from (OutputPart(RUN_RECORD, text, is_whole=False) for text in record_parts(self._record))

    def _pages(self, plan: "_Plan") -> Iterator[OutputPart]:
        """Render the pages that are not as they should be, and what other files show of these articles."""
        if not plan.touched:
            return
        for start in range(0, len(plan.touched), _AT_A_TIME):
            shown: list[ShownArticle] = []
            with self._store.reading() as connection:
                names = _Names(connection, self._run)
                renewal = Renewal(names.register, self._headline, self._marks.known)
                verdicts = StoredVerdicts(connection, self._run)
                for n in plan.touched[start : start + _AT_A_TIME]:
                    verdict, placed = verdicts[n], plan.placed[n]
                    names.tell(verdict.conflicts)
                    part = renewal.article(verdict)
                    told = _BETWEEN.join((part.claims, part.sentences, part.markable))
                    lines = zlib.compress(told.encode(), _LEVEL)
                    shown.append(ShownArticle(placed.article_verdict_key, placed.path, lines, part.row))
                    self._written[part.page.name] = placed.path, placed.article_id, placed.article_verdict_key
                    if holds_marks(part.page.text.encode()):
                        self._marked.add(part.page.name)
                    yield part.page
            with self._store.writing() as connection:
                note_articles(connection, shown)

    def _index(self, connection: Connection, plan: "_Plan") -> OutputPart:
        rows = Rows()
        for shown in _shown_in_order(connection, plan):
            rows.add_row(unpack_row(shown.row))
        survey = _StoredSurvey(connection, self._run, self._record, plan)
        return Renewal(survey.register, self._headline, self._marks.known).index(survey, rows, self._record.rejected)

    def _note(self, plan: "_Plan") -> None:
        there = _files_in(self._folder.path)
        if plan.is_outdated:
            self._written |= dict.fromkeys(_OF_RUN, ("", "", plan.content_key))
        marks = ShownPage(_MARKS, "", "", str(self._marks.newest), 0, 0, is_marked=False)
        written = [
            ShownPage(page, *told, *there[page], page in self._marked)
            for page, told in self._written.items()
            if page in there
        ]
        with self._store.writing() as connection:
            note_pages(connection, self._folder.name, [*written, marks], plan.gone)


def unmarked_pages(store: Store, folder: Folder) -> frozenset[str]:
    """Return the pages of a folder that are as they were written, without a mark."""
    with store.reading() as connection:
        noted, there = pages_of(connection, folder.name), _files_in(folder.path)
    return frozenset(
        name for name, one in noted.items() if not one.is_marked and _is_as_noted(one, one.article_verdict_key, there)
    )


@dataclass(frozen=True)
class _Plan:
    """What is to be written: `touched` articles, by their places, and whether the files of the run are outdated.

    `order` are the places of the articles as the files list them; `conflicts` the keys of all, in reading order, with
    what sorts them. `standing` are the pages that stay, `gone` those that are no page of the run.
    """

    placed: Sequence[PlacedArticle]
    verdicts: Sequence[Verdict]
    touched: Sequence[int]
    order: Sequence[int]
    conflicts: Sequence[tuple[str, tuple[int | str, ...]]]
    content_key: str
    is_outdated: bool
    standing: Collection[str]
    gone: Sequence[str]


def _plan(connection: Connection, run: int, folder: Folder, record: Run, marks: Marks) -> _Plan:
    placed, verdicts = list(articles_of(connection, run)), [Verdict(one) for _, one in verdicts_of(connection, run)]
    noted, there = pages_of(connection, folder.name), _files_in(folder.path)
    conflicts = sorted(
        ((key, place) for key, place in conflict_places(connection, run) if place is not None), key=lambda one: one[1]
    )
    told_before = int(noted[_MARKS].article_verdict_key) if _MARKS in noted else 0
    marked = marks.concerned(connection, told_before) if marks.newest > told_before else ()
    changed = [n for n, one in enumerate(placed) if n in marked or not _stands(noted.get(one.page), one, there)]
    pages = {one.page for one in placed}
    content_key = _content_key(placed, conflicts, record)
    return _Plan(
        placed=placed,
        verdicts=verdicts,
        touched=_with_partners(connection, placed, changed, noted, {key for key, _ in conflicts}),
        order=sorted(range(len(placed)), key=lambda n: (verdicts[n].rank, placed[n].path, n)),
        conflicts=conflicts,
        content_key=content_key,
        is_outdated=not all(_is_as_noted(noted.get(name), content_key, there) for name in _OF_RUN),
        standing=pages,
        gone=sorted(page for page in noted if page not in pages and page not in (*_OF_RUN, _MARKS)),
    )


def _with_partners(
    connection: Connection,
    placed: Sequence[PlacedArticle],
    changed: Sequence[int],
    noted: Mapping[str, ShownPage],
    conflicts: Collection[str],
) -> list[int]:
    """Return the places of articles of which the page is to be written, those that link to a changed claim as well.

    Other pages name a claim by its number, which its article's content decides, and link to its part, which it has
    where it is doubted. A new content brings new conflicts, and so another verdict to whoever names it.
    """
    by_id = {one.article_id: one for one in noted.values() if one.article_id}
    same = {n: by_id[placed[n].article_id] for n in changed if placed[n].article_id in by_id}
    if not same:
        return list(changed)
    keys = sorted({key for n, one in same.items() for key in (one.article_verdict_key, placed[n].article_verdict_key)})
    verdicts = verdicts_of_claims(connection, keys)
    moved: dict[str, set[str]] = {}
    for n, old in same.items():
        was, now = (verdicts.get(key, {}) for key in (old.article_verdict_key, placed[n].article_verdict_key))
        is_moved = old.path != placed[n].path
        told = {each for each in now if is_moved or _is_doubted(now[each]) != _is_doubted(was.get(each))}
        if told:
            moved[placed[n].article_id] = told
    partners, chosen = partners_of(connection, conflicts, moved), set(changed)
    return [n for n, one in enumerate(placed) if n in chosen or one.article_id in partners]


def _is_doubted(verdict: str | None) -> bool | None:
    return None if verdict is None else is_doubt(Verdict(verdict))


def _stands(noted: ShownPage | None, placed: PlacedArticle, there: "_Files") -> bool:
    return noted is not None and noted.path == placed.path and _is_as_noted(noted, placed.article_verdict_key, there)


def _is_as_noted(noted: ShownPage | None, key: str, there: "_Files") -> bool:
    """Tell whether a file shows what it should, and is as it was written."""
    if noted is None or noted.article_verdict_key != key:
        return False
    return there.get(noted.page) == (noted.size_bytes, noted.modified_ns)


def _content_key(
    placed: Sequence[PlacedArticle], conflicts: Sequence[tuple[str, tuple[int | str, ...]]], record: Run
) -> str:
    """Return the key of all that the files of a run show."""
    digest = Digest("files")
    digest.add(record.run_id, record.outcome.value, [[one.path, one.reason] for one in record.rejected])
    for one in placed:
        digest.add(one.path, one.article_verdict_key)
    for key, _ in conflicts:
        digest.add(key)
    return digest.key


_Files = dict[str, tuple[int, int]]


def _files_in(folder: Path) -> _Files:
    """Return the size and the time of every file of a folder, by name."""
    with os.scandir(folder) as entries:
        stats = ((entry.name, entry.stat()) for entry in entries if entry.is_file())
        return {name: (found.st_size, found.st_mtime_ns) for name, found in stats}


def _shown_in_order(connection: Connection, plan: _Plan) -> Iterator[ShownArticle]:
    """Yield what is shown of the articles, in the order of the files."""
    for start in range(0, len(plan.order), _AT_A_TIME):
        some = [plan.placed[n] for n in plan.order[start : start + _AT_A_TIME]]
        keys = list(dict.fromkeys(one.article_verdict_key for one in some))
        found = {(one.article_verdict_key, one.path): one for one in articles_shown(connection, keys)}
        yield from (found[one.article_verdict_key, one.path] for one in some)


def _lines(connection: Connection, plan: _Plan) -> Iterator[OutputPart]:
    files = (CLAIMS, SENTENCES, MARKABLE)
    yield from (OutputPart(name, "", is_whole=False) for name in (*files, CONFLICTS))
    for shown in _shown_in_order(connection, plan):
        parts = zlib.decompress(shown.lines).decode().split(_BETWEEN)
        yield from (OutputPart(name, text, is_whole=False) for name, text in zip(files, parts, strict=True))


def _conflicts(connection: Connection, plan: _Plan) -> Iterator[OutputPart]:
    for start in range(0, len(plan.conflicts), _AT_A_TIME):
        keys = [key for key, _ in plan.conflicts[start : start + _AT_A_TIME]]
        shown = conflicts_shown(connection, keys)
        yield OutputPart(CONFLICTS, "".join(shown[key].line for key in keys), is_whole=False)
        yield OutputPart(MARKABLE, "".join(shown[key].markable for key in keys), is_whole=False)


class _Names:
    """Who is who in a run, read from the store when it is asked for; `told` maps claims to their articles."""

    def __init__(self, connection: Connection, run: int) -> None:
        self._connection, self._run = connection, run
        self._told: dict[str, str] = {}
        self.register = Register(lru_cache(_MOST_REMEMBERED)(self._source), self._place)
        self._places = lru_cache(_MOST_REMEMBERED)(self._read_places)

    def tell(self, conflicts: Iterable[Conflict]) -> None:
        """Take from the sides of conflicts which article each claim is of."""
        for side in (side for one in conflicts for side in one.sides):
            self._told |= dict.fromkeys(side.claim_ids, side.article_id)

    def _source(self, article_id: str) -> Source | None:
        found = source_in(self._connection, self._run, article_id)
        return Source(**vars(found)) if found else None

    def _place(self, claim_id: str) -> Place | None:
        article_id = self._told.get(claim_id) or article_of_claim(self._connection, claim_id)
        return self._places(article_id).get(claim_id) if article_id else None

    def _read_places(self, article_id: str) -> dict[str, Place]:
        found: dict[str, Place] = {}
        for one in places_in(self._connection, self._run, article_id):
            known = found.get(one.claim_id)
            is_doubted = is_doubt(Verdict(one.verdict)) or (known is not None and known.is_doubted)
            found[one.claim_id] = Place(one.place + 1, one.quote, is_doubted)
        return found


class _StoredSurvey:
    """A run at a glance, read from the store."""

    def __init__(self, connection: Connection, run: int, record: Run, plan: _Plan) -> None:
        self._connection, self._plan = connection, plan
        self._names = _Names(connection, run)
        self.register = self._names.register
        self.article_verdicts = Counter(plan.verdicts)
        self.claim_verdicts = Counter({Verdict(name): count for name, count in record.claims.items()})

    @property
    def articles(self) -> int:
        """Return how many articles there are, each id once."""
        return len(self._plan.placed)

    def across(self) -> Counter[Relation]:
        """Return how many conflicts between articles there are, by relation."""
        return Counter(_relation(place) for _, place in self._plan.conflicts if _is_across(place))

    def questions(self, relations: Collection[Relation], most: int) -> Iterable[Conflict]:
        """Yield the first conflicts between articles that have one of some relations, in reading order."""
        found = (key for key, place in self._plan.conflicts if _is_across(place) and _relation(place) in relations)
        keys = list(islice(found, most))
        conflicts: dict[str, Conflict] = {}
        for start in range(0, len(keys), _AT_A_TIME):
            conflicts |= conflicts_under(self._connection, keys[start : start + _AT_A_TIME])
        self._names.tell(conflicts.values())
        return (conflicts[key] for key in keys)


def _relation(place: tuple[int | str, ...]) -> Relation:
    return relation_at(int(place[_RELATION]))


def _is_across(place: tuple[int | str, ...]) -> bool:
    return place[_SCOPE] != _WITHIN
