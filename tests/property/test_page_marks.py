"""No tick is lost, whatever an editor does to a page: each is read as what it is, or the page says what is wrong."""

import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from pipeline.report import clean_note, holds_marks, is_worth_reading, read_page
from pipeline.report.boxes_view import BoxesView
from pipeline.report.render import environment
from schemas.mark import MarkVerdict
from tests.golden.report.disagreement import render_disagreements
from tests.golden.report.scenes import render_scenes

PAGES = [page for run in (render_scenes(), render_disagreements()) for page in run.values() if "mark end" in page]
BOX = re.compile(r"- \[ \] (agree|false alarm|fixed in the article) <!-- mark [a-z-]+ ([0-9a-f]{12}) -->")
WORDS = {"agree": MarkVerdict.AGREE, "false alarm": MarkVerdict.FALSE_ALARM, "fixed in the article": MarkVerdict.FIXED}
TEMPLATE = environment().get_template("boxes.md.j2")
TICKED = re.compile(
    r"^- \[x\] (agree|false alarm|fixed in the article)(?: <!-- mark [a-z-]+ ([0-9a-f]{12}) -->)?", re.MULTILINE
)
ID = "0123456789ab"

# What stands in a note may be anything but our own comments; that of a page is one line.
NOTES = st.text(st.characters(codec="utf-8"), max_size=60).filter(lambda text: "<!--" not in text)
HOSTILE = st.lists(
    st.sampled_from(
        ["- [x] agree", "[x]", "-->", "Note on claim 2:", "&lt;!--", "## x", "```", "|", "<b>", "\n", "\n\n", " "]
    )
).map("".join)

EDITS: list[Callable[[str], str]] = [
    lambda page: page.replace("\n", "\r\n"),
    lambda page: "\ufeff" + page,
    lambda page: page.replace("- [", "* ["),
    lambda page: page.replace("- [", "  -   ["),
    lambda page: page.replace("[x]", "[X]"),
    lambda page: page.replace("[x]", "[ x ]"),
    lambda page: page.replace(" <!-- mark", "\n  <!-- mark"),
    lambda page: page.replace("-->", "-->  "),
    lambda page: re.sub(r"\n- \[", "\n\n- [", page),
    lambda page: page.replace("[ ]", "\\[ \\]").replace("[x]", "\\[x\\]"),
    lambda page: "# My own title\n\nAnd words.\n" + page + "\nMore words.\n",
    lambda page: page.replace("**To decide:**", "**Done:** I looked.\n\n**To decide:**"),
    lambda page: "\n".join(line.rstrip() for line in page.split("\n")),
]


@st.composite
def ticked_pages(draw: st.DrawFn) -> tuple[str, list[tuple[str, MarkVerdict]]]:
    """Draw a page on which at most one box of a group is ticked, and what was ticked."""
    page = draw(st.sampled_from(PAGES))
    boxes = list(BOX.finditer(page))
    groups = [boxes[n : n + 3] for n in range(0, len(boxes), 3)]
    chosen = [draw(st.sampled_from([None, *group])) for group in groups]
    for box in reversed([one for one in chosen if one is not None]):
        page = page[: box.start()] + box[0].replace("[ ]", "[x]") + page[box.end() :]
    return page, [(box[2], WORDS[box[1]]) for box in chosen if box is not None]


def found_on(page: str) -> list[tuple[str, MarkVerdict | None]]:
    return [(group.mark_id, group.verdict) for group in read_page(page.encode()).groups if group.verdict]


@given(ticked_pages(), st.lists(st.sampled_from(EDITS), max_size=4))
def test_every_tick_is_read_after_any_edit_that_keeps_its_id(
    ticked: tuple[str, list[tuple[str, MarkVerdict]]], edits: list[Callable[[str], str]]
) -> None:
    page, expected = ticked
    for edit in edits:
        page = edit(page)
    assert found_on(page) == expected
    assert read_page(page.encode()).faults == ()
    assert holds_marks(page.encode()) is bool(expected)


@given(ticked_pages(), st.data())
def test_a_tick_is_read_or_named_whatever_is_cut_out_of_the_page(
    ticked: tuple[str, list[tuple[str, MarkVerdict]]], data: st.DataObject
) -> None:
    page, _ = ticked
    start = data.draw(st.integers(0, len(page)))
    page = page[:start] + page[start + data.draw(st.integers(0, 200)) :]
    found = read_page(page.encode())
    if found.run_id is None:
        return
    read = {group.mark_id for group in found.groups if group.verdict}
    noted = "\n".join(group.note for group in found.groups)
    for label, mark_id in TICKED.findall(page):
        assert mark_id in read or found.faults or f"[x] {label}" in noted


@given(NOTES | HOSTILE, st.sampled_from(["", *[verdict.value for verdict in MarkVerdict]]))
def test_a_note_that_is_shown_is_read_back_as_it_was_kept(text: str, ticked: str) -> None:
    kept = clean_note(text)
    view = BoxesView(ID, "c" * 64, "claim 2", ticked, kept, 7)
    page = f"- Run: 1\n\n{TEMPLATE.render(boxes=view)}\n"
    (group,) = read_page(page.encode()).groups
    assert group.note == " ".join(kept.split("\n"))
    assert (group.verdict.value if group.verdict else "", group.number) == (ticked, 7)


@given(NOTES | HOSTILE)
def test_a_note_as_a_person_writes_it_hides_no_tick_and_makes_none(text: str) -> None:
    empty = TEMPLATE.render(boxes=BoxesView(ID, "c" * 64, "claim 2", "", "", 0))
    page = "- Run: 1\n\n" + empty.replace("[ ] fixed", "[x] fixed").replace("claim 2:", f"claim 2: {text}")
    found = read_page(page.encode())
    assert [(group.mark_id, group.verdict) for group in found.groups] == [(ID, MarkVerdict.FIXED)]
    assert clean_note(re.sub("\r\n?", "\n", text)) == found.groups[0].note


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(content: bytes) -> None:
    for page in (content, PAGES[0].encode() + content, content + PAGES[0].encode()):
        assert read_page(page).groups is not None
        assert is_worth_reading(page) or not holds_marks(page)
