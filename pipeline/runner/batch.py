"""A batch of articles through the stages: articles side by side, their calls in a second pool, results in input order.

An article is whole or it is `not_checked`: nothing half done is decided on.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from pipeline.llm.port import LLM
from pipeline.progress import ArticleEnded, RunStarted, Sink
from pipeline.runner.asking import CallPool, StoppedError
from pipeline.runner.stage import Stages
from pipeline.stages.compare import Comparison
from schemas.article import Article
from schemas.claim import Extraction, NotChecked
from schemas.conflict import Conflict
from schemas.grade import GradedClaim
from schemas.usage import Usage
from schemas.verdict import ArticleVerdict


@dataclass(frozen=True)
class GradedArticle:
    """One article after the second pass, before it is compared with the others."""

    article: Article
    graded: tuple[GradedClaim, ...]
    conflicts: tuple[Conflict, ...]
    not_checked: tuple[NotChecked, ...]
    passed_over: Mapping[int, str]


@dataclass(frozen=True)
class BatchResult:
    """Every article decided, in input order; `conflicts` are those across articles, `usage` is by stage."""

    verdicts: tuple[ArticleVerdict, ...]
    conflicts: tuple[Conflict, ...]
    usage: dict[str, Usage]
    models: tuple[str, ...]
    is_down: bool = False
    is_interrupted: bool = False


def run_articles(articles: Sequence[Article], stages: Stages, llm: LLM, concurrency: int, sink: Sink) -> BatchResult:
    """Run every article through the stages, `concurrency` at a time, then compare them and decide.

    A KeyboardInterrupt stops what has not begun; unfinished articles are not checked, with the reason "interrupted".

    Raises:
        ConfigurationError: no call can work as configured; queued calls are dropped.
        Exception: a bug in a stage, as it was raised.
    """
    pool = CallPool(llm, concurrency, sink)
    pool.emit(RunStarted(len(articles)))
    threads = ThreadPoolExecutor(concurrency, thread_name_prefix="article")
    is_interrupted = False
    compared: Comparison | None = None
    futures = [threads.submit(_grade_article, article, stages, pool) for article in articles]
    try:
        _await(futures, pool)
        compared = _compare(articles, futures, stages, pool)
    except KeyboardInterrupt:
        is_interrupted = True
    finally:
        pool.stop()
        threads.shutdown(wait=not is_interrupted, cancel_futures=True)
        pool.close(wait=not is_interrupted)
    done = [_outcome(article, future) for article, future in zip(articles, futures, strict=True)]
    verdicts, conflicts = _decide(done, stages, compared)
    return BatchResult(verdicts, conflicts, pool.usage, pool.models, pool.is_down, is_interrupted)


def _compare(
    articles: Sequence[Article], futures: Sequence[Future[GradedArticle]], stages: Stages, pool: CallPool
) -> Comparison:
    """Compare what was graded, the model asked through the same pool; raise what stopped the pool."""
    graded = {article.article_id: future.result().graded for article, future in zip(articles, futures, strict=True)}
    try:
        return stages.compare(graded, articles, pool.ask)
    except StoppedError:
        raise pool.failure or RuntimeError("the pool stopped without a reason") from None


def _await(futures: Sequence[Future[GradedArticle]], pool: CallPool) -> None:
    wait(futures, return_when=FIRST_EXCEPTION)
    if pool.failure is None and all(future.done() and not future.exception() for future in futures):
        return
    pool.stop()
    wait(futures)
    errors = [error for error in (future.exception() for future in futures) if error]
    raise pool.failure or next(error for error in errors if not isinstance(error, StoppedError))


def _outcome(article: Article, future: Future[GradedArticle]) -> GradedArticle:
    if future.done() and not future.cancelled() and not future.exception():
        return future.result()
    everything = tuple(sentence.n for sentence in article.sentences)
    missed = NotChecked(stage="run", unit=article.path, sentence_numbers=everything, reason="interrupted")
    return GradedArticle(article, (), (), (missed,), {})


def _grade_article(article: Article, stages: Stages, pool: CallPool) -> GradedArticle:
    first = stages.extract(article, pool.ask)
    grounded = stages.ground(article, first.claims)
    second = stages.ask_again(article, grounded, pool.ask)
    merged = stages.merge(grounded, stages.ground(article, second.claims))
    checked, conflicts = stages.check(article, merged)
    graded = stages.grade(article, checked, pool.ask)
    pool.emit(ArticleEnded(article.path, len(graded)))
    return GradedArticle(article, graded, conflicts, missed_sentences(first, second), first.passed_over)


def missed_sentences(first: Extraction, second: Extraction) -> tuple[NotChecked, ...]:
    """Return the failures of both askings, each sentence once: what the second mended or repeated is left out."""
    mended = {n for claim in second.claims for n in claim.sentence_numbers}
    known = {n for missed in first.not_checked for n in missed.sentence_numbers}
    again = [missed for missed in second.not_checked if not known.issuperset(missed.sentence_numbers)]
    left = [_without(missed, mended) for missed in first.not_checked]
    return (*(missed for missed in left if missed.sentence_numbers), *again)


def _without(missed: NotChecked, mended: set[int]) -> NotChecked:
    numbers = tuple(n for n in missed.sentence_numbers if n not in mended)
    return missed.model_copy(update={"sentence_numbers": numbers})


def _decide(
    done: Sequence[GradedArticle], stages: Stages, compared: Comparison | None
) -> tuple[tuple[ArticleVerdict, ...], tuple[Conflict, ...]]:
    """Decide every article; after an interruption the rules alone compare what is there."""
    if compared is None:
        compared = stages.compare(
            {one.article.article_id: one.graded for one in done}, [one.article for one in done], None
        )
    verdicts = []
    for one in done:
        own = one.article.article_id
        concerned = [c for c in compared.conflicts if any(side.article_id == own for side in c.sides)]
        claim_ids = {claim.checked.grounded.claim.claim_id for claim in one.graded}
        missed = [m for m in compared.not_checked if claim_ids.intersection(m.claim_ids)]
        verdicts.append(
            stages.decide(
                one.article, one.graded, [*one.conflicts, *concerned], [*one.not_checked, *missed], one.passed_over
            )
        )
    return tuple(verdicts), compared.conflicts
