"""Marks on the pages of nights: taken in by the next night, shown where they belong, and nothing of them is lost."""

from pathlib import Path

import pytest

from pipeline.progress import Warned
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


def test_a_mark_collected_by_hand_is_shown_by_the_next_night(nights: Nights, room: Newsroom) -> None:
    room.tick("rival", "false alarm")
    room.collect()
    nights.night()
    files = files_of(nights.out)
    assert written_anew(nights) == files
