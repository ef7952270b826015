"""Whatever articles say, an export is read back as what was written, and nothing in it acts."""

import csv
import json
import re
from dataclasses import replace
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.escape import clean
from pipeline.report.export.annotation import Elsewhere
from pipeline.report.export.json_text import json_text
from pipeline.report.export.place import Lines
from pipeline.report.export.sarif import sarif_document
from pipeline.report.export.sheet import disarm, sheet
from pipeline.report.export.web_url import is_web_url, web_url
from pipeline.report.export.workflow import workflow_commands
from tests.golden.export.documents import TOOL, found_annotations

_SIGNS = "=+-@;,\"'%:\n\r\t {}[]()<>&!-/\\|\u2028\u2029\u202e\u200b\ufeff\x1b\x00＝－−é\U0001f600ab1"
TEXT = st.text(st.sampled_from(_SIGNS), max_size=24) | st.text(max_size=12)
_ONE = replace(found_annotations()[0], elsewhere=())


@given(TEXT)
def test_json_is_read_back_clean_and_ends_no_script(text: str) -> None:
    written = json_text({"x": [text]})
    assert json.loads(written) == {"x": [clean(text)]}
    assert not set("<>&\u2028\u2029\n\r") & set(written)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=3))
def test_a_table_is_read_back_and_no_cell_begins_a_formula(rows: list[tuple[str, str]]) -> None:
    written = "".join(sheet(["a", "b"], rows))
    assert list(csv.reader(StringIO(written, newline=""), strict=True))[1:] == [list(map(disarm, row)) for row in rows]
    for cell in (cell for row in rows for cell in map(disarm, row)):
        assert not any(re.match(r"[\s\"]*[=+\-@＝－−]", part) for part in cell.split(";"))


@given(TEXT, TEXT)
def test_a_workflow_command_is_one_line_with_its_own_properties(message: str, path: str) -> None:
    assert _ONE.place is not None
    (line,) = workflow_commands([replace(_ONE, message=message, place=replace(_ONE.place, path=f"a{path}"))])
    head, _, told = line.removeprefix("::").removesuffix("\n").partition("::")
    assert len(line.splitlines()) == 1
    names = [pair.partition("=")[0] for pair in head.partition(" ")[2].split(",")]
    assert names == ["file", "line", "endLine", "col", "endColumn", "title"]
    assert re.sub("%25", "%", told) == clean(message)


@given(TEXT)
def test_a_message_of_sarif_has_neither_link_nor_placeholder(message: str) -> None:
    document = json.loads("".join(sarif_document([replace(_ONE, message=message)], TOOL)))
    told = document["runs"][0]["results"][0]["message"]["text"]
    assert "](" not in told
    assert "{" not in told.replace("{{", "")
    assert told.replace("{{", "{").replace("}}", "}").replace("] (", "](") == clean(message).replace("] (", "](")


@given(st.lists(TEXT, max_size=4))
def test_every_link_of_sarif_leads_to_a_passage_of_its_own(words: list[str]) -> None:
    one = replace(_ONE, message="m", elsewhere=tuple(Elsewhere(each, _ONE.place) for each in words))
    (result,) = json.loads("".join(sarif_document([one], TOOL)))["runs"][0]["results"]
    links = re.findall(r"\[[^\[\]]*\]\(([^()]*)\)", result["message"]["text"])
    assert result["message"]["text"].count("](") == len(links)
    assert links == [str(each["id"]) for each in result["relatedLocations"]][:3]


@given(st.text(st.sampled_from("a\n\U0001f600é"), max_size=20), st.data())
def test_a_region_cut_out_of_the_lines_is_the_passage(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    region, lines = Lines(text).region(start, end), text.split("\n")
    first = sum(len(line) + 1 for line in lines[: region.start_line - 1]) + region.start_column - 1
    last = sum(len(line) + 1 for line in lines[: region.end_line - 1]) + region.end_column - 1
    assert text[first:last] == text[start:end]


@given(st.sampled_from(["", "https://", "https://a.example/", "http://é"]), TEXT)
def test_an_address_is_one_of_the_web_or_none(begin: str, text: str) -> None:
    found = web_url(begin + text)
    assert found is None or (found.isascii() and found.isprintable() and is_web_url(found))
