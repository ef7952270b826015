"""Marks from the page into the store and back: across edits, new names, other models, and runs without a store."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Lock

import pytest

from pipeline.app import collect_marks
from pipeline.errors import BusyError, ConfigurationError
from pipeline.store import add_marks, open_store
from schemas.mark import MarkVerdict
from tests.marking import AT, claim, mark
from tests.reviewing import FIRST, OTHER, OWN, RIVAL, Newsroom

AGREE, FALSE_ALARM, FIXED = MarkVerdict.AGREE, MarkVerdict.FALSE_ALARM, MarkVerdict.FIXED
WITHIN, ACROSS, CLAIM_2 = 0, 1, 2
"""The boxes of the first page, in their order: its two conflicts, then what cannot be in claim 2."""


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Return a newsroom whose two articles disagree, after a first run."""
    made = Newsroom(tmp_path)
    made.write("bridge.md", FIRST, OWN, OTHER)
    made.write("rival.md", FIRST, RIVAL, publisher="River Times")
    made.run()
    return made


def verdicts(newsroom: Newsroom) -> list[tuple[MarkVerdict | None, str]]:
    return [(kept.mark.verdict, kept.mark.note) for kept in newsroom.marks()]


def shown(newsroom: Newsroom, part: str = "bridge") -> dict[str, tuple[MarkVerdict | None, str]]:
    return {
        mark_id: (group.verdict, group.note) for mark_id, group in newsroom.groups(part).items() if not group.is_empty
    }


def reworded(statement: str) -> str:
    return statement.replace("The Norhaven bridge cost", "The cost of the Norhaven bridge was")


def test_a_tick_and_its_note_are_kept_with_what_they_are_about(newsroom: Newsroom) -> None:
    mark_id = newsroom.tick("bridge", "false alarm", CLAIM_2, "both are *right* [x]")
    (kept,) = newsroom.collect("Ana").new
    mark = kept.mark
    assert (mark.verdict, mark.note, mark.who) == (FALSE_ALARM, "both are *right* [x]", "Ana")
    assert mark.marked_at > AT.replace(month=1)
    assert mark.page == newsroom.page("bridge").name
    assert mark.run_id is not None
    assert mark.run_id in newsroom.page("bridge").read_text("utf-8")
    assert (mark.subject.mark_id, mark.subject.statement, mark.subject.quotes) == (mark_id, OWN, (OWN,))
    assert mark.subject.makers == ("rule:share_above_whole",)


def test_what_stays_ticked_is_one_mark_however_often_it_is_collected_and_written(newsroom: Newsroom) -> None:
    mark_id = newsroom.tick("bridge", "agree", CLAIM_2, "see the budget")
    for _ in range(2):
        assert newsroom.collect().known_before + len(newsroom.marks()) > 0
        newsroom.run()
        assert newsroom.warnings == []
    assert verdicts(newsroom) == [(AGREE, "see the budget")]
    assert shown(newsroom) == {mark_id: (AGREE, "see the budget")}


def test_a_run_with_a_store_collects_before_it_writes(newsroom: Newsroom) -> None:
    mark_id = newsroom.tick("bridge", "fixed", WITHIN)
    newsroom.run()
    assert shown(newsroom) == {mark_id: (FIXED, "")}
    assert not list(newsroom.pages.glob("*.marked-*"))


def test_a_tick_on_a_conflict_counts_on_every_page_that_shows_it(newsroom: Newsroom) -> None:
    mark_id = newsroom.tick("rival", "agree")
    newsroom.run()
    assert shown(newsroom) == shown(newsroom, "rival") == {mark_id: (AGREE, "")}


def test_a_mark_survives_the_edit_of_another_sentence(newsroom: Newsroom) -> None:
    ticked = {newsroom.tick("bridge", "false alarm", place) for place in (WITHIN, WITHIN + 1, CLAIM_2)}
    newsroom.collect()
    newsroom.write("bridge.md", "Since Monday, two ferries sail to the island.", OWN, OTHER, title="Bridges")
    newsroom.page("bridge").unlink()
    newsroom.run()
    assert set(shown(newsroom)) == ticked
    assert len(newsroom.marks()) == 3


def test_a_mark_does_not_survive_the_edit_of_its_own_sentence_but_is_kept(newsroom: Newsroom) -> None:
    for place in (WITHIN, ACROSS, CLAIM_2):
        newsroom.tick("bridge", "false alarm", place)
    newsroom.collect()
    newsroom.write("bridge.md", FIRST, OWN.replace("40", "41"), OTHER)
    newsroom.run()
    assert shown(newsroom) == {}
    assert len(newsroom.marks()) == 3


def test_a_mark_survives_a_new_name_of_the_file(newsroom: Newsroom) -> None:
    ticked = {newsroom.tick("bridge", "agree", place) for place in (WITHIN, CLAIM_2)}
    newsroom.home.joinpath("in", "bridge.md").rename(newsroom.home / "in" / "moved.md")
    newsroom.run()
    assert set(shown(newsroom, "moved")) == ticked
    assert not list(newsroom.pages.glob("bridge*"))


def test_a_mark_survives_a_run_with_another_model(newsroom: Newsroom) -> None:
    for place in (WITHIN, ACROSS, CLAIM_2):
        newsroom.tick("bridge", "false alarm", place, f"note {place}")
    newsroom.run(reword=reworded, model="other")
    assert "The cost of the Norhaven bridge was $40 million, and" in newsroom.page("bridge").read_text("utf-8")
    assert list(shown(newsroom).values()) == [(FALSE_ALARM, f"note {place}") for place in range(3)]
    newsroom.run(reword=reworded, model="other")
    assert len(newsroom.marks()) == 3


def test_a_false_alarm_about_two_passages_says_nothing_of_a_third(newsroom: Newsroom) -> None:
    newsroom.tick("rival", "false alarm")
    newsroom.collect()
    newsroom.write("third.md", FIRST, RIVAL.replace("52", "77"), publisher="Hill Post")
    newsroom.run()
    assert shown(newsroom, "rival") == {}
    newsroom.home.joinpath("in", "third.md").unlink()
    newsroom.run()
    assert [verdict for verdict, _ in shown(newsroom, "rival").values()] == [FALSE_ALARM]


def test_agreement_on_a_conflict_holds_when_a_third_passage_joins_it(newsroom: Newsroom) -> None:
    newsroom.tick("rival", "agree")
    newsroom.collect()
    newsroom.write("third.md", FIRST, RIVAL.replace("52", "77"), publisher="Hill Post")
    newsroom.run()
    assert [verdict for verdict, _ in shown(newsroom, "rival").values()] == [AGREE]


def test_a_mark_that_is_changed_or_taken_back_is_a_new_one_and_the_newest_counts(newsroom: Newsroom) -> None:
    newsroom.tick("rival", "agree")
    newsroom.run()
    page = newsroom.page("rival")
    page.write_text(page.read_text("utf-8").replace("[x] agree", "[ ] agree"), "utf-8")
    newsroom.tick("rival", "fixed", note="done")
    newsroom.run()
    page.write_text(page.read_text("utf-8").replace("[x] fixed", "[ ] fixed").replace(": done\n", ":\n"), "utf-8")
    newsroom.run()
    assert verdicts(newsroom) == [(AGREE, ""), (FIXED, "done"), (None, "")]
    assert shown(newsroom, "rival") == {}


def test_a_tick_that_is_taken_back_before_the_next_run_is_taken_back(newsroom: Newsroom) -> None:
    untouched = newsroom.page("rival").read_bytes()
    newsroom.tick("rival", "agree")
    newsroom.collect()
    newsroom.page("rival").write_bytes(untouched)
    newsroom.collect()
    assert verdicts(newsroom) == [(AGREE, ""), (None, "")]
    assert newsroom.collect().new == ()


def test_a_page_does_not_overrule_what_was_said_since(newsroom: Newsroom) -> None:
    newsroom.tick("rival", "agree")
    (kept,) = newsroom.collect().new
    later = kept.mark.model_copy(update={"verdict": FALSE_ALARM, "origin": None, "page": None, "who": "Ben"})
    with open_store(newsroom.store).writing() as connection:
        add_marks(connection, [later])
    assert newsroom.collect().new == ()
    newsroom.run()
    assert [verdict for verdict, _ in shown(newsroom, "rival").values()] == [FALSE_ALARM]
    assert len(newsroom.marks()) == 2


def test_two_pages_that_say_otherwise_are_both_kept_and_named(newsroom: Newsroom) -> None:
    newsroom.tick("bridge", "false alarm", ACROSS)
    newsroom.tick("rival", "agree")
    found = newsroom.collect()
    assert [kept.mark.verdict for kept in found.new] == [FALSE_ALARM, AGREE]
    (differing,) = found.differing
    assert differing.page == newsroom.page("rival").name
    assert newsroom.page("bridge").name in differing.what
    assert found.faults == ()


def test_one_page_that_says_otherwise_in_two_places_is_named_and_stays(newsroom: Newsroom) -> None:
    page = newsroom.page("rival")
    text = page.read_text("utf-8")
    boxes = text[text.index("- [ ] agree") : text.index("<details>")]
    page.write_text(text.replace(boxes, boxes + boxes.replace("[ ] agree", "[x] agree")), "utf-8")
    newsroom.tick("rival", "false alarm")
    (fault,) = newsroom.collect().faults
    assert fault.what == "the same is ticked differently in two places of the page"
    newsroom.run()
    assert page.with_suffix(".marked-1.md").exists()


def test_one_conflict_may_be_ticked_in_any_of_the_places_of_a_page(newsroom: Newsroom) -> None:
    page = newsroom.page("rival")
    text = page.read_text("utf-8")
    boxes = text[text.index("- [ ] agree") : text.index("<details>")]
    page.write_text(text.replace(boxes, boxes + boxes.replace("[ ] agree", "[x] agree")), "utf-8")
    for _ in range(2):
        newsroom.collect()
    assert verdicts(newsroom) == [(AGREE, "")]


def test_without_a_store_a_marked_page_stays_beside_the_new_one(newsroom: Newsroom) -> None:
    newsroom.tick("bridge", "agree", CLAIM_2)
    marked = newsroom.page("bridge").read_bytes()
    newsroom.run(has_store=False)
    aside = newsroom.page("bridge").with_suffix(".marked-1.md")
    assert aside.read_bytes() == marked
    assert shown(newsroom) == {}
    assert [aside.name in warning for warning in newsroom.warnings] == [True]
    assert verdicts(newsroom) == []
    newsroom.run(has_store=False)
    assert newsroom.warnings == []


def test_a_page_that_stays_beside_is_collected_later_and_once(newsroom: Newsroom) -> None:
    newsroom.tick("bridge", "agree", CLAIM_2)
    newsroom.collect()
    newsroom.tick("bridge", "false alarm", WITHIN)
    newsroom.run(has_store=False)
    newsroom.write("bridge.md", "It rains.", publisher="Coast Daily")
    newsroom.run(has_store=False)
    assert [kept.mark.verdict for kept in newsroom.collect().new] == [FALSE_ALARM]
    assert newsroom.collect().new == ()
    assert verdicts(newsroom) == [(AGREE, ""), (FALSE_ALARM, "")]
    newsroom.run()
    assert verdicts(newsroom) == [(AGREE, ""), (FALSE_ALARM, "")]


def test_a_stale_page_that_is_marked_does_not_vanish(newsroom: Newsroom) -> None:
    newsroom.tick("rival", "agree")
    name = newsroom.page("rival").stem
    newsroom.home.joinpath("in", "rival.md").unlink()
    newsroom.run(has_store=False)
    assert not (newsroom.pages / f"{name}.md").exists()
    assert (newsroom.pages / f"{name}.marked-1.md").exists()
    assert [kept.mark.verdict for kept in newsroom.collect().new] == [AGREE]


def test_what_cannot_be_read_is_named_and_its_page_stays(newsroom: Newsroom) -> None:
    mark_id = newsroom.tick("rival", "agree")
    page = newsroom.page("rival")
    page.write_text(page.read_text("utf-8").replace(f"agree {mark_id}", "agree 000000000000"), "utf-8")
    newsroom.run()
    assert "is known neither to markable.jsonl" in newsroom.warnings[0]
    assert page.with_suffix(".marked-1.md").exists()
    assert verdicts(newsroom) == []


def test_pages_without_what_tells_their_boxes_are_understood_by_the_store(newsroom: Newsroom) -> None:
    mark_id = newsroom.tick("bridge", "agree", CLAIM_2)
    (newsroom.pages / "markable.jsonl").write_bytes(b"\xff no JSON\n[]\n{}\n")
    assert [kept.mark.subject.mark_id for kept in newsroom.collect().new] == [mark_id]


def test_a_page_that_nothing_else_tells_of_is_understood_by_its_earlier_mark(newsroom: Newsroom) -> None:
    newsroom.tick("bridge", "agree", CLAIM_2)
    (kept,) = newsroom.collect().new
    page = newsroom.page("bridge")
    page.write_text(page.read_text("utf-8").replace("[x] agree", "[ ] agree"), "utf-8")
    newsroom.tick("bridge", "fixed", CLAIM_2)
    (newsroom.pages / "markable.jsonl").unlink()
    Path(newsroom.store).unlink()
    with open_store(newsroom.store).writing() as connection:
        add_marks(connection, [kept.mark])
    assert [one.mark.verdict for one in newsroom.collect().new] == [FIXED]


def test_a_copy_of_the_pages_adds_nothing(newsroom: Newsroom) -> None:
    newsroom.tick("rival", "agree")
    newsroom.collect()
    newsroom.pages.rename(newsroom.home / "moved")
    newsroom.run()
    assert shown(newsroom, "rival") != {}
    assert len(newsroom.marks()) == 1
    newsroom.pages.rename(newsroom.home / "new")
    (newsroom.home / "moved").rename(newsroom.pages)
    assert newsroom.collect().new == ()


def test_where_another_process_writes_meanwhile_a_marked_page_stays_and_nothing_is_lost(newsroom: Newsroom) -> None:
    newsroom.tick("rival", "agree")
    with closing(sqlite3.connect(newsroom.store, isolation_level=None, check_same_thread=False)) as other:
        first = Lock()

        def lock(statement: str) -> str:
            if first.acquire(blocking=False):
                other.execute("BEGIN IMMEDIATE")
            return statement

        with pytest.raises(BusyError):
            newsroom.run(reword=lock)
    assert newsroom.page("rival").with_suffix(".marked-1.md").exists()
    assert [kept.mark.verdict for kept in newsroom.collect().new] == [AGREE]


def test_a_store_that_is_damaged_by_then_costs_neither_pages_nor_marks(newsroom: Newsroom) -> None:
    newsroom.tick("rival", "agree")

    def damage(statement: str) -> str:
        if statement == FIRST:
            with closing(sqlite3.connect(newsroom.store, timeout=10)) as other:
                other.execute("ALTER TABLE mark RENAME TO gone")
        return statement

    newsroom.write("rival.md", FIRST, RIVAL, publisher="River Times")
    newsroom.home.joinpath("in", "bridge.md").unlink()
    newsroom.run(reword=damage)
    assert "could not be collected" in newsroom.warnings[0]
    assert newsroom.page("rival").with_suffix(".marked-1.md").exists()


def test_the_number_of_a_mark_in_another_store_stands_for_nothing(newsroom: Newsroom) -> None:
    newsroom.tick("rival", "agree")
    newsroom.run()
    Path(newsroom.store).unlink()
    with open_store(newsroom.store).writing() as connection:
        add_marks(connection, [mark(claim("a" * 32, "b" * 32), AGREE)])
    assert [kept.mark.verdict for kept in newsroom.collect().new] == [AGREE]
    assert newsroom.collect().new == ()


def test_a_folder_and_a_name_in_odd_bytes_are_no_hindrance(tmp_path: Path) -> None:
    odd = Newsroom(tmp_path / os.fsdecode(b"caf\xe9"))
    odd.home.mkdir()
    odd.write("bridge.md", FIRST, OWN, OTHER)
    odd.run(has_store=False)
    odd.tick("bridge", "agree")
    page = odd.page("bridge")
    page.rename(page.with_name(os.fsdecode(b"b\xff.md")))
    found = collect_marks(open_store(tmp_path / "news.db"), odd.pages, odd.clock, "\x1b[1m\udcff\0Ana")
    assert [(kept.mark.verdict, kept.mark.page, kept.mark.who) for kept in found.new] == [
        (AGREE, "b\ufffd.md", "\ufffdAna")
    ]


def test_nothing_is_collected_from_a_folder_that_is_not_there(newsroom: Newsroom) -> None:
    newsroom.pages.rename(newsroom.home / "elsewhere")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        newsroom.collect()


def test_marks_are_read_from_pages_of_templates_of_ones_own(newsroom: Newsroom, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "article.md.j2").write_text('# Ours\n\n{% include "packaged/article.md.j2" %}\n', encoding="utf-8")
    newsroom.run(templates=own)
    mark_id = newsroom.tick("bridge", "agree", CLAIM_2, "see the budget")
    newsroom.run(templates=own)
    assert newsroom.page("bridge").read_text("utf-8").startswith("# Ours\n")
    assert verdicts(newsroom) == [(AGREE, "see the budget")]
    assert shown(newsroom) == {mark_id: (AGREE, "see the budget")}
