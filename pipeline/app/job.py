"""What a run and a night do alike: ask about articles through the stages, and tell in the record what came of it."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import distributions

from pipeline import exit_code
from pipeline.app.command import RunCommand, Surroundings
from pipeline.app.estimate import usual_calls
from pipeline.app.plan import Plan, way_of
from pipeline.llm.factory import Choice, Provider, Seam, open_llm
from pipeline.llm.partly_recorded import PartlyRecordedLLM
from pipeline.llm.port import LLM
from pipeline.llm.profile import PROFILES
from pipeline.progress import Sink, Warned, WorkExpected
from pipeline.report import NO_TEMPLATES, OwnTemplates, Pages, RunHeadline
from pipeline.runner import BatchResult, Reading, Stages, Terms, run_articles
from pipeline.runner.article import Memory
from pipeline.runner.failing import has_found
from pipeline.runner.quarantine import open_quarantine
from pipeline.runner.record import Identity, Setting, Spending, make_record
from pipeline.runner.terms import Articles
from pipeline.settings import Settings
from pipeline.stopping import is_out_of_time
from schemas.run import ProviderStamp, Run, RunOutcome

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
_OUT_OF_TIME = (
    "The time limit was reached: the articles that were not finished are not checked. "
    "The same command goes on where it ended."
)

# What a model on this machine runs in: an extra, and never imported here.
_ENGINE = "xllamacpp"

# Beyond so many, the articles that are through tell the time left as well, and reading all of them anew takes its own.
_MOST_RECKONED = 1000


@dataclass(frozen=True)
class Job:
    """A command with all that was decided before anything is asked; `llm` answers, or whom the settings name.

    `own` are the templates that its pages are made with before the packaged ones.
    """

    command: RunCommand
    settings: Settings
    plan: Plan
    seam: Seam
    started_at: datetime
    llm: LLM | None
    own: OwnTemplates = NO_TEMPLATES


def ask_all(
    job: Job, articles: Articles, stages: Stages, around: Surroundings, memory: Memory | None = None
) -> BatchResult:
    """Run articles through the stages, asked about as the job says; `memory` knows those of earlier runs."""
    plan, settings = job.plan, job.settings
    warn = warning(around.sink)
    with ExitStack() as stack:
        llm = job.llm or stack.enter_context(
            open_llm(plan.choice, settings, warn, job.command.record, use_cache=job.command.use_cache, way=job.seam.way)
        )
        if plan.choice.provider is Provider.REPLAY and job.command.provider is Provider.AUTO:
            llm = PartlyRecordedLLM(llm)
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
            memory=memory,
        )
        if len(articles) <= _MOST_RECKONED and plan.choice.provider is not Provider.REPLAY:
            around.sink.emit(WorkExpected(usual_calls(articles, plan.profile)))
        return run_articles(articles, stages, llm, terms)


def warning(sink: Sink) -> Callable[[str], None]:
    """Return a function that tells a sink of something that a person should know."""

    def warn(message: str) -> None:
        sink.emit(Warned(message))

    return warn


def _identity(job: Job, reading: Reading) -> Identity:
    plan = job.plan
    return Identity(reading.article_ids, plan.prompts.all, plan.choice.model, plan.profile)


def record_of(job: Job, reading: Reading, result: BatchResult, ended_at: datetime) -> Run:
    """Return the record of a job over what was read."""
    plan = job.plan
    provider = ProviderStamp(
        provider=plan.choice.provider.value,
        why=plan.choice.why,
        model=plan.choice.model,
        model_named_by_server=", ".join(result.models) or None,
        profile=plan.profile.name,
    )
    record = make_record(
        _identity(job, reading),
        provider,
        reading,
        result,
        command=job.command.argv,
        settings=_settings(job),
        spending=Spending(job.seam.price_stamp, job.seam.budget.at_most.cost_usd),
        times=(job.started_at, ended_at),
    )
    if exit_code.is_finished(record.exit_code) and has_found(record.claims, job.command.fail_on):
        record = record.model_copy(update={"exit_code": exit_code.FOUND})
    if plan.choice.provider is not Provider.LOCAL:
        return record
    engine = {found.name: found.version for found in distributions(name=_ENGINE)}
    return record.model_copy(update={"versions": {**record.versions, **engine}})


def _settings(job: Job) -> dict[str, Setting]:
    settings = job.settings
    return {
        "attempts": settings.attempts,
        "cassette": settings.cassette.as_posix() if job.plan.choice.provider is Provider.REPLAY else None,
        "concurrency": settings.concurrency,
        "fail_on": job.command.fail_on,
        "fail_over": str(job.command.fail_limit),
        "max_cost_usd": str(settings.max_cost_usd) if settings.max_cost_usd is not None else None,
        "max_tokens": settings.max_tokens,
        "requests_per_minute": settings.requests_per_minute,
        "sentences_per_call": job.plan.profile.sentences_per_call,
        "templates": job.own.digest[:12] or None,
        "strict": job.plan.choice.is_strict,
        "timeout_s": settings.timeout_s,
        "tokens_per_minute": settings.tokens_per_minute,
        "use_cache": job.command.use_cache,
    }


def pages_of(job: Job, record: Run) -> Pages:
    """Return with what the pages of a run are made."""
    return Pages(job.own, headline_of(job, record))


def headline_of(job: Job, record: Run) -> RunHeadline:
    """Return what the pages say of a run."""
    plan = job.plan
    return RunHeadline(
        provider=_provider_line(plan.choice, job.settings),
        model=plan.choice.model,
        profile=plan.profile.name,
        is_decisive=plan.profile.is_decisive,
        run_id=record.run_id,
        warnings=_warnings(record),
        prompts=tuple(prompt.label for prompt in plan.prompts.all),
    )


def headline_of_record(record: Run) -> RunHeadline:
    """Return what pages say of a run that ended, as `headline_of` did while it was under way."""
    asked = record.provider
    cassette = record.settings.get("cassette")
    profile = PROFILES.get(asked.profile)
    return RunHeadline(
        provider=_replay_line(str(cassette), asked.model) if cassette else f"{asked.model} ({asked.why})",
        model=asked.model,
        profile=asked.profile,
        is_decisive=profile is not None and profile.is_decisive,
        run_id=record.run_id,
        warnings=_warnings(record),
        prompts=tuple(f"{prompt.name}/{prompt.version}" for prompt in record.prompts),
    )


def _warnings(record: Run) -> tuple[str, ...]:
    told = _OUT_OF_TIME if is_out_of_time(record.stop_reason) else _WARNINGS.get(record.outcome)
    return (told,) if told else ()


def _provider_line(choice: Choice, settings: Settings) -> str:
    if choice.provider is Provider.REPLAY:
        return _replay_line(settings.cassette.as_posix(), choice.model)
    return f"{choice.model} ({choice.why})"


def _replay_line(cassette: str, model: str) -> str:
    return f"replay of {cassette}, recorded from {model}"
