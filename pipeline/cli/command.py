"""The commands and their options: each turns flags into settings, calls the application, and ends in an exit code."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline import exit_code
from pipeline.app import Forecast, RunCommand, examine, forecast_run
from pipeline.app import run as run_pipeline
from pipeline.cli import batch, cache, diff, export, gold, mark, nightly, report, runs
from pipeline.cli import eval as eval_command
from pipeline.cli import model as model_command
from pipeline.cli import store as store_command
from pipeline.cli.conclude import conclude
from pipeline.cli.option import (
    BaseUrl,
    Cassette,
    Concurrency,
    Drain,
    DryRun,
    FailOn,
    FailOver,
    Gguf,
    LogFile,
    MaxCost,
    MaxTokens,
    Mend,
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
    StoreFile,
    Strict,
    Templates,
    Timeout,
    TokensPerMinute,
    Who,
    require_one_way,
)
from pipeline.cli.show import show_examination, show_forecast, show_run, sink_for
from pipeline.cli.surrounding import in_surroundings, typed
from pipeline.cli.text import say
from pipeline.errors import ConfigurationError
from pipeline.llm.factory import Provider, Recording
from pipeline.runner.failing import parse_fail_limit, parse_verdict
from pipeline.runner.record import tool_version
from pipeline.settings import load_settings
from schemas.run import Run

app = typer.Typer(
    name="factgrade",
    help="Reads news articles and tells which of their claims to doubt, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(batch.app, name="batch")
app.add_typer(cache.app, name="cache")
app.add_typer(eval_command.app, name="eval")
app.add_typer(export.app, name="export")
app.add_typer(gold.app, name="gold")
app.add_typer(mark.app, name="marks")
app.add_typer(model_command.app, name="model")
app.add_typer(runs.app, name="runs")
app.add_typer(store_command.app, name="store")
app.command(name="diff")(diff.diff)
app.command(name="mark")(mark.mark)
app.command(name="nightly")(nightly.nightly)
app.command(name="report")(report.report)


def _show_version(is_wanted: bool) -> None:  # noqa: FBT001  typer hands the flag's value over like this
    if is_wanted:
        say(f"factgrade {tool_version()}")
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
    gguf: Gguf = None,
    profile: ProfileOption = None,
    timeout: Timeout = None,
    record: Record = None,
    replace: Replace = False,
    mend: Mend = False,
    cassette: Cassette = None,
    sentences_per_call: PerCall = None,
    concurrency: Concurrency = None,
    requests_per_minute: RequestsPerMinute = None,
    tokens_per_minute: TokensPerMinute = None,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    price: Price = None,
    fail_over: FailOver = "100%",
    fail_on: FailOn = None,
    retry_quarantined: RetryQuarantined = False,
    log_file: LogFile = None,
    drain: Drain = None,
    templates: Templates = None,
    store: StoreFile = None,
    dry_run: DryRun = False,
    no_cache: NoCache = False,
    strict: Strict = None,
) -> None:
    """Check articles and write a page for each.

    Exit codes: 0 all done, 2 usage or configuration, 3 something was not checked, 4 the budget is used up, 5 something
    was found that --fail-on names, 75 provider down, or store or folder in use by another run, 130 and 143 interrupted
    by SIGINT and SIGTERM.
    """

    def act() -> int:
        settings = load_settings(
            base_url=base_url,
            model=model,
            gguf=gguf,
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
            templates=templates,
        )
        require_one_way(
            provider, settings, base_url=base_url, gguf=gguf, model=model, has_cassette=cassette is not None
        )
        command = RunCommand(
            paths=tuple(paths),
            out=out,
            argv=typed(settings),
            provider=provider,
            record=_recording(record, may_replace=replace, is_mended=mend),
            sentences_per_call=sentences_per_call,
            use_cache=not no_cache,
            is_strict=strict,
            fail_limit=parse_fail_limit(fail_over),
            fail_on=parse_verdict(fail_on) if fail_on is not None else None,
            retry_quarantined=retry_quarantined,
            store=store,
        )
        if dry_run:
            return in_surroundings(lambda around: forecast_run(command, settings, around), _tell_forecast, log_file)
        return in_surroundings(
            lambda around: run_pipeline(command, settings, around), lambda record: _tell_run(record, out), log_file
        )

    conclude(act)


@app.command()
def doctor(
    *,
    provider: Who = Provider.AUTO,
    base_url: BaseUrl = None,
    model: Model = None,
    gguf: Gguf = None,
    profile: ProfileOption = None,
    timeout: Timeout = None,
    cassette: Cassette = None,
    strict: Strict = None,
) -> None:
    """Tell who would be asked and why, and ask one question to see whether the endpoint obeys a schema.

    Exit codes: 0 it does, 2 configuration, 75 the endpoint cannot be reached.
    """

    def act() -> int:
        settings = load_settings(
            base_url=base_url, model=model, gguf=gguf, profile=profile, timeout_s=timeout, cassette=cassette
        )
        require_one_way(
            provider, settings, base_url=base_url, gguf=gguf, model=model, has_cassette=cassette is not None
        )
        command = RunCommand(paths=(), out=Path(), provider=provider, is_strict=strict)
        with sink_for(sys.stderr) as sink:
            found = examine(command, settings, sink)
        show_examination(found)
        return found.exit_code

    conclude(act)


def _tell_run(record: Run, out: Path) -> int:
    show_run(record, out)
    return record.exit_code


def _tell_forecast(found: Forecast) -> int:
    show_forecast(found)
    return exit_code.DONE


def _recording(path: Path | None, *, may_replace: bool, is_mended: bool) -> Recording | None:
    if path is None and (may_replace or is_mended):
        raise ConfigurationError("--replace and --mend go with --record FILE: name the cassette, or leave them out")
    if may_replace and is_mended:
        raise ConfigurationError("--replace asks everything anew, and --mend only what is missing: give one of them")
    return Recording(path, may_replace, is_mended) if path else None
