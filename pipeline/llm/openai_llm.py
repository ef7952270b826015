"""Speaks to any OpenAI-compatible endpoint; the only importer of openai and instructor.

Invariant: each complete() makes at most two requests (an answer that breaks its schema is asked for once more), and
what every one of them cost is in the reply or in the error. openai makes no attempts of its own, and instructor sees
only well-formed completions, so that neither can spend or retry behind this module.
"""

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Generic, NoReturn, TypeVar
from urllib.parse import urlsplit

import httpx2
import instructor
import openai
from instructor.core import InstructorRetryException
from openai.types.chat import ChatCompletion, ChatCompletionMessage
from openai.types.chat.chat_completion import Choice
from pydantic import BaseModel, ValidationError

from pipeline.errors import (
    ConfigurationError,
    FactgradeError,
    InvalidReplyError,
    NoRecordingError,
    RefusedError,
    TruncatedError,
    UnavailableError,
)
from pipeline.llm import failure, wire
from pipeline.llm.port import LLMReply, LLMRequest
from schemas.usage import Usage

T = TypeVar("T", bound=BaseModel)

_OPENAI_HOST = "api.openai.com"

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


class OpenAILLM:
    """An endpoint that answers `POST <base_url>/chat/completions`."""

    def __init__(
        self,
        base_url: str,
        api_key: str | None,
        timeout_s: float,
        strict: bool | None = None,  # noqa: FBT001  part of the settings, passed by name
        http_client: httpx2.Client | None = None,
    ) -> None:
        """Prepare a client; no request is made.

        Args:
            base_url: of the API, as in "https://api.openai.com/v1".
            api_key: sent as bearer token; None or "" where the endpoint wants none.
            timeout_s: seconds for connecting, and for each silence while reading.
            strict: speak OpenAI's own dialect (`wire.payload`); None: only to api.openai.com.
            http_client: to send with; it stays the caller's to close.

        Raises:
            ConfigurationError: the URL or the key cannot be used at all.
        """
        self.place = _shown(base_url)
        self.is_strict = urlsplit(base_url).hostname == _OPENAI_HOST if strict is None else strict
        self._client = openai.OpenAI(
            base_url=base_url,
            api_key=_checked_key(api_key),
            timeout=timeout_s,
            max_retries=0,
            http_client=http_client,
        )
        # instructor logs each failure with the answer in it, and an unconfigured logger prints that to standard error.
        logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        """Answer one request, with one more try for an answer that breaks its schema.

        Raises:
            LLMError: as its subclasses say; a body that is no chat completion counts as an invalid reply.
            ConfigurationError: wrong key, model, URL or quota, or a replay without this request.
        """
        exchange = _Exchange(self._client, request, self.place, strict=self.is_strict)
        ask = instructor.patch(create=exchange.create, mode=instructor.Mode.JSON_SCHEMA)
        try:
            ask(
                response_model=request.reply_model,
                max_retries=1,
                strict=False,
                messages=wire.first_messages(request),
            )
        except InstructorRetryException as error:
            exchange.give_up(error.__cause__)
        value = request.reply_model.model_validate_json(exchange.text)
        return LLMReply(value=value, model=exchange.model, usage=exchange.usage)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class _Exchange(Generic[T]):
    """The attempts at one request, and what they cost so far."""

    def __init__(self, client: openai.OpenAI, request: LLMRequest[T], place: str, *, strict: bool) -> None:
        self._client = client
        self._request = request
        self._who = f"{request.model!r} at {place}"
        self._strict = strict
        self.usage = Usage()
        self.text = ""
        self.model = request.model

    def create(self, messages: wire.Messages, **_prepared: object) -> ChatCompletion:
        """Make one attempt; instructor's own response format is replaced by ours."""
        response = self._post(_body(self._request, wire.without_links(messages), strict=self._strict))
        self.usage += wire.read_usage(response.content)
        completion = wire.read_completion(response.content)
        self.text = self._checked_text(completion)
        self.model = (completion.model if completion else "") or self._request.model
        return _well_formed(self.text, self.model)

    def give_up(self, cause: BaseException | None) -> NoReturn:
        """Raise the error of the seam that a failed exchange ended in."""
        if isinstance(cause, ValidationError):
            raise InvalidReplyError(f"{self._who} broke the schema twice: {wire.reason(cause)}", self.usage) from None
        raise cause or InvalidReplyError(f"{self._who} gave no valid answer", self.usage) from None

    def _post(self, body: bytes) -> httpx2.Response:
        try:
            return self._client.post("/chat/completions", cast_to=httpx2.Response, content=body)
        except openai.APIStatusError as error:
            self.usage += Usage(attempts=1)
            raise self._explain_status(error) from None
        except openai.APIConnectionError as error:
            self.usage += Usage(attempts=1)
            raise self._explain_silence(error) from None

    def _explain_status(self, error: openai.APIStatusError) -> FactgradeError:
        codes = (error.type, error.code, error.param)
        answer = failure.Failure(error.status_code, codes, error.response.headers)
        return failure.explain(answer, self._who, self._request.unit, self.usage)

    def _checked_text(self, completion: wire.Completion | None) -> str:
        if completion is None:
            raise InvalidReplyError(f"{self._who} answered with no chat completion; is the URL right?", self.usage)
        if completion.error and not completion.choices:
            raise UnavailableError(f"{self._who} answered 200 with an error in the body", self.usage)
        if not completion.choices:
            raise InvalidReplyError(f"{self._who} answered without a choice", self.usage)
        choice = completion.choices[0]
        if choice.message.refusal or choice.finish_reason == "content_filter":
            raise RefusedError(f"{self._who} declined to answer {self._request.unit!r}", self.usage)
        if choice.finish_reason == "length":
            limit = self._request.max_tokens
            raise TruncatedError(f"{self._who} reached {limit} tokens in {self._request.unit!r}", self.usage)
        return choice.message.content or ""

    def _explain_silence(self, error: openai.APIConnectionError) -> FactgradeError:
        if any(type(cause).__name__ == _NO_RECORDING for cause in _causes(error)):
            asked = self._request
            return NoRecordingError(
                f"no recording of {asked.stage} {asked.unit!r} (prompt {asked.prompt}, model {asked.model!r}, "
                f"request {asked.key[:12]}): record it with --record, or replay what was recorded"
            )
        what = "gave no answer in time" if isinstance(error, openai.APITimeoutError) else "cannot be reached"
        return UnavailableError(f"{self._who} {what}", self.usage)


def _well_formed(text: str, model: str) -> ChatCompletion:
    """Return a completion without usage: instructor would overwrite it with the sum over its attempts."""
    message = ChatCompletionMessage(role="assistant", content=text)
    choice = Choice(index=0, finish_reason="stop", message=message)
    return ChatCompletion(id="", created=0, object="chat.completion", model=model, choices=[choice])


def _shown(base_url: str) -> str:
    """Return the URL for messages, without a name or password in it."""
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https"):
        raise ConfigurationError("the base URL must be like 'https://host/v1', with a scheme and a host")
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path}"


def _checked_key(api_key: str | None) -> str:
    key = (api_key or "").strip() or "none"
    if not (key.isascii() and key.isprintable()):
        raise ConfigurationError("the API key holds a character that no HTTP header may hold: copy it again")
    return key


def _causes(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain
