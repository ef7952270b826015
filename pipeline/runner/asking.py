"""The pool of calls that all articles of a run share: counts what they cost, and stops asking where it is no use.

Answers come back in the order of their requests, so that nothing downstream depends on which thread was faster.
"""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from pipeline.errors import (
    BudgetError,
    ConfigurationError,
    FactgradeError,
    FilteredError,
    LLMError,
    NoRecordingError,
    RefusedError,
    StoppedError,
    TruncatedError,
    UnavailableError,
)
from pipeline.llm.port import LLM, LLMReply, LLMRequest, T
from pipeline.progress import CallEnded, Sink, Warned
from pipeline.stopping import StopCause, Stopping
from schemas.usage import Usage

FAILURES_BEFORE_ANY_ANSWER = 3
FAILURES_AFTER_AN_ANSWER = 10

# A request that is called invalid may be so for everybody: that is held against an article only beside fresh answers.
_TURNED_DOWN = (FilteredError, RefusedError, TruncatedError)


@dataclass
class Account:
    """What the calls for one purpose (a run, an article) came to; the pool that fills it in holds the lock.

    `usage` is what was spent, by stage, failed attempts too; `kept` what the answers that came from the cache had cost
    when they were paid. Of the calls, `answered` have an answer, and `failed` failed for a reason of their own, not
    because the endpoint did not answer; of these, `turned_down` are due to what was asked.
    """

    usage: dict[str, Usage] = field(default_factory=dict)
    kept: dict[str, Usage] = field(default_factory=dict)
    answered: int = 0
    failed: int = 0
    turned_down: int = 0

    @property
    def total(self) -> Usage:
        """Return what was spent over all stages."""
        return sum(self.usage.values(), Usage())

    @property
    def is_fruitless(self) -> bool:
        """Tell whether calls failed for reasons of their own and none was answered."""
        return self.failed > 0 and self.answered == 0

    def take(self, stage: str, spent: Usage, kept: Usage | None = None) -> None:
        """Add what a call cost, and what it would have cost without the cache."""
        self.usage[stage] = self.usage.get(stage, Usage()) + spent
        if kept is not None:
            self.kept[stage] = self.kept.get(stage, Usage()) + kept


class CallPool:
    """Answers requests in `concurrency` threads of its own, apart from those of the articles.

    The provider counts as down after `FAILURES_BEFORE_ANY_ANSWER` unreachable calls in a row where no call was answered
    yet, or `FAILURES_AFTER_AN_ANSWER` otherwise; from then on every call fails at once. A budget that is used up stops
    the run, and so does an endpoint that refuses key or quota after it has answered.
    """

    def __init__(self, llm: LLM, concurrency: int, sink: Sink, stopping: Stopping) -> None:
        """Start with nothing asked; `sink` takes events from several threads (`OrderedSink`)."""
        self._llm = llm
        self._sink = sink
        self._stopping = stopping
        self._threads = ThreadPoolExecutor(concurrency, thread_name_prefix="call")
        self._lock = threading.Lock()
        self._models: set[str] = set()
        self._failures_in_a_row = 0
        self._has_answered = False
        self._outage: str | None = None
        self._whole = Account()
        self._under_way: Counter[str] = Counter()
        self._is_closed = False
        self.failure: BaseException | None = None

    @property
    def usage(self) -> dict[str, Usage]:
        """Return what the calls of each stage cost so far, failed attempts too, sorted by stage.

        Of a call that is under way only its request is known, and not yet what that costs.
        """
        with self._lock:
            usage = dict(self._whole.usage)
            for stage, calls in (+self._under_way).items():
                usage[stage] = usage.get(stage, Usage()) + Usage(attempts=calls, unmetered=calls)
        return dict(sorted(usage.items()))

    @property
    def kept(self) -> dict[str, Usage]:
        """Return what the answers of each stage that came from the cache had cost, sorted by stage."""
        with self._lock:
            return dict(sorted(self._whole.kept.items()))

    @property
    def models(self) -> tuple[str, ...]:
        """Return the models that answered, as the server named them, sorted."""
        with self._lock:
            return tuple(sorted(self._models))

    @property
    def has_answered(self) -> bool:
        """Tell whether the endpoint answered a call of this run."""
        return self._has_answered

    @property
    def is_down(self) -> bool:
        """Tell whether the provider was given up."""
        return self._outage is not None

    def ask(self, requests: Sequence[LLMRequest[T]], account: Account | None = None) -> list[LLMReply[T] | LLMError]:
        """Answer every request, in order (the `Ask` that stages are handed); `account` takes what they come to.

        Raises:
            StoppedError: the run stops; `failure` holds what stopped it, if an error did.
        """
        accounts = (self._whole, *([account] if account is not None else []))
        try:
            futures = [self._threads.submit(self._answer, request, accounts) for request in requests]
        except RuntimeError:
            if not self._is_closed:
                raise
            raise StoppedError(self._stopping.reason) from None
        try:
            return [future.result() for future in futures]
        except CancelledError:  # the pool was closed over a call that had not begun, after the time to drain
            raise StoppedError(self._stopping.reason) from None

    def fail(self, error: BaseException) -> None:
        """Stop the run for an error that ends it; a mistake of the program is told by its name: it may quote text."""
        self.failure = self.failure or error
        told = str(error) if isinstance(error, FactgradeError) else f"a mistake in factgrade ({type(error).__name__})"
        self._stopping.stop(told, StopCause.ERROR)

    def close(self, *, wait: bool) -> None:
        """End the threads; with `wait`, after the calls under way."""
        self._is_closed = True
        self._threads.shutdown(wait=wait, cancel_futures=True)

    def _answer(self, request: LLMRequest[T], accounts: Sequence[Account]) -> LLMReply[T] | LLMError:
        if self._stopping.is_asked:
            raise StoppedError(self._stopping.reason)
        if self._outage is not None:
            return self._failed(request, UnavailableError(f"not asked, since {self._outage}"), accounts, is_told=False)
        with self._counted(request.stage):
            return self._ask_one(request, accounts)

    @contextmanager
    def _counted(self, stage: str) -> Iterator[None]:
        with self._lock:
            self._under_way[stage] += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way[stage] -= 1

    def _ask_one(self, request: LLMRequest[T], accounts: Sequence[Account]) -> LLMReply[T] | LLMError:
        try:
            reply = self._llm.complete(request)
        except LLMError as error:
            self._count_failure(error)
            return self._failed(request, error, accounts)
        except StoppedError as error:
            self._stopped(request, error, accounts)
            raise
        except ConfigurationError as error:
            self._denied(error)
            raise StoppedError(str(error)) from error
        except BaseException as error:
            self.fail(error)
            raise StoppedError(self._stopping.reason) from error
        return self._answered(request, reply, accounts)

    def _answered(self, request: LLMRequest[T], reply: LLMReply[T], accounts: Sequence[Account]) -> LLMReply[T]:
        spent = Usage() if reply.is_cached else reply.usage
        with self._lock:
            self._models.add(reply.model)
            if not reply.is_cached:
                self._has_answered, self._failures_in_a_row = True, 0
            for account in accounts:
                account.take(request.stage, spent, reply.paid if reply.is_cached else None)
                account.answered += 1
        self._sink.emit(CallEnded(request.stage, request.unit, spent, is_cached=reply.is_cached))
        return reply

    def _failed(
        self, request: LLMRequest[T], error: LLMError, accounts: Sequence[Account], *, is_told: bool = True
    ) -> LLMError:
        with self._lock:
            for account in accounts:
                account.take(request.stage, error.usage)
                account.failed += not isinstance(error, UnavailableError)
                account.turned_down += isinstance(error, _TURNED_DOWN)
        if is_told:
            self._sink.emit(CallEnded(request.stage, request.unit, error.usage, failure=str(error)))
        return error

    def _stopped(self, request: LLMRequest[T], error: StoppedError, accounts: Sequence[Account]) -> None:
        if isinstance(error, BudgetError):
            self._stopping.stop(str(error), StopCause.BUDGET)
        with self._lock:
            for account in accounts:
                account.take(request.stage, error.usage)

    def _denied(self, error: ConfigurationError) -> None:
        """Stop; after calls that were answered and paid, what came of them is worth more than the error alone.

        A replay is complete or it fails.
        """
        if self._has_answered and not isinstance(error, NoRecordingError):
            self._stopping.stop(str(error), StopCause.DENIAL)
        else:
            self.fail(error)

    def _count_failure(self, error: LLMError) -> None:
        with self._lock:
            self._failures_in_a_row = self._failures_in_a_row + 1 if isinstance(error, UnavailableError) else 0
            limit = FAILURES_AFTER_AN_ANSWER if self._has_answered else FAILURES_BEFORE_ANY_ANSWER
            if self._failures_in_a_row < limit or self._outage is not None:
                return
            self._outage = f"{limit} calls in a row failed, the last one because {error}"
        self._sink.emit(Warned(f"{self._outage}: nothing more is asked"))
