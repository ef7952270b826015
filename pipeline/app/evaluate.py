"""Evaluating: sets are read, judged in the ways that are asked for, and told in figures, errors and examples.

Invariant: everything is judged before anything is written, and `report.json` holds no text of a set.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pipeline.app.asker import Asker, AskingTerms, open_asker
from pipeline.app.command import Surroundings
from pipeline.app.eval_set import EvalSet, open_set
from pipeline.errors import ConfigurationError
from pipeline.eval.judgement import Case, Judgement
from pipeline.eval.page import Judged, eval_parts
from pipeline.eval.registry import Share
from pipeline.eval.result import Asked, Evaluation, Result, Spent, Stability
from pipeline.eval.row import rows_of
from pipeline.eval.stability import stability_of
from pipeline.eval.task import Way
from pipeline.files import prepare_output, read_text, write_output
from pipeline.runner.record import tool_version
from pipeline.settings import Settings
from prompts import Prompt, load, parse


class Another(StrEnum):
    """What is changed when the same is asked again."""

    ORDER = "order"
    SEED = "seed"


@dataclass(frozen=True)
class EvalCommand:
    """What a person asked for.

    `ways` empty: the fullest that a set knows. `cassettes`: one for all sets, or one each. `out` None: nothing is
    written.
    """

    datasets: tuple[str, ...]
    out: Path | None
    adapter: str | None = None
    ways: tuple[Way, ...] = ()
    share: Share = field(default_factory=Share)
    terms: AskingTerms = field(default_factory=AskingTerms)
    cassettes: tuple[Path, ...] = ()
    another: Another | None = None
    use_cache: bool = True


def evaluate(command: EvalCommand, settings: Settings, around: Surroundings) -> Evaluation:
    """Judge the sets, write what came of it where a folder is named, and return it.

    Raises:
        ConfigurationError: a set cannot be read, nobody can answer, or the folder cannot be written.
        StoppedError: a stop was asked for; nothing is written.
    """
    if command.out is not None:
        prepare_output(command.out)
    judged = list(_judge_all(command, settings, around))
    day = around.clock.now().date().isoformat()
    evaluation = Evaluation(version=tool_version(), day=day, results=tuple(one.result for one in judged))
    if command.out is not None:
        write_output(command.out, eval_parts(evaluation, judged))
    return evaluation


def read_drafts(given: Sequence[str]) -> dict[str, Prompt]:
    """Return drafts of prompts, each given as NAME=FILE, by their names.

    Raises:
        ConfigurationError: one is not given so, names no active prompt, or cannot be read as a prompt.
    """
    drafts = {}
    for one in given:
        name, sign, file = one.partition("=")
        if not sign:
            raise ConfigurationError(f"--prompt takes NAME=FILE, not {one!r}")
        load(name)  # refuses a name that no prompt has
        drafts[name] = parse(name, f"draft {Path(file).stem}", read_text(Path(file)))
    return drafts


def _judge_all(command: EvalCommand, settings: Settings, around: Surroundings) -> Iterator[Judged]:
    if len(command.cassettes) not in (0, 1, len(command.datasets)):
        raise ConfigurationError("give one --cassette for all sets, or one for each of them, in their order")
    for number, dataset in enumerate(command.datasets):
        cassette = command.cassettes[number % len(command.cassettes)] if command.cassettes else None
        own = settings.model_copy(update={"cassette": cassette}) if cassette else settings
        opened = open_set(dataset, command.adapter, command.share, around)
        for way in command.ways or opened.ways[-1:]:
            if way not in opened.ways:
                raise ConfigurationError(f"{opened.name!r} ({opened.adapter}) knows the ways {', '.join(opened.ways)}")
            yield _judge_one(command, opened, way, own, around)


def _judge_one(command: EvalCommand, opened: EvalSet, way: Way, settings: Settings, around: Surroundings) -> Judged:
    started = around.clock.now()
    if not way.has_model:
        cases = opened.judge(way, None, around)
        spent = Spent(seconds=_seconds(around, started.timestamp()))
        return _judged(command, opened, Asked(way=way.value), cases, spent=spent)
    with open_asker(command.terms, settings, around, opened.articles, use_cache=command.use_cache) as asker:
        cases = opened.judge(way, asker, around)
        spent = _spent(asker, _seconds(around, started.timestamp()))
        asked = asker.told(way)
    again = _ask_again(command, opened, way, settings, around)
    stability = stability_of(_judgements(cases), _judgements(again), str(command.another)) if again else None
    return _judged(command, opened, asked, cases, spent=spent, stability=stability)


def _ask_again(
    command: EvalCommand, opened: EvalSet, way: Way, settings: Settings, around: Surroundings
) -> Sequence[Case]:
    """Ask the same once more, in another way: anew in another order, or with another seed."""
    if command.another is None:
        return ()
    is_order = command.another is Another.ORDER
    with open_asker(
        command.terms, settings, around, opened.articles, use_cache=not is_order, seed_shift=0 if is_order else 1
    ) as asker:
        return opened.judge(way, asker, around, is_shuffled=is_order)


def _judged(
    command: EvalCommand,
    opened: EvalSet,
    asked: Asked,
    cases: Sequence[Case],
    *,
    spent: Spent,
    stability: Stability | None = None,
) -> Judged:
    judgements = _judgements(cases)
    result = Result(
        dataset=opened.name,
        adapter=opened.adapter,
        digest=opened.digest,
        size=opened.size,
        taken=opened.taken,
        seed=command.share.seed,
        asked=asked,
        open_tasks=tuple(sorted(opened.open_tasks)),
        rows=rows_of(judgements, open_tasks=opened.open_tasks),
        spent=spent,
        stability=stability,
        judgements=judgements,
    )
    return Judged(result, tuple(cases))


def _judgements(cases: Sequence[Case]) -> tuple[Judgement, ...]:
    return tuple(case.judgement for case in cases)


def _spent(asker: Asker, seconds: float) -> Spent:
    llm = asker.llm
    return Spent(calls=llm.calls, cached=llm.cached, seconds=seconds, usage=llm.usage)


def _seconds(around: Surroundings, started_s: float) -> float:
    return round(around.clock.now().timestamp() - started_s, 1)
