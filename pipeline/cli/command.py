"""The commands and their options: each turns flags into settings, calls the application, and ends in an exit code."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipeline import exit_code
from pipeline.app import RunCommand, Surroundings, examine
from pipeline.app import run as run_pipeline
from pipeline.cli.show import show_examination, show_run, sink_for
from pipeline.cli.text import printable
from pipeline.clock import SystemClock
from pipeline.errors import ConfigurationError, FactgradeError
from pipeline.llm.factory import Provider, Recording
from pipeline.runner.record import tool_version
from pipeline.settings import Settings, load_settings, url_for_show

app = typer.Typer(
    name="factgrade",
    help="Reads news articles and tells which of their claims to doubt, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH...", help="Files, folders, globs, or - for standard input.", show_default=False),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the pages go.")]
Who = Annotated[
    Provider,
    typer.Option(
        "--provider", help="Who answers; auto takes an endpoint that is set, else the cassette if it will do."
    ),
]
BaseUrl = Annotated[str | None, typer.Option("--base-url", metavar="URL", help="An OpenAI-compatible endpoint.")]
Model = Annotated[str | None, typer.Option("--model", metavar="NAME", help="Which model to ask.")]
ProfileOption = Annotated[
    str | None, typer.Option("--profile", metavar="small|medium|large", help="How much the model is asked at a time.")
]
Timeout = Annotated[float | None, typer.Option("--timeout", metavar="SECONDS", help="The limit of one request.")]
Cassette = Annotated[Path | None, typer.Option("--cassette", metavar="FILE", help="What a replay answers from.")]
Strict = Annotated[
    bool | None,
    typer.Option("--strict/--no-strict", help="Speak OpenAI's own dialect; as a rule only to api.openai.com."),
]
Concurrency = Annotated[int | None, typer.Option("--concurrency", metavar="N", help="Calls in flight at a time.")]
Record = Annotated[Path | None, typer.Option("--record", metavar="FILE", help="Record the run for replay; no cache.")]
Replace = Annotated[bool, typer.Option("--replace", help="Let --record replace a cassette that is there.")]
PerCall = Annotated[
    int | None, typer.Option("--sentences-per-call", min=1, metavar="N", help="Sentences in a request.")
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Ask again what was answered before.")]


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
    no_cache: NoCache = False,
    strict: Strict = None,
) -> None:
    """Check articles and write a page for each.

    Exit codes: 0 all done, 2 usage or configuration, 3 something was not checked, 75 provider down, 130 interrupted.
    """

    def act() -> int:
        settings = load_settings(
            base_url=base_url,
            model=model,
            profile=profile,
            timeout_s=timeout,
            cassette=cassette,
            concurrency=concurrency,
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
        )
        return _run(command, settings)

    _conclude(act)


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

    _conclude(act)


def _run(command: RunCommand, settings: Settings) -> int:
    with sink_for(sys.stderr) as sink:
        record = run_pipeline(command, settings, Surroundings(SystemClock(), sink, sys.stdin.buffer))
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


def _conclude(act: Callable[[], int]) -> NoReturn:
    try:
        code = act()
    except FactgradeError as error:
        typer.echo("factgrade: " + printable(str(error), keep="\n"), err=True)
        code = exit_code.of_error(error)
    except KeyboardInterrupt:
        typer.echo("factgrade: interrupted before anything was written", err=True)
        code = exit_code.INTERRUPTED
    raise typer.Exit(code)
