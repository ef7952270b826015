"""A folder of pages of HTML: what of an earlier report goes, and what of anybody else stays."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.files import prepare_site, write_site
from pipeline.report import OutputPart

OURS = '<!doctype html><meta name="generator" content="factgrade"><p>Page</p>'
FOREIGN = "<!doctype html><p>Somebody's page</p>"
OLD = "bridge-0123abcd.html"


def write(folder: Path, *names: str) -> None:
    prepare_site(folder)
    write_site(folder, [OutputPart(name, OURS) for name in names])


@pytest.mark.parametrize(
    ("name", "content", "stays"),
    [
        pytest.param(OLD, OURS, False, id="a page of an earlier report"),
        pytest.param(OLD, FOREIGN, True, id="somebody's page that is called like one"),
        pytest.param("notes.html", OURS, True, id="a page that is not called like one"),
        pytest.param("bridge-0123abcd.md", OURS, True, id="a page of markdown"),
    ],
)
def test_only_our_own_pages_go(tmp_path: Path, name: str, content: str, stays: bool) -> None:  # noqa: FBT001  a parameter of the table
    (tmp_path / name).write_text(content)
    write(tmp_path, "index.html", "road-89abcdef.html")
    assert (tmp_path / name).exists() is stays
    assert (tmp_path / "road-89abcdef.html").read_text() == OURS


def test_a_page_that_is_written_again_stays(tmp_path: Path) -> None:
    write(tmp_path, "index.html", OLD)
    write(tmp_path, "index.html", OLD)
    assert sorted(path.name for path in tmp_path.iterdir()) == [OLD, "index.html"]


def test_what_cannot_be_read_is_nobody_s_to_remove(tmp_path: Path) -> None:
    (tmp_path / OLD).mkdir()
    write(tmp_path, "index.html")
    assert (tmp_path / OLD).is_dir()


def test_an_index_of_somebody_else_is_not_lost(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(FOREIGN)
    with pytest.raises(ConfigurationError, match="would be lost: choose another folder"):
        prepare_site(tmp_path)
    assert (tmp_path / "index.html").read_text() == FOREIGN
