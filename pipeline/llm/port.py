"""The seam to a language model: what a stage asks, what it gets back, and the key that identifies a request.

Everything that decides an answer is in `LLMRequest`, so that `key` can serve the cache, resume and provenance alike.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from pipeline.errors import LLMError
from schemas.usage import Usage

T = TypeVar("T", bound=BaseModel)


@lru_cache(maxsize=256)
def _schema(reply_model: type[BaseModel]) -> Mapping[str, Any]:
    # Thousands of requests share a few reply models, and making a schema takes as long as sending a request.
    return reply_model.model_json_schema()


@dataclass(frozen=True)
class LLMRequest(Generic[T]):
    """One question: two messages, the model its answer must fit, and the parameters.

    `stage` and `unit` say what the request is for ("extract", "000_x.txt sentences 1-4"); they are for people and no
    part of the key. `prompt` is "name/version" of the prompt that was rendered.
    """

    stage: str
    unit: str
    prompt: str
    system: str
    user: str
    reply_model: type[T]
    model: str
    max_tokens: int
    temperature: float = 0.0
    seed: int | None = 7

    @property
    def schema(self) -> Mapping[str, Any]:
        """Return the JSON Schema of the reply model."""
        return _schema(self.reply_model)

    @cached_property
    def key(self) -> str:
        """Return the SHA-256 over everything that decides the answer, in hexadecimal."""
        parts = [self.system, self.user, self.schema, self.model, self.max_tokens, self.temperature, self.seed]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class LLMReply(Generic[T]):
    """A valid answer: `model` as the server named it, `usage` over all attempts; `is_cached` where no call was made.

    A cached answer has no usage, and `paid` is what it cost when it was paid; of a fresh one `paid` is zero.
    """

    value: T
    model: str
    usage: Usage
    is_cached: bool = False
    paid: Usage = field(default_factory=Usage)


class LLM(Protocol):
    """A model behind whatever stack of adapters."""

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        """Answer one request.

        Raises:
            LLMError: this call gave no usable answer; its unit is not checked.
            ConfigurationError: no call can work as configured; the run stops.
        """
        ...


class Ask(Protocol):
    """What a stage is handed: answers many requests, in their order, each with a reply or the error it ended in."""

    def __call__(self, requests: Sequence[LLMRequest[T]]) -> list[LLMReply[T] | LLMError]:
        """Answer every request; only errors that must stop the run are raised."""
        ...


def ask_in_turn(llm: LLM) -> Ask:
    """Return an `Ask` that puts the requests to `llm` one after another, in the caller's own thread."""

    def ask(requests: Sequence[LLMRequest[T]]) -> list[LLMReply[T] | LLMError]:
        return [_answer(llm, request) for request in requests]

    return ask


def _answer(llm: LLM, request: LLMRequest[T]) -> LLMReply[T] | LLMError:
    try:
        return llm.complete(request)
    except LLMError as error:
        return error
