"""Pages are found in the order of their last change, and what is no page is passed over."""

import os
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.files import find_pages, markable_lines
from pipeline.files.earlier import time_of_run


def test_pages_come_in_the_order_of_their_last_change(tmp_path: Path) -> None:
    for second, name in enumerate(("b.md", "c.marked-2.md", "a.md")):
        (tmp_path / name).write_text(name, encoding="utf-8")
        os.utime(tmp_path / name, (second, second))
    found = list(find_pages(tmp_path))
    assert [(one.name, one.page, one.content) for one in found] == [
        ("b.md", "b.md", b"b.md"), ("c.marked-2.md", "c.md", b"c.marked-2.md"), ("a.md", "a.md", b"a.md"),
    ]  # fmt: skip


def test_folders_hidden_files_and_files_of_another_sort_are_no_pages(tmp_path: Path) -> None:
    (tmp_path / "x.md").mkdir()
    for name in (".a.md", "claims.jsonl", "a.txt"):
        (tmp_path / name).touch()
    assert list(find_pages(tmp_path)) == []


def test_a_page_that_vanishes_meanwhile_is_passed_over(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).touch()
    (tmp_path / "d.md").symlink_to(tmp_path / "nowhere.md")
    pages = find_pages(tmp_path)
    next(pages)
    (tmp_path / "b.md").unlink()
    assert [one.name for one in pages] == ["c.md"]


def test_what_boxes_are_about_is_told_by_the_newest_run_first(tmp_path: Path) -> None:
    for name in ("markable.marked-1.jsonl", "markable.jsonl", "markable.txt"):
        (tmp_path / name).write_text(f"{name}\n2\n", encoding="utf-8")
    lines = list(markable_lines(tmp_path))
    assert lines == [b"markable.jsonl\n", b"2\n", b"markable.marked-1.jsonl\n", b"2\n"]


@pytest.mark.parametrize("read", [find_pages, markable_lines])
def test_a_folder_that_cannot_be_read_is_a_configuration_error(tmp_path: Path, read: object) -> None:
    assert callable(read)
    with pytest.raises(ConfigurationError, match="name a folder of pages"):
        list(read(tmp_path / "missing"))


@pytest.mark.parametrize(
    ("content", "time"),
    [('{"run_id": "1", "started_at": "then"}', "then"), ('{"run_id": "1"}', None), ('{"started_at": "then"}', None)],
)
def test_a_folder_tells_when_its_run_began(tmp_path: Path, content: str, time: str | None) -> None:
    (tmp_path / "run.json").write_text(content, encoding="utf-8")
    assert time_of_run(tmp_path) == time
