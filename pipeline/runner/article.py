"""One article through its stages, up to where it is compared with others.

Invariant: an article is whole, or it is not checked at all, with the reason: nothing half done is decided on. A mistake
of the program costs the article that shows it, never the batch.
"""

import traceback
from collections.abc import Iterable, Sequence
from typing import Protocol

from pydantic import Field

from pipeline.errors import FactgradeError, LLMError, UnavailableError
from pipeline.llm.port import Ask, LLMReply, LLMRequest, T
from pipeline.progress import ArticleEnded, ArticleFailed, Sink
from pipeline.runner.asking import Account, CallPool
from pipeline.runner.carried import NOTHING, Carried, EarlierArticle
from pipeline.runner.stage import Stages
from schemas.article import Article
from schemas.claim import Extraction, GroundedClaim, NotChecked
from schemas.conflict import Conflict
from schemas.frozen import Frozen
from schemas.grade import GradedClaim


class GradedArticle(Frozen):
    """One article after the second pass; `is_failed`: nothing came of it, for a reason of its own."""

    article_id: str
    graded: tuple[GradedClaim, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    passed_over: dict[int, str] = Field(default_factory=dict)
    is_failed: bool = False


class Memory(Protocol):
    """Knows articles from earlier runs."""

    def recall(self, article: Article) -> GradedArticle | None:
        """Return an article that was graded before, in the same way and with nothing missing; else None."""
        ...

    def earlier(self, article: Article) -> EarlierArticle | None:
        """Return what an article was before it was edited; None where it is new."""
        ...

    def keep(self, article: Article, graded: GradedArticle) -> None:
        """Remember an article, once it is graded; what is missing something is not."""
        ...


def grade_article(
    article: Article, stages: Stages, pool: CallPool, account: Account, sink: Sink, *, carried: Carried = NOTHING
) -> GradedArticle:
    """Return the article graded, or what kept it from that; `carried` is what it takes over from an earlier form.

    Raises:
        StoppedError: the run stops before the article is through.
        ConfigurationError: no call can work as configured.
    """

    def ask(requests: Sequence[LLMRequest[T]]) -> list[LLMReply[T] | LLMError]:
        return pool.ask(requests, account)

    done = _graded(article, stages, ask, sink, carried)
    if done.is_failed:
        return done
    if account.is_fruitless and done.not_checked:
        sink.emit(ArticleFailed(article.path, done.not_checked[0].reason))
        return done.model_copy(update={"is_failed": True})
    sink.emit(ArticleEnded(article.path, len(done.graded)))
    return done


def grade_carried(article: Article, stages: Stages, reason: str, sink: Sink, carried: Carried) -> GradedArticle:
    """Return an edited article of which nothing was asked, for a reason: what it takes over stands, the rest does not.

    Raises:
        ConfigurationError: a file that a stage reads cannot be used.
    """

    def ask(requests: Sequence[LLMRequest[T]]) -> list[LLMReply[T] | LLMError]:
        return [UnavailableError(reason) for _ in requests]

    return _graded(article, stages, ask, sink, carried)


def _graded(article: Article, stages: Stages, ask: Ask, sink: Sink, carried: Carried) -> GradedArticle:
    """Return an article after the second pass; one that shows a mistake of the program was not checked."""
    try:
        return through_stages(article, stages, ask, carried)
    except FactgradeError:
        raise
    except Exception as error:  # noqa: BLE001  whatever is wrong with one article, the others go on
        reason = f"a mistake in factgrade ({type(error).__name__}): report it, with the log"
        sink.emit(ArticleFailed(article.path, reason, _trace(error)))
        return not_checked(article, reason, is_failed=True)


def not_checked(article: Article, reason: str, *, is_failed: bool = False) -> GradedArticle:
    """Return an article of which nothing was checked."""
    everything = tuple(sentence.n for sentence in article.sentences)
    missed = NotChecked(stage="run", unit=article.path, sentence_numbers=everything, reason=reason)
    return GradedArticle(article_id=article.article_id, not_checked=(missed,), is_failed=is_failed)


def through_stages(article: Article, stages: Stages, ask: Ask, carried: Carried = NOTHING) -> GradedArticle:
    """Return an article after the second pass; raise what `ask` raises."""
    first = stages.extract(article, ask, carried.asked)
    grounded = stages.ground(article, first.claims)
    confirmed = stages.confirm(article, grounded, ask)
    second = stages.ask_again(article, confirmed.claims, ask, carried.asked)
    again = stages.ground(article, second.claims)
    confirmed_again = stages.confirm(article, again, ask)
    merged = stages.merge(confirmed.claims, confirmed_again.claims)
    told = [*stages.ground(article, carried.claims), *stages.restore(article, merged, [*grounded, *again])]
    checked, conflicts = stages.check(article, sorted(told, key=lambda one: one.claim.sentence_numbers))
    unconfirmed = _of_claims((*confirmed.not_checked, *confirmed_again.not_checked), told)
    return GradedArticle(
        article_id=article.article_id,
        graded=stages.grade(article, checked, ask, carried.grades),
        conflicts=conflicts,
        not_checked=(*missed_sentences(first, second), *unconfirmed),
        passed_over=first.passed_over,
    )


def missed_sentences(first: Extraction, second: Extraction) -> tuple[NotChecked, ...]:
    """Return the failures of both askings, each sentence once: what the second mended or repeated is left out."""
    mended = {n for claim in second.claims for n in claim.sentence_numbers}
    known = {n for missed in first.not_checked for n in missed.sentence_numbers}
    again = [missed for missed in second.not_checked if not known.issuperset(missed.sentence_numbers)]
    left = [_without(missed, mended) for missed in first.not_checked]
    return (*(missed for missed in left if missed.sentence_numbers), *again)


def _of_claims(failed: Iterable[NotChecked], claims: Iterable[GroundedClaim]) -> tuple[NotChecked, ...]:
    """Return the failures that concern one of the claims: others have been asked for anew, or taken the place of."""
    present = {one.claim.claim_id for one in claims}
    return tuple(one for one in failed if not present.isdisjoint(one.claim_ids))


def _without(missed: NotChecked, mended: set[int]) -> NotChecked:
    numbers = tuple(n for n in missed.sentence_numbers if n not in mended)
    return missed.model_copy(update={"sentence_numbers": numbers})


def _trace(error: Exception) -> str:
    """Return where in the program it happened: files, lines and functions, never values, which may be an article's."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} at " + " < ".join(f"{one.filename}:{one.lineno} {one.name}" for one in frames[::-1])
