"""What is to be written of a night into a folder: what the store holds, against what was noted and what is there.

Invariant: a page that is not planned stands as it was written, and shows what writing it again would show.
"""

import os
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.report import Known
from pipeline.report.register import is_doubt
from pipeline.report.render import CLAIMS, CONFLICTS, INDEX, MARKABLE, SENTENCES
from pipeline.store import Connection, Store
from pipeline.store.digest import Digest
from pipeline.store.night import PlacedArticle, articles_of
from pipeline.store.shown import (
    ShownPage,
    conflict_places,
    pages_of,
    partners_of,
    verdicts_of,
    verdicts_of_claims,
)
from schemas.run import Run
from schemas.verdict import Verdict

OF_RUN = (CLAIMS, SENTENCES, CONFLICTS, MARKABLE, INDEX)
# Under this name, which no page has, the number of the newest mark that pages show is noted.
MARKS = ".marks"
# And under this one with which templates of one's own pages were written.
TEMPLATES = ".templates"


@dataclass(frozen=True)
class Folder:
    """Where pages go, and what the store calls it."""

    path: Path
    name: str


@dataclass(frozen=True)
class Shown:
    """The night that is shown: its number in the store, its record, the digest of the templates of one's own."""

    run: int
    record: Run
    templates: str


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


def unmarked_pages(store: Store, folder: Folder) -> frozenset[str]:
    """Return the pages of a folder that are as they were written, without a mark."""
    with store.reading() as connection:
        noted, there = pages_of(connection, folder.name), files_in(folder.path)
    return frozenset(
        name for name, one in noted.items() if not one.is_marked and _is_as_noted(one, one.article_verdict_key, there)
    )


@dataclass(frozen=True)
class FolderPlan:
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


def plan_folder(connection: Connection, shown: Shown, folder: Folder, marks: Marks) -> FolderPlan:
    """Return what is to be written of a night into a folder; other templates make every page another."""
    run = shown.run
    placed, verdicts = list(articles_of(connection, run)), [Verdict(one) for _, one in verdicts_of(connection, run)]
    noted, there = pages_of(connection, folder.name), files_in(folder.path)
    conflicts = sorted(
        ((key, place) for key, place in conflict_places(connection, run) if place is not None), key=lambda one: one[1]
    )
    told_before = int(noted[MARKS].article_verdict_key) if MARKS in noted else 0
    marked = marks.concerned(connection, told_before) if marks.newest > told_before else ()
    is_as_before = shown.templates == (noted[TEMPLATES].article_verdict_key if TEMPLATES in noted else "")
    changed = [
        n
        for n, one in enumerate(placed)
        if n in marked or not (is_as_before and _stands(noted.get(one.page), one, there))
    ]
    pages = {one.page for one in placed}
    content_key = _content_key(placed, conflicts, shown)
    return FolderPlan(
        placed=placed,
        verdicts=verdicts,
        touched=_with_partners(connection, placed, changed, noted, {key for key, _ in conflicts}),
        order=sorted(range(len(placed)), key=lambda n: (verdicts[n].rank, placed[n].path, n)),
        conflicts=conflicts,
        content_key=content_key,
        is_outdated=not all(_is_as_noted(noted.get(name), content_key, there) for name in OF_RUN),
        standing=pages,
        gone=sorted(page for page in noted if page not in pages and page not in (*OF_RUN, MARKS, TEMPLATES)),
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


def _stands(noted: ShownPage | None, placed: PlacedArticle, there: "Files") -> bool:
    return noted is not None and noted.path == placed.path and _is_as_noted(noted, placed.article_verdict_key, there)


def _is_as_noted(noted: ShownPage | None, key: str, there: "Files") -> bool:
    """Tell whether a file shows what it should, and is as it was written."""
    if noted is None or noted.article_verdict_key != key:
        return False
    return there.get(noted.page) == (noted.size_bytes, noted.modified_ns)


def _content_key(
    placed: Sequence[PlacedArticle], conflicts: Sequence[tuple[str, tuple[int | str, ...]]], shown: Shown
) -> str:
    """Return the key of all that the files of a run show."""
    digest = Digest("files")
    record = shown.record
    if shown.templates:
        digest.add(shown.templates)
    digest.add(record.run_id, record.outcome.value, [[one.path, one.reason] for one in record.rejected])
    for one in placed:
        digest.add(one.path, one.article_verdict_key)
    for key, _ in conflicts:
        digest.add(key)
    return digest.key


Files = dict[str, tuple[int, int]]


def files_in(folder: Path) -> Files:
    """Return the size and the time of every file of a folder, by name."""
    with os.scandir(folder) as entries:
        stats = ((entry.name, entry.stat()) for entry in entries if entry.is_file())
        return {name: (found.st_size, found.st_mtime_ns) for name, found in stats}
