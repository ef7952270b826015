"""What a folder holds and should hold is put together on disk, and tells what is to be written."""

import os
from pathlib import Path

import pytest

from pipeline.runner.folder_scratch import Again, FolderScratch, files_in
from pipeline.store.night import PlacedArticle
from pipeline.store.shown import ShownPage

AT_NS = 1_700_000_000_000_000_000
FILES = {"a": "a.md", "b": "b.md", "c": "c.md"}


def shown(article_id: str, key: str = "key", *, size_bytes: int = 1, is_marked: bool = False) -> ShownPage:
    page = f"{article_id}.md"
    return ShownPage(page, f"in/{article_id}", article_id, key, size_bytes, AT_NS, is_marked=is_marked)


def placed(article_id: str, verdict: str = "plausible", key: str = "key") -> PlacedArticle:
    return PlacedArticle(f"in/{article_id}", article_id, key, f"{article_id}.md", verdict)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES.values():
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, ns=(AT_NS, AT_NS))
    return tmp_path


def test_a_page_stands_where_it_is_as_it_was_noted_and_noted_as_it_should_be(folder: Path) -> None:
    noted = [shown("a"), shown("b", "old"), shown("c", size_bytes=2), shown("d"), shown("gone")]
    scratch = FolderScratch(folder, noted)
    scratch.place(map(placed, "abcde"))
    scratch.touch_changed(all_of=False, marked=[])
    assert [n for n, _ in scratch.touched()] == [1, 2, 3, 4]
    assert next(scratch.again()) == Again("b", "old", "key", is_moved=False)
    assert (list(scratch.gone()), "e.md" in scratch.pages, "gone.md" in scratch.pages) == (["gone.md"], True, False)


def test_what_is_marked_or_asked_for_is_touched_as_well_and_all_where_all_is_another(folder: Path) -> None:
    for all_of, expected in ((False, [0, 2]), (True, [0, 1, 2])):
        scratch = FolderScratch(folder, map(shown, "abc"))
        scratch.place(map(placed, "abc"))
        scratch.touch_changed(all_of=all_of, marked=[2])
        scratch.touch(["a", "x"])
        assert list(scratch.touched()) == [(n, placed("abc"[n])) for n in expected]


def test_a_page_is_known_to_be_unmarked_where_it_is_as_it_was_written(folder: Path) -> None:
    pages = [shown("a"), shown("b", is_marked=True), shown("c", size_bytes=2)]
    unmarked = FolderScratch(folder, pages).unmarked
    assert [name in unmarked for name in ("a.md", "b.md", "c.md", "d.md", "\udcff.md", None)] == [True, *[False] * 5]


def test_articles_are_listed_worst_first_and_conflicts_in_reading_order(folder: Path) -> None:
    scratch = FolderScratch(folder, [])
    scratch.place([placed("b"), placed("c", "contradicted"), placed("a")])
    scratch.enter([("k1", (1, 0, -2, "a", "1")), ("k2", (0, 1, -2, "é", "2")), ("k3", (0, 1, -3, "z", "3"))])
    assert [path for _, path in scratch.worst_first()] == ["in/c", "in/a", "in/b"]
    assert [path for path, _ in scratch.articles()] == ["in/b", "in/c", "in/a"]
    assert list(scratch.conflicts()) == [("k3", 0, 1), ("k2", 0, 1), ("k1", 1, 0)]
    assert list(scratch.verdicts().values()) == [2, 1]
    assert ("k1" in scratch.conflict_keys, "x" in scratch.conflict_keys) == (True, False)


def test_what_was_written_and_is_there_is_told_with_its_size_and_time(folder: Path) -> None:
    scratch = FolderScratch(folder, [])
    scratch.place(map(placed, "ad"))
    for n, article_id in enumerate("ad"):
        scratch.note(f"{article_id}.md", n, is_marked=not n)
    of_run = ShownPage("c.md", "", "", "content", 1, AT_NS, is_marked=False)
    written = sorted(scratch.written(folder, {"c.md": "content", "e.md": "content"}), key=lambda one: one.page)
    assert written == [shown("a", is_marked=True), of_run]


def test_a_file_that_goes_while_a_folder_is_looked_through_is_passed_over(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = files_in(tmp_path)
    first, *_ = next(found)
    for path in tmp_path.iterdir():
        if path.name != first:
            path.unlink()
    assert list(found) == []
