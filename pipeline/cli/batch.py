"""The `batch` commands: hand requests over, see how far they are, and collect what they became."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import typer

from pipeline import exit_code
from pipeline.app import (
    Collection,
    RunCommand,
    Submission,
    Surroundings,
    collect_batches,
    look_at_batches,
    submit_batches,
)
from pipeline.cli.conclude import conclude
from pipeline.cli.option import (
    BaseUrl,
    LogFile,
    MaxCost,
    MaxTokens,
    Model,
    NoSubmit,
    Out,
    Paths,
    PerCall,
    Price,
    ProfileOption,
    StoreFile,
    Strict,
    Templates,
    Timeout,
)
from pipeline.cli.show import show_run
from pipeline.cli.surrounding import in_surroundings, typed
from pipeline.cli.text import say
from pipeline.llm.batch import BatchStatus
from pipeline.llm.batch_book import KeptBatch
from pipeline.llm.factory import Provider
from pipeline.report.wording import counted
from pipeline.settings import Settings, load_settings

T = TypeVar("T")
_Step = Callable[[RunCommand, Settings, Surroundings], T]
_Seen = tuple[tuple[KeptBatch, BatchStatus | None], ...]

app = typer.Typer(
    help="Run by OpenAI's Batch API: answered within a day, at half the price. Submit, and collect until it is done.",
    no_args_is_help=True,
)


@app.command()
def submit(
    paths: Paths,
    *,
    base_url: BaseUrl = None,
    model: Model = None,
    profile: ProfileOption = None,
    timeout: Timeout = None,
    sentences_per_call: PerCall = None,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    price: Price = None,
    log_file: LogFile = None,
    strict: Strict = None,
) -> None:
    """Hand over every request about these articles that has no answer yet.

    Exit codes: 0 done, 2 usage or configuration, 3 the endpoint turned down what was handed over, 4 it might cost more
    than allowed, 75 the endpoint is down.
    """
    _take_step(
        submit_batches,
        _tell_submission,
        RunCommand(tuple(paths), Path(), sentences_per_call=sentences_per_call, is_strict=strict),
        log_file,
        base_url=base_url, model=model, profile=profile, timeout_s=timeout, max_cost_usd=max_cost,
        max_tokens=max_tokens, price=price,
    )  # fmt: skip


@app.command()
def status(
    *,
    base_url: BaseUrl = None,
    model: Model = None,
    timeout: Timeout = None,
) -> None:
    """Show the batches of an endpoint, and how far they are.

    Exit codes: 0 done, 2 usage or configuration, 75 the endpoint is down.
    """
    _take_step(
        look_at_batches, _tell_seen, RunCommand((), Path()), None, base_url=base_url, model=model, timeout_s=timeout
    )


@app.command()
def collect(
    paths: Paths,
    *,
    out: Out = Path("verdicts"),
    base_url: BaseUrl = None,
    model: Model = None,
    profile: ProfileOption = None,
    timeout: Timeout = None,
    sentences_per_call: PerCall = None,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    price: Price = None,
    no_submit: NoSubmit = False,
    store: StoreFile = None,
    templates: Templates = None,
    log_file: LogFile = None,
    strict: Strict = None,
) -> None:
    """Take in what has ended; write the pages once every answer is there, else hand over the next round.

    Exit codes: those of a run once the pages are written; 75 not yet, call again later; 2 usage or configuration, 3 the
    endpoint turned down the next round, 4 that might cost more than allowed.
    """
    _take_step(
        partial(collect_batches, goes_on=not no_submit),
        partial(_show_collection, out=out),
        RunCommand(tuple(paths), out, sentences_per_call=sentences_per_call, is_strict=strict, store=store),
        log_file,
        base_url=base_url, model=model, profile=profile, timeout_s=timeout, max_cost_usd=max_cost,
        max_tokens=max_tokens, price=price, templates=templates,
    )  # fmt: skip


def _take_step(
    step: _Step[T], show: Callable[[T], int], command: RunCommand, log_file: Path | None, **flags: object
) -> None:
    """Take a step as the flags set it, show what came of it, and end with its exit code."""

    def act() -> int:
        settings = load_settings(**flags)
        given = replace(command, argv=typed(settings), provider=Provider.OPENAI)
        return in_surroundings(lambda around: step(given, settings, around), show, log_file)

    conclude(act)


def _tell_submission(found: Submission) -> int:
    _show_submission(found)
    return exit_code.DONE


def _tell_seen(found: _Seen) -> int:
    for kept, seen in found:
        done = "collected" if seen is None else f"{seen.completed} of {seen.total} answered, {seen.failed} failed"
        say(f"{kept.batch.batch_id}: {seen.state if seen else kept.state}: {done}")
    if not found:
        say("no batches were submitted to this endpoint")
    return exit_code.DONE


def _show_submission(found: Submission) -> None:
    total = sum(found.submitted.values())
    if total:
        stages = ", ".join(f"{count} {stage}" for stage, count in found.submitted.items())
        bound = "" if found.at_most_usd is None else f", at most ${found.at_most_usd:.4f}"
        say(f"submitted {counted(total, 'request')} ({stages}) in {', '.join(found.batch_ids)}{bound}")
    elif found.pending:
        say("nothing to submit before the batches under way are collected")
    else:
        say("nothing to submit: every request has its answer; collect it")
    if found.pending:
        say(f"{found.pending} requests are in batches under way")


def _show_collection(found: Collection, out: Path) -> int:
    for batch_id, fetched in found.fetched.items():
        counts = {
            "answered": fetched.answered,
            "failed": fetched.failed,
            "expired": fetched.expired,
            "unreadable": fetched.damaged,
        }
        words = [f"{count} {name}" for name, count in counts.items() if count]
        words += [f"invalid ({', '.join(fetched.faults)})"] if fetched.faults else []
        told = ", ".join(words) or "empty"
        say(f"collected {batch_id}: {told}")
    if found.run is not None:
        show_run(found.run, out)
        return found.run.exit_code
    for batch_id in found.open_batch_ids:
        say(f"not ended yet: {batch_id}")
    if found.submission is not None:
        _show_submission(found.submission)
    say("no pages yet: collect again later")
    return exit_code.PROVIDER_DOWN
