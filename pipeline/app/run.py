"""One run: read, ask, check, grade, compare, write.

Invariant: what a run could do is written before it returns; where the command itself cannot work, nothing is written.
Pages come first and the store after them, so that a store that is locked or full by then costs no pages.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import distributions
from itertools import chain
from pathlib import Path

from pipeline.app.command import RunCommand, Surroundings
from pipeline.app.estimate import usual_calls
from pipeline.app.mark_collection import collect_marks
from pipeline.app.plan import Plan, idle_plan, make_plan, read_inputs, way_of, wire_stages
from pipeline.errors import BusyError
from pipeline.files import RUN_RECORD, hold_folder, prepare_output, write_output
from pipeline.llm.factory import Choice, Provider, Seam, fit_settings, make_seam, open_llm
from pipeline.llm.port import LLM
from pipeline.progress import MarksCollected, ProviderChosen, RunEnded, RunStored, Sink, Warned, WorkExpected
from pipeline.report import Known, OutputPart, RunHeadline, render_report
from pipeline.runner import BatchResult, Reading, Terms, run_articles
from pipeline.runner.quarantine import open_quarantine
from pipeline.runner.record import Identity, Setting, Spending, make_record, record_parts
from pipeline.settings import Settings
from pipeline.store import KnownMarks, Store, list_marks, open_store, save_run
from schemas.run import ProviderStamp, Run, RunOutcome
from schemas.usage import Usage

_WARNINGS = {
    RunOutcome.INTERRUPTED: "The run was interrupted: the articles that were not finished are not checked.",
    RunOutcome.TERMINATED: "The run was interrupted: the articles that were not finished are not checked.",
    RunOutcome.PROVIDER_DOWN: "The provider stopped answering: what it was not asked is not checked. Run again later.",
    RunOutcome.BUDGET: "The budget is used up: the articles that were not finished are not checked. "
    "The same command with a larger budget goes on where it ended.",
    RunOutcome.DENIED: "The endpoint refused further calls (run.json says why): the articles that were not finished "
    "are not checked. The same command goes on where it ended, once the key or the quota is mended.",
    RunOutcome.TOO_MANY_FAILURES: "Too many articles failed, and the run was stopped: the others are not checked.",
}

_ASIDE = (
    "a page held marks that no store has, and stays as {!r}: `factgrade marks collect DIR --store FILE` takes them in"
)

# What a model on this machine runs in: an extra, and never imported here.
_ENGINE = "xllamacpp"

# Beyond so many, the articles that are through tell the time left as well, and reading all of them anew takes its own.
_MOST_RECKONED = 1000


@dataclass(frozen=True)
class _Job:
    command: RunCommand
    settings: Settings
    reading: Reading
    plan: Plan
    seam: Seam
    started_at: datetime
    llm: LLM | None


def run(
    command: RunCommand,
    settings: Settings,
    around: Surroundings,
    *,
    reading: Reading | None = None,
    llm: LLM | None = None,
) -> Run:
    """Read, ask, check, grade, compare and write; return the record, which says how it ended.

    Args:
        command: what was asked for.
        settings: of the tool.
        around: what is taken from outside.
        reading: what `command` names, where it was read already.
        llm: who answers; None: whom the settings name.

    Raises:
        ConfigurationError: the command cannot work: nothing to read, nobody to ask, nowhere to write, a refused key, a
            store that cannot be used.
        BusyError: another run writes into the folder, or another process into the store, or the store's server does not
            answer; if it is the store at the end, the pages are written.
        StoppedError: a stop was asked for before anything was asked; nothing is written.
    """
    started_at = around.clock.now()
    reading = reading or read_inputs(command, around)
    plan = make_plan(command, settings, reading.articles) if reading.articles else idle_plan(command, settings)
    settings = fit_settings(plan.choice, settings)
    seam = make_seam(plan.choice, settings, around.sink, around.stopping, started_at)
    prepare_output(command.out)
    with hold_folder(command.out, command.argv, around.clock):
        return _run(_Job(command, settings, reading, plan, seam, started_at, llm), around)


def _run(job: _Job, around: Surroundings) -> Run:
    """Run in a folder that nobody else writes into."""
    command, settings, plan = job.command, job.settings, job.plan
    store = open_store(command.store, busy_s=settings.store_wait_s) if command.store else None
    around.sink.emit(ProviderChosen(plan.choice.provider.value, plan.choice.why, plan.choice.model, plan.profile.name))
    result = _ask_all(job, around)
    record = _record(job, result, around.clock.now())
    known, collected = _collected_marks(command.out, store, around)
    for name in write_output(command.out, _files(job, result, record, known), collected):
        warning(around.sink)(_ASIDE.format(name))
    if store is not None:
        saved = save_run(store, record, result.verdicts, result.conflicts)
        around.sink.emit(RunStored(store.name, saved.articles, saved.new_articles))
    spent = sum(record.usage.values(), Usage())
    around.sink.emit(RunEnded(record.outcome.value, record.not_checked, spent))
    return record


def _ask_all(job: _Job, around: Surroundings) -> BatchResult:
    articles, plan, settings = job.reading.articles, job.plan, job.settings
    if not articles:
        return BatchResult(())
    warn = warning(around.sink)
    with ExitStack() as stack:
        llm = job.llm or stack.enter_context(
            open_llm(plan.choice, settings, warn, job.command.record, use_cache=job.command.use_cache, way=job.seam.way)
        )
        quarantine = None
        if plan.choice.provider is not Provider.REPLAY and job.llm is None:
            is_lifted = job.command.retry_quarantined
            quarantine = stack.enter_context(
                open_quarantine(settings, way_of(plan), warn, around.clock, is_lifted=is_lifted)
            )
        terms = Terms(
            concurrency=settings.concurrency,
            sink=around.sink,
            stopping=around.stopping,
            drain_s=settings.drain_s,
            fail_limit=job.command.fail_limit,
            quarantine=quarantine,
        )
        if len(articles) <= _MOST_RECKONED and plan.choice.provider is not Provider.REPLAY:
            around.sink.emit(WorkExpected(usual_calls(articles, plan.profile)))
        return run_articles(articles, wire_stages(plan), llm, terms)


def warning(sink: Sink) -> Callable[[str], None]:
    """Return a function that tells a sink of something that a person should know."""

    def warn(message: str) -> None:
        sink.emit(Warned(message))

    return warn


def _identity(job: _Job) -> Identity:
    plan = job.plan
    return Identity(job.reading.article_ids, plan.prompts.all, plan.choice.model, plan.profile)


def _record(job: _Job, result: BatchResult, ended_at: datetime) -> Run:
    plan = job.plan
    provider = ProviderStamp(
        provider=plan.choice.provider.value,
        why=plan.choice.why,
        model=plan.choice.model,
        model_named_by_server=", ".join(result.models) or None,
        profile=plan.profile.name,
    )
    record = make_record(
        _identity(job),
        provider,
        job.reading,
        result,
        command=job.command.argv,
        settings=_settings(job),
        spending=Spending(job.seam.price_stamp, job.seam.budget.at_most.cost_usd),
        times=(job.started_at, ended_at),
    )
    if plan.choice.provider is not Provider.LOCAL:
        return record
    engine = {found.name: found.version for found in distributions(name=_ENGINE)}
    return record.model_copy(update={"versions": {**record.versions, **engine}})


def _settings(job: _Job) -> dict[str, Setting]:
    settings = job.settings
    return {
        "attempts": settings.attempts,
        "cassette": settings.cassette.as_posix() if job.plan.choice.provider is Provider.REPLAY else None,
        "concurrency": settings.concurrency,
        "fail_over": str(job.command.fail_limit),
        "max_cost_usd": str(settings.max_cost_usd) if settings.max_cost_usd is not None else None,
        "max_tokens": settings.max_tokens,
        "requests_per_minute": settings.requests_per_minute,
        "sentences_per_call": job.plan.profile.sentences_per_call,
        "strict": job.plan.choice.is_strict,
        "timeout_s": settings.timeout_s,
        "tokens_per_minute": settings.tokens_per_minute,
        "use_cache": job.command.use_cache,
    }


def _collected_marks(out: Path, store: Store | None, around: Surroundings) -> tuple[Known, frozenset[str]]:
    """Collect what reviewers left on the pages that are about to be written anew.

    Returns:
        What tells the marks that the new pages show, and the digests of the pages that may be overwritten.
    """
    if store is None:
        return KnownMarks(()).of, frozenset()
    warn = warning(around.sink)
    try:
        found = collect_marks(store, out, around.clock)
    except BusyError as error:
        warn(f"the marks on the pages could not be collected: {error}")
        return KnownMarks(list_marks(store)).of, frozenset()
    for fault in (*found.faults, *found.differing):
        warn(f"{fault.page}{f', line {fault.line}' if fault.line else ''}: {fault.what}")
    if found.new:
        around.sink.emit(MarksCollected(store.name, len(found.new)))
    return found.known.of, found.digests


def _files(job: _Job, result: BatchResult, record: Run, known: Known) -> Iterator[OutputPart]:
    plan = job.plan
    headline = RunHeadline(
        provider=_provider_line(plan.choice, job.settings),
        model=plan.choice.model,
        profile=plan.profile.name,
        is_decisive=plan.profile.is_decisive,
        run_id=record.run_id,
        warnings=tuple(filter(None, [_WARNINGS.get(record.outcome)])),
        prompts=tuple(prompt.label for prompt in plan.prompts.all),
    )
    pages = render_report(result.verdicts, result.conflicts, record.rejected, headline, known)
    return chain(pages, (OutputPart(RUN_RECORD, text, is_whole=False) for text in record_parts(record)))


def _provider_line(choice: Choice, settings: Settings) -> str:
    if choice.provider is Provider.REPLAY:
        return f"replay of {settings.cassette.as_posix()}, recorded from {choice.model}"
    return f"{choice.model} ({choice.why})"
