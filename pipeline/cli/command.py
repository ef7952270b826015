"""The commands and their options: each turns flags into settings, calls the application, and ends in an exit code."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from pipeline import exit_code
from pipeline.app import RunCommand, Surroundings, examine
from pipeline.app import run as run_pipeline
from pipeline.cli import cache
from pipeline.cli.conclude import conclude
from pipeline.cli.interruption import stop_on_signal
from pipeline.cli.option import (
    BaseUrl,
    Cassette,
    Concurrency,
    Drain,
    FailOver,
    LogFile,
    MaxCost,
    MaxTokens,
    Model,
    NoCache,
    Out,
    Paths,
    PerCall,
    Price,
    ProfileOption,
    Record,
    Replace,
    RequestsPerMinute,
    RetryQuarantined,
    Strict,
    Timeout,
    TokensPerMinute,
    Who,
)
from pipeline.cli.show import show_examination, show_run, sink_for
from pipeline.clock import SystemClock
from pipeline.errors import ConfigurationError, StoppedError
from pipeline.llm.factory import Provider, Recording
from pipeline.log import log_to
from pipeline.progress import OrderedSink, StopAsked
from pipeline.runner.failing import parse_fail_limit
from pipeline.runner.record import tool_version
from pipeline.settings import Settings, load_settings, url_for_show
from pipeline.stopping import Stopping

app = typer.Typer(
    name="factgrade",
    help="Reads news articles and tells which of their claims to doubt, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cache.app, name="cache")


def _show_version(is_wanted: bool) -> None:  # noqa: FBT001  typer hands the flag's value over like this
    if is_wanted:
        typer.echo(f"factgrade {tool_version()}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version and stop.")
]


@app.callback()
def factgrade(*, version: Version = False) -> None:
    """Read news articles and tell which of their claims to doubt, and why.

    The key is read from FACTGRADE_API_KEY or OPENAI_API_KEY only.
    """


@app.command()
def run(  # one parameter a flag, as typer wants it
    paths: Paths,
    *,
    out: Out = Path("verdicts"),
    provider: Who = Provider.AUTO,
    base_url: BaseUrl = None,
    model: Model = None,
    profile: ProfileOption = None,
    timeout: Timeout = None,
    record: Record = None,
    replace: Replace = False,
    cassette: Cassette = None,
    sentences_per_call: PerCall = None,
    concurrency: Concurrency = None,
    requests_per_minute: RequestsPerMinute = None,
    tokens_per_minute: TokensPerMinute = None,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    price: Price = None,
    fail_over: FailOver = "100%",
    retry_quarantined: RetryQuarantined = False,
    log_file: LogFile = None,
    drain: Drain = None,
    no_cache: NoCache = False,
    strict: Strict = None,
) -> None:
    """Check articles and write a page for each.

    Exit codes: 0 all done, 2 usage or configuration, 3 something was not checked, 4 the budget is used up, 75 provider
    down, 130 and 143 interrupted by SIGINT and SIGTERM.
    """

    def act() -> int:
        settings = load_settings(
            base_url=base_url,
            model=model,
            profile=profile,
            timeout_s=timeout,
            cassette=cassette,
            concurrency=concurrency,
            requests_per_minute=requests_per_minute,
            tokens_per_minute=tokens_per_minute,
            max_cost_usd=max_cost,
            max_tokens=max_tokens,
            price=price,
            drain_s=drain,
        )
        command = RunCommand(
            paths=tuple(paths),
            out=out,
            argv=_typed(settings),
            provider=provider,
            record=_recording(record, may_replace=replace),
            sentences_per_call=sentences_per_call,
            use_cache=not no_cache,
            is_strict=strict,
            fail_limit=parse_fail_limit(fail_over),
            retry_quarantined=retry_quarantined,
        )
        return _run(command, settings, log_file)

    conclude(act)


@app.command()
def doctor(
    *,
    provider: Who = Provider.AUTO,
    base_url: BaseUrl = None,
    model: Model = None,
    profile: ProfileOption = None,
    timeout: Timeout = None,
    cassette: Cassette = None,
    strict: Strict = None,
) -> None:
    """Tell who would be asked and why, and ask one question to see whether the endpoint obeys a schema.

    Exit codes: 0 it does, 2 configuration, 75 the endpoint cannot be reached.
    """

    def act() -> int:
        settings = load_settings(base_url=base_url, model=model, profile=profile, timeout_s=timeout, cassette=cassette)
        command = RunCommand(paths=(), out=Path(), provider=provider, is_strict=strict)
        with sink_for(sys.stderr) as sink:
            found = examine(command, settings, sink)
        show_examination(found)
        return found.exit_code

    conclude(act)


def _run(command: RunCommand, settings: Settings, log_file: Path | None) -> int:
    stopping = Stopping()
    clock = SystemClock()
    with ExitStack() as stack:
        stack.enter_context(stop_on_signal(stopping))
        log = [stack.enter_context(log_to(log_file, clock))] if log_file else []
        sink = OrderedSink([stack.enter_context(sink_for(sys.stderr)), *log])
        try:
            record = run_pipeline(command, settings, Surroundings(clock, sink, sys.stdin.buffer, stopping))
        except StoppedError as error:
            sink.emit(StopAsked(str(error)))
            typer.echo("factgrade: interrupted before anything was written", err=True)
            return exit_code.of_stop(stopping.cause)
    show_run(record, command.out)
    return record.exit_code


def _recording(path: Path | None, *, may_replace: bool) -> Recording | None:
    if path is None and may_replace:
        raise ConfigurationError("--replace goes with --record FILE: name the cassette, or leave it out")
    return Recording(path, may_replace) if path else None


def _typed(settings: Settings) -> tuple[str, ...]:
    """Return the command as typed, readable as UTF-8 and without the credentials that a URL may carry."""
    words = [os.fsencode(word).decode("utf-8", "replace") for word in sys.argv[1:]]
    if settings.base_url:
        words = [word.replace(settings.base_url, url_for_show(settings.base_url)) for word in words]
    return tuple(words)
