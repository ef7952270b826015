"""Nights in a row: who fails in each of them is left out, until something about it changes."""

from pathlib import Path
from typing import Any

import pytest

from tests.batch_account import Account
from tests.batch_input import Document
from tests.batch_service import Answered, Failing
from tests.chaos_answer import title_of
from tests.chaos_articles import write_articles
from tests.e2e.desk import ARTICLES, Desk, record, unchecked
from tests.loopback import completion

BAD = ARTICLES[0]
REFUSAL = completion(None, refusal="I cannot help with that.")
PROSE = completion("I would rather tell it in my own words.")


def decline(body: Document) -> Answered | None:
    return REFUSAL if title_of(body) == BAD.title else None


def night(desk: Desk, *words: str) -> tuple[Any, int]:
    """Return the result of a run, and how many calls it made about the article that fails."""
    desk.account.live.clear()
    result = desk.live(*words, out="out")
    return result, sum(title_of(body) == BAD.title for body in desk.account.live)


def three_nights(desk: Desk) -> None:
    for _ in range(3):
        result, calls = night(desk)
        assert (result.exit_code, calls > 0) == (3, True), result.output


def test_who_is_declined_three_nights_in_a_row_is_left_out_on_the_fourth_and_named(
    desk: Desk, account: Account
) -> None:
    account.odd = decline
    three_nights(desk)
    result, calls = night(desk)
    assert (result.exit_code, calls) == (3, 0)
    (left_out,) = record()["quarantined"]
    assert left_out["path"] == f"in/{BAD.name}"
    assert f"{left_out['path']}: left out: it failed in 3 runs in a row" in result.stdout
    assert "declined to answer" in left_out["reason"]
    assert unchecked() == {left_out["reason"]}
    page = next(stamp["page"] for stamp in record()["articles"] if stamp["path"] == left_out["path"])
    assert "left out" in Path("out", page).read_text("utf-8")


@pytest.mark.untraced
def test_an_article_that_failed_is_named_in_the_summary(desk: Desk, account: Account) -> None:
    account.odd = decline
    result, _ = night(desk)
    assert f"nothing was checked of in/{BAD.name}: " in result.stdout
    assert f"nothing was checked of in/{ARTICLES[1].name}" not in result.stdout
    assert not record()["quarantined"]


def test_others_are_still_checked_and_compared(desk: Desk, account: Account) -> None:
    account.odd = decline
    three_nights(desk)
    night(desk)
    claims = {stamp["path"]: stamp["claims"] for stamp in record()["articles"]}
    assert [claims[f"in/{one.name}"] > 0 for one in ARTICLES] == [False, True, True]
    assert record()["claims"]["disputed"] == 10


@pytest.mark.untraced
def test_an_edited_article_is_asked_about(desk: Desk, account: Account) -> None:
    account.odd = decline
    three_nights(desk)
    edited = type(BAD)(BAD.name, BAD.title, (*BAD.body, "A crew of 41 mended its roof."))
    write_articles(Path("in"), [edited])
    assert night(desk)[1] > 0


@pytest.mark.untraced
def test_another_model_is_asked(desk: Desk, account: Account) -> None:
    account.odd = decline
    three_nights(desk)
    assert night(desk, "--model", "other")[1] > 0


@pytest.mark.untraced
def test_on_request_it_is_asked_about_and_success_forgets(desk: Desk, account: Account) -> None:
    account.odd = decline
    three_nights(desk)
    assert night(desk, "--retry-quarantined")[1] > 0
    assert night(desk)[1] == 0
    account.odd = lambda _body: None
    assert night(desk, "--retry-quarantined")[0].exit_code == 0
    account.odd = decline
    assert night(desk, "--no-cache")[1] > 0


@pytest.mark.untraced
def test_a_success_between_starts_the_count_anew(desk: Desk, account: Account) -> None:
    for is_bad in (True, True, False, True, True):
        account.odd = decline if is_bad else lambda _body: None
        assert night(desk, "--no-cache")[1] > 0
    assert night(desk, "--no-cache")[1] > 0
    assert night(desk, "--no-cache")[1] == 0


@pytest.mark.untraced
@pytest.mark.parametrize(
    "answer",
    [REFUSAL, PROSE, Failing(400, "unsupported_parameter"), Failing(500)],
    ids=["refusal", "prose", "rejection", "fault"],
)
def test_an_endpoint_that_fails_for_everybody_quarantines_nobody(
    desk: Desk, account: Account, answer: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTGRADE_ATTEMPTS", "1")
    account.odd = lambda _body: answer
    for _ in range(4):
        assert night(desk)[0].exit_code in (3, 75)
    assert not record()["quarantined"]
    account.odd = lambda _body: None
    assert night(desk)[0].exit_code == 0


@pytest.mark.untraced
def test_zero_leaves_nobody_out(desk: Desk, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTGRADE_QUARANTINE_AFTER", "0")
    account.odd = decline
    three_nights(desk)
    assert night(desk)[1] > 0
    assert not Path("state/quarantine").exists()


@pytest.mark.untraced
def test_a_dry_run_counts_no_calls_for_who_is_left_out(desk: Desk, account: Account) -> None:
    account.odd = decline
    three_nights(desk)
    assert "calls: 0" in night(desk, "--dry-run")[0].stdout
    assert "calls: 1 (1 extract)" in night(desk, "--dry-run", "--retry-quarantined")[0].stdout


@pytest.mark.untraced
def test_a_quarantine_that_is_switched_off_leaves_nobody_out_of_a_dry_run(
    desk: Desk, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.odd = decline
    three_nights(desk)
    monkeypatch.setenv("FACTGRADE_QUARANTINE_AFTER", "0")
    assert "calls: 1 (1 extract)" in night(desk, "--dry-run")[0].stdout
