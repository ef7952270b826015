"""The only place that wires objects: settings, files, model, stages, pages.

Invariant: what a run could do is written before it returns; where the command itself cannot work, nothing is written.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from pipeline import exit_code
from pipeline.clock import Clock
from pipeline.errors import ConfigurationError, LLMError, UnavailableError
from pipeline.files import RUN_RECORD, find_inputs, prepare_output, write_output
from pipeline.llm.canary import canary_request
from pipeline.llm.factory import Choice, Provider, Recording, cache_folder, choose_provider, open_llm
from pipeline.llm.port import LLM, LLMRequest
from pipeline.llm.profile import profile_for
from pipeline.progress import ProviderChosen, Sink, Warned
from pipeline.report import OutputPart, RunHeadline, render_report
from pipeline.runner import BatchResult, Reading, Stages, read_articles, run_articles
from pipeline.runner.record import Identity, Setting, make_record
from pipeline.settings import Settings
from pipeline.stages.check import check_claims
from pipeline.stages.compare import compare_articles
from pipeline.stages.decide import decide_verdicts
from pipeline.stages.extract import ask_again, extract_claims, extraction_requests
from pipeline.stages.grade import grade_claims
from pipeline.stages.ground import ground_claims, replace_ungrounded
from prompts import Prompt, Setup, load
from schemas.article import Article
from schemas.profile import Profile
from schemas.reply_claims import ReplyClaims
from schemas.run import ProviderStamp, Run, RunOutcome

_WARNINGS = {
    RunOutcome.INTERRUPTED: "The run was interrupted: the articles that were not finished are not checked.",
    RunOutcome.PROVIDER_DOWN: "The provider stopped answering: what it was not asked is not checked. Run again later.",
}


@dataclass(frozen=True)
class RunCommand:
    """What a person asked for; `argv` is the command as typed, for the record."""

    paths: tuple[str, ...]
    out: Path
    argv: tuple[str, ...] = ()
    provider: Provider = Provider.AUTO
    record: Recording | None = None
    sentences_per_call: int | None = None
    use_cache: bool = True
    is_strict: bool | None = None


@dataclass(frozen=True)
class Surroundings:
    """What a run takes from outside: the time, a place to tell its progress, standard input."""

    clock: Clock
    sink: Sink
    standard_input: BinaryIO


@dataclass(frozen=True)
class Prompts:
    """The prompts in use."""

    extract: Prompt
    again: Prompt
    grade: Prompt
    relate: Prompt

    @property
    def all(self) -> tuple[Prompt, ...]:
        """Return them in the order of their use."""
        return self.extract, self.again, self.grade, self.relate


@dataclass(frozen=True)
class Plan:
    """How the model will be asked: by whom, with what, how much at a time."""

    choice: Choice
    prompts: Prompts
    profile: Profile


@dataclass(frozen=True)
class _Job:
    command: RunCommand
    settings: Settings
    reading: Reading
    plan: Plan
    started_at: datetime


def run(command: RunCommand, settings: Settings, around: Surroundings) -> Run:
    """Read, ask, check, grade, compare and write; return the record, which says how it ended.

    Raises:
        ConfigurationError: the command cannot work: nothing to read, nobody to ask, nowhere to write, a refused key.
    """
    started_at = around.clock.now()
    reading = _read(command, around)
    plan = make_plan(command, settings, reading.articles) if reading.articles else _idle_plan(command, settings)
    prepare_output(command.out)
    around.sink.emit(ProviderChosen(plan.choice.provider.value, plan.choice.why, plan.choice.model, plan.profile.name))
    job = _Job(command, settings, reading, plan, started_at)
    result = _ask_all(job, around.sink)
    record = _record(job, result, around.clock.now())
    write_output(command.out, _files(job, result, record))
    return record


def make_plan(command: RunCommand, settings: Settings, articles: Sequence[Article]) -> Plan:
    """Decide who is asked, and how.

    Raises:
        ConfigurationError: nobody can be asked, or there is nothing to record.
    """
    prompts = _load_prompts()
    to_profile = partial(_profile, command, settings)

    def requests_for(model: str) -> list[LLMRequest[ReplyClaims]]:
        setup = Setup(prompts.extract, model, to_profile(model))
        return [one for article in articles for one in extraction_requests(article, setup)]

    choice = choose_provider(command.provider, settings, requests_for, is_strict=command.is_strict)
    if command.record and choice.provider is Provider.REPLAY:
        raise ConfigurationError("a replay cannot be recorded: give --provider openai, or leave out --record")
    return Plan(choice, prompts, to_profile(choice.model))


def _idle_plan(command: RunCommand, settings: Settings) -> Plan:
    choice = Choice(command.provider, "no article could be read, so nobody is asked", settings.model or "none", "")
    return Plan(choice, _load_prompts(), _profile(command, settings, choice.model))


def _load_prompts() -> Prompts:
    return Prompts(load("extract_claims"), load("extract_again"), load("grade_claims"), load("relate_claims"))


def _profile(command: RunCommand, settings: Settings, model: str) -> Profile:
    profile = profile_for(model, settings.profile)
    if command.sentences_per_call is None:
        return profile
    return profile.model_copy(update={"sentences_per_call": command.sentences_per_call})


def _read(command: RunCommand, around: Surroundings) -> Reading:
    found = find_inputs(command.paths)
    reading = read_articles(found, around.standard_input, around.sink)
    if not reading.articles and not reading.rejected:
        raise ConfigurationError("no article was given: name files, folders or globs, or - for standard input")
    if not found.files:
        reasons = "".join(f"\n  {item.path}: {item.reason}" for item in reading.rejected)
        raise ConfigurationError(f"there is nothing to read:{reasons}")
    return reading


def _ask_all(job: _Job, sink: Sink) -> BatchResult:
    articles, plan, settings = job.reading.articles, job.plan, job.settings
    if not articles:
        return BatchResult((), (), {}, ())
    warn = _warning(sink)
    with open_llm(plan.choice, settings, warn, job.command.record, use_cache=job.command.use_cache) as llm:
        return run_articles(articles, wire_stages(plan), llm, settings.concurrency, sink)


def _warning(sink: Sink) -> Callable[[str], None]:
    def warn(message: str) -> None:
        sink.emit(Warned(message))

    return warn


def wire_stages(plan: Plan) -> Stages:
    """Return the stages, bound to the prompts, the model and the profile of a plan."""
    first, second, third, last = (Setup(prompt, plan.choice.model, plan.profile) for prompt in plan.prompts.all)
    return Stages(
        extract=partial(extract_claims, setup=first),
        ground=ground_claims,
        ask_again=partial(ask_again, setup=second),
        merge=replace_ungrounded,
        check=check_claims,
        grade=partial(grade_claims, setup=third),
        compare=partial(compare_articles, setup=last),
        decide=decide_verdicts,
    )


def _record(job: _Job, result: BatchResult, ended_at: datetime) -> Run:
    plan = job.plan
    identity = Identity(
        tuple(article.article_id for article in job.reading.articles), plan.prompts.all, plan.choice.model, plan.profile
    )
    provider = ProviderStamp(
        provider=plan.choice.provider.value,
        why=plan.choice.why,
        model=plan.choice.model,
        model_named_by_server=", ".join(result.models) or None,
        profile=plan.profile.name,
    )
    return make_record(
        identity,
        provider,
        job.reading,
        result,
        command=job.command.argv,
        settings=_settings(job),
        times=(job.started_at, ended_at),
    )


def _settings(job: _Job) -> dict[str, Setting]:
    return {
        "attempts": job.settings.attempts,
        "cassette": job.settings.cassette.as_posix() if job.plan.choice.provider is Provider.REPLAY else None,
        "concurrency": job.settings.concurrency,
        "sentences_per_call": job.plan.profile.sentences_per_call,
        "strict": job.plan.choice.is_strict,
        "timeout_s": job.settings.timeout_s,
        "use_cache": job.command.use_cache,
    }


def _files(job: _Job, result: BatchResult, record: Run) -> Iterator[OutputPart]:
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
    pages = render_report(result.verdicts, result.conflicts, record.rejected, headline)
    return chain(pages, [OutputPart(RUN_RECORD, record.model_dump_json(indent=2) + "\n")])


def _provider_line(choice: Choice, settings: Settings) -> str:
    if choice.provider is Provider.REPLAY:
        return f"replay of {settings.cassette.as_posix()}, recorded from {choice.model}"
    return f"{choice.model} ({choice.why})"


@dataclass(frozen=True)
class Examination:
    """What `doctor` found: the plan, where answers are kept, and what the endpoint made of one question."""

    plan: Plan
    cache_dir: Path
    answer: str
    exit_code: int


def examine(command: RunCommand, settings: Settings, sink: Sink) -> Examination:
    """Find out who would be asked, and put one question whose answer the schema forces.

    Raises:
        ConfigurationError: nobody can be asked, or the endpoint refuses the key or the model.
    """
    plan = make_plan(command, settings, ())
    if plan.choice.provider is Provider.REPLAY:
        return Examination(plan, settings.cache_dir, "a replay asks nobody", exit_code.DONE)
    once = settings.model_copy(update={"attempts": 1})
    with open_llm(plan.choice, once, _warning(sink), use_cache=False) as llm:
        answer, code = _ask_canary(llm, plan.choice.model)
    return Examination(plan, cache_folder(settings, plan.choice), answer, code)


def _ask_canary(llm: LLM, model: str) -> tuple[str, int]:
    try:
        reply = llm.complete(canary_request(model))
    except UnavailableError as error:
        return str(error), exit_code.PROVIDER_DOWN
    except LLMError as error:
        return f"it does not obey a schema, so its claims cannot be read: {error}", exit_code.CONFIGURATION
    if reply.usage.attempts > 1:
        return "it obeyed the schema only when asked twice: expect double the calls", exit_code.DONE
    return f"it answers, as {reply.model!r}, and obeys the schema", exit_code.DONE
