"""The log: one line of JSON for each kind of event, on the disk at once."""

import io
import json
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.show import describe
from pipeline.errors import ConfigurationError
from pipeline.log import LogSink, log_to
from pipeline.progress import (
    ArticleEnded,
    ArticleFailed,
    AttemptFailed,
    CallEnded,
    ComparisonStarted,
    Event,
    InputSkipped,
    LanesChanged,
    MarksCollected,
    Paused,
    ProviderChosen,
    RunEnded,
    RunStarted,
    RunStored,
    StopAsked,
    Warned,
    WorkExpected,
)
from schemas.usage import Usage

SPENT = Usage(attempts=2, input_tokens=30, output_tokens=8, cost_usd=Decimal("0.0015"))
EVENTS: list[tuple[Event, str, str]] = [
    (ProviderChosen("openai", "why", "m", "large"), "info", "provider chosen"),
    (InputSkipped("a.json", "no article"), "info", "input skipped"),
    (Warned("w"), "warning", "warned"),
    (RunStarted(3), "info", "run started"),
    (WorkExpected(40), "info", "work expected"),
    (CallEnded("extract", "u", SPENT), "info", "call ended"),
    (CallEnded("extract", "u", SPENT, failure="refused"), "warning", "call ended"),
    (AttemptFailed("503", 1.5), "warning", "attempt failed"),
    (Paused(2.0), "info", "paused"),
    (LanesChanged(3), "info", "lanes changed"),
    (ArticleEnded("a.txt", 7), "info", "article ended"),
    (ArticleFailed("a.txt", "refused"), "error", "article failed"),
    (ArticleFailed("a.txt", "a mistake", "ValueError at x.py:1 f"), "error", "article failed"),
    (StopAsked("SIGTERM"), "warning", "stop asked"),
    (ComparisonStarted(4), "info", "comparison started"),
    (RunStored("news.db", 5, 2), "info", "run stored"),
    (MarksCollected("news.db", 3), "info", "marks collected"),
    (RunEnded("complete", 0, SPENT), "info", "run ended"),
]


class NewYear:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, 0, 0, 0, 1500, tzinfo=UTC)


def written(*events: Event) -> list[dict[str, object]]:
    stream = io.StringIO()
    sink = LogSink(stream, NewYear())
    for event in events:
        sink.emit(event)
    return [json.loads(line) for line in stream.getvalue().split("\n") if line]


def test_every_kind_of_event_is_in_the_table() -> None:
    assert {type(event) for event, _, _ in EVENTS} == set(get_args(Event))


@pytest.mark.parametrize(("event", "level", "name"), EVENTS)
def test_an_event_is_a_line_with_its_fields(event: Event, level: str, name: str) -> None:
    (line,) = written(event)
    assert (line["at"], line["level"], line["event"]) == ("2026-01-01T00:00:00.001Z", level, name)
    assert line.keys() == {"at", "level", "event"} | {field.name for field in fields(event)}


@pytest.mark.parametrize("event", [event for event, _, _ in EVENTS])
def test_an_event_is_told_to_people_in_a_line_of_its_own(event: Event) -> None:
    assert describe(event) != type(event).__name__
    assert "\n" not in describe(event)


def test_a_usage_is_told_without_what_is_nothing() -> None:
    (line,) = written(CallEnded("extract", "u", SPENT))
    assert line["usage"] == {"attempts": 2, "input_tokens": 30, "output_tokens": 8, "cost_usd": 0.0015}


@given(st.text())
def test_whatever_a_path_holds_it_stays_one_line_and_comes_back(path: str) -> None:
    (line,) = written(InputSkipped(path, "r"))
    assert line["path"] == path


def test_a_line_is_on_its_way_to_the_disk_at_once(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "log.jsonl"
    with log_to(path, NewYear()) as sink:
        sink.emit(RunStarted(1))
        assert json.loads(path.read_text("utf-8"))["articles"] == 1


def test_a_log_is_appended_to(tmp_path: Path) -> None:
    for _ in range(2):
        with log_to(tmp_path / "log.jsonl", NewYear()) as sink:
            sink.emit(RunStarted(1))
    assert (tmp_path / "log.jsonl").read_text("utf-8").count("\n") == 2


@pytest.mark.parametrize("name", ["", "file/log.jsonl"])
def test_a_log_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="name another file"), log_to(tmp_path / name, NewYear()):
        raise AssertionError("the log was opened")


def fail_inside(path: Path) -> None:
    with log_to(path, NewYear()) as sink:
        sink.emit(RunStarted(1))
        raise ValueError("inside")


def test_a_run_that_fails_inside_closes_the_log(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inside"):
        fail_inside(tmp_path / "log.jsonl")
    assert (tmp_path / "log.jsonl").read_text("utf-8").endswith("}\n")
