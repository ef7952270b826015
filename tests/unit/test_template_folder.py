"""A folder of templates is read whole, or it is said what is wrong with it."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.files import read_templates
from pipeline.files.template_folder import MAX_TEMPLATE_BYTES, MAX_TEMPLATES


def test_templates_are_named_by_their_place_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "article.md.j2").write_bytes(b"\xef\xbb\xbfx")
    (tmp_path / "html" / "part.html.j2").write_text("y", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("z", encoding="utf-8")
    assert read_templates(tmp_path) == {"article.md.j2": "x", "html/part.html.j2": "y"}


def fill(folder: Path, content: bytes, count: int = 1) -> None:
    for n in range(count):
        (folder / f"{n}.md.j2").write_bytes(content)


@pytest.mark.parametrize(
    ("content", "count", "message"),
    [
        (b"", 0, "holds no template"),
        (b"", MAX_TEMPLATES + 1, f"more than {MAX_TEMPLATES} templates"),
        (b"\xff", 1, "is not UTF-8"),
        (b"x" * (MAX_TEMPLATE_BYTES + 1), 1, "is larger than"),
    ],
)
def test_a_folder_that_cannot_be_used_is_named_with_the_reason(
    tmp_path: Path, content: bytes, count: int, message: str
) -> None:
    fill(tmp_path, content, count)
    with pytest.raises(ConfigurationError, match=message):
        read_templates(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no folder of templates"):
        read_templates(tmp_path / "none")


def test_a_template_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, b"x")

    def refuse(_path: Path, **_how: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(ConfigurationError, match=r"0.md.j2' cannot be read \(Permission denied\)"):
        read_templates(tmp_path)
