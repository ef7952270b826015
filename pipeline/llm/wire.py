"""What goes over the wire: the payload of a chat completion, and what the body of an answer says.

Equal requests give equal payloads, in one order of keys, so that their bytes can identify an exchange. Reading trusts
nothing: a body may be prose, half a document, or a completion without usage. No vendor's library is needed for either.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, Field, ValidationError, ValidatorFunctionWrapHandler, field_validator

from pipeline.llm.port import LLMRequest
from schemas.usage import Usage

Messages = Sequence[Mapping[str, Any]]

_NO_NAME_CHARACTER = re.compile(r"[^A-Za-z0-9_-]")
_LIBRARY_LINK = re.compile(r"\n *For further information visit \S+")
_OWN_WORDS = frozenset({"value_error", "assertion_error"})
_MAX_PLACE = 80
_OPENING = 2

# OpenAI answers 400 "unsupported_value" to any temperature but the default for these families.
_REASONING_MODEL = re.compile(r"o\d|gpt-5")


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class Completion(BaseModel):
    """The parts of a chat completion that matter here; endpoints add others and leave some out."""

    model: str = ""
    choices: list[_Choice] = Field(default_factory=list)
    error: Any = None


class _Details(BaseModel):
    cached_tokens: int | None = None


class _Tokens(BaseModel):
    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)
    prompt_tokens_details: _Details | None = None


class _Metered(BaseModel):
    usage: _Tokens | None = None

    @field_validator("usage", mode="wrap")
    @classmethod
    def _tolerate(cls, value: object, read: ValidatorFunctionWrapHandler) -> object:
        try:
            return read(value)
        except ValidationError:
            return None


def first_messages(request: LLMRequest[Any]) -> list[dict[str, Any]]:
    """Return the two messages that open the exchange."""
    return [{"role": "system", "content": request.system}, {"role": "user", "content": request.user}]


def payload(request: LLMRequest[Any], messages: Messages, schema: Mapping[str, Any], *, strict: bool) -> dict[str, Any]:
    """Return the body of a chat completion call as a JSON object.

    Args:
        request: the parameters.
        messages: the conversation so far; it grows when an answer is asked for again.
        schema: JSON Schema of the answer.
        strict: speak OpenAI's own dialect (`strict: true`, `max_completion_tokens`) instead of the one that
            llama.cpp, vLLM, Ollama and the hosted compatible endpoints share (`max_tokens`). OpenAI's reasoning models
            are sent no temperature.
    """
    answer: dict[str, Any] = {"name": _NO_NAME_CHARACTER.sub("_", request.reply_model.__name__)[:64]}
    if strict:
        answer["strict"] = True
    body: dict[str, Any] = {"model": request.model, "messages": list(messages)}
    if not (strict and _REASONING_MODEL.match(request.model)):
        body["temperature"] = request.temperature
    if request.seed is not None:
        body["seed"] = request.seed
    body["max_completion_tokens" if strict else "max_tokens"] = request.max_tokens
    body["response_format"] = {"type": "json_schema", "json_schema": {**answer, "schema": schema}}
    return body


def encode(body: Mapping[str, Any]) -> bytes:
    """Return the bytes of a body: compact JSON in UTF-8, keys in the order given."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def without_links(messages: Messages) -> list[dict[str, Any]]:
    """Return the conversation without the links that pydantic appends to its errors in a second try.

    They name pydantic's version, so that a recorded second try would match no later release. The two opening messages
    hold the article and stay as they are.
    """
    opening, later = messages[:_OPENING], messages[_OPENING:]
    return [dict(each) for each in opening] + [{**each, "content": _plain(each.get("content"))} for each in later]


def _plain(content: object) -> str:
    return _LIBRARY_LINK.sub("", str(content or ""))


def read_usage(body: bytes) -> Usage:
    """Return what one answered attempt cost; it is unmetered where the endpoint did not count, or not in numbers."""
    try:
        tokens = _Metered.model_validate_json(body).usage
    except ValidationError:
        tokens = None
    if tokens is None:
        return Usage(attempts=1, unmetered=1)
    details = tokens.prompt_tokens_details or _Details()
    return Usage(
        attempts=1,
        input_tokens=tokens.prompt_tokens,
        cached_tokens=max(details.cached_tokens or 0, 0),
        output_tokens=tokens.completion_tokens,
    )


def read_completion(body: bytes) -> Completion | None:
    """Return the completion in a body, or None when it is something else (a page, a log line, half a document)."""
    try:
        return Completion.model_validate_json(body)
    except ValidationError:
        return None


def reason(error: ValidationError) -> str:
    """Return what is wrong with an answer in a few words, none of them taken from the answer."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    names = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]
    place = ".".join(str(name) for name in names)[:_MAX_PLACE]
    what = first["type"] if first["type"] in _OWN_WORDS else first["msg"]
    return f"{place}: {what}" if place else what
