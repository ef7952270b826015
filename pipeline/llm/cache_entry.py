"""What an answer looks like in the cache: a line of JSON that can tell whether it is whole.

Invariant: an entry is read as it was written under its very key, or not at all. Its digest is the SHA-256 over the key
and everything else, so a changed or half-written entry is found, and so is one that was filed under another key.
"""

import hashlib
import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, ValidationError

from pipeline.llm.port import LLMReply, LLMRequest
from schemas.frozen import Frozen
from schemas.usage import Usage

_FIRST_FORM = {"value", "model", "usage"}


class Fault(StrEnum):
    """Why an entry answers nothing: it is damaged, or whole and of a form that is written no longer."""

    DAMAGED = "damaged"
    OUTDATED = "outdated"


class Entry(Frozen):
    """A kept answer: `value` as plain JSON, what it cost when it was paid, and when and what for it was asked."""

    value: Any
    model: str
    usage: Usage
    written_at: AwareDatetime
    stage: str
    prompt: str


def write_entry(request: LLMRequest[Any], reply: LLMReply[Any], now: datetime) -> str:
    """Return the entry of a valid reply; that of a cached one keeps what was paid. `now` must be aware."""
    content = {
        "value": reply.value.model_dump(mode="json", by_alias=True, round_trip=True),
        "model": reply.model,
        "usage": (reply.paid if reply.is_cached else reply.usage).model_dump(mode="json"),
        "written_at": now.astimezone(UTC).isoformat(),
        "stage": request.stage,
        "prompt": request.prompt,
    }
    return json.dumps({**content, "digest": _digest(request.key, content)})


def read_entry(key: str, text: str) -> Entry | Fault:
    """Return what is stored under a key, or why it cannot be used."""
    try:
        content = json.loads(text)
        if not isinstance(content, dict):
            return Fault.DAMAGED
        if content.keys() == _FIRST_FORM:
            return Fault.OUTDATED
        if content.pop("digest", None) != _digest(key, content):
            return Fault.DAMAGED
        return Entry.model_validate(content)
    except ValidationError:  # a ValueError, so it goes first
        return Fault.OUTDATED
    except (ValueError, RecursionError):
        return Fault.DAMAGED


def _digest(key: str, content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps([key, content], sort_keys=True).encode()).hexdigest()
