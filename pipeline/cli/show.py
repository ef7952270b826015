"""What a person sees: progress on a terminal or as lines of a log, and the summary of a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TextIO

from rich.console import Console  # noqa: TID251  for a bar, which is handed printable text
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from pipeline.app import Amount, Examination, Forecast
from pipeline.cli.text import printable, say
from pipeline.clock import Clock, SystemClock
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
    Sink,
    StopAsked,
    Warned,
    WorkExpected,
)
from pipeline.report.wording import counted
from pipeline.stopping import StopCause
from schemas.run import Run
from schemas.usage import Usage
from schemas.verdict import Verdict

_TABLE_WIDTH = 110
_MOST_NAMED = 10
_SIGNALS = frozenset({StopCause.INTERRUPT, StopCause.TERMINATE})

# A call to a model on this machine takes up to minutes, and the time left is reckoned from several.
_SPEED_OVER_S = 900.0


@contextmanager
def sink_for(stream: TextIO) -> Iterator[Sink]:
    """Give the sink that suits a stream: a progress bar on a terminal, a line an event elsewhere."""
    if not stream.isatty():
        yield LineSink(stream, SystemClock())
        return
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[calls]} calls"),
        TimeElapsedColumn(),
        TextColumn("left about"),
        TimeRemainingColumn(),
        console=Console(file=stream),
        transient=True,
        speed_estimate_period=_SPEED_OVER_S,
    ) as bar:
        yield BarSink(bar)


def describe(event: Event) -> str:
    """Return one line for an event."""
    match event:
        case ProviderChosen():
            line = f"{event.provider}: {event.why} (model {event.model}, profile {event.profile})"
        case InputSkipped():
            line = f"skipped {event.path}: {event.reason}"
        case Warned():
            line = f"warning: {event.message}"
        case RunStarted():
            line = f"{counted(event.articles, 'article')} to check"
        case WorkExpected():
            line = f"about {event.calls} calls are to be expected"
        case CallEnded():
            line = f"{event.stage} {event.unit}: {_result(event)}"
        case ArticleEnded():
            line = f"{event.path}: {counted(event.claims, 'claim')}"
        case _:
            line = _describe_rare(event)
    return printable(line)


def _stopping(event: StopAsked) -> str:
    # An error that ends the run is told in its own words when it has ended.
    return "stopping because of an error" if event.cause is StopCause.ERROR else f"stopping: {event.reason}"


def _describe_rare(event: Event) -> str:
    match event:
        case AttemptFailed():
            line = f"{event.reason}; asked again in {event.wait_s:.0f} s"
        case ArticleFailed():
            line = f"{event.path}: not checked: {event.reason}" + (f" [{event.trace}]" if event.trace else "")
        case StopAsked():
            line = f"{_stopping(event)}; what is under way may end"
            line += ", a second signal ends it at once" if event.cause in _SIGNALS else ""
        case Paused():
            line = f"the endpoint throttles: nothing is sent for {event.seconds:.0f} s"
        case LanesChanged():
            line = f"{event.lanes} calls at a time from now on"
        case _:
            line = _describe_end(event)
    return line


def _describe_end(event: Event) -> str:
    match event:
        case ComparisonStarted():
            line = f"comparing {counted(event.articles, 'article')}"
        case MarksCollected():
            line = f"collected in {event.store}: {event.new} new marks of reviewers"
        case RunStored():
            line = f"stored in {event.store}: {counted(event.articles, 'article')}, {event.new_articles} of them new"
        case RunEnded():
            line = f"the run ended: {event.outcome}"
        case _:
            line = type(event).__name__
    return line


def _result(event: CallEnded) -> str:
    if event.failure is not None:
        return f"not checked: {event.failure}"
    if event.is_cached:
        return "from the cache"
    return f"{event.usage.input_tokens} tokens in, {event.usage.output_tokens} out"


def _announce(event: Event) -> bool:
    """Print who answers on standard output: it is part of the result, not of the progress."""
    if isinstance(event, ProviderChosen):
        say(describe(event))
        return True
    return False


class LineSink:
    """Writes one line an event, with the time in UTC."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        """Write to `stream`."""
        self._stream = stream
        self._clock = clock

    def emit(self, event: Event) -> None:
        """Write one event."""
        if not _announce(event):
            self._stream.write(f"{self._clock.now():%Y-%m-%dT%H:%M:%SZ} {describe(event)}\n")
            self._stream.flush()


class BarSink:
    """Moves a progress bar: calls made of those that are to be expected, or else articles that are through.

    Calls that the cache answers are taken off what is expected: they take no time, and tell nothing of the time left.
    """

    def __init__(self, bar: Progress) -> None:
        """Draw on `bar`."""
        self._bar = bar
        self._expected = 0
        self._calls = self._asked = 0
        self._articles = self._ended = 0
        self._task: TaskID | None = None

    def emit(self, event: Event) -> None:
        """Show one event; failures and warnings stay on the screen, above the bar."""
        if isinstance(event, WorkExpected):
            self._expected = event.calls
        elif isinstance(event, RunStarted):
            self._articles = event.articles
            self._task = self._bar.add_task("", calls=0)
            self._draw(self._task)
        elif isinstance(event, CallEnded | ArticleEnded):
            self._move(event)
        elif not _announce(event):
            self._say(event)

    def _move(self, event: CallEnded | ArticleEnded) -> None:
        if self._task is None:
            return
        if isinstance(event, CallEnded):
            self._calls += 1
            self._asked += not event.is_cached
        else:
            self._ended += 1
        self._draw(self._task)
        if isinstance(event, CallEnded) and event.failure is not None:
            self._say(event)

    def _draw(self, task: TaskID) -> None:
        done, total = self._ended, self._articles
        if self._expected and self._ended < self._articles:
            done, total = self._asked, max(self._expected - (self._calls - self._asked), self._asked)
        told = f"{self._ended}/{self._articles} articles"
        self._bar.update(task, description=told, completed=done, total=total, calls=self._calls)

    def _say(self, event: Event) -> None:
        self._bar.console.print(describe(event), markup=False, highlight=False)


def show_run(run: Run, out: Path) -> None:
    """Print the summary of a run: articles, claims by verdict, what was not checked, where the pages are."""
    verdicts = [f"{run.claims[verdict.value]} {verdict.value}" for verdict in Verdict if run.claims.get(verdict.value)]
    claims = sum(run.claims.values())
    say(
        f"{counted(len(run.articles), 'article')}, {counted(claims, 'claim')}"
        + (f": {', '.join(verdicts)}" if verdicts else "")
    )
    if run.not_checked:
        sentences = counted(run.sentences.get("not_checked", 0), "sentence")
        say(f"not checked: {counted(run.not_checked, 'unit')} ({sentences})")
    for item in run.rejected:
        say(f"{'a copy' if item.is_copy else 'not read'}: {item.path}: {item.reason}")
    for item in run.quarantined:
        say(f"{item.path}: {item.reason}")
    _show_failed(run)
    show_spending(run)
    if run.stop_reason:
        say(f"stopped: {run.stop_reason}")
    say(f"run {run.outcome.value}; pages: {out / 'index.md'}")


def show_spending(run: Run) -> None:
    """Print a row a stage: requests sent, tokens of this run and of the answers from the cache, and dollars."""
    if not run.usage:
        return
    table = Table(box=None, pad_edge=False)
    for name in ("stage", "requests", "tokens in", "prompt cache", "out", "from our cache", "US dollars"):
        table.add_column(name, justify="left" if name == "stage" else "right")
    rows = [(stage, run.usage[stage], run.from_cache.get(stage, Usage())) for stage in run.usage]
    rows.append(("all", sum(run.usage.values(), Usage()), sum(run.from_cache.values(), Usage())))
    for stage, spent, kept in rows:
        cost = "" if spent.cost_usd is None else f"{spent.cost_usd:.4f}"
        counts = (spent.attempts, spent.input_tokens, spent.cached_tokens, spent.output_tokens, kept.attempts)
        table.add_row(stage, *(f"{count:,}" for count in counts), cost)
    with StringIO() as text:
        Console(file=text, width=_TABLE_WIDTH).print(table)
        say(*(line.rstrip() for line in text.getvalue().splitlines()))
    unmetered = sum(spent.unmetered for spent in run.usage.values())
    if unmetered:
        bound = "" if run.cost_usd_at_most is None else f"; at most ${run.cost_usd_at_most:.4f} in all"
        say(f"{unmetered} requests did not tell what they cost{bound}")


def _show_failed(run: Run) -> None:
    """Name the articles that are not checked, in whole or in part, but for those that were left out."""
    left_out = {item.path for item in run.quarantined}
    failed = [one for one in run.articles if one.verdict == Verdict.NOT_CHECKED and one.path not in left_out]
    for stamp in failed[:_MOST_NAMED]:
        what = "not everything" if stamp.claims else "nothing"
        say(f"{what} was checked of {stamp.path}: {stamp.page} says why")
    if len(failed) > _MOST_NAMED:
        say(f"nor of {len(failed) - _MOST_NAMED} others: run.json names them")


def show_forecast(found: Forecast) -> None:
    """Print what a run would ask and cost."""
    stages = ", ".join(f"{count} {stage}" for stage, count in found.stages.items())
    left_out = f", {found.left_out} of them left out" if found.left_out else ""
    say(f"{counted(found.articles, 'article')}{left_out}; {found.answered} answers are in the cache")
    say(f"calls: {found.likely.calls}" + (f" ({stages})" if stages else ""))
    _show_range("tokens and price", found.likely, found.at_most)
    if found.later_likely.calls:
        say(f"later calls, which depend on the answers: about {found.later_likely.calls}")
        _show_range("tokens and price, estimated", found.later_likely, found.later_at_most)
    say(f"price list: {found.price or 'no price is known; state it with --price'}")
    say("nothing was asked")


def _show_range(what: str, likely: Amount, at_most: Amount) -> None:
    say(f"{what}: likely {_spelled(likely)}; at most {_spelled(at_most)}")


def _spelled(amount: Amount) -> str:
    tokens = f"{amount.usage.input_tokens} in, {amount.usage.output_tokens} out"
    return tokens if amount.cost_usd is None else f"{tokens}, ${amount.cost_usd:.4f}"


def show_examination(found: Examination) -> None:
    """Print what `doctor` found."""
    choice = found.plan.choice
    for name, value in {
        "provider": f"{choice.provider.value} ({choice.why})",
        "model": choice.model,
        "profile": f"{found.plan.profile.name} ({counted(found.plan.profile.sentences_per_call, 'sentence')} a call)",
        "cache": str(found.cache_dir),
        "endpoint": found.answer,
    }.items():
        say(f"{name + ':':10}{value}")
