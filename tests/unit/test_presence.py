"""What is there is told, and what nobody can look at is not there."""

from pathlib import Path

import pytest

from pipeline.presence import is_file, is_folder, is_there


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("file", (True, False, True)),
        ("folder", (True, True, False)),
        ("link", (True, False, True)),
        ("missing", (False, False, False)),
        ("nowhere", (False, False, False)),
        ("file/below", (False, False, False)),
        ("x" * 300, (False, False, False)),
        ("zero\0", (False, False, False)),
    ],
)
def test_a_question_is_answered_whatever_the_path(tmp_path: Path, name: str, expected: tuple[bool, ...]) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "nowhere").symlink_to("missing")
    path = tmp_path / name
    assert (is_there(path), is_folder(path), is_file(path)) == expected
