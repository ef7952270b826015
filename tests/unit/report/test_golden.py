"""The pages are as they were read and agreed to; after a wanted change run `python tests/golden/renew.py`."""

import re
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.engines import tags
from tests.golden.report.disagreement import render_disagreements
from tests.golden.report.hostile import render_hostile
from tests.golden.report.scenes import HOSTILE, render_scenes
from tests.html_tags import tags_of_html
from tests.rendered import dead_links

_FOLDER = Path(__file__).parents[2] / "golden" / "report"
_PAGES = sorted(
    page
    for folder in (_FOLDER, _FOLDER.parent / "six", Path(__file__).parents[3] / "docs" / "example")
    for page in folder.rglob("*.md")
)
_RUNS = {"": render_scenes(), "disagreement": render_disagreements(), "hostile": render_hostile()}


@pytest.mark.parametrize("run", _RUNS)
def test_every_file_of_the_run_is_as_agreed(run: str) -> None:
    paths = [path for path in (_FOLDER / run).iterdir() if path.suffix in {".md", ".jsonl"}]
    assert _RUNS[run] == {path.name: path.read_bytes().decode() for path in paths}


@pytest.mark.parametrize("run", _RUNS)
def test_the_hostile_article_made_no_link_but_our_own(run: str) -> None:
    pages = {name: page for name, page in _RUNS[run].items() if name.endswith(".md")}
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    inline = [child for page in pages.values() for block in parser.parse(page) for child in block.children or ()]
    targets = {str(token.attrs["href"]).partition("#")[0] for token in inline if token.type == "link_open"}
    assert targets <= {*pages, ""}
    assert not {token.type for token in inline} & {"image", "code_inline", "em_open", "s_open"}
    html = [token.content for token in inline if token.type == "html_inline"]
    ours = '<!-- mark (agree|false-alarm|fixed) [0-9a-f]{12} -->|<a id="(finding|claim|question)-[0-9]+">|</a>'
    assert all(re.fullmatch(ours, one) for one in html)


@pytest.mark.parametrize("run", _RUNS)
def test_every_row_has_the_cells_of_its_table(run: str) -> None:
    for page in (page for name, page in _RUNS[run].items() if name.endswith(".md")):
        for above, below in pairwise(page.splitlines()):
            if above.startswith("|") and below.startswith("|"):
                assert above.count("|") == below.count("|")


@pytest.mark.parametrize("run", _RUNS)
def test_every_link_leads_to_a_part(run: str) -> None:
    assert dead_links({name: page for name, page in _RUNS[run].items() if name.endswith(".md")}) == []


def elements(found: list[str]) -> Counter[str]:
    """Count elements; the boxes of task lists are inputs in one engine and text in the other."""
    return Counter(name for one in found if not (name := one.split()[0].strip("<>/")).startswith("input"))


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_two_engines_make_the_same_of_a_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    other = tags_of_html(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text))
    assert elements(tags(text)) == elements(other)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/St_Johns"])
def test_neither_time_zone_nor_locale_changes_a_byte(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    time.tzset()
    try:
        assert (render_scenes(), render_disagreements()) == (_RUNS[""], _RUNS["disagreement"])
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_json_keeps_what_the_pages_disarm() -> None:
    assert HOSTILE.partition(" \u202e")[0] in render_scenes()["claims.jsonl"]
