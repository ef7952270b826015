"""`factgrade run --dry-run`: what it foretells comes true, and it leaves no trace."""

import json
import os
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.llm.local import has_runtime
from tests.batch_account import Account
from tests.batch_service import Failing
from tests.chaos_answer import stage_of, title_of
from tests.chaos_articles import make_up, write_articles
from tests.e2e.desk import ARTICLES, Desk, record
from tests.loopback import completion

CALLS = re.compile(r"^calls: (\d+)(?: \((.*)\))?$", re.MULTILINE)


def foretold(result: Any) -> Counter[str]:  # noqa: ANN401  typer's result has no public type
    """Return the calls by stage that a dry run foretells."""
    assert result.exit_code == 0, result.output
    match = CALLS.search(result.stdout)
    assert match, result.stdout
    stages = [word.split() for word in (match[2] or "").split(", ") if word]
    counted = Counter({stage: int(count) for count, stage in stages})
    assert counted.total() == int(match[1])
    return counted


def asked(account: Account) -> Counter[str]:
    return Counter(stage_of(body) for body in account.live)


def dollars(text: str) -> list[float]:
    return [float(amount) for amount in re.findall(r"\$(\d+\.\d+)", text)]


def test_the_first_round_is_foretold_to_the_call(desk: Desk, account: Account) -> None:
    calls = foretold(desk.live("--dry-run", "--sentences-per-call", "2"))
    desk.live("--sentences-per-call", "2")
    assert calls == {"extract": asked(account)["extract"]}
    assert calls["extract"] > len(ARTICLES)


def test_with_a_part_in_the_cache_the_rest_of_the_round_is_foretold(desk: Desk, account: Account) -> None:
    titles = [one.title for one in ARTICLES[:2]]
    account.odd = lambda body: Failing(400) if title_of(body) in titles and stage_of(body) == "grade" else None
    desk.live()
    write_articles(Path("in"), make_up(2, 1, first=40))
    told = desk.live("--dry-run")
    account.odd = lambda _body: None
    account.live.clear()
    desk.live()
    assert foretold(told) == {"extract": asked(account)["extract"], "grade": 2} == {"extract": 2, "grade": 2}


def test_after_a_run_everything_is_in_the_cache_and_free(desk: Desk, account: Account) -> None:
    desk.live()
    result = desk.live("--dry-run")
    assert foretold(result) == {}
    assert f"3 articles; {len(account.live)} answers are in the cache" in result.stdout
    assert dollars(result.stdout) == [0, 0]
    assert "later calls" not in result.stdout


def test_without_the_cache_everything_is_asked_again(desk: Desk) -> None:
    desk.live()
    assert foretold(desk.live("--dry-run", "--no-cache")) == {"extract": 3}


def test_the_bound_holds_and_the_guess_lies_below_it(desk: Desk) -> None:
    told = desk.live("--dry-run").stdout
    desk.live()
    run = record("live")
    likely, at_most, later, later_at_most = dollars(told)
    assert run["usage"]["extract"]["cost_usd"] <= at_most
    assert run["cost_usd"] <= at_most + later_at_most
    assert likely < at_most
    assert later < later_at_most


def test_nothing_is_asked_and_nothing_is_made(desk: Desk, account: Account, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    result = desk.live("--dry-run")
    assert result.stdout.splitlines()[-1] == "nothing was asked"
    assert not account.calls
    assert sorted(tmp_path.rglob("*")) == before
    assert not Path(os.environ["FACTGRADE_CACHE_DIR"]).exists()


def entries() -> list[tuple[str, str]]:
    """Return what the cache holds, and when it was written."""
    (path,) = Path(os.environ["FACTGRADE_CACHE_DIR"]).rglob("cache.db")
    with closing(sqlite3.connect(path)) as base:
        return base.execute("SELECT key, value, store_time FROM Cache ORDER BY key").fetchall()


def test_a_cache_that_is_there_is_left_as_it_is(desk: Desk) -> None:
    desk.live()
    before = entries()
    desk.live("--dry-run")
    assert entries() == before


@pytest.mark.usefixtures("desk")
def test_an_unknown_price_is_said(account: Account) -> None:
    words = ["run", "in", "--dry-run", "--model", "test", "--base-url", account.url]
    result = CliRunner().invoke(app, words)
    assert "no price is known; state it with --price" in result.stdout
    assert "$" not in result.stdout
    assert foretold(result)["extract"] >= 3


@pytest.mark.usefixtures("desk")
def test_a_known_price_names_its_list() -> None:
    words = ["run", "in", "--dry-run", "--model", "gpt-4.1-mini", "--base-url", "https://api.openai.com/v1"]
    result = CliRunner().invoke(app, words)
    assert re.search(r"^price list: genai-prices \d", result.stdout, re.MULTILINE)
    assert dollars(result.stdout)[1] > 0


@pytest.mark.usefixtures("desk")
def test_what_a_run_would_cost_is_told_before_there_is_a_key() -> None:
    words = ["run", "in", "--dry-run", "--provider", "openai"]
    result = CliRunner(env={"FACTGRADE_API_KEY": None, "OPENAI_API_KEY": None}).invoke(app, words)
    assert foretold(result)["extract"] >= 3
    assert dollars(result.stdout)[1] > 0


@pytest.mark.parametrize("price", ["2", "2/8/1/4", "two/eight", "-1/2", "nan/1"])
def test_a_misspelt_price_ends_with_two(desk: Desk, account: Account, price: str) -> None:
    result = desk.live("--dry-run", "--price", price)
    assert result.exit_code == 2
    assert "price" in result.stderr
    assert not account.calls


def test_a_limit_of_cost_does_not_stop_a_forecast(desk: Desk) -> None:
    assert foretold(desk.live("--dry-run", "--max-cost", "0.000001")) == {"extract": 3}


@pytest.mark.usefixtures("desk")
def test_a_replay_would_cost_nothing_and_says_so(account: Account) -> None:
    words = ["run", "in", "--record", "tape.yaml", "--model", "test", "--base-url", account.url, "--out", "out"]
    assert CliRunner().invoke(app, words).exit_code == 0
    account.live.clear()
    result = CliRunner().invoke(app, ["run", "in", "--dry-run", "--provider", "replay", "--cassette", "tape.yaml"])
    assert foretold(result)["extract"] >= 3
    assert "a replay costs nothing" in result.stdout
    assert not account.live


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere.txt"], "there is nothing to read"),
        (["in", "--model", "m", "--base-url", "nonsense"], "URL"),
        (["in", "--base-url", "http://127.0.0.1:9/v1"], "Name it with --model"),
    ],
)
def test_what_cannot_run_cannot_be_foretold(words: list[str], message: str) -> None:
    result = CliRunner().invoke(app, ["run", *words, "--dry-run"])
    assert (result.exit_code, message in result.stderr) == (2, True), result.output


def test_the_bound_holds_where_every_sentence_is_asked_about_again(desk: Desk, account: Account) -> None:
    empty = completion(json.dumps({"claims": []}))
    account.odd = lambda body: empty if stage_of(body) == "extract" else None
    _, at_most, _, later_at_most = dollars(desk.live("--dry-run").stdout)
    desk.live()
    assert asked(account)["again"] == sum(len(one.sentences) for one in ARTICLES)
    assert record("live")["cost_usd"] <= at_most + later_at_most


@pytest.mark.skipif(not has_runtime(), reason="the runtime of local models is an extra")
@pytest.mark.usefixtures("desk")
def test_a_model_on_this_machine_is_not_billed_and_not_started(tmp_path: Path) -> None:
    weights = tmp_path / "tiny.gguf"
    weights.write_bytes(b"GGUF" + bytes(64))
    result = CliRunner().invoke(app, ["run", "in", "--dry-run"], env={"FACTGRADE_GGUF": str(weights)})
    assert foretold(result)["extract"] >= 3
    assert "a model on this machine is not billed" in result.stdout
