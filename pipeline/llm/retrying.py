"""Asks again when an endpoint is down or throttles; the only importer of tenacity.

Invariant: this is the one policy of retries. Only `UnavailableError` and its kind are asked again, the last error
itself is raised, and what every attempt cost is in the reply or in that error.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from pipeline.errors import LLMError, ThrottledError, UnavailableError
from pipeline.llm.port import LLM, LLMReply, LLMRequest
from schemas.usage import Usage

T = TypeVar("T", bound=BaseModel)


class RetryingLLM:
    """Gives a request several attempts, with waits between them that grow and differ."""

    def __init__(
        self,
        inner: LLM,
        attempts: int = 4,
        max_wait_s: float = 60,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Wrap `inner`.

        Args:
            inner: what is asked.
            attempts: how often at most, the first time included.
            max_wait_s: no single wait is longer, whatever the endpoint asks for.
            sleep: waits that many seconds.
        """
        self._inner = inner
        self._attempts = attempts
        self._max_wait_s = max_wait_s
        self._sleep = sleep
        self._backoff = wait_exponential_jitter(initial=1, max=max_wait_s, jitter=1)

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        """Answer one request; errors as `inner` raises them, with the usage of all attempts."""
        failed: list[Usage] = []

        def attempt() -> LLMReply[T]:
            try:
                return self._inner.complete(request)
            except LLMError as error:
                failed.append(error.usage)
                raise

        try:
            reply = self._policy()(attempt)
        except LLMError as error:
            error.usage = sum(failed, Usage())
            raise
        return replace(reply, usage=sum(failed, reply.usage))

    def _policy(self) -> Retrying:
        return Retrying(
            stop=stop_after_attempt(self._attempts),
            retry=retry_if_exception_type(UnavailableError),
            wait=self._wait_s,
            sleep=self._sleep,
            reraise=True,
        )

    def _wait_s(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        wish = error.retry_after_s if isinstance(error, ThrottledError) else None
        return min(max(wish or 0.0, self._backoff(state)), self._max_wait_s)
