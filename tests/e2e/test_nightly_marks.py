"""Marks on the pages of nights: taken in by the next night, shown where they belong, and nothing of them is lost."""

import re
from pathlib import Path

import pytest

from pipeline.progress import Warned
from schemas.mark import MarkVerdict
from tests.nights import Nights, files_of
from tests.places import FilePlace
from tests.reviewing import FIRST, OTHER, OWN, RIVAL, Newsroom

SHOWN = ("shown_page", "shown_article", "shown_conflict")


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    return Nights(tmp_path, str(tmp_path / "news.db"))


@pytest.fixture
def room(nights: Nights) -> Newsroom:
    """Return the desk of a reviewer, after a first night over four articles, two of which disagree."""
    made = Newsroom(nights.folder)
    made.write("bridge.md", FIRST, OWN, OTHER)
    made.write("rival.md", FIRST, RIVAL, publisher="River Times")
    made.write("copy.md", "The ferry sails at noon.", OWN, OTHER, publisher="Hill Post")
    made.write("calm.md", "The harbour lies still.", publisher="Hill Post")
    nights.night()
    return made


def times(nights: Nights) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in nights.out.glob("*.md")}


def written_anew(nights: Nights) -> dict[str, bytes]:
    """Return the files after a night that does not know what was shown."""
    for name in SHOWN:
        FilePlace(nights.store).change(f"DELETE FROM {name}")  # noqa: S608  our own names
    nights.night()
    return files_of(nights.out)


@pytest.mark.parametrize("box", ["agree", "false alarm"])
@pytest.mark.parametrize("page", ["bridge", "rival", "copy"])
def test_a_mark_is_shown_by_the_next_night_as_if_all_was_written(
    nights: Nights, room: Newsroom, page: str, box: str
) -> None:
    before = times(nights)
    room.tick(page, box)
    nights.night()
    (kept,) = room.marks()
    assert str(kept.mark.verdict).replace("_", " ") == box
    after, files = times(nights), files_of(nights.out)
    assert after[room.page("calm").name] == before[room.page("calm").name]
    assert nights.requests == []
    assert written_anew(nights) == files


def test_a_mark_that_is_taken_back_is_shown_as_taken_back(nights: Nights, room: Newsroom) -> None:
    untouched = files_of(nights.out)
    room.tick("rival", "agree")
    nights.night()
    assert files_of(nights.out) != untouched
    page = room.page("rival")
    page.write_text(page.read_text("utf-8").replace("- [x]", "- [ ]"), "utf-8")
    nights.night()
    assert len(room.marks()) == 2
    assert written_anew(nights) == files_of(nights.out)


def test_a_marked_page_of_an_edited_article_keeps_its_mark(nights: Nights, room: Newsroom) -> None:
    room.tick("rival", "agree", note="the ministry says 52")
    room.write("rival.md", FIRST, RIVAL, "It rained.", publisher="River Times")
    nights.night()
    assert [one.mark.note for one in room.marks()] == ["the ministry says 52"]
    assert "the ministry says 52" in room.page("rival").read_text("utf-8")


def test_a_marked_page_of_an_article_that_went_leaves_its_mark(nights: Nights, room: Newsroom) -> None:
    room.tick("rival", "agree")
    (nights.inbox / "rival.md").unlink()
    nights.night()
    assert len(room.marks()) == 1
    assert not list(nights.out.glob("rival*.md"))


def test_a_mark_that_cannot_be_taken_in_stays_beside_the_page_and_is_told(nights: Nights, room: Newsroom) -> None:
    page = room.page("rival")
    mark_id = room.tick("rival", "agree")
    page.write_text(page.read_text("utf-8").replace(mark_id, "0123456789ab"), "utf-8")
    torn = page.read_bytes()
    nights.night()
    (aside,) = nights.out.glob("*.marked-*.md")
    assert aside.read_bytes() == torn
    told = [event.message for event in nights.told.events if isinstance(event, Warned)]
    assert any(aside.name in message for message in told)
    assert page.read_bytes() != torn


def told_by(nights: Nights) -> list[tuple[str, int | None, str]]:
    """Return what the report of a night says was not taken in."""
    return [(one.page, one.line, one.what) for one in nights.night().report.marks_left.shown]


def both_ticked(room: Newsroom) -> tuple[str, int]:
    """Tick two boxes of a subject that do not go together; return the id, and the line of the first."""
    room.tick("rival", "agree")
    mark_id = room.tick("rival", "false alarm")
    lines = room.page("rival").read_text("utf-8").splitlines()
    return mark_id, 1 + next(n for n, line in enumerate(lines) if f"mark agree {mark_id}" in line)


def test_a_mark_that_was_not_taken_in_stands_in_the_report_until_it_is_mended(nights: Nights, room: Newsroom) -> None:
    mark_id, line = both_ticked(room)
    aside = f"{room.page('rival').stem}.marked-1.md"
    told = (aside, line, "agree and false alarm are ticked together: untick all but one")
    assert [told_by(nights), told_by(nights)] == [[told], [told]]
    kept = nights.out / aside
    kept.write_text(re.sub(rf"\[x\] (?=.*mark agree {mark_id})", "[ ] ", kept.read_text("utf-8")), "utf-8")
    assert told_by(nights) == []
    assert [str(one.mark.verdict) for one in room.marks()] == ["false_alarm"]
    assert f"- [x] false alarm <!-- mark false-alarm {mark_id} -->" in room.page("rival").read_text("utf-8")


def test_whoever_is_to_mend_a_mark_is_told_where_and_how_it_comes_in(nights: Nights, room: Newsroom) -> None:
    both_ticked(room)
    end = nights.night()
    (message,) = [one.message for one in nights.told.events if isinstance(one, Warned) and "stays" in one.message]
    assert (
        f"{room.page('rival').stem}.marked-1.md': mend them there, and the next run or night takes them in" in message
    )
    assert (end.record.exit_code, end.report.line) == (0, "factgrade 2026-11-04: 1 mark not taken in")


def test_marks_that_could_not_be_collected_stand_in_the_report(nights: Nights, room: Newsroom) -> None:
    room.tick("rival", "agree")
    (nights.out / "markable.marked-9.jsonl").mkdir()
    (told,) = told_by(nights)
    assert told[:2] == (f"{room.page('rival').stem}.marked-1.md", None)
    assert told[2].startswith("the marks on the pages could not be collected: ")


def test_a_mark_collected_by_hand_is_shown_by_the_next_night(nights: Nights, room: Newsroom) -> None:
    room.tick("rival", "false alarm")
    room.collect()
    nights.night()
    files = files_of(nights.out)
    assert written_anew(nights) == files


def head(nights: Nights) -> str:
    """Return the first lines of the index, above its first heading."""
    return (nights.out / "index.md").read_text("utf-8").partition("\n## ")[0]


def untick(room: Newsroom, part: str) -> None:
    page = room.page(part)
    page.write_text(page.read_text("utf-8").replace("- [x]", "- [ ]"), "utf-8")


def test_the_index_leaves_out_a_false_alarm_from_the_night_that_takes_it_in(nights: Nights, room: Newsroom) -> None:
    untouched, before = head(nights), times(nights)
    assert "to settle" in untouched
    for nth in range(len(room.groups("rival"))):
        room.tick("rival", "false alarm", nth)
    nights.night()
    assert "known false alarm" in head(nights)
    assert "to settle" not in head(nights)
    assert "Left out here as known false alarms" in head(nights)
    assert "**To do:** nothing is left to decide" in room.page("rival").read_text("utf-8")
    assert times(nights)[room.page("calm").name] == before[room.page("calm").name]
    assert written_anew(nights) == files_of(nights.out)
    untick(room, "rival")
    nights.night()
    assert head(nights) == untouched


def test_a_false_alarm_of_which_a_sentence_was_edited_is_told_again(nights: Nights, room: Newsroom) -> None:
    untouched = head(nights)
    room.tick("rival", "false alarm")
    nights.night()
    assert head(nights) != untouched
    room.write("rival.md", FIRST, RIVAL.replace("52", "53"), publisher="River Times")
    nights.night()
    assert head(nights) == untouched
    assert "known false alarm" not in room.page("rival").read_text("utf-8")


def test_a_false_alarm_holds_in_the_index_where_another_sentence_was_edited(nights: Nights, room: Newsroom) -> None:
    room.tick("rival", "false alarm")
    nights.night()
    told = head(nights)
    room.write("rival.md", FIRST, RIVAL, "It rained.", publisher="River Times")
    room.write("calm.md", "The harbour lies still, they say.", publisher="Hill Post")
    nights.night()
    assert head(nights).partition(" claims, ")[2].partition(" ")[2] == told.partition(" claims, ")[2].partition(" ")[2]
    assert written_anew(nights) == files_of(nights.out)


def test_an_index_from_before_false_alarms_were_left_out_is_written_again(nights: Nights, room: Newsroom) -> None:
    room.tick("rival", "false alarm")
    nights.night()
    expected = files_of(nights.out)
    store = FilePlace(nights.store)
    store.change("UPDATE shown_page SET page = '.marks' WHERE page = '.marks-shown'")
    store.change("""UPDATE shown_article SET "row" = json_remove("row", '$.false_alarms', '$.conflicts')""")
    (nights.out / "index.md").unlink()
    nights.night()
    assert files_of(nights.out) == expected
    assert "known false alarm" in head(nights)


def test_with_no_new_mark_nothing_is_rendered_for_false_alarms(nights: Nights, room: Newsroom) -> None:
    room.tick("rival", "false alarm")
    nights.night()
    before = times(nights)
    nights.night()
    assert times(nights) == before


def test_what_was_taken_back_can_be_ticked_again(nights: Nights, room: Newsroom) -> None:
    room.tick("rival", "false alarm")
    nights.night()
    untick(room, "rival")
    nights.night()
    assert room.tick("rival", "false alarm") in room.groups("rival")
    nights.night()
    assert [kept.mark.verdict for kept in room.marks()] == [MarkVerdict.FALSE_ALARM, None, MarkVerdict.FALSE_ALARM]
    assert "- [x] false alarm" in room.page("rival").read_text("utf-8")
