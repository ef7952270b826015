"""Files of a run appear whole or not at all, and nothing of another's is touched."""

import json
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.files import prepare_output, write_output
from tests.rendered import whole


def place(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    return folder


def test_output_is_written_into_a_new_folder_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_output(tmp_path / "a/b", whole({"run.json": "{}", "index.md": "é"}))
    assert sorted(path.name for path in (tmp_path / "a/b").iterdir()) == ["index.md", "run.json"]
    assert (tmp_path / "a/b/index.md").read_bytes() == "é".encode()


def test_written_files_follow_the_umask(tmp_path: Path) -> None:
    write_output(tmp_path, whole({"index.md": ""}))
    place(tmp_path, "plain")
    assert (tmp_path / "index.md").stat().st_mode == (tmp_path / "plain").stat().st_mode


def record(*pages: object) -> str:
    return json.dumps({"run_id": "1", "articles": [{"page": page} for page in pages]})


def test_a_stale_page_of_an_earlier_run_is_removed(tmp_path: Path) -> None:
    write_output(tmp_path, whole({"old.md": "", "kept.md": "1", "run.json": record("old.md", "kept.md")}))
    place(tmp_path, "mine.md")
    write_output(tmp_path, whole({"kept.md": "2", "run.json": record("kept.md")}))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.md", "mine.md", "run.json"]


@pytest.mark.parametrize("page", ["../victim.md", "victim.txt", "/victim.md", "..\\victim.md", 7, None])
def test_a_record_that_lists_anything_but_a_page_removes_nothing(tmp_path: Path, page: object) -> None:
    out = place(tmp_path, "victim.md", "out/victim.txt", "out/..\\victim.md") / "out"
    (out / "run.json").write_text(record(page), encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    write_output(out, whole({"run.json": record()}))
    assert sorted(tmp_path.rglob("*")) == before


def test_a_record_whose_articles_are_no_list_removes_nothing(tmp_path: Path) -> None:
    place(tmp_path, "a.md")
    (tmp_path / "run.json").write_text('{"run_id": "1", "articles": {"page": "a.md"}}', encoding="utf-8")
    write_output(tmp_path, whole({"run.json": record()}))
    assert (tmp_path / "a.md").exists()


def test_a_failed_write_leaves_the_earlier_file_and_no_fragment(tmp_path: Path) -> None:
    write_output(tmp_path, whole({"index.md": "whole"}))
    with pytest.raises(UnicodeEncodeError):
        write_output(tmp_path, whole({"index.md": "half \ud800"}))
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"index.md": "whole"}


@pytest.mark.parametrize("act", [prepare_output, lambda folder: write_output(folder, whole({"a.md": ""}))])
def test_an_output_path_that_is_a_file_is_a_configuration_error(tmp_path: Path, act: object) -> None:
    place(tmp_path, "file")
    assert callable(act)
    with pytest.raises(ConfigurationError, match="choose another with --out"):
        act(tmp_path / "file")


def test_a_page_name_taken_by_a_folder_is_a_configuration_error(tmp_path: Path) -> None:
    (tmp_path / "index.md").mkdir()
    with pytest.raises(ConfigurationError, match="cannot write"):
        write_output(tmp_path, whole({"index.md": ""}))
