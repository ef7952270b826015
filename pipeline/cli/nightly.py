"""The command of a night: for a scheduler, which reads the exit code, and for people, who read one line."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.app import RunCommand, Surroundings
from pipeline.app.nightly import NightCommand, NightEnd
from pipeline.app.nightly import nightly as run_night
from pipeline.cli.conclude import conclude
from pipeline.cli.option import (
    BaseUrl,
    Cassette,
    Concurrency,
    Drain,
    FailOver,
    Gguf,
    HeartbeatTo,
    LogFile,
    MaxCost,
    MaxTokens,
    Model,
    NoCache,
    Out,
    PerCall,
    Price,
    ProfileOption,
    RequestsPerMinute,
    RetryQuarantined,
    StoreOf,
    Strict,
    Templates,
    Timeout,
    TokensPerMinute,
    Who,
    named,
    require_one_way,
)
from pipeline.cli.show import show_run
from pipeline.cli.surrounding import in_surroundings, typed
from pipeline.cli.text import say
from pipeline.heartbeat import parse_heartbeat
from pipeline.llm.factory import Provider
from pipeline.runner.failing import parse_fail_limit
from pipeline.settings import Settings, load_settings
from pipeline.store import Keeping

Inbox = Annotated[str, typer.Argument(parser=named, metavar="INBOX", help="The folder that articles are put into.")]
MaxMinutes = Annotated[
    float | None,
    typer.Option(
        "--max-minutes",
        min=0.001,
        max=100_000,
        metavar="N",
        help="Stop asking after so long (exit 4); the next goes on.",
    ),
]
Window = Annotated[
    int | None,
    typer.Option("--window-days", metavar="N", help="A new article meets those of so many days before and after it."),
]


def nightly(  # one parameter a flag, as typer wants it
    inbox: Inbox,
    *,
    store: StoreOf,
    out: Out = Path("verdicts"),
    provider: Who = Provider.AUTO,
    base_url: BaseUrl = None,
    model: Model = None,
    gguf: Gguf = None,
    profile: ProfileOption = None,
    timeout: Timeout = None,
    cassette: Cassette = None,
    sentences_per_call: PerCall = None,
    concurrency: Concurrency = None,
    requests_per_minute: RequestsPerMinute = None,
    tokens_per_minute: TokensPerMinute = None,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    max_minutes: MaxMinutes = None,
    window_days: Window = None,
    price: Price = None,
    fail_over: FailOver = "100%",
    retry_quarantined: RetryQuarantined = False,
    heartbeat: HeartbeatTo = None,
    log_file: LogFile = None,
    drain: Drain = None,
    templates: Templates = None,
    no_cache: NoCache = False,
    strict: Strict = None,
) -> None:
    """Check what is new in an inbox, compare it with all that is known, and tell what changed since the last night.

    Exit codes: 0 all done, 2 usage or configuration, 3 something was not checked, 4 the budget or the time is used up,
    75 provider down, or another night is at work, 130 and 143 interrupted by SIGINT and SIGTERM. The same command goes
    on where a night ended.
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
            window_days=window_days,
            price=price,
            heartbeat=heartbeat,
            drain_s=drain,
            templates=templates,
        )
        require_one_way(
            provider, settings, base_url=base_url, gguf=gguf, model=model, has_cassette=cassette is not None
        )
        command = RunCommand(
            paths=(inbox,),
            out=out,
            argv=typed(settings),
            provider=provider,
            sentences_per_call=sentences_per_call,
            use_cache=not no_cache,
            is_strict=strict,
            fail_limit=parse_fail_limit(fail_over),
            retry_quarantined=retry_quarantined,
            store=store,
        )
        return in_surroundings(
            lambda around: _run(command, max_minutes, settings, around), lambda end: _tell(end, out), log_file
        )

    conclude(act)


def _run(command: RunCommand, max_minutes: float | None, settings: Settings, around: Surroundings) -> NightEnd:
    target = settings.heartbeat.get_secret_value() if settings.heartbeat else None
    keeping = Keeping(days=settings.keep_days, runs=settings.keep_runs)
    night = NightCommand(
        command, max_minutes, parse_heartbeat(target) if target else None, keeping if keeping.has_rule else None
    )
    return run_night(night, settings, around)


def _tell(end: NightEnd, out: Path) -> int:
    show_run(end.record, out)
    say(end.report.line, str(end.page))
    return end.record.exit_code
