"""A language model that answers from a script: for tests, this package's own and its users'.

Invariant: a scripted answer passes the reply model like a real one, and every request is kept, in the order of arrival.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.errors import InvalidReplyError
from pipeline.llm import wire
from pipeline.llm.port import LLMReply, LLMRequest
from schemas.usage import Usage

T = TypeVar("T", bound=BaseModel)
Answer: TypeAlias = BaseModel | Mapping[str, Any] | Exception
Script: TypeAlias = Callable[[LLMRequest[Any]], Answer] | Sequence[Answer]


class ScriptExhaustedError(Exception):
    """More requests were made than the script has answers; outside the error tree, for it is the test's own mistake."""


class ScriptedLLM:
    """Answers each request from `answers`: a function of the request, or one answer after another.

    A model or a mapping is the reply (validated under the reply model), an exception is raised. Safe to call from
    several threads; a sequence is then handed out in the order of arrival.
    """

    def __init__(self, answers: Script, model: str = "scripted", usage: Usage | None = None) -> None:
        """Take the script, the model's name in replies, and what each reply cost (one attempt, no tokens)."""
        self.requests: list[LLMRequest[Any]] = []
        self._answer = answers if callable(answers) else None
        self._rest: Iterator[Answer] = iter(() if callable(answers) else answers)
        self._model = model
        self._usage = usage or Usage(attempts=1)
        self._lock = threading.Lock()

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        """Answer one request from the script.

        Raises:
            InvalidReplyError: the scripted reply breaks the reply model.
            ScriptExhaustedError: no answer is left.
            Exception: whatever the script says.
        """
        answer = self._next(request)
        if isinstance(answer, Exception):
            raise answer
        return LLMReply(value=self._validated(request, answer), model=self._model, usage=self._usage)

    def _next(self, request: LLMRequest[Any]) -> Answer:
        with self._lock:
            self.requests.append(request)
            if self._answer is None:
                return self._take(request)
        return self._answer(request)

    def _take(self, request: LLMRequest[Any]) -> Answer:
        for answer in self._rest:
            return answer
        raise ScriptExhaustedError(
            f"the script has {len(self.requests) - 1} answers, and {request.stage} {request.unit!r} is one request more"
        )

    def _validated(self, request: LLMRequest[T], answer: BaseModel | Mapping[str, Any]) -> T:
        if isinstance(answer, request.reply_model):
            return answer
        plain = answer.model_dump() if isinstance(answer, BaseModel) else dict(answer)
        try:
            return request.reply_model.model_validate(plain)
        except ValidationError as error:
            raise InvalidReplyError(
                f"the scripted answer breaks the schema: {wire.reason(error)}", self._usage
            ) from error
