"""What goes wrong with batches: nothing is lost, nothing is paid twice that was told, and the pages say why."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.batch_account import Account, good
from tests.batch_input import Document
from tests.batch_server import Fault
from tests.batch_service import Failing
from tests.chaos_answer import stage_of, subjects_of, title_of
from tests.e2e.desk import ARTICLES, NOT_YET, Desk, pages, record, spent, unchecked
from tests.loopback import completion

pytestmark = pytest.mark.untraced


class Spell:
    """Gives one answer to the first so many times that something is asked about the claims of the first article."""

    def __init__(self, answer: Document | Failing, times: int = 99) -> None:
        self._answer = answer
        self._times = times
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def __call__(self, body: Document) -> Document | Failing | None:
        if stage_of(body) not in ("extract", "again") or title_of(body) != ARTICLES[0].title:
            return None
        self.asked.append((stage_of(body), subjects_of(body)))
        return self._answer if self.asked.count(self.asked[-1]) <= self._times else None


def test_a_request_that_fails_twice_is_not_checked_and_hides_no_answer(desk: Desk, account: Account) -> None:
    account.odd = lambda body: Failing(500, kind="server_error") if stage_of(body) == "grade" else None
    desk.submit()
    result = desk.finish()
    assert (result.exit_code, record()["outcome"]) == (3, "incomplete"), result.output
    assert account.stages[:3] == [{"extract"}, {"grade"}, {"grade"}]
    assert record()["claims"] == {"disputed": 10, "not_checked": 9}
    page = Path("out", record()["articles"][0]["page"]).read_text("utf-8")
    assert "answered 500" in page
    assert ARTICLES[0].body[0].removesuffix(".") in page


def test_what_failed_may_be_asked_again_once_the_pages_tell_of_it(desk: Desk, account: Account) -> None:
    account.odd = Spell(Failing(500), times=2)
    desk.submit()
    assert desk.finish().exit_code == 3
    assert len(unchecked()) == 1
    assert "submitted 1 request (1 extract)" in desk.submit().stdout
    assert desk.finish().exit_code == 0
    assert desk.live("--no-cache").exit_code == 0
    assert pages("out") == pages("live")


ODD = {
    "refusal": completion(None, refusal="I cannot."),
    "filter": completion(None, finish_reason="content_filter"),
    "filtered request": Failing(400, "content_filter"),
    "length": completion('{"claims": [', finish_reason="length"),
    "rejected": Failing(400, "context_length_exceeded"),
}


@pytest.mark.parametrize("answer", ODD.values(), ids=ODD)
def test_an_answer_that_will_not_do_is_treated_as_in_a_live_run(
    desk: Desk, account: Account, answer: Document | Failing
) -> None:
    spell = Spell(answer)
    account.odd = spell
    desk.submit()
    result = desk.finish()
    in_batches = sorted(spell.asked)
    spell.asked.clear()
    assert desk.live("--no-cache").exit_code == result.exit_code == 3
    assert in_batches == sorted(spell.asked)
    # What stands in an error file is told with its batch, so the reasons on the pages differ, and nothing else.
    same = {"claims.jsonl", "conflicts.jsonl"} if isinstance(answer, Failing) else pages("live").keys()
    assert {name: pages("out")[name] for name in same} == {name: pages("live")[name] for name in same}
    assert len(unchecked()) == len(unchecked("live"))


def test_what_was_cut_off_is_halved(desk: Desk, account: Account) -> None:
    account.odd = lambda body: (
        good(body, finish_reason="length") if len(subjects_of(body)) > 4 and stage_of(body) == "extract" else None
    )
    desk.submit()
    assert desk.finish().exit_code == 0
    assert {len(subjects_of(body)) > 4 for body in account.asked(account.shown[1])} == {False}


def test_an_answer_that_breaks_the_schema_is_handed_over_once_more_and_paid_twice(desk: Desk, account: Account) -> None:
    account.odd = Spell(completion("{}"), times=1)
    desk.submit()
    assert desk.finish().exit_code == 0
    paid = spent(record(), "from_cache")
    assert paid["attempts"] == len(account.ledger)
    assert paid["input_tokens"] == sum(billed.input_tokens for billed in account.ledger)
    assert paid["output_tokens"] == sum(billed.output_tokens for billed in account.ledger)


def test_a_schema_broken_twice_is_not_checked_and_its_cost_is_told(desk: Desk, account: Account) -> None:
    spell = Spell(completion("{}"))
    account.odd = spell
    desk.submit()
    assert desk.finish().exit_code == 3
    assert {spell.asked.count(question) for question in spell.asked} == {2}
    assert "broke the schema" in unchecked().pop()
    run, count = record(), len(spell.asked)
    assert spent(run, "usage") == {
        "attempts": count,
        "input_tokens": 10 * count,
        "output_tokens": 5 * count,
        "cost_usd": pytest.approx(30e-6 * count),
    }
    assert spent(run, "from_cache")["attempts"] + count == len(account.ledger)


def test_damaged_lines_are_told_and_their_requests_handed_over_again(desk: Desk, account: Account) -> None:
    desk.submit()
    (batch,) = account.shown
    account.finish_all()
    file = account.file(batch["output_file_id"])
    first, *rest = file.content.split(b"\n")
    account.replace_content(file.file_id, b"\n".join([first[: len(first) // 2], *rest]))
    result = desk.collect("--no-submit")
    assert "2 answered, 1 unreadable" in result.stdout
    assert "1 extract" in desk.submit().stdout
    assert desk.finish().exit_code == 0


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.CUT])
def test_a_lost_answer_to_the_creation_is_not_paid_twice(desk: Desk, account: Account, fault: Fault) -> None:
    account.fail_next("POST /v1/batches", fault)
    result = desk.submit()
    if result.exit_code:
        assert desk.submit().exit_code == 0
    assert len(account.shown) == 1
    assert desk.finish().exit_code == 0
    ids = [billed.custom_id for billed in account.ledger]
    assert len(ids) == len(set(ids))


def test_a_batch_that_was_made_but_not_kept_is_found_again(desk: Desk, account: Account, tmp_path: Path) -> None:
    desk.submit()
    shutil.rmtree(tmp_path / "state")
    assert "submitted 3 requests" in desk.submit().stdout
    assert len(account.shown) == 1
    assert desk.finish().exit_code == 0


def test_a_download_that_breaks_off_is_taken_up_again(
    desk: Desk, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTGRADE_ATTEMPTS", "1")
    desk.submit()
    account.finish_all()
    account.fail_next("GET /v1/files/{id}/content", Fault.CUT)
    broken = desk.collect()
    assert (broken.exit_code, "collect it again" in broken.stderr) == (NOT_YET, True)
    assert desk.finish().exit_code == 0
    assert len(account.ledger) == len({billed.custom_id for billed in account.ledger})


def test_a_batch_that_the_endpoint_finds_invalid_is_tried_once_more_and_then_told(desk: Desk, account: Account) -> None:
    results = [desk.submit()]
    while len(results) == 1 or results[-1].exit_code == NOT_YET:
        account.fail(account.shown[-1]["id"], "too_many_tasks")
        results.append(desk.collect())
    assert "invalid (too_many_tasks)" in results[1].stdout
    assert account.stages == [{"extract"}, {"extract"}, {"again"}, {"again"}]
    assert results[-1].exit_code == 3, results[-1].output
    assert all("too_many_tasks" in reason for reason in unchecked())


def test_a_batch_that_found_the_queue_full_is_handed_over_until_there_is_room(desk: Desk, account: Account) -> None:
    desk.submit()
    for _ in range(3):
        account.fail(account.shown[-1]["id"], "token_limit_exceeded")
        assert desk.collect().exit_code == NOT_YET
    assert desk.finish().exit_code == 0


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("command", [["submit", "in"], ["collect", "in"]])
def test_an_endpoint_that_is_not_there_ends_with_75(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTGRADE_ATTEMPTS", "1")
    result = CliRunner().invoke(app, ["batch", *command, "--model", "m", "--base-url", "http://127.0.0.1:9/v1"])
    assert result.exit_code == NOT_YET
    assert "cannot be reached" in result.stderr


def test_looking_at_batches_of_an_endpoint_that_went_away_ends_with_75(
    desk: Desk, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTGRADE_ATTEMPTS", "1")
    desk.submit()
    account.fail_next("GET /v1/batches/{id}", Fault.BROKEN)
    result = desk.status()
    assert (result.exit_code, "500" in result.stderr) == (NOT_YET, True)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["submit", "in"], "wants a key"),
        (["status"], "wants a key"),
        (["collect", "in"], "wants a key"),
        (["submit", "nowhere"], "there is nothing to read"),
        (["submit"], "Missing argument"),
    ],
)
def test_a_command_that_cannot_work_ends_with_two(
    command: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FACTGRADE_API_KEY")
    result = CliRunner().invoke(app, ["batch", *command])
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_a_refused_key_ends_with_two(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTGRADE_API_KEY", "sk-wrong-key")
    result = desk.submit()
    assert (result.exit_code, "check the API key" in result.stderr) == (2, True)
    assert "sk-wrong" not in result.output


@pytest.mark.parametrize("route", ["POST /v1/files", "POST /v1/batches", "GET /v1/batches"])
def test_an_endpoint_that_turns_down_what_is_handed_over_ends_with_three(
    desk: Desk, account: Account, route: str
) -> None:
    account.fail_next(route, Fault.REJECTED)
    result = desk.submit()
    assert (result.exit_code, "answered 400" in result.stderr) == (3, True), result.output
    assert desk.submit().exit_code == 0
    assert len(account.shown) == 1
