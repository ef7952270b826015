"""The pages are as they were read and agreed to; after a wanted change run `python tests/golden/renew.py`."""

from pathlib import Path

from markdown_it import MarkdownIt

from tests.golden.report.scenes import HOSTILE, render_scenes

_FOLDER = Path(__file__).parents[2] / "golden" / "report"


def test_every_file_of_the_run_is_as_agreed() -> None:
    agreed = {path.name: path.read_bytes().decode() for path in _FOLDER.iterdir() if path.suffix in {".md", ".jsonl"}}
    assert render_scenes() == agreed


def test_the_hostile_article_made_no_link_but_our_own() -> None:
    pages = {name: page for name, page in render_scenes().items() if name.endswith(".md")}
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    inline = [child for page in pages.values() for block in parser.parse(page) for child in block.children or ()]
    targets = {str(token.attrs["href"]).partition("#")[0] for token in inline if token.type == "link_open"}
    assert targets <= {*pages, ""}
    assert not {token.type for token in inline} & {"image", "html_inline", "code_inline", "em_open", "s_open"}


def test_the_json_keeps_what_the_pages_disarm() -> None:
    assert HOSTILE.partition(" \u202e")[0] in render_scenes()["claims.jsonl"]
