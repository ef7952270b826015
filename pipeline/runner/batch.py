"""A batch of articles through the stages: articles side by side, their calls in a second pool, results in input order.

What is in hand lies on disk: memory holds the articles under way, and a few numbers for each of the others. What is
compared, and what was found, is read from there as it is needed.
"""

import threading
import time
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from pipeline.errors import StoppedError
from pipeline.llm.port import LLM
from pipeline.numbered import Numbered
from pipeline.progress import ComparisonStarted, RunStarted, StopAsked
from pipeline.runner.article import GradedArticle, grade_article, grade_carried, not_checked
from pipeline.runner.asking import Account, CallPool
from pipeline.runner.carried import NOTHING, Carried, carry_over
from pipeline.runner.concerning import Concerning
from pipeline.runner.finished import FinishedArticles, FinishedClaims
from pipeline.runner.giving_back import give_back
from pipeline.runner.spent import Spent
from pipeline.runner.stage import Stages
from pipeline.runner.terms import Articles, BatchResult, Terms
from pipeline.spool import Spool
from pipeline.stages.compare import Comparison
from pipeline.stopping import StopCause
from pipeline.text.memo import ARTICLES_TO_REMEMBER
from schemas.article import Article
from schemas.claim import NotChecked
from schemas.verdict import ArticleVerdict

_LOOK_EVERY_S = 0.2
_NOWHERE = -1


def run_articles(articles: Articles, stages: Stages, llm: LLM, terms: Terms | None = None) -> BatchResult:
    """Run every article through the stages, so many at a time, then compare them and decide.

    Where a stop is asked for, what has not begun is not begun: unfinished articles are not checked, with the reason,
    and the others are compared by rule alone.

    Raises:
        ConfigurationError: no call can work as configured; queued calls are dropped.
    """
    return _Batch(articles, stages, llm, terms or Terms()).run()


@dataclass(frozen=True)
class _Failure:
    """An article that came to nothing; `is_own`: because of what it is, whatever the endpoint does to others."""

    index: int
    reason: str
    is_own: bool


class _Batch:
    def __init__(self, articles: Articles, stages: Stages, llm: LLM, terms: Terms) -> None:
        self._articles = articles
        self._stages = stages
        self._terms = terms
        self._stopping = terms.stopping
        self._pool = CallPool(llm, terms.concurrency, terms.sink, terms.stopping)
        self._graded = Spool(GradedArticle)
        self._slots = array("q", [_NOWHERE]) * len(articles)
        self._finished = array("q")
        self._by_id, self._finished_by_id = Numbered(), Numbered()
        self._spent = Spent()
        self._quarantined: dict[str, str] = {}
        self._failures: list[_Failure] = []
        self._lock = threading.Lock()

    def run(self) -> BatchResult:
        self._terms.sink.emit(RunStarted(len(self._articles)))
        is_drained = self._ask_all()
        try:
            compared = self._compare()
        finally:
            self._pool.close(wait=is_drained)
        give_back(len(self._articles))
        verdicts = Spool(ArticleVerdict)
        for verdict in self._decide(compared):
            verdicts.add(verdict)
        self._graded.close()
        return BatchResult(
            verdicts=verdicts,
            conflicts=compared.conflicts,
            usage=self._pool.usage,
            kept=self._pool.kept,
            spent=self._spent,
            models=self._pool.models,
            is_down=self._pool.is_down,
            stop=self._stopping.cause,
            stop_reason=self._stopping.reason,
            quarantined=dict(sorted(self._quarantined.items())),
        )

    def _ask_all(self) -> bool:
        """Put every article through its stages; return whether nothing is under way any more."""
        threads = ThreadPoolExecutor(self._terms.concurrency, thread_name_prefix="article")
        pending: set[Future[None]] = set()
        for index in range(len(self._articles)):
            pending = self._with_room(pending)
            if self._stopping.is_asked:
                break
            if index and index % ARTICLES_TO_REMEMBER == 0:
                give_back(ARTICLES_TO_REMEMBER)
            pending.add(threads.submit(self._run_one, index))
        pending = self._drained(pending)
        threads.shutdown(wait=not pending, cancel_futures=True)
        give_back(len(self._articles))
        self._raise_failure()
        # Whoever is late is left out: an article that was not compared must not be decided on as if it had been.
        with self._lock:
            self._finished, self._finished_by_id, self._by_id = self._slots[:], self._by_id, Numbered()
        self._finish_unasked()
        self._note_failures()
        return not pending

    def _finish_unasked(self) -> None:
        """Take of the articles that a stop left over what an earlier run knows of them, since that costs no call."""
        for index, slot in enumerate(self._finished):
            done = self._known(self._articles[index]) if slot == _NOWHERE and self._terms.memory else None
            if done is not None:
                self._finished[index] = self._graded.add(done)
                self._finished_by_id.add(done.article_id, self._finished[index])

    def _known(self, article: Article) -> GradedArticle | None:
        """Return an article as it was graded before, or what it takes over from an earlier form; None: nothing."""
        if (recalled := self._recalled(article)) is not None:
            return recalled
        carried = self._carried(article)
        if not carried.claims:
            return None
        return grade_carried(article, self._stages, self._unfinished(), self._terms.sink, carried)

    def _with_room(self, pending: set[Future[None]]) -> set[Future[None]]:
        while len(pending) >= self._terms.concurrency and not self._stopping.is_asked:
            pending = _left(pending, _LOOK_EVERY_S)
        return pending

    def _drained(self, pending: set[Future[None]]) -> set[Future[None]]:
        """Wait for what is under way; once a stop is asked for, at most as long as the terms say."""
        until: float | None = None
        while pending and (until is None or time.monotonic() < until):
            pending = _left(pending, _LOOK_EVERY_S)
            if self._stopping.is_asked and until is None:
                until = time.monotonic() + self._terms.drain_s
                self._terms.sink.emit(StopAsked(self._stopping.reason, self._stopping.cause or StopCause.ERROR))
        return pending

    def _raise_failure(self) -> None:
        if self._pool.failure is not None:
            self._pool.close(wait=True)
            raise self._pool.failure

    def _run_one(self, index: int) -> None:
        if self._stopping.is_asked:
            return
        article = self._articles[index]
        account = Account()
        try:
            done = self._recalled(article) or self._quarantine(article) or self._grade(index, article, account)
        except StoppedError:
            return
        except Exception as error:  # noqa: BLE001  it ends the run, from the thread of whoever waits for it
            self._pool.fail(error)
            return
        finally:
            self._spent.add(article.article_id, account.total)
        slot = self._graded.add(done)
        with self._lock:
            self._slots[index] = slot
            self._by_id.add(article.article_id, slot)

    def _quarantine(self, article: Article) -> GradedArticle | None:
        reason = self._terms.quarantine.reason(article) if self._terms.quarantine else None
        if reason is None:
            return None
        with self._lock:
            self._quarantined[article.path] = reason
        return not_checked(article, reason)

    def _recalled(self, article: Article) -> GradedArticle | None:
        return self._terms.memory.recall(article) if self._terms.memory else None

    def _carried(self, article: Article) -> Carried:
        earlier = self._terms.memory.earlier(article) if self._terms.memory else None
        return carry_over(article, earlier) if earlier else NOTHING

    def _grade(self, index: int, article: Article, account: Account) -> GradedArticle:
        carried = self._carried(article)
        done = grade_article(article, self._stages, self._pool, account, self._terms.sink, carried=carried)
        if not done.is_failed:
            self._note(article, None)
            if self._terms.memory is not None:
                self._terms.memory.keep(article, done)
            return done
        is_own = account.turned_down > 0 or account.failed == 0
        with self._lock:
            self._failures.append(_Failure(index, done.not_checked[0].reason, is_own))
        self._check_limit()
        return done

    def _note_failures(self) -> None:
        """Hold failures against their articles; where the endpoint gave nobody a proper answer, it is to blame."""
        for failure in self._failures:
            if failure.is_own or self._pool.has_answered:
                self._note(self._articles[failure.index], failure.reason)

    def _note(self, article: Article, failure: str | None) -> None:
        if self._terms.quarantine is not None:
            self._terms.quarantine.note(article, failure)

    def _check_limit(self) -> None:
        failed = len(self._failures)
        if self._terms.fail_limit.is_exceeded(failed, len(self._articles)):
            counted = f"{failed} of {len(self._articles)} articles failed"
            self._stopping.stop(f"{counted}, more than {self._terms.fail_limit}", StopCause.FAILURES)

    def _compare(self) -> Comparison:
        """Compare what was graded, the model asked through the same pool, or by the rules alone after a stop."""
        finished = array("Q", (index for index, slot in enumerate(self._finished) if slot != _NOWHERE))
        self._terms.sink.emit(ComparisonStarted(len(finished)))
        articles, graded = (
            FinishedArticles(self._articles, finished),
            FinishedClaims(self._graded, self._finished_by_id),
        )
        if not self._stopping.is_asked:
            try:
                return self._stages.compare(graded, articles, self._pool.ask)
            except StoppedError:
                self._raise_failure()
        return self._stages.compare(graded, articles, None)

    def _decide(self, compared: Comparison) -> Iterator[ArticleVerdict]:
        concerning = Concerning(compared.conflicts)
        missed = by_claim(compared.not_checked)
        for index, article in enumerate(self._articles):
            slot = self._finished[index]
            done = self._graded[slot] if slot != _NOWHERE else not_checked(article, self._unfinished())
            claims = (claim.checked.grounded.claim.claim_id for claim in done.graded)
            pairs = dict.fromkeys(one for claim_id in claims for one in missed.get(claim_id, ()))
            yield self._stages.decide(
                article,
                done.graded,
                [*done.conflicts, *concerning.of(article.article_id)],
                [*done.not_checked, *pairs],
                done.passed_over,
            )

    def _unfinished(self) -> str:
        return f"not finished: {self._stopping.reason}"


def _left(pending: set[Future[None]], timeout_s: float) -> set[Future[None]]:
    done, left = wait(pending, timeout=timeout_s, return_when=FIRST_COMPLETED)
    for future in done:
        future.result()
    return left


def by_claim(failures: Sequence[NotChecked]) -> dict[str, list[NotChecked]]:
    """Return failures by the id of each claim that they left unchecked."""
    failed: dict[str, list[NotChecked]] = defaultdict(list)
    for failure in failures:
        for claim_id in failure.claim_ids:
            failed[claim_id].append(failure)
    return failed
