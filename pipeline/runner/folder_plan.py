"""What is to be written of a night into a folder: what the store holds, against what was noted and what is there.

Invariant: a page that is not planned stands as it was written, and shows what writing it again would show.
"""

from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipeline.report import Known
from pipeline.report.register import is_doubt, is_page_name
from pipeline.report.render import CLAIMS, CONFLICTS, INDEX, MARKABLE, SENTENCES
from pipeline.runner.folder_scratch import FolderScratch
from pipeline.store import Connection, Store
from pipeline.store.digest import Digest
from pipeline.store.night import articles_of
from pipeline.store.shown import conflict_places, pages_of, partners_of, verdicts_of_claims
from schemas.run import Run
from schemas.verdict import Verdict

OF_RUN = (CLAIMS, SENTENCES, CONFLICTS, MARKABLE, INDEX)
# Under this name, which no page has, the number of the newest mark that pages and index show is noted; not under
# ".marks", by which folders are known of which the index leaves nothing out: there what is marked is written again.
MARKS = ".marks-shown"
# And under this one with which templates of one's own pages were written.
TEMPLATES = ".templates"
_AT_A_TIME = 400


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
    which a mark may hold that is newer than a number. `is_settling`: one says, or said, false alarm, so
    that the index depends on marks.
    """

    known: Known
    newest: int
    collected: Container[str]
    concerned: Callable[[Connection, int], Collection[int]]
    is_settling: bool = False


def unmarked_pages(store: Store, folder: Folder) -> Container[str]:
    """Return what tells of a page of a folder whether it is as it was written, without a mark."""
    with store.reading() as connection:
        return FolderScratch(folder.path, pages_of(connection, folder.name)).unmarked


@dataclass(frozen=True)
class FolderPlan:
    """What is to be written, as `scratch` has it, and whether the files of the run are outdated.

    `content_key` is that of all that these files show; `gone` are the pages noted that are none of the run.
    """

    scratch: FolderScratch
    content_key: str
    is_outdated: bool
    gone: Sequence[str]


def plan_folder(connection: Connection, shown: Shown, folder: Folder, marks: Marks) -> FolderPlan:
    """Return what is to be written of a night into a folder; other templates make every page another."""
    scratch = FolderScratch(folder.path, pages_of(connection, folder.name))
    scratch.place(articles_of(connection, shown.run))
    places = conflict_places(connection, shown.run)
    scratch.enter((key, place) for key, place in places if place is not None)
    told_before = int(scratch.key_of(MARKS) or 0)
    marked = marks.concerned(connection, told_before) if marks.newest > told_before else ()
    is_as_before = shown.templates == (scratch.key_of(TEMPLATES) or "")
    scratch.touch_changed(all_of=not is_as_before, marked=marked)
    scratch.touch(_partners(connection, scratch))
    content_key = _content_key(scratch, shown, marks.newest if marks.is_settling else 0)
    is_outdated = not all(scratch.is_kept(name, content_key) for name in OF_RUN)
    gone = [page for page in scratch.gone() if is_page_name(page)]
    return FolderPlan(scratch, content_key, is_outdated, gone)


def _partners(connection: Connection, scratch: FolderScratch) -> Collection[str]:
    """Return the articles of which the page is to be written since they link to a claim of a changed one.

    Other pages name a claim by its number, which its article's content decides, and link to its part, which it has
    where it is doubted. A new content brings new conflicts, and so another verdict to whoever names it.
    """
    moved: dict[str, set[str]] = {}
    again = scratch.again()
    while some := list(islice(again, _AT_A_TIME)):
        keys = sorted({key for one in some for key in (one.key_before, one.key)})
        verdicts = verdicts_of_claims(connection, keys)
        for one in some:
            was, now = verdicts.get(one.key_before, {}), verdicts.get(one.key, {})
            told = {each for each in now if one.is_moved or _is_doubted(now[each]) != _is_doubted(was.get(each))}
            if told:
                moved[one.article_id] = told
    return partners_of(connection, scratch.conflict_keys, moved)


def _is_doubted(verdict: str | None) -> bool | None:
    return None if verdict is None else is_doubt(Verdict(verdict))


def _content_key(scratch: FolderScratch, shown: Shown, newest_mark: int) -> str:
    """Return the key of all that the files of a run show; `newest_mark` is 0 where it depends on none."""
    digest = Digest("files")
    record = shown.record
    if shown.templates:
        digest.add(shown.templates)
    if newest_mark:
        digest.add("marks", newest_mark)
    digest.add(record.run_id, record.outcome.value, [[one.path, one.reason] for one in record.rejected])
    for path, key in scratch.articles():
        digest.add(path, key)
    for key, *_ in scratch.conflicts():
        digest.add(key)
    return digest.key
