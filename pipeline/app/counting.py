"""Counts what the answers to an evaluation cost, whoever gave them, and asks with another seed where that is wanted."""

import threading
from dataclasses import dataclass, field, replace

from pipeline.errors import LLMError
from pipeline.llm.port import LLM, LLMReply, LLMRequest, T
from schemas.usage import Usage


@dataclass
class CountingLLM:
    """Passes requests on; an answer from the cache counts with what it once cost. Safe to call from several threads.

    `seed_shift` is added to the seed of every request that has one.
    """

    llm: LLM
    seed_shift: int = 0
    calls: int = 0
    cached: int = 0
    usage: Usage = field(default_factory=Usage)
    models: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        """Answer one request.

        Raises:
            LLMError: as the model behind it does.
            ConfigurationError: as the model behind it does.
        """
        if self.seed_shift and request.seed is not None:
            request = replace(request, seed=request.seed + self.seed_shift)
        try:
            reply = self.llm.complete(request)
        except LLMError as error:
            self._count(error.usage, is_cached=False)
            raise
        self._count(reply.usage + reply.paid, is_cached=reply.is_cached, model=reply.model)
        return reply

    def _count(self, usage: Usage, *, is_cached: bool, model: str | None = None) -> None:
        with self._lock:
            self.calls += 1
            self.cached += is_cached
            self.usage += usage
            self.models |= {model} if model else set()
