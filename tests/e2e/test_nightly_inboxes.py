"""Two inboxes with one store: each has its own nights, and neither takes from the other what it knows."""

from pathlib import Path

import pytest

from pipeline.store import read_store, verify_store
from tests.nights import Nights, files_of
from tests.reviewing import FIRST, OWN, RIVAL, Newsroom

BESIDE = "The ferry sails at noon."


@pytest.fixture
def inboxes(tmp_path: Path) -> tuple[Nights, Nights]:
    """Return two inboxes that both hold an article about a bridge."""
    store = str(tmp_path / "news.db")
    made = Nights(tmp_path / "one", store), Nights(tmp_path / "two", store)
    for nights in made:
        nights.folder.mkdir()
        write(nights, "bridge.md", FIRST, OWN)
        write(nights, "calm.md", BESIDE)
        nights.night()
    return made


def write(nights: Nights, name: str, *sentences: str, publisher: str = "Coast Daily") -> None:
    Newsroom(nights.folder).write(name, *sentences, publisher=publisher)


def test_what_one_inbox_asked_about_the_other_need_not_ask(inboxes: tuple[Nights, Nights]) -> None:
    one, two = inboxes
    assert (len(one.asked()), two.requests) == (2, [])
    assert {name: len(text) for name, text in files_of(one.out).items() if "bridge" in name}


def test_an_article_that_left_one_inbox_is_met_in_the_other(inboxes: tuple[Nights, Nights]) -> None:
    one, two = inboxes
    (one.inbox / "bridge.md").unlink()
    one.night()
    write(two, "rival.md", FIRST, RIVAL, publisher="River Times")
    two.night()
    assert b"45 million" not in files_of(two.out)["conflicts.jsonl"]
    assert b"52 million" in files_of(two.out)["conflicts.jsonl"]
    assert list(verify_store(read_store(two.store))) == []


def test_each_inbox_is_compared_with_itself_alone(inboxes: tuple[Nights, Nights]) -> None:
    one, two = inboxes
    (one.inbox / "bridge.md").unlink()
    one.night()
    write(one, "rival.md", FIRST, RIVAL, publisher="River Times")
    one.night()
    assert files_of(one.out)["conflicts.jsonl"] == b""
    assert "nothing new" in two.night().report.line
