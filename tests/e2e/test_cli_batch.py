"""Batches from the command line: rounds over days, what is handed over when, and what it costs."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.batch_account import Account
from tests.batch_server import Fault
from tests.chaos_articles import make_up, write_articles
from tests.e2e.desk import ARTICLES, NOT_YET, Desk, pages, record, spent


def test_round_follows_round_until_the_pages_are_there(desk: Desk, account: Account) -> None:
    results = [desk.submit()]
    while len(results) == 1 or results[-1].exit_code == NOT_YET:
        account.finish_all()
        results.append(desk.collect())
    assert [result.exit_code for result in results] == [0, NOT_YET, NOT_YET, 0], results[-1].output
    assert account.stages == [{"extract"}, {"grade"}, {"relate"}]
    assert "submitted 3 requests (3 extract)" in results[0].stdout
    assert "collected" in results[1].stdout
    assert "3 answered" in results[1].stdout
    assert "no pages yet: collect again later" in results[1].stdout
    assert results[-1].stdout.splitlines()[-1] == "run complete; pages: out/index.md"


def test_the_pages_are_those_of_a_live_run_to_the_byte(desk: Desk) -> None:
    desk.submit()
    desk.finish()
    assert desk.live("--no-cache").exit_code == 0
    assert pages("out") == pages("live")
    assert record()["run_id"] == record("live")["run_id"]


def test_nothing_of_an_article_stays_at_the_endpoint_once_it_is_collected(desk: Desk, account: Account) -> None:
    desk.submit()
    assert account.files
    desk.finish()
    assert (account.files, len(account.deleted) >= 6) == ({}, True)


def test_a_file_that_cannot_be_deleted_is_told_and_costs_nothing(desk: Desk, account: Account) -> None:
    desk.submit()
    account.finish_all()
    account.fail_next("DELETE /v1/files/{id}", Fault.REJECTED)
    result = desk.collect()
    assert "stays at the endpoint" in result.stderr
    assert "3 answered" in result.stdout


def test_every_request_is_billed_once_at_half_the_live_price(desk: Desk, account: Account) -> None:
    desk.submit()
    desk.finish()
    desk.live("--no-cache")
    ids = [billed.custom_id for billed in account.ledger]
    batches, live = spent(record(), "from_cache"), spent(record("live"), "usage")
    assert len(ids) == len(set(ids)) == live["attempts"]
    assert batches == {**live, "cost_usd": pytest.approx(live["cost_usd"] / 2)}
    assert spent(record(), "usage")["attempts"] == 0


def test_a_later_live_run_asks_nothing(desk: Desk, account: Account) -> None:
    desk.submit()
    desk.finish()
    assert desk.live().exit_code == 0
    assert not account.live
    assert pages("out") == pages("live")


def test_what_has_not_ended_is_waited_for(desk: Desk, account: Account) -> None:
    desk.submit()
    result = desk.collect()
    assert result.exit_code == NOT_YET
    assert f"not ended yet: {account.shown[0]['id']}" in result.stdout
    assert "3 requests are in batches under way" in result.stdout
    assert (len(account.shown), Path("out").exists()) == (1, False)


def test_what_expired_is_handed_over_again_and_nothing_else(desk: Desk, account: Account) -> None:
    desk.submit()
    keys = account.keys(account.shown[0])
    account.expire(account.shown[0]["id"], after=1)
    assert "1 answered, 2 expired" in desk.collect("--no-submit").stdout
    assert "submitted 3 requests (2 extract, 1 grade)" in desk.submit().stdout
    assert set(account.keys(account.shown[1])) & set(keys) == set(keys[1:])
    assert desk.finish().exit_code == 0
    assert len(account.ledger) == len({billed.custom_id for billed in account.ledger})


@pytest.mark.parametrize("limit", [("--max-cost", "0.001"), ("--max-tokens", "100")])
def test_nothing_is_uploaded_that_might_cost_more_than_allowed(
    desk: Desk, account: Account, limit: tuple[str, str]
) -> None:
    result = desk.submit(*limit)
    assert result.exit_code == 4
    assert "nothing was submitted" in result.stderr
    assert not account.files
    assert not account.shown


def test_a_limit_that_the_next_round_does_not_fit_keeps_what_came_in(desk: Desk, account: Account) -> None:
    desk.submit()
    account.finish_all()
    assert desk.collect("--max-cost", "0.001").exit_code == 4
    assert len(account.shown) == 1
    assert desk.finish().exit_code == 0
    assert len(account.ledger) == len({billed.custom_id for billed in account.ledger})


def test_the_bound_that_is_told_holds(desk: Desk, account: Account) -> None:
    told = desk.submit().stdout
    bound = float(told.partition("at most $")[2].split()[0])
    account.finish_all()
    cost = sum(billed.input_tokens * 2 + billed.output_tokens * 8 for billed in account.ledger) / 2 / 1e6
    assert cost <= bound <= 20 * cost


@pytest.mark.usefixtures("desk")
def test_a_limit_of_cost_without_a_price_is_a_configuration_error(account: Account) -> None:
    words = ["batch", "submit", "in", "--model", "test", "--base-url", account.url, "--max-cost", "1"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "state it with --price" in result.stderr


def test_a_second_submit_hands_over_nothing(desk: Desk, account: Account) -> None:
    desk.submit()
    result = desk.submit()
    assert result.exit_code == 0
    assert "nothing to submit before the batches under way are collected" in result.stdout
    assert len(account.shown) == 1


def test_a_submit_after_the_end_hands_over_nothing(desk: Desk, account: Account) -> None:
    desk.submit()
    desk.finish()
    assert "every request has its answer" in desk.submit().stdout
    assert len(account.shown) == 3


def test_other_articles_between_have_batches_of_their_own(desk: Desk, account: Account) -> None:
    write_articles(Path("other"), make_up(2, 2, first=30))
    desk.submit()
    assert "submitted 2 requests (2 extract)" in desk.submit(paths=("other",)).stdout
    assert desk.finish().exit_code == 0
    assert desk.finish(paths=("other",)).exit_code == 0
    assert len(account.ledger) == len({billed.custom_id for billed in account.ledger})


def test_articles_that_stand_in_the_batch_of_others_are_collected_from_there(desk: Desk) -> None:
    write_articles(Path("some"), ARTICLES[:2])
    desk.submit(paths=("some",))
    result = desk.submit()
    assert "submitted 1 request (1 extract)" in result.stdout
    assert "2 requests are in batches under way" in result.stdout
    assert desk.finish().exit_code == 0
    desk.live("--no-cache")
    assert pages("out") == pages("live")


def test_status_tells_how_far_each_batch_is(desk: Desk, account: Account) -> None:
    assert "no batches were submitted" in desk.status().stdout
    desk.submit()
    (batch,) = account.shown
    account.advance(batch["id"])
    account.answer_some(batch["id"], 2)
    assert f"{batch['id']}: in_progress: 2 of 3 answered, 0 failed" in desk.status().stdout
    account.finish_all()
    desk.collect("--no-submit")
    asked = account.calls["GET /v1/batches/{id}"]
    assert f"{batch['id']}: completed: collected" in desk.status().stdout
    assert account.calls["GET /v1/batches/{id}"] == asked


def test_without_going_on_nothing_is_handed_over(desk: Desk, account: Account) -> None:
    desk.submit()
    account.finish_all()
    assert desk.collect("--no-submit").exit_code == NOT_YET
    assert len(account.shown) == 1


def test_files_of_somebody_else_are_refused_before_a_round_is_handed_over(desk: Desk, account: Account) -> None:
    desk.submit()
    account.finish_all()
    Path("out").mkdir()
    Path("out/index.md").write_text("# our own site\n")
    result = desk.collect()
    assert result.exit_code == 2
    assert "not of this tool and would be lost" in result.stderr
    assert account.stages == [{"extract"}]
