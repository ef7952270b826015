"""What the body of a chat completion amounts to: a valid reply, or the error of the seam that tells why there is none.

Invariant: a body is judged here alone, whether it came from a live call or out of a batch; no message quotes it.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.errors import FilteredError, InvalidReplyError, RefusedError, TruncatedError, UnavailableError
from pipeline.llm import wire
from pipeline.llm.port import LLMReply, LLMRequest
from schemas.usage import Usage

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Answer:
    """What the model wrote, not yet validated, and the model as the server named it."""

    text: str
    model: str


def read_answer(body: bytes, request: LLMRequest[Any], who: str, usage: Usage) -> Answer:
    """Return the text of a completion that ended as it should.

    Args:
        body: of an answer with status 200.
        request: what was asked.
        who: the model and the endpoint, for messages.
        usage: what the attempts cost so far, this one included; errors carry it.

    Raises:
        InvalidReplyError: the body is no chat completion, or one without a choice.
        UnavailableError: it holds an error in place of a choice.
        RefusedError: the model declined.
        FilteredError: a content filter stopped the answer.
        TruncatedError: it ended at the limit of tokens.
    """
    completion = wire.read_completion(body)
    if completion is None:
        raise InvalidReplyError(f"{who} answered with no chat completion; is the URL right?", usage)
    if not completion.choices:
        if completion.error:
            raise UnavailableError(f"{who} answered 200 with an error in the body", usage)
        raise InvalidReplyError(f"{who} answered without a choice", usage)
    choice = completion.choices[0]
    if choice.message.refusal:
        raise RefusedError(f"{who} declined to answer {request.unit!r}", usage)
    if choice.finish_reason == "content_filter":
        raise FilteredError(f"a content filter at {who} stopped the answer to {request.unit!r}", usage)
    if choice.finish_reason == "length":
        raise TruncatedError(f"{who} reached {request.max_tokens} tokens in {request.unit!r}", usage)
    return Answer(choice.message.content or "", completion.model or request.model)


def read_reply(body: bytes, request: LLMRequest[T], who: str) -> LLMReply[T]:
    """Return the reply in the body of a single attempt, with its usage.

    Raises:
        InvalidReplyError: also where the answer breaks the reply model.
        LLMError: as `read_answer` says.
    """
    usage = wire.read_usage(body)
    answer = read_answer(body, request, who, usage)
    try:
        value = request.reply_model.model_validate_json(answer.text)
    except ValidationError as error:
        told = f"{who} broke the schema in {request.unit!r}: {wire.reason(error)}"
        raise InvalidReplyError(told, usage) from None
    return LLMReply(value=value, model=answer.model, usage=usage)
