import io
import os
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError, InputError
from pipeline.files import MAX_BYTES, InputFile, find_inputs, read_input, write_output
from tests.rendered import whole

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


def test_files_can_be_taken_one_by_one_and_some_at_a_time(tmp_path: Path) -> None:
    place(tmp_path, *"abcd")
    files = find_inputs([str(tmp_path / name) for name in "badc"]).files
    told = "".join(file.path.name for file in files)
    assert (told, len(files), files[1].path.name, files[-1].path.name) == ("badc", 4, "a", "c")
    for some in (slice(1, 3), slice(2, 9), slice(5, 9), slice(None, None, 2)):
        assert "".join(file.path.name for file in files[some]) == told[some]
    assert (files.holds(str(tmp_path / "a")), files.holds(str(tmp_path / "e"))) == (True, False)
    with pytest.raises(IndexError):
        files[4]


@pytest.mark.parametrize("name", [".hidden.txt", "README.md", "a.png", "a"])
def test_a_file_named_by_itself_is_always_taken(tmp_path: Path, name: str) -> None:
    place(tmp_path, name)
    assert names(tmp_path, str(tmp_path / name)) == [name]


def test_a_folder_that_holds_a_run_is_not_read(tmp_path: Path) -> None:
    place(tmp_path, "article.txt", "out/index.md")
    write_output(tmp_path / "out", whole({"run.json": '{"run_id": "1"}'}))
    assert names(tmp_path, str(tmp_path)) == ["article.txt"]


@pytest.mark.parametrize("record", ["{}", "[]", "no json", '{"run_id": 1}'])
def test_a_folder_with_another_run_json_is_read(tmp_path: Path, record: str) -> None:
    place(tmp_path, "article.txt")
    (tmp_path / "run.json").write_text(record, encoding="utf-8")
    assert "article.txt" in names(tmp_path, str(tmp_path))


@pytest.mark.parametrize("pattern", ["**/*.md", "pages/*.md", "pages/**/*.md", "*/*.md"])
def test_a_glob_passes_over_the_pages_of_a_run(tmp_path: Path, pattern: str) -> None:
    place(tmp_path, "pages/index.md", "pages/nightly/2026-11-03.md")
    (tmp_path / "pages/run.json").write_text('{"run_id": "1"}', encoding="utf-8")
    assert names(tmp_path, str(tmp_path / pattern)) == []


def test_a_glob_below_a_folder_with_a_run_finds_articles(tmp_path: Path) -> None:
    place(tmp_path, "in/a.txt")
    (tmp_path / "run.json").write_text('{"run_id": "1"}', encoding="utf-8")
    assert names(tmp_path, str(tmp_path / "in/*.txt")) == ["in/a.txt"]


@pytest.mark.parametrize(
    "name", ["index.md", "story-0123abcd.md", "story-0123abcd.marked-1.md", "claims.jsonl", "markable.marked-2.jsonl"]
)
@pytest.mark.parametrize("given", ["", "*/*", "**/*"])
def test_pages_of_a_run_without_an_end_are_no_articles(tmp_path: Path, name: str, given: str) -> None:
    place(tmp_path, "in/a.txt", f"out/{name}")
    found = find_inputs([str(tmp_path / given)], tmp_path / "out")
    assert [file.path.name for file in found.files] == ["a.txt"]


@pytest.mark.parametrize("given", ["in", "./in/../in", "in/*", "in/index.md", "in/story-0123abcd.md", "**/*.txt", "."])
def test_no_article_may_lie_where_the_pages_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    place(tmp_path, "in/a.txt", "in/index.md", "in/story-0123abcd.md")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match="choose another"):
        find_inputs(["other.txt", given], Path("in"))


@pytest.mark.parametrize("given", ["out/a.txt", "out/in", "out/in/*", "-"])
def test_what_is_not_written_over_may_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    place(tmp_path, "out/a.txt", "out/in/b.txt")
    monkeypatch.chdir(tmp_path)
    assert len(find_inputs([given], Path("out")).files) == 1


def test_a_link_to_nowhere_is_left_to_whoever_reads_it(tmp_path: Path) -> None:
    place(tmp_path, "a.txt", "folder.txt/b.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    (tmp_path / "link.txt").symlink_to("folder.txt")
    assert names(tmp_path, str(tmp_path)) == ["a.txt", "gone.txt", "folder.txt/b.txt"]


def test_a_glob_finds_sorted_files(tmp_path: Path) -> None:
    place(tmp_path, "b.txt", "a.txt", "c.md", "x/d.txt")
    assert names(tmp_path, str(tmp_path / "**/*.txt")) == ["a.txt", "b.txt", "x/d.txt"]


def test_a_file_whose_name_looks_like_a_glob_is_taken_as_it_is(tmp_path: Path) -> None:
    place(tmp_path, "a[1].txt", "a1.txt")
    assert names(tmp_path, str(tmp_path / "a[1].txt")) == ["a[1].txt"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("none.txt", "no such file"),
        ("*.txt", "matches no article"),
        ("empty", "no article files"),
        ("x" * 300, "it cannot be read: File name too long"),
        ("pages", "holds the pages of a run"),
    ],
)
def test_what_is_not_there_is_rejected_with_its_reason(tmp_path: Path, given: str, reason: str) -> None:
    (tmp_path / "empty").mkdir()
    (place(tmp_path, "pages/index.md") / "pages/run.json").write_text('{"run_id": "1"}', encoding="utf-8")
    (rejected,) = find_inputs([str(tmp_path / given)]).rejected
    assert given in rejected.path
    assert reason in rejected.reason


def test_an_empty_name_is_not_the_folder_that_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place(tmp_path, "a.txt"))
    found = find_inputs([""])
    assert (tuple(found.files), [item.path for item in found.rejected]) == ((), [""])


def test_a_file_given_twice_is_found_once_and_counts_as_named(tmp_path: Path) -> None:
    place(tmp_path, "a.json")
    (file,) = find_inputs([str(tmp_path), str(tmp_path / "a.json"), f"{tmp_path}/./a.json"]).files
    assert file.is_named


def test_a_folder_that_cannot_be_read_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr(os, "scandir", refuse)
    reasons = [item.reason for item in find_inputs([str(tmp_path)]).rejected]
    assert reasons == ["the folder cannot be read: Permission denied"]


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
