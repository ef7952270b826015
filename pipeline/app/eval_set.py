"""The sets of an evaluation, ready to be judged: rows under an adapter, or articles with a gold file."""

import hashlib
import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.app.asker import Asker
from pipeline.app.command import RunCommand, Surroundings
from pipeline.app.plan import read_inputs
from pipeline.app.rule_stages import rule_stages
from pipeline.errors import ConfigurationError, StoppedError
from pipeline.eval.gold import Gold, parse_gold, unknown_keys
from pipeline.eval.judgement import Case
from pipeline.eval.registry import GOLD, Share, find_adapter, take_sample
from pipeline.eval.task import Asking, Example, Task, Way
from pipeline.eval.task.gold_run import OPEN_TASKS, judge_run
from pipeline.files import read_dataset
from pipeline.llm.port import LLM
from pipeline.llm.scripted import ScriptedLLM
from pipeline.progress import ArticleEnded, RunStarted
from pipeline.runner import Stages, Terms, run_articles
from pipeline.runner.asking import CallPool
from pipeline.runner.terms import Articles

_SHUFFLE_SEED = 1


@dataclass(frozen=True)
class EvalSet:
    """What is judged: rows under an adapter (`task`, `examples`), or articles with a gold file (`gold`, `articles`).

    `ways` are those that make sense for it, the fullest last; of a task in `open_tasks` there are no true negatives.
    """

    name: str
    adapter: str
    ways: tuple[Way, ...]
    open_tasks: frozenset[str]
    size: int
    taken: int
    digest: str
    task: Task[Any] | None = None
    examples: Sequence[Example] = ()
    gold: Gold | None = None
    articles: Articles = ()

    def judge(self, way: Way, asker: Asker | None, around: Surroundings, *, is_shuffled: bool = False) -> list[Case]:
        """Return what comes of its examples; `is_shuffled`: asked in another order.

        Raises:
            ConfigurationError: no call can work as configured, or the gold file names an article that is not there.
            StoppedError: a stop was asked for.
        """
        if self.task is not None:
            examples = _shuffled(self.examples) if is_shuffled else self.examples
            cases = _judge_rows(self.task, examples, way, asker, around)
        else:
            articles = tuple(reversed(tuple(self.articles))) if is_shuffled else self.articles
            stages = asker.stages if asker else rule_stages()
            llm = asker.llm if asker else None
            cases = judge_articles(articles, self.gold or Gold(articles={}), stages, llm, around)
        if around.stopping.is_asked:
            raise StoppedError(around.stopping.reason)
        return cases


def open_set(dataset: str, adapter: str | None, share: Share, around: Surroundings) -> EvalSet:
    """Read a set.

    Args:
        dataset: a folder, or a file of JSON lines.
        adapter: the form; None: the one that the set has.
        share: how much of it is taken; a gold set is taken whole.
        around: what is taken from outside.

    Raises:
        ConfigurationError: it cannot be read, or its form is not known.
    """
    path = Path(dataset)
    found = read_dataset(path)
    if adapter == GOLD or (adapter is None and found.gold is not None):
        return _gold_set(path, found.gold, around)
    if not any(found.tables.values()):
        raise ConfigurationError(f"{dataset!r} holds no row: name a set with one at least")
    form = find_adapter(found.tables, dataset, adapter)
    sample = take_sample(_told_apart(form.read(found.tables), dataset, form.name), share)
    task = form.task
    is_open = frozenset([task.name]) if task.is_open else frozenset[str]()
    taken = len(sample.examples)
    return EvalSet(
        path.stem, form.name, task.ways, is_open, sample.size, taken, sample.digest, task=task, examples=sample.examples
    )


def _told_apart(examples: Sequence[Example], dataset: str, form: str) -> Sequence[Example]:
    """Return the examples of a set, of which each has an id of its own.

    Raises:
        ConfigurationError: there is none, or two have one id: results are held against one another by it.
    """
    if not examples:
        raise ConfigurationError(f"{dataset!r} holds no example of the form {form}: name its form with --as")
    once = Counter(one.item_id for one in examples)
    repeated = [item_id for item_id, times in once.items() if times > 1]
    if repeated:
        raise ConfigurationError(
            f"{dataset!r} has several examples of the id {repeated[0]!r}: give each one of its own"
        )
    return examples


def _gold_set(path: Path, content: object, around: Surroundings) -> EvalSet:
    gold = parse_gold(content, str(path))
    unknown = unknown_keys(gold)
    if unknown:
        # What they are named for could be found by nobody, and would count as missed or as rightly left alone.
        raise ConfigurationError(f"{str(path)!r} names {unknown}, which are no keys under 'articles': correct them")
    reading = read_inputs(RunCommand((str(path),), Path()), around)
    digest = hashlib.sha256("".join([gold.model_dump_json(), *reading.article_ids]).encode()).hexdigest()
    count, ways = len(reading.articles), (Way.RULES, Way.BOTH)
    return EvalSet(
        path.name, GOLD, ways, OPEN_TASKS, count, count, digest, gold=gold, articles=reading.articles
    )  # fmt: skip


def judge_articles(articles: Articles, gold: Gold, stages: Stages, llm: LLM | None, around: Surroundings) -> list[Case]:
    """Run articles through the stages, and hold what comes of it against a gold file.

    Raises:
        ConfigurationError: no call can work as configured, or the gold file names an article that is not there.
    """
    done = run_articles(articles, stages, llm or ScriptedLLM(()), Terms(sink=around.sink, stopping=around.stopping))
    return judge_run(done.verdicts, done.conflicts, gold)


def _judge_rows(
    task: Task[Any], examples: Sequence[Example], way: Way, asker: Asker | None, around: Surroundings
) -> list[Case]:
    size = asker.plan.profile.claims_per_call if task.is_batched and asker else 1
    groups = [examples[start : start + size] for start in range(0, len(examples), size)]
    around.sink.emit(RunStarted(len(groups)))
    if asker is None:
        return [case for group in groups for case in _judged(task, group, way, None, around)]
    pool = CallPool(asker.llm, asker.concurrency, around.sink, around.stopping)
    asking = asker.asking(pool.ask)
    with ThreadPoolExecutor(asker.concurrency, thread_name_prefix="example") as threads:
        try:
            found = list(threads.map(lambda group: _judged(task, group, way, asking, around), groups))
        except StoppedError:
            raise pool.failure or StoppedError(around.stopping.reason) from None
        finally:
            pool.close(wait=not around.stopping.is_asked)
    return [case for cases in found for case in cases]


def _judged(
    task: Task[Any], group: Sequence[Example], way: Way, asking: Asking | None, around: Surroundings
) -> list[Case]:
    if around.stopping.is_asked:
        raise StoppedError(around.stopping.reason)
    cases = task.judge(group, way, asking)
    around.sink.emit(ArticleEnded(group[0].item_id, len(cases)))
    return cases


def _shuffled(examples: Sequence[Example]) -> list[Example]:
    shuffled = list(examples)
    random.Random(_SHUFFLE_SEED).shuffle(shuffled)  # noqa: S311  an order, not a secret
    return shuffled
