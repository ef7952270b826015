import io
from datetime import UTC, datetime

import pytest
from rich.console import Console
from rich.progress import Progress

from pipeline.cli.show import BarSink, LineSink, describe, sink_for
from pipeline.progress import (
    ArticleEnded,
    CallEnded,
    Event,
    InputSkipped,
    ProviderChosen,
    RecordingSink,
    RunStarted,
    SilentSink,
    Warned,
    WorkExpected,
)
from schemas.usage import Usage

ANSWERED = CallEnded("extract", "a.txt sentences 1-3", Usage(attempts=1, input_tokens=300, output_tokens=80))
FAILED = CallEnded("grade", "a.txt claims 1-4", Usage(), failure="it [bold]broke[/bold] the schema")
CHOSEN = ProviderChosen("replay", "no key is set", "m-1.5b", "small")
EVENTS: list[Event] = [CHOSEN, Warned("w"), RunStarted(1), ANSWERED, FAILED, ArticleEnded("a.txt", 7)]


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (CHOSEN, "replay: no key is set (model m-1.5b, profile small)"),
        (InputSkipped("gold.json", "no article"), "skipped gold.json: no article"),
        (Warned("the cache fails"), "warning: the cache fails"),
        (RunStarted(5), "5 articles to check"),
        (WorkExpected(43), "about 43 calls are to be expected"),
        (ANSWERED, "extract a.txt sentences 1-3: 300 tokens in, 80 out"),
        (FAILED, "grade a.txt claims 1-4: not checked: it [bold]broke[/bold] the schema"),
        (CallEnded("extract", "u", Usage(), is_cached=True), "extract u: from the cache"),
        (ArticleEnded("a\x1b[2J.txt", 7), "a\ufffd[2J.txt: 7 claims"),
    ],
)
def test_an_event_is_one_printable_line(event: Event, line: str) -> None:
    assert describe(event) == line


def test_a_log_gets_one_line_an_event_with_the_time(capsys: pytest.CaptureFixture[str]) -> None:
    log = io.StringIO()
    sink = LineSink(log, FixedClock())
    for event in EVENTS:
        sink.emit(event)
    lines = log.getvalue().splitlines()
    assert lines[0] == "2026-01-02T03:04:05Z warning: w"
    assert len(lines) == len(EVENTS) - 1
    assert capsys.readouterr().out == describe(CHOSEN) + "\n"


def test_a_bar_keeps_failures_on_the_screen_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    screen = io.StringIO()
    bar = Progress(console=Console(file=screen, width=200))
    sink = BarSink(bar)
    for event in EVENTS:
        sink.emit(event)
    assert screen.getvalue().splitlines() == [describe(Warned("w")), describe(FAILED)]
    (task,) = bar.tasks
    assert (task.completed, task.total, task.fields["calls"]) == (1, 1, 2)
    assert capsys.readouterr().out == describe(CHOSEN) + "\n"


def test_a_bar_measures_calls_where_it_knows_how_many_to_expect() -> None:
    bar = Progress(console=Console(file=io.StringIO()))
    sink = BarSink(bar)
    drawn = []
    cached = CallEnded("extract", "u", Usage(), is_cached=True)
    for event in (WorkExpected(3), RunStarted(2), ANSWERED, cached, ANSWERED, ANSWERED, ArticleEnded("a", 1)):
        sink.emit(event)
        drawn += [(task.completed, task.total) for task in bar.tasks]
    assert drawn == [(0, 3), (1, 3), (1, 2), (2, 2), (3, 3), (3, 3)]
    assert bar.tasks[0].description == "1/2 articles"
    sink.emit(ArticleEnded("b", 1))
    assert bar.tasks[0].finished


def test_a_bar_takes_no_harm_from_a_call_before_its_start() -> None:
    bar = Progress(console=Console(file=io.StringIO()))
    BarSink(bar).emit(ANSWERED)
    assert not bar.tasks


def test_a_terminal_gets_a_bar_and_a_file_gets_lines() -> None:
    with sink_for(Terminal()) as sink:
        assert isinstance(sink, BarSink)
    with sink_for(io.StringIO()) as sink:
        assert isinstance(sink, LineSink)


def test_a_recording_sink_keeps_what_a_silent_one_drops() -> None:
    recording = RecordingSink()
    for event in EVENTS:
        recording.emit(event)
        SilentSink().emit(event)
    assert recording.events == EVENTS
