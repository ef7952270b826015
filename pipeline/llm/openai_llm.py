"""Speaks to any OpenAI-compatible endpoint; the only importer of instructor.

Invariant: an answer of the wrong form is asked for once more, each request has the attempts that the policy of retries
gives it, each attempt its own turn of the gate, and what all of them cost is in the reply or in the error. openai makes
no attempts of its own, and instructor sees only well-formed completions, so that neither can spend or retry behind
this module.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, NoReturn, TypeVar

import httpx2
import instructor
import openai
from instructor.core import InstructorRetryException
from openai.types.chat import ChatCompletion, ChatCompletionMessage
from openai.types.chat.chat_completion import Choice
from pydantic import BaseModel, ValidationError

from pipeline.errors import (
    FactgradeError,
    InvalidReplyError,
    NoRecordingError,
    StoppedError,
    UnavailableError,
)
from pipeline.llm import failure, wire
from pipeline.llm.address import shown, speaks_strictly
from pipeline.llm.client import connect, failure_of, silence_of
from pipeline.llm.gate import Gate, OpenGate, Turn, worst_usage
from pipeline.llm.port import LLMReply, LLMRequest
from pipeline.llm.price import Price
from pipeline.llm.reply import Answer, read_answer
from pipeline.llm.retrying import RetryLimits, RetryPolicy
from schemas.usage import Usage

T = TypeVar("T", bound=BaseModel)

# The request never reached the server, so that nobody bills it.
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)

# Named, not imported: vcr takes a quarter of a second to import, and only a replay can raise it.
_NO_RECORDING = "CannotOverwriteExistingCassetteException"


@lru_cache(maxsize=64)
def _strict_schema(reply_model: type[BaseModel]) -> Mapping[str, Any]:
    """Return openai's strict form of a model's schema: every field required, no other fields."""
    return openai.pydantic_function_tool(reply_model)["function"]["parameters"]


def _body(request: LLMRequest[Any], messages: wire.Messages, *, strict: bool) -> bytes:
    reply_model: type[BaseModel] = request.reply_model
    return wire.encode(wire.payload(request, messages, _strict_schema(reply_model), strict=strict))


def request_body(request: LLMRequest[Any], strict: bool) -> bytes:  # noqa: FBT001  the one thing a caller varies
    """Return the bytes that a first attempt sends for `request`, without sending them.

    `strict` is that of the adapter: `OpenAILLM.is_strict`.
    """
    return _body(request, wire.first_messages(request), strict=strict)


@dataclass(frozen=True)
class Way:
    """How a request gets to the endpoint: what lets it through, how often it is attempted, what it costs."""

    gate: Gate = field(default_factory=OpenGate)
    retry: RetryPolicy = field(default_factory=lambda: RetryPolicy(RetryLimits(attempts=1)))
    price: Price | None = None


class OpenAILLM:
    """An endpoint that answers `POST <base_url>/chat/completions`."""

    def __init__(
        self,
        base_url: str,
        api_key: str | None,
        timeout_s: float,
        *,
        strict: bool | None = None,
        http_client: httpx2.Client | None = None,
        way: Way | None = None,
        place: str | None = None,
    ) -> None:
        """Prepare a client; no request is made.

        Args:
            base_url: of the API, as in "https://api.openai.com/v1".
            api_key: sent as bearer token; None or "" where the endpoint wants none.
            timeout_s: seconds for connecting, and from sending a request to the end of its answer.
            strict: speak OpenAI's own dialect (`wire.payload`); None: only to api.openai.com.
            http_client: to send with, in place of one of its own; closed as that would be.
            way: when, how often and at which price requests are sent; None: at once, once, at an unknown one.
            place: what messages call the endpoint; None: its URL.

        Raises:
            ConfigurationError: the URL or the key cannot be used at all.
        """
        self.place = place or shown(base_url)
        self.is_strict = speaks_strictly(base_url, strict)
        self._way = way or Way()
        self._client = connect(base_url, api_key, timeout_s, http_client, is_bounded=True)
        # instructor logs each failure with the answer in it, and an unconfigured logger prints that to standard error.
        logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        """Answer one request, with one more try for an answer that breaks its schema.

        Raises:
            LLMError: as its subclasses say; a body that is no chat completion counts as an invalid reply.
            ConfigurationError: wrong key, model, URL or quota, or a replay without this request.
            StoppedError: the run stops, or its budget does, before the request had its turn.
        """
        exchange = _Exchange(self._client, self._way, request, self.place, strict=self.is_strict)
        exchange.begin()
        try:
            value = request.reply_model.model_validate_json(exchange.text)
        except ValidationError:
            value = exchange.mend()
        return LLMReply(value=value, model=exchange.model, usage=exchange.usage)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class _Exchange(Generic[T]):
    """The attempts at one request, and what they cost so far."""

    def __init__(self, client: openai.OpenAI, way: Way, request: LLMRequest[T], place: str, *, strict: bool) -> None:
        self._client = client
        self._way = way
        self._request = request
        self._who = f"{request.model!r} at {place}"
        self._strict = strict
        self._has_asked_twice = False
        self.usage = Usage()
        self.text = ""
        self.model = request.model

    def begin(self) -> None:
        """Ask for the first time."""
        try:
            self._take_answer(wire.first_messages(self._request))
        except StoppedError as error:
            error.usage = self.usage
            raise

    def mend(self) -> T:
        """Return the value of a second answer, for which instructor tells the model what was wrong with the first.

        An answer that is valid at once never gets here: instructor prepares each call anew, its schema and a subclass
        of the reply model, and that costs as much as all the rest of a call.
        """
        ask = instructor.patch(create=self._create, mode=instructor.Mode.JSON_SCHEMA)
        messages = wire.first_messages(self._request)
        try:
            ask(response_model=self._request.reply_model, max_retries=1, strict=False, messages=messages)
        except InstructorRetryException as error:
            self._give_up(error.__cause__)
        return self._request.reply_model.model_validate_json(self.text)

    def _create(self, messages: wire.Messages, **_prepared: object) -> ChatCompletion:
        """Give instructor the answer that is there, then a second one; its own response format is replaced by ours."""
        if len(messages) > len(wire.first_messages(self._request)):
            self._ask_twice()
            self._take_answer(wire.without_links(messages))
        return _well_formed(self.text, self.model)

    def _take_answer(self, messages: wire.Messages) -> None:
        """Ask, once more where the answer is no completion."""
        body = _body(self._request, messages, strict=self._strict)
        try:
            answer = self._ask(body)
        except InvalidReplyError:
            self._ask_twice()
            answer = self._ask(body)
        self.text, self.model = answer.text, answer.model

    def _give_up(self, cause: BaseException | None) -> NoReturn:
        """Raise the error of the seam that a failed exchange ended in."""
        if isinstance(cause, ValidationError):
            raise InvalidReplyError(f"{self._who} broke the schema twice: {wire.reason(cause)}", self.usage) from None
        if isinstance(cause, StoppedError):
            cause.usage = self.usage
        raise cause or InvalidReplyError(f"{self._who} gave no valid answer", self.usage) from None

    def _ask_twice(self) -> None:
        """Note that this is the second try; raise where it would be the third."""
        if self._has_asked_twice:
            raise InvalidReplyError(f"{self._who} gave two answers of the wrong form", self.usage)
        self._has_asked_twice = True
        self.usage += Usage(second_tries=1)

    def _ask(self, body: bytes) -> Answer:
        """Return the answer, after as many attempts as the policy gives."""
        return self._way.retry.call(lambda: self._send(body))

    def _send(self, body: bytes) -> Answer:
        """Send one request when its turn comes."""
        worst = worst_usage(body, self._request)
        with self._way.gate.turn(worst) as turn:
            try:
                content = self._client.post("/chat/completions", cast_to=httpx2.Response, content=body).content
            except openai.APIStatusError as error:
                self._spend(turn, Usage(attempts=1))
                raise self._explain_status(error) from None
            except openai.APIConnectionError as error:
                self._spend(turn, Usage(attempts=1, unmetered=int(not _is_unsent(error))))
                raise self._explain_silence(error) from None
            self._spend(turn, wire.read_usage(content))
            return read_answer(content, self._request, self._who, self.usage)

    def _spend(self, turn: Turn, usage: Usage) -> None:
        price = self._way.price
        turn.usage = usage.model_copy(update={"cost_usd": price.cost(usage)}) if price else usage
        self.usage += turn.usage

    def _explain_status(self, error: openai.APIStatusError) -> FactgradeError:
        return failure.explain(failure_of(error), self._who, self._request.unit, self.usage)

    def _explain_silence(self, error: openai.APIConnectionError) -> FactgradeError:
        if any(type(cause).__name__ == _NO_RECORDING for cause in _causes(error)):
            asked = self._request
            return NoRecordingError(
                f"no recording of {asked.stage} {asked.unit!r} (prompt {asked.prompt}, model {asked.model!r}, "
                f"request {asked.key[:12]}): give exactly the articles that were recorded, or let a model answer, "
                "which `factgrade run --record FILE` records"
            )
        return UnavailableError(f"{self._who} {silence_of(error)}", self.usage)


def _well_formed(text: str, model: str) -> ChatCompletion:
    """Return a completion without usage: instructor would overwrite it with the sum over its attempts."""
    message = ChatCompletionMessage(role="assistant", content=text)
    choice = Choice(index=0, finish_reason="stop", message=message)
    return ChatCompletion(id="", created=0, object="chat.completion", model=model, choices=[choice])


def _is_unsent(error: openai.APIConnectionError) -> bool:
    return any(isinstance(cause, _UNSENT) for cause in _causes(error))


def _causes(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain
