"""What a person reads at the end: the summary of a run, and a forecast."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.app import Amount, Forecast
from pipeline.cli.show import describe, show_forecast, show_run
from pipeline.progress import (
    ArticleFailed,
    AttemptFailed,
    ComparisonStarted,
    Event,
    LanesChanged,
    MarksCollected,
    Paused,
    RunEnded,
    StopAsked,
)
from pipeline.stopping import StopCause
from schemas.article import RejectedInput
from schemas.run import ArticleStamp, ProviderStamp, Run, RunOutcome
from schemas.usage import Usage

NOTHING = Amount(0, Usage(), Decimal(0))
Capture = pytest.CaptureFixture[str]


def stamp(path: str, verdict: str) -> ArticleStamp:
    return ArticleStamp(article_id=path, path=path, page=f"{path}.md", verdict=verdict, claims=0, usage=Usage())


def run_of(**changed: Any) -> Run:  # noqa: ANN401  any field of a record
    at = datetime(2026, 1, 1, tzinfo=UTC)
    provider = ProviderStamp(provider="openai", why="w", model="m", model_named_by_server=None, profile="large")
    plain: dict[str, Any] = {
        "run_id": "r", "command": (), "outcome": RunOutcome.INCOMPLETE, "exit_code": 3, "started_at": at,
        "ended_at": at, "versions": {}, "provider": provider, "prompts": (), "schemas": {}, "settings": {},
        "articles": (), "rejected": (), "sentences": {}, "claims": {}, "not_checked": 0, "usage": {},
    }  # fmt: skip
    return Run(**{**plain, **changed})


def shown(capsys: Capture, run: Run) -> list[str]:
    show_run(run, Path("out"))
    return capsys.readouterr().out.splitlines()


def test_articles_that_were_left_out_are_named_with_the_reason(capsys: Capture) -> None:
    left_out = RejectedInput(path="bad.txt", reason="left out: it failed in 3 runs in a row")
    run = run_of(quarantined=(left_out,), articles=(stamp("bad.txt", "not_checked"), stamp("a.txt", "plausible")))
    assert shown(capsys, run)[1:] == [
        "bad.txt: left out: it failed in 3 runs in a row",
        "run incomplete; pages: out/index.md",
    ]


def test_articles_that_failed_are_named_with_their_page(capsys: Capture) -> None:
    run = run_of(articles=(stamp("a.txt", "plausible"), stamp("b.txt", "not_checked")), not_checked=2)
    assert "nothing was checked of b.txt: b.txt.md says why" in shown(capsys, run)


def test_an_article_that_was_checked_in_part_is_not_told_as_if_it_was_not(capsys: Capture) -> None:
    article = stamp("b.txt", "not_checked").model_copy(update={"claims": 3})
    assert "not everything was checked of b.txt: b.txt.md says why" in shown(capsys, run_of(articles=(article,)))


def test_of_many_that_failed_the_first_are_named_and_the_others_counted(capsys: Capture) -> None:
    lines = shown(capsys, run_of(articles=tuple(stamp(f"{n:02}.txt", "not_checked") for n in range(25))))
    assert [line for line in lines if line.startswith("nothing was checked")][-1].endswith("09.txt.md says why")
    assert "nor of 15 others: run.json names them" in lines


def test_a_run_in_which_all_went_well_says_little(capsys: Capture) -> None:
    run = run_of(articles=(stamp("a.txt", "plausible"),), claims={"plausible": 2}, outcome=RunOutcome.COMPLETE)
    assert shown(capsys, run) == ["1 article, 2 claims: 2 plausible", "run complete; pages: out/index.md"]


SPENT = {
    "extract": Usage(
        attempts=3, unmetered=1, input_tokens=9000, cached_tokens=8000, output_tokens=70, cost_usd=Decimal("0.5")
    ),
    "grade": Usage(attempts=1, input_tokens=10, output_tokens=2, cost_usd=Decimal("0.25")),
}


def test_what_was_spent_is_told_stage_by_stage_and_in_all(capsys: Capture) -> None:
    run = run_of(usage=SPENT, from_cache={"grade": Usage(attempts=4)}, cost_usd=Decimal("0.75"))
    rows = [line.split() for line in shown(capsys, run)[1:5]]
    assert rows[1:] == [
        ["extract", "3", "9,000", "8,000", "70", "0", "0.5000"],
        ["grade", "1", "10", "0", "2", "4", "0.2500"],
        ["all", "4", "9,010", "8,000", "72", "4", "0.7500"],
    ]


def test_where_no_price_is_known_no_dollars_are_told(capsys: Capture) -> None:
    assert shown(capsys, run_of(usage={"extract": Usage(attempts=3)}))[2].split()[-1] == "0"


def test_what_no_endpoint_told_is_told_with_its_bound(capsys: Capture) -> None:
    lines = shown(capsys, run_of(usage=SPENT, cost_usd_at_most=Decimal(2)))
    assert "1 requests did not tell what they cost; at most $2.0000 in all" in lines


def test_no_name_reaches_the_terminal_as_a_command(capsys: Capture) -> None:
    bad = RejectedInput(path="a\x1b[2J.txt", reason="x\x07")
    run = run_of(quarantined=(bad,), rejected=(bad,), articles=(stamp("b\x1b[2J", "not_checked"),))
    assert not set("\x1b\x07") & set("".join(shown(capsys, run)))


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (AttemptFailed("it answered 503", 2.4), "it answered 503; asked again in 2 s"),
        (ArticleFailed("a.txt", "declined"), "a.txt: not checked: declined"),
        (ArticleFailed("a.txt", "a mistake", "E at x:1"), "a.txt: not checked: a mistake [E at x:1]"),
        (Paused(20.0), "the endpoint throttles: nothing is sent for 20 s"),
        (LanesChanged(3), "3 calls at a time from now on"),
        (MarksCollected("news.db", 2), "collected in news.db: 2 new marks of reviewers"),
        (ComparisonStarted(7), "comparing 7 articles"),
        (RunEnded("complete", 0, Usage()), "the run ended: complete"),
        (
            StopAsked("SIGINT"),
            "stopping: SIGINT; what is under way may end, a second signal ends it at once",
        ),
        (StopAsked("$5 are spent", StopCause.BUDGET), "stopping: $5 are spent; what is under way may end"),
        (StopAsked("no recording", StopCause.ERROR), "stopping because of an error; what is under way may end"),
    ],
)
def test_rare_events_are_told_in_plain_words(event: Event, line: str) -> None:
    assert describe(event) == line


def forecast(**changed: Any) -> Forecast:  # noqa: ANN401  any field of a forecast
    amount = Amount(2, Usage(input_tokens=300, output_tokens=40), Decimal("0.00128"))
    plain: dict[str, Any] = {
        "articles": 3, "left_out": 0, "answered": 5, "stages": {"extract": 1, "grade": 1}, "likely": amount,
        "at_most": amount, "later_likely": NOTHING, "later_at_most": NOTHING, "price": "a list",
    }  # fmt: skip
    return Forecast(**{**plain, **changed})


def foretold(capsys: Capture, **changed: Any) -> list[str]:  # noqa: ANN401  as above
    show_forecast(forecast(**changed))
    return capsys.readouterr().out.splitlines()


def test_a_forecast_tells_calls_tokens_and_price(capsys: Capture) -> None:
    assert foretold(capsys) == [
        "3 articles; 5 answers are in the cache",
        "calls: 2 (1 extract, 1 grade)",
        "tokens and price: likely 300 in, 40 out, $0.0013; at most 300 in, 40 out, $0.0013",
        "price list: a list",
        "nothing was asked",
    ]


def test_a_forecast_without_a_price_shows_no_dollars(capsys: Capture) -> None:
    unpriced = Amount(2, Usage(input_tokens=300), None)
    lines = foretold(capsys, likely=unpriced, at_most=unpriced, price=None)
    assert "$" not in "".join(lines)
    assert "price list: no price is known; state it with --price" in lines


def test_a_forecast_counts_who_is_left_out_and_what_comes_later(capsys: Capture) -> None:
    lines = foretold(capsys, left_out=1, stages={}, later_likely=Amount(9, Usage(), Decimal(1)))
    assert lines[:2] == ["3 articles, 1 of them left out; 5 answers are in the cache", "calls: 2"]
    assert "later calls, which depend on the answers: about 9" in lines
