"""What a reviewer left on a page is read right, whatever their editor did to it, or it is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.report import MarkedGroup, PageMarks, holds_marks, is_worth_reading, read_page
from schemas.mark import MarkVerdict
from tests.golden.report.scenes import render_scenes

AGREE, FALSE_ALARM, FIXED = MarkVerdict.AGREE, MarkVerdict.FALSE_ALARM, MarkVerdict.FIXED
ID, OTHER = "0123456789ab", "ba9876543210"
_GOLDEN = Path(__file__).parents[2] / "golden" / "report"


def group(of: str = ID, about: str = "claim 2", number: str = "") -> str:
    return (
        f"- [ ] agree <!-- mark agree {of} -->\n- [ ] false alarm <!-- mark false-alarm {of} -->\n"
        f"- [ ] fixed in the article <!-- mark fixed {of} -->\n- Note on {about}:\n<!-- mark end {of}{number} -->\n"
    )


HEAD, TAIL = "# A page\n\n- a list\n\n<!-- claim c -->\n\n", "\n### Claim 3\n\n- Run: 4f1c09d2ab77\n"
PAGE = HEAD + group() + TAIL


def ticked(box: str, page: str = PAGE, sign: str = "x") -> str:
    return page.replace(f"- [ ] {box}", f"- [{sign}] {box}", 1)


def noted(note: str, page: str = PAGE) -> str:
    return page.replace("Note on claim 2:", f"Note on claim 2:{note}", 1)


def read(page: str) -> MarkedGroup:
    found = read_page(page.encode())
    assert found.faults == ()
    (only,) = found.groups
    assert holds_marks(page.encode()) is not only.is_empty
    return only


def faults(page: str) -> list[tuple[int, str]]:
    assert holds_marks(page.encode())
    return [(fault.line, fault.what) for fault in read_page(page.encode()).faults]


@pytest.mark.parametrize(("box", "verdict"), [("agree", AGREE), ("false", FALSE_ALARM), ("fixed", FIXED)])
def test_a_ticked_box_is_a_verdict(box: str, verdict: MarkVerdict) -> None:
    assert read(ticked(box)) == MarkedGroup(ID, verdict, "", 0)


def test_an_untouched_page_says_nothing_and_is_known_at_a_glance() -> None:
    pages = [PAGE, PAGE.replace("\n", "\r\n"), *(one for name, one in render_scenes().items() if name.endswith(".md"))]
    for page in pages:
        assert not is_worth_reading(page.encode())
        assert not holds_marks(page.encode())
        assert all(one.is_empty for one in read_page(page.encode()).groups)


def test_a_page_tells_its_run_and_its_article() -> None:
    page = (_GOLDEN / "contradicted-bridge-fc0b54a1.md").read_bytes()
    assert read_page(page).run_id == "4f1c09d2ab77"
    assert read_page(page).article_id == "fc0b54a130afd46e2d9571666f77d2061e59e58b02db6a047176001fe2c4f152"


@pytest.mark.parametrize("sign", ["X", " x ", "x ", "✓", "✔", "☑", "\\x"])
@pytest.mark.parametrize("bullet", ["- ", "* ", "+ ", "3. ", "  - ", "> - ", "-   ", "-\t"])
def test_a_tick_is_a_tick_however_it_is_written(sign: str, bullet: str) -> None:
    assert read(PAGE.replace("- [ ] agree", f"{bullet}[{sign}] agree")).verdict is AGREE


@pytest.mark.parametrize(
    "edited",
    [
        lambda page: page.replace("\n", "\r\n"),
        lambda page: page.replace("\n", "\r"),
        lambda page: "\ufeff" + page,
        lambda page: page.replace("\n- ", "\n\n- ").replace("\n<!-- mark", "\n\n<!-- mark"),
        lambda page: page.replace("agree <!--", "agree  \t<!--"),
        lambda page: page.replace("<!-- mark", "<!--mark").replace(" -->", "-->"),
        lambda page: page.replace("mark fixed", "mark\nfixed").replace("fixed in the", "fixed in\n  the"),
        lambda page: page.replace("-->\n- [", "--> - ["),
        lambda page: page.replace("[", "\\[").replace("]", "\\]"),
        lambda page: "".join(f"> {line}\n" for line in page.splitlines()),
        lambda page: page.replace("- [ ] false alarm <!-- mark false-alarm 0123456789ab -->\n", ""),
        lambda page: page.replace("### Claim 3", "").removesuffix("\n"),
    ],
)
def test_what_an_editor_does_around_a_tick_does_not_matter(edited: object) -> None:
    assert callable(edited)
    assert read(edited(ticked("agree"))).verdict is AGREE


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_page_saved_in_another_encoding_is_read(encoding: str) -> None:
    (only,) = read_page(noted(" “é”", ticked("agree")).encode(encoding)).groups
    assert (only.verdict, only.note) == (AGREE, "“é”")
    assert holds_marks(ticked("agree").encode(encoding))


@pytest.mark.parametrize(
    ("written", "note"),
    [
        (" ask the desk", "ask the desk"),
        ("\n  ask the desk\n  again", "ask the desk\nagain"),
        (" one\n\ntwo\n\n## three\n- [x] four", "one\ntwo\n## three\n- [x] four"),
        (" [x] <b>&amp; *c* | `d` -- </details>", "[x] <b>& *c* | `d` -- </details>"),
        (" <!-- hm -->", "<!-- hm -->"),
        (" a\u202eb\u200bc\x1b[31md", "abcd"),
        (" Note on claim 2: twice", "Note on claim 2: twice"),
        ("  ", ""),
    ],
)
def test_a_note_is_what_stands_between_the_boxes_and_their_end(written: str, note: str) -> None:
    assert read(noted(written)).note == note
    assert read(noted(written, ticked("agree"))) == MarkedGroup(ID, AGREE, note, 0)


@pytest.mark.parametrize(
    "page",
    [
        PAGE.replace(" -->\n\n###", " --> hm, no\n\n###"),
        PAGE.replace(" -->\n\n###", " -->\nhm, no\n\n###"),
        PAGE.replace("- [ ] false", "hm, no\n- [ ] false"),
        PAGE.replace("false alarm <!--", "false alarm hm, no <!--"),
        PAGE.replace(f"false-alarm {ID} -->", f"false-alarm {ID} --> hm, no"),
        PAGE.replace("- Note on claim 2:", "hm, no"),
        PAGE.replace("- Note on claim 2:", "* Note on this difference: hm, no"),
    ],
)
def test_a_note_in_another_place_of_the_group_is_a_note(page: str) -> None:
    assert read(page).note == "hm, no"


def test_a_group_whose_end_is_gone_has_the_note_of_its_paragraph() -> None:
    page = noted(" hm, no", ticked("agree")).replace(f"<!-- mark end {ID} -->\n", "")
    assert read(page) == MarkedGroup(ID, AGREE, "hm, no", 0)


def test_groups_that_follow_one_another_are_kept_apart() -> None:
    page = HEAD + ticked("agree", group()) + "\n" + ticked("fixed", group(OTHER), "X") + TAIL
    assert read_page(page.encode()).groups == (MarkedGroup(ID, AGREE, "", 0), MarkedGroup(OTHER, FIXED, "", 0))
    without_end = page.replace(f"<!-- mark end {ID} -->\n", "")
    assert read_page(without_end.encode()).groups == read_page(page.encode()).groups


def test_a_group_tells_the_mark_that_it_was_shown_with() -> None:
    page = HEAD + group(number=" 17") + TAIL
    assert read(page).number == 17
    assert is_worth_reading(page.encode())


def test_agreed_and_fixed_is_fixed() -> None:
    assert read(ticked("agree", ticked("fixed"))).verdict is FIXED


@pytest.mark.parametrize("other", ["agree", "fixed"])
def test_a_false_alarm_and_another_tick_exclude_each_other(other: str) -> None:
    (fault,) = faults(ticked("false", ticked(other)))
    assert fault[0] == 7
    assert "ticked together" in fault[1]


@pytest.mark.parametrize(
    "page",
    [
        ticked("agree").replace(f"mark agree {ID}", "mark agree 0123456789a"),
        ticked("agree").replace(f"mark agree {ID}", f"mark agre {ID}"),
        ticked("agree").replace(f"<!-- mark agree {ID} -->", ""),
        ticked("agree").replace(f"mark agree {ID} -->", f"mark agree {ID}"),
        ticked("agree", HEAD + "- [ ] agree\n" + TAIL),
    ],
)
def test_a_ticked_box_whose_id_is_damaged_is_named_with_its_line(page: str) -> None:
    assert faults(page) == [(7, "a box is ticked whose id is gone or damaged")]


@pytest.mark.parametrize(("box", "word", "line"), [("false", "false-alarm", 8), ("fixed", "fixed", 9)])
@pytest.mark.parametrize(
    "damage", [lambda text: text[:-5], lambda text: text[:0], lambda text: text.replace("mark", "mrk")]
)
@pytest.mark.parametrize("is_end_there", [True, False])
def test_a_tick_among_others_whose_id_is_damaged_is_named_and_taken_for_no_note(
    box: str, word: str, line: int, damage: Callable[[str], str], *, is_end_there: bool
) -> None:
    comment = f"<!-- mark {word} {ID} -->"
    page = ticked(box).replace(comment, damage(comment))
    page = page if is_end_there else page.replace(f"<!-- mark end {ID} -->\n", "")
    assert faults(page) == [(line, "a box is ticked whose id is gone or damaged")]
    assert read_page(page.encode()).groups == ()


@pytest.mark.parametrize(
    ("before", "line"), [(f"<!-- mark end {ID}", 11), ("\n### Claim 3", 12)], ids=["in the note", "behind the end"]
)
def test_a_ticked_box_that_was_moved_and_lost_its_id_is_named(before: str, line: int) -> None:
    box = f"- [ ] fixed in the article <!-- mark fixed {ID} -->\n"
    page = PAGE.replace(box, "").replace(before, f"- [x] fixed in the article <!-- mark fix\n{before.lstrip()}")
    assert faults(page) == [(line - 1, "a box is ticked whose id is gone or damaged")]


def test_a_damaged_id_costs_its_own_box_alone() -> None:
    page = ticked("agree", ticked("fixed")).replace(f"false-alarm {ID}", f"false-alarm {OTHER}")
    found = read_page(page.encode())
    assert [(one.mark_id, one.verdict) for one in found.groups] == [(ID, AGREE), (OTHER, None), (ID, FIXED)]
    assert found.faults == ()


@pytest.mark.parametrize("end", [OTHER, "0123"])
def test_a_group_is_read_though_the_id_at_its_end_is_damaged(end: str) -> None:
    assert read(ticked("agree").replace(f"mark end {ID}", f"mark end {end}")).verdict is AGREE


def test_an_end_without_boxes_says_nothing() -> None:
    assert read_page(f"<!-- mark end {ID} -->\n".encode()).groups == ()
    assert faults(f"- [x] mine\n<!-- mark end {ID} -->\n") == [(1, "a box is ticked whose id is gone or damaged")]


def test_a_box_that_is_neither_ticked_nor_empty_is_named() -> None:
    assert faults(ticked("agree", sign="?")) == [(7, "a box holds '?': tick it with an x, or empty it")]


def test_a_box_that_says_otherwise_than_its_id_is_named() -> None:
    page = ticked("agree").replace("[x] agree", "[x] false alarm")
    assert faults(page) == [(7, "a ticked box says “false-alarm”, and its id “agree”")]


def test_a_marker_without_a_box_is_named() -> None:
    assert faults(PAGE.replace("- [ ] false alarm", "false alarm x")) == [(8, "the box before “false-alarm” is gone")]


def test_a_file_of_somebody_else_has_neither_groups_nor_faults() -> None:
    assert read_page(b"# To do\n\n- [x] call the mayor\n- [ ] agree\n") == PageMarks()
    assert not holds_marks(b"# To do\n\n- [x] call the mayor\n")


def test_a_tick_of_one_s_own_elsewhere_on_a_page_is_named() -> None:
    assert faults(PAGE + "\n- [x] call the mayor\n") == [(17, "a box is ticked whose id is gone or damaged")]
