"""The commands about marks as a person gives them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.store import open_store
from tests.places import Places
from tests.reviewing import FIRST, OTHER, OWN, RIVAL, Newsroom

HOSTILE = "\x1b]0;owned\x07[bold]red[/bold]\u202e"


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    made = Newsroom(tmp_path)
    made.write("bridge.md", FIRST, OWN, OTHER)
    made.write("rival.md", FIRST, RIVAL, publisher="River Times")
    made.run()
    return made


def said(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == code, result.output
    return str(result.output)


def lines(newsroom: Newsroom, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (newsroom.pages / name).read_text("utf-8").splitlines()]


def claim_id(newsroom: Newsroom, statement: str) -> str:
    return str(next(one["claim_id"] for one in lines(newsroom, "claims.jsonl") if one["statement"] == statement))


def test_ticks_are_collected_listed_and_counted(newsroom: Newsroom) -> None:
    newsroom.tick("rival", "agree", note="the ministry says 52")
    store = ("--store", newsroom.store)
    told = said("marks", "collect", str(newsroom.pages), *store, "--by", "Ana")
    assert told.splitlines()[0] == "1 new marks, 0 known before"
    assert told.splitlines()[1].startswith("agree: What does it cost: Norhaven? (rival-")
    assert said("marks", "collect", str(newsroom.pages), *store) == "0 new marks, 1 known before\n"
    (head, row, *_) = said("marks", "list", *store).splitlines()
    assert head.split()[:4] == ["mark", "when", "(UTC)", "who"]
    assert {"1", "Ana", "agree", "rule:values"} <= set(row.split())
    counts = said("marks", "stats", *store).splitlines()[1].split()
    assert counts == ["rule:values", "1", "0", "0", "1.00", "0.21", "to", "1.00"]


def test_a_folder_without_pages_is_refused_and_no_store_is_made(tmp_path: Path) -> None:
    told = said("marks", "collect", str(tmp_path), "--store", str(tmp_path / "news.db"), code=2)
    assert f"there are no pages in {str(tmp_path)!r}" in told
    assert not list(tmp_path.iterdir())


def test_a_store_that_was_not_there_is_made_and_told_once(newsroom: Newsroom, places: Places) -> None:
    newsroom.tick("rival", "agree")
    store = ("--store", places.unmade().address)
    first, second = (said("marks", "collect", str(newsroom.pages), *store) for _ in range(2))
    assert "1 new marks, 0 known before" in first
    assert "': a new one was made" in first
    assert "new one" not in second


def test_a_note_alone_and_a_withdrawal_are_listed_as_such(newsroom: Newsroom) -> None:
    page = newsroom.page("rival")
    untouched = page.read_text("utf-8")
    for text in (untouched.replace("difference:\n", "difference: hm\n"), untouched):
        page.write_text(text, "utf-8")
        newsroom.collect()
    first, second = (row.split() for row in said("marks", "list", "--store", newsroom.store).splitlines()[1:3])
    assert ("withdrawn" in first, "note" in second) == (True, True)


def test_everything_is_told_as_json_too(newsroom: Newsroom) -> None:
    newsroom.tick("rival", "false alarm")
    store = ("--store", newsroom.store, "--json")
    collected = json.loads(said("marks", "collect", str(newsroom.pages), *store))
    assert [one["verdict"] for one in collected["new"]] == ["false_alarm"]
    assert (collected["known_before"], collected["faults"], collected["differing"]) == (0, [], [])
    given = json.loads(said("mark", claim_id(newsroom, OWN)[:9], "--as", "fixed", *store))
    assert (given["number"], given["verdict"], given["subject"]["statement"]) == (2, "fixed", OWN)
    assert [one["number"] for one in json.loads(said("marks", "list", *store))] == [2, 1]
    counts = {one["made_by"]: (one["agree"], one["fixed"]) for one in json.loads(said("marks", "stats", *store))}
    assert counts == {"rule:share_above_whole": (1, 1), "rule:values": (0, 0)}


def test_a_mark_that_a_command_gave_is_ticked_on_the_next_pages(newsroom: Newsroom) -> None:
    told = said("mark", claim_id(newsroom, OWN), "--as", "false-alarm", "--note", "*both*", "--store", newsroom.store)
    assert told.startswith("false-alarm: claim ")
    newsroom.run()
    assert [group.note for group in newsroom.groups("bridge").values() if not group.is_empty] == ["*both*"]
    assert len(newsroom.marks()) == 1


def test_a_claim_that_one_conflict_disputes_is_marked_with_the_conflict(newsroom: Newsroom) -> None:
    told = said("mark", claim_id(newsroom, RIVAL), "--as", "agree", "--store", newsroom.store)
    assert told.startswith("agree: conflict ")


def test_a_conflict_is_marked_by_the_first_digits_of_its_id(newsroom: Newsroom) -> None:
    conflict = next(one for one in lines(newsroom, "conflicts.jsonl") if one["scope"] == "across")
    told = said("mark", conflict["conflict_id"][:8], "--as", "agree", "--store", newsroom.store)
    assert told == f"agree: conflict {conflict['conflict_id'][:12]}, {conflict['topic']}\n"


@pytest.mark.parametrize(
    ("reference", "why"),
    [("zzzz", "is no id"), ("abc", "is no id"), ("0000", "no run found"), ("", "is no id")],
)
def test_an_id_that_names_nothing_is_refused(newsroom: Newsroom, reference: str, why: str) -> None:
    assert why in said("mark", reference, "--as", "agree", "--store", newsroom.store, code=2)
    assert newsroom.marks() == ()


def test_a_claim_that_nothing_speaks_against_is_not_marked(newsroom: Newsroom) -> None:
    told = said("mark", claim_id(newsroom, FIRST), "--as", "agree", "--store", newsroom.store, code=2)
    assert "nothing speaks against" in told


def test_what_cannot_be_read_ends_with_3_and_its_line(newsroom: Newsroom) -> None:
    newsroom.tick("rival", "agree")
    newsroom.tick("rival", "false alarm")
    told = said("marks", "collect", str(newsroom.pages), "--store", newsroom.store, code=3)
    assert told.startswith("0 new marks, 0 known before\nrival-")
    assert "ticked together: untick all but one" in told


def test_pages_are_collected_into_a_store_that_is_not_there_yet(newsroom: Newsroom) -> None:
    newsroom.run(has_store=False)
    newsroom.tick("bridge", "agree")
    Path(newsroom.store).unlink()
    assert said("marks", "collect", str(newsroom.pages), "--store", newsroom.store).startswith("1 new marks")


@pytest.mark.parametrize("words", [("marks", "list"), ("marks", "stats"), ("mark", "abcd", "--as", "agree")])
def test_without_a_store_there_is_nothing_to_ask(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "there is no store" in said(*words, "--store", str(tmp_path / "missing.db"), code=2)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused_and_no_store_made(tmp_path: Path) -> None:
    told = said("marks", "collect", str(tmp_path / "no"), "--store", str(tmp_path / "new.db"), code=2)
    assert "there is no folder" in told
    assert list(tmp_path.iterdir()) == []


def test_an_empty_store_holds_no_marks(tmp_path: Path) -> None:
    open_store(tmp_path / "news.db")
    assert said("marks", "list", "--store", str(tmp_path / "news.db")) == "the store holds no marks\n"
    assert said("marks", "stats", "--store", str(tmp_path / "news.db")).startswith("the store holds no marks that")


def test_no_note_and_no_name_reaches_the_terminal_as_a_command(newsroom: Newsroom) -> None:
    given = ("--note", HOSTILE, "--by", HOSTILE, "--store", newsroom.store)
    said("mark", claim_id(newsroom, OWN), "--as", "agree", *given)
    told = said("marks", "list", "--store", newsroom.store)
    assert "red" in told
    assert not {"\x1b", "\x07", "\u202e"} & set(told)
    assert said("marks", "list", "--store", newsroom.store, "--json").isascii()
