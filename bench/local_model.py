"""A model of this machine for the benchmarks of quality, with its answers kept between runs, and what it was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.llm.caching import CachingLLM
from pipeline.llm.local import LOCAL_TIMEOUT_S, LocalLLM, LocalServer, Power
from pipeline.llm.port import LLM, LLMReply, LLMRequest, T
from pipeline.settings import Settings
from pipeline.weights import Weights, known_digest
from schemas.usage import Usage

CONTEXT_TOKENS = 8192


@dataclass
class Counting:
    """Counts calls and what they cost; one that was answered from the cache counts like the others."""

    llm: LLM
    calls: int = 0
    usage: Usage = field(default_factory=Usage)

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        """Answer one request."""
        reply = self.llm.complete(request)
        self.calls += 1
        self.usage += reply.usage + reply.paid
        return reply

    def told(self) -> str:
        """Return the counts in words."""
        return f"{self.calls} calls, {self.usage.input_tokens} tokens in, {self.usage.output_tokens} out"


def weights_at(gguf: Path) -> Weights:
    """Return a file of weights with its digest."""
    return Weights(gguf.stem, known_digest(gguf, Settings().model_dir), gguf)


@contextmanager
def local_llm(gguf: Path, threads: int) -> Iterator[tuple[LLM, str]]:
    """Give a model of this machine, with a cache in front of it, and its name; its server ends with the `with`."""
    weights = weights_at(gguf)
    local = LocalLLM(LocalServer(weights, Power(CONTEXT_TOKENS, 1, threads)), LOCAL_TIMEOUT_S)
    cached = CachingLLM(local, Settings().cache_dir / f"bench-{weights.sha256[:12]}", print)
    try:
        yield cached, weights.model
    finally:
        cached.close()
        local.close()
