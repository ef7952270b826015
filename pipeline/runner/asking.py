"""The pool of calls that all articles of a run share: counts what they cost, and stops asking where it is no use.

Answers come back in the order of their requests, so that nothing downstream depends on which thread was faster.
"""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from pipeline.errors import LLMError, UnavailableError
from pipeline.llm.port import LLM, LLMReply, LLMRequest, T
from pipeline.progress import CallEnded, Event, Sink, Warned
from schemas.usage import Usage

FAILURES_BEFORE_ANY_ANSWER = 3
FAILURES_AFTER_AN_ANSWER = 10


class StoppedError(Exception):
    """The run stops: a call that was queued is not made."""


class CallPool:
    """Answers requests in `concurrency` threads of its own, apart from those of the articles.

    The provider counts as down after `FAILURES_BEFORE_ANY_ANSWER` unreachable calls in a row where no call was answered
    yet, or `FAILURES_AFTER_AN_ANSWER` otherwise; from then on every call fails at once.
    """

    def __init__(self, llm: LLM, concurrency: int, sink: Sink) -> None:
        """Start with nothing asked."""
        self._llm = llm
        self._sink = sink
        self._threads = ThreadPoolExecutor(concurrency, thread_name_prefix="call")
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._usage: dict[str, Usage] = {}
        self._models: set[str] = set()
        self._failures_in_a_row = 0
        self._has_answered = False
        self._outage: str | None = None
        self.failure: BaseException | None = None

    @property
    def usage(self) -> dict[str, Usage]:
        """Return what the calls of each stage cost so far, failed attempts too, sorted by stage."""
        with self._lock:
            return dict(sorted(self._usage.items()))

    @property
    def models(self) -> tuple[str, ...]:
        """Return the models that answered, as the server named them, sorted."""
        with self._lock:
            return tuple(sorted(self._models))

    @property
    def is_down(self) -> bool:
        """Tell whether the provider was given up."""
        return self._outage is not None

    def ask(self, requests: Sequence[LLMRequest[T]]) -> list[LLMReply[T] | LLMError]:
        """Answer every request, in order (the `Ask` that stages are handed).

        Raises:
            StoppedError: the run stops; `failure` holds what stopped it, if an error did.
        """
        futures = [self._threads.submit(self._answer, request) for request in requests]
        return [future.result() for future in futures]

    def stop(self) -> None:
        """Make no call that has not begun."""
        self._stopping.set()

    def close(self, *, wait: bool) -> None:
        """End the threads; with `wait`, after the calls under way."""
        self._threads.shutdown(wait=wait, cancel_futures=True)

    def emit(self, event: Event) -> None:
        """Hand an event to the sink, one at a time."""
        with self._lock:
            self._sink.emit(event)

    def _answer(self, request: LLMRequest[T]) -> LLMReply[T] | LLMError:
        if self._stopping.is_set():
            raise StoppedError
        if self._outage is not None:
            return UnavailableError(f"not asked, since {self._outage}")
        try:
            reply = self._llm.complete(request)
        except LLMError as error:
            self._count_failure(error)
            return self._failed(request, error)
        except BaseException as error:
            self.failure = self.failure or error
            self.stop()
            raise StoppedError from error
        return self._answered(request, reply)

    def _answered(self, request: LLMRequest[T], reply: LLMReply[T]) -> LLMReply[T]:
        usage = Usage() if reply.is_cached else reply.usage
        with self._lock:
            self._models.add(reply.model)
            if not reply.is_cached:
                self._has_answered, self._failures_in_a_row = True, 0
        self._spend(request, usage, CallEnded(request.stage, request.unit, usage, is_cached=reply.is_cached))
        return reply

    def _failed(self, request: LLMRequest[T], error: LLMError) -> LLMError:
        self._spend(request, error.usage, CallEnded(request.stage, request.unit, error.usage, failure=str(error)))
        return error

    def _spend(self, request: LLMRequest[T], usage: Usage, event: CallEnded) -> None:
        with self._lock:
            self._usage[request.stage] = self._usage.get(request.stage, Usage()) + usage
            self._sink.emit(event)

    def _count_failure(self, error: LLMError) -> None:
        with self._lock:
            self._failures_in_a_row = self._failures_in_a_row + 1 if isinstance(error, UnavailableError) else 0
            limit = FAILURES_AFTER_AN_ANSWER if self._has_answered else FAILURES_BEFORE_ANY_ANSWER
            if self._failures_in_a_row >= limit and self._outage is None:
                self._outage = f"{limit} calls in a row failed, the last one because {error}"
                self._sink.emit(Warned(f"{self._outage}: nothing more is asked"))
