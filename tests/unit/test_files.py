import io
import json
import os
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError, InputError
from pipeline.files import MAX_BYTES, InputFile, find_inputs, prepare_output, read_input, write_output

NO_STDIN = io.BytesIO()


def place(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    return folder


def names(folder: Path, *paths: str) -> list[str]:
    return [str(file.path.relative_to(folder)) for file in find_inputs(paths).files]


def test_a_folder_is_walked_in_sorted_order(tmp_path: Path) -> None:
    place(tmp_path, "b.txt", "a.HTML", "sub/c.jsonl", "d.md")
    assert names(tmp_path, str(tmp_path)) == ["a.HTML", "b.txt", "d.md", "sub/c.jsonl"]


@pytest.mark.parametrize("name", [".hidden.txt", ".git/a.txt", "README.md", "readme.txt", "LICENSE.txt", "a.png", "a"])
def test_a_folder_walk_passes_over_what_is_no_article(tmp_path: Path, name: str) -> None:
    place(tmp_path, name, "article.txt")
    assert names(tmp_path, str(tmp_path)) == ["article.txt"]


@pytest.mark.parametrize("name", [".hidden.txt", "README.md", "a.png", "a"])
def test_a_file_named_by_itself_is_always_taken(tmp_path: Path, name: str) -> None:
    place(tmp_path, name)
    assert names(tmp_path, str(tmp_path / name)) == [name]


def test_a_folder_that_holds_a_run_is_not_read(tmp_path: Path) -> None:
    place(tmp_path, "article.txt", "out/index.md")
    write_output(tmp_path / "out", {"run.json": '{"run_id": "1"}'})
    assert names(tmp_path, str(tmp_path)) == ["article.txt"]


@pytest.mark.parametrize("record", ["{}", "[]", "no json", '{"run_id": 1}'])
def test_a_folder_with_another_run_json_is_read(tmp_path: Path, record: str) -> None:
    place(tmp_path, "article.txt")
    (tmp_path / "run.json").write_text(record, encoding="utf-8")
    assert "article.txt" in names(tmp_path, str(tmp_path))


def test_a_glob_finds_sorted_files(tmp_path: Path) -> None:
    place(tmp_path, "b.txt", "a.txt", "c.md", "x/d.txt")
    assert names(tmp_path, str(tmp_path / "**/*.txt")) == ["a.txt", "b.txt", "x/d.txt"]


def test_a_file_whose_name_looks_like_a_glob_is_taken_as_it_is(tmp_path: Path) -> None:
    place(tmp_path, "a[1].txt", "a1.txt")
    assert names(tmp_path, str(tmp_path / "a[1].txt")) == ["a[1].txt"]


@pytest.mark.parametrize(
    ("given", "reason"), [("none.txt", "no such file"), ("*.txt", "matches no article"), ("empty", "no article files")]
)
def test_what_is_not_there_is_rejected_with_its_reason(tmp_path: Path, given: str, reason: str) -> None:
    (tmp_path / "empty").mkdir()
    (rejected,) = find_inputs([str(tmp_path / given)]).rejected
    assert given in rejected.path
    assert reason in rejected.reason


def test_a_file_given_twice_is_found_once_and_counts_as_named(tmp_path: Path) -> None:
    place(tmp_path, "a.json")
    (file,) = find_inputs([str(tmp_path), str(tmp_path / "a.json"), f"{tmp_path}/./a.json"]).files
    assert file.is_named


def test_a_folder_that_cannot_be_read_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr(os, "scandir", refuse)
    reasons = [item.reason for item in find_inputs([str(tmp_path)]).rejected]
    assert reasons[0] == "the folder cannot be read: Permission denied"


def test_a_name_that_is_not_utf8_is_shown_with_a_replacement(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / name).write_text("x", encoding="utf-8")
    (file,) = find_inputs([str(tmp_path)]).files
    assert file.label == f"{tmp_path}/caf\ufffd.txt"


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    place(tmp_path, "a.txt")
    assert read_input(InputFile(tmp_path / "a.txt", "a.txt", is_named=True), NO_STDIN) == b"x"


def test_a_dash_reads_standard_input() -> None:
    (file,) = find_inputs(["-", "-"]).files
    assert read_input(file, io.BytesIO(b"from a pipe")) == b"from a pipe"


def test_a_file_above_the_limit_is_rejected_without_being_read_whole() -> None:
    stream = io.BytesIO(b"x" * (2 * MAX_BYTES))
    with pytest.raises(InputError, match="larger than 10 MB"):
        read_input(InputFile(Path("-"), "-", is_named=True), stream)
    assert stream.tell() == MAX_BYTES + 1


def test_a_file_that_cannot_be_opened_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.txt: the file cannot be read: No such file"):
        read_input(InputFile(tmp_path / "gone.txt", "gone.txt", is_named=False), NO_STDIN)


def test_output_is_written_into_a_new_folder_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_output(tmp_path / "a/b", {"run.json": "{}", "index.md": "é"})
    assert sorted(path.name for path in (tmp_path / "a/b").iterdir()) == ["index.md", "run.json"]
    assert (tmp_path / "a/b/index.md").read_bytes() == "é".encode()


def test_written_files_follow_the_umask(tmp_path: Path) -> None:
    write_output(tmp_path, {"index.md": ""})
    place(tmp_path, "plain")
    assert (tmp_path / "index.md").stat().st_mode == (tmp_path / "plain").stat().st_mode


def record(*pages: object) -> str:
    return json.dumps({"run_id": "1", "articles": [{"page": page} for page in pages]})


def test_a_stale_page_of_an_earlier_run_is_removed(tmp_path: Path) -> None:
    write_output(tmp_path, {"old.md": "", "kept.md": "1", "run.json": record("old.md", "kept.md")})
    place(tmp_path, "mine.md")
    write_output(tmp_path, {"kept.md": "2", "run.json": record("kept.md")})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.md", "mine.md", "run.json"]


@pytest.mark.parametrize("page", ["../victim.md", "victim.txt", "/victim.md", "..\\victim.md", 7, None])
def test_a_record_that_lists_anything_but_a_page_removes_nothing(tmp_path: Path, page: object) -> None:
    out = place(tmp_path, "victim.md", "out/victim.txt", "out/..\\victim.md") / "out"
    (out / "run.json").write_text(record(page), encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    write_output(out, {"run.json": record()})
    assert sorted(tmp_path.rglob("*")) == before


def test_a_record_whose_articles_are_no_list_removes_nothing(tmp_path: Path) -> None:
    place(tmp_path, "a.md")
    (tmp_path / "run.json").write_text('{"run_id": "1", "articles": {"page": "a.md"}}', encoding="utf-8")
    write_output(tmp_path, {"run.json": record()})
    assert (tmp_path / "a.md").exists()


def test_a_failed_write_leaves_the_earlier_file_and_no_fragment(tmp_path: Path) -> None:
    write_output(tmp_path, {"index.md": "whole"})
    with pytest.raises(UnicodeEncodeError):
        write_output(tmp_path, {"index.md": "half \ud800"})
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"index.md": "whole"}


@pytest.mark.parametrize("act", [prepare_output, lambda folder: write_output(folder, {"a.md": ""})])
def test_an_output_path_that_is_a_file_is_a_configuration_error(tmp_path: Path, act: object) -> None:
    place(tmp_path, "file")
    assert callable(act)
    with pytest.raises(ConfigurationError, match="choose another with --out"):
        act(tmp_path / "file")


def test_a_page_name_taken_by_a_folder_is_a_configuration_error(tmp_path: Path) -> None:
    (tmp_path / "index.md").mkdir()
    with pytest.raises(ConfigurationError, match="cannot write"):
        write_output(tmp_path, {"index.md": ""})
