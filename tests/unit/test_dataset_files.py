"""The files of a labelled set, and what is said of one that cannot be read."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.files import read_dataset


def test_a_folder_gives_every_file_of_rows_and_the_gold_file(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text('{"id": 1}\n\n{"id": 2}\n')
    (tmp_path / "a.jsonl").write_text('{"id": "\u2028"}')
    (tmp_path / "gold.json").write_text("[]")
    found = read_dataset(tmp_path)
    assert found.tables == {"a": [{"id": "\u2028"}], "b": [{"id": 1}, {"id": 2}]}
    assert found.gold == []


def test_a_mark_of_byte_order_is_no_part_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 1}\n', "utf-8-sig")
    (tmp_path / "gold.json").write_text("{}", "utf-8-sig")
    found = read_dataset(tmp_path)
    assert (found.tables, found.gold) == ({"a": [{"id": 1}]}, {})


def test_a_file_gives_itself_and_what_belongs_to_it(tmp_path: Path) -> None:
    for name in ("x", "x_articles", "y"):
        (tmp_path / f"{name}.jsonl").write_text("{}")
    assert sorted(read_dataset(tmp_path / "x.jsonl").tables) == ["x", "x_articles"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", b'{"id": 1}\n[2]', "line 2 is no JSON object"),
        ("a.jsonl", b"{}\nno", "line 2 is no JSON"),
        ("a.jsonl", b"\xff", "cannot be read: it is not UTF-8"),
        ("gold.json", b"{", "is no JSON"),
        ("gold.json", b"[" * 200_000, "is no JSON: it is nested too deeply"),
        ("a.jsonl", b"{}\n" + b"[" * 200_000, "line 2 is no JSON: it is nested too deeply"),
        ("note.txt", b"", "holds neither gold.json nor a file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ConfigurationError, match=message):
        read_dataset(tmp_path)


@pytest.mark.parametrize(("name", "message"), [("no.jsonl", "No such file"), ("no", "is no folder and no file")])
def test_a_path_where_nothing_is_says_so(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        read_dataset(tmp_path / name)
