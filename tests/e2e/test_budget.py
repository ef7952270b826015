"""What a run may spend holds against the server's own bill, whatever the limit, the concurrency and the faults."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.chaos_articles import make_up
from tests.chaos_night import spend_night
from tests.chaos_plan import STORM, Draw, Plan
from tests.chaos_policy import cost_usd, tokens
from tests.chaos_server import ChaosServer

pytestmark = pytest.mark.untraced

INCOMPLETE, BUDGET = 3, 4
ARTICLES = make_up(10, 21)
# The dearest request may cost 0.0128; a run costs 0.046 in good weather, and may have cost 0.086 in a storm.
DEAREST, ENOUGH = Decimal("0.015"), Decimal("0.1")
COSTS = ("0", "0.001", "0.009", "0.0116", "0.02", "0.03", "0.04", "0.05", "0.1", "3")
TOKENS = (0, 1_000, 6_000, 10_000, 25_000, 40_000, 1_000_000)
CALM = Plan()
FAULTS = Plan(22, {**STORM, Draw.STALL: 0.0, Draw.LATE: 0.0}, outage=0.05)


@pytest.mark.parametrize("concurrency", [1, 64])
@pytest.mark.parametrize("limit", COSTS)
def test_no_limit_in_dollars_is_exceeded_in_a_storm(tmp_path: Path, limit: str, concurrency: int) -> None:
    with ChaosServer(FAULTS) as server:
        night = spend_night(tmp_path, server, ARTICLES, max_cost_usd=Decimal(limit), concurrency=concurrency)
    assert night.record.cost_usd_at_most is not None
    assert cost_usd(night.ledger) <= night.record.cost_usd_at_most <= Decimal(limit)
    assert night.record.exit_code == (BUDGET if Decimal(limit) < ENOUGH else INCOMPLETE)
    assert Decimal(limit) >= ENOUGH or Decimal(limit) - night.record.cost_usd_at_most < DEAREST
    assert night.spent.attempts == len(night.ledger)


@pytest.mark.parametrize("concurrency", [1, 64])
@pytest.mark.parametrize("limit", TOKENS)
def test_no_limit_in_tokens_is_exceeded_in_a_storm(tmp_path: Path, limit: int, concurrency: int) -> None:
    with ChaosServer(FAULTS) as server:
        night = spend_night(tmp_path, server, ARTICLES, max_tokens=limit, concurrency=concurrency)
    assert tokens(night.ledger) <= limit
    assert night.record.exit_code == (BUDGET if limit < 1_000_000 else INCOMPLETE)


@pytest.mark.parametrize(("plan", "limit"), [(CALM, "0.004"), (FAULTS, "0.004")])
def test_where_not_one_request_fits_none_is_sent_and_nothing_is_checked(tmp_path: Path, plan: Plan, limit: str) -> None:
    with ChaosServer(plan) as server:
        night = spend_night(tmp_path, server, ARTICLES, max_cost_usd=Decimal(limit))
    assert not night.ledger
    assert night.record.exit_code == BUDGET
    assert night.record.cost_usd == 0
    assert {row["outcome"] for row in night.sentences} == {"not_checked"}
    assert "the budget of $0.004 is used up" in night.sentences[0]["reason"]


def test_a_run_that_fits_its_budget_ends_as_one_without_any(tmp_path: Path) -> None:
    with ChaosServer() as server:
        free = spend_night(tmp_path / "free", server, ARTICLES)
        bound = spend_night(tmp_path / "bound", server, ARTICLES, max_cost_usd=Decimal(3), concurrency=64)
    assert (free.record.exit_code, bound.record.exit_code) == (0, 0)
    assert bound.record.claims == free.record.claims
    assert bound.record.cost_usd == free.record.cost_usd == cost_usd(bound.ledger)


@pytest.mark.parametrize("concurrency", [1, 64])
@pytest.mark.parametrize("plan", [CALM, FAULTS], ids=["calm", "faults"])
def test_the_same_command_with_more_goes_on_where_it_ended(tmp_path: Path, plan: Plan, concurrency: int) -> None:
    with ChaosServer(plan) as server:
        short = spend_night(tmp_path, server, ARTICLES, max_cost_usd=Decimal("0.03"), concurrency=concurrency)
        whole = spend_night(tmp_path, server, ARTICLES, max_cost_usd=Decimal(3), concurrency=concurrency)
    assert short.record.exit_code == BUDGET
    assert short.answered
    assert whole.record.exit_code in (0, 3)
    assert not short.answered & set(whole.reckoning.walks)
    assert {row["outcome"] for row in whole.sentences} >= {"claim"}


def test_resumed_night_after_night_a_run_ends_where_one_with_enough_does(tmp_path: Path) -> None:
    with ChaosServer() as server:
        whole = spend_night(tmp_path / "whole", server, ARTICLES)
        nights = [spend_night(tmp_path / "bits", server, ARTICLES, max_cost_usd=Decimal("0.02")) for _ in range(12)]
    assert [night.record.exit_code for night in nights[:2]] == [BUDGET, BUDGET]
    assert nights[-1].record.exit_code == 0
    asked = [entry.unit for night in nights for entry in night.ledger]
    assert sorted(asked) == sorted(entry.unit for entry in whole.ledger)
    assert nights[-1].record.claims == whole.record.claims
