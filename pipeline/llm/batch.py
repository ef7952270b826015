"""A batch of requests that an endpoint answers within a day at half the price: its values, and the files it is sent as.

Invariants: a request is one line in one file, with the very bytes of body that a live call would send; a file holds one
model's requests and keeps to the limits of the endpoint. No vendor's library is needed.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from pipeline.errors import FactgradeError
from pipeline.llm.port import LLMRequest
from schemas.frozen import Frozen

ENDPOINT: Final = "/v1/chat/completions"


class BatchState(StrEnum):
    """Where a batch is, in the endpoint's words; `unknown` for a word that is new."""

    VALIDATING = "validating"
    FAILED = "failed"
    IN_PROGRESS = "in_progress"
    FINALIZING = "finalizing"
    COMPLETED = "completed"
    EXPIRED = "expired"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


_ENDED = frozenset({BatchState.FAILED, BatchState.COMPLETED, BatchState.EXPIRED, BatchState.CANCELLED})


class SubmittedBatch(Frozen):
    """A batch that the endpoint took: what has to be kept to collect it. `keys` are those of its requests."""

    batch_id: str
    input_file_id: str
    keys: tuple[str, ...]
    created_at: datetime


class BatchFault(Frozen):
    """Why a batch failed its validation: the endpoint's code, and the line and parameter that it names."""

    code: str
    line: int | None = None
    param: str | None = None


class BatchStatus(Frozen):
    """How far a batch is: counts of requests, and the files of what was answered (output) and what was not (error).

    A file id is None while there is no file, and stays so where the file would be empty. `expires_at` is aware, in UTC.
    """

    batch_id: str
    state: BatchState
    total: int = 0
    completed: int = 0
    failed: int = 0
    output_file_id: str | None = None
    error_file_id: str | None = None
    expires_at: datetime | None = None
    errors: tuple[BatchFault, ...] = ()

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing more will happen to it."""
        return self.state in _ENDED


@dataclass(frozen=True)
class BatchAnswer:
    """What became of one request: the body of its chat completion, or the error it ended in.

    `key` is None for a damaged line that does not say whose it is. `is_expired` is a request that was never run,
    because the batch ran out of time; it cost nothing.
    """

    key: str | None
    body: bytes | None = None
    failure: FactgradeError | None = None
    is_expired: bool = False


@dataclass(frozen=True)
class BatchLimits:
    """The most that one file may hold; OpenAI takes 50,000 requests and 200 MB, which is left some room here."""

    requests: int = 50_000
    size_bytes: int = 190_000_000


@dataclass(frozen=True)
class BatchPart:
    """One file: JSON lines, and the keys of its requests in the order of the lines."""

    keys: tuple[str, ...]
    content: bytes

    @property
    def tag(self) -> str:
        """Return what the batch is known by: a digest of its keys, whatever their order."""
        return hashlib.sha256("\n".join(sorted(self.keys)).encode()).hexdigest()


def split(
    requests: Sequence[LLMRequest[Any]], body_of: Callable[[LLMRequest[Any]], bytes], limits: BatchLimits
) -> Iterator[BatchPart]:
    """Yield the files that hold each request once, one after another, so that one file at a time is in memory.

    A file holds one model's requests, because OpenAI takes no other. A request beyond `limits.size_bytes` has a file of
    its own, for the endpoint to judge.
    """
    unique = {request.key: request for request in requests}
    for model in dict.fromkeys(request.model for request in unique.values()):
        lines = ((key, _line(key, body_of(each))) for key, each in unique.items() if each.model == model)
        yield from _filled(lines, limits)


def _line(key: str, body: bytes) -> bytes:
    return b'{"custom_id":"%s","method":"POST","url":"%s","body":%s}\n' % (key.encode(), ENDPOINT.encode(), body)


def _filled(lines: Iterator[tuple[str, bytes]], limits: BatchLimits) -> Iterator[BatchPart]:
    held: dict[str, bytes] = {}
    size_bytes = 0
    for key, line in lines:
        if held and (len(held) >= limits.requests or size_bytes + len(line) > limits.size_bytes):
            yield BatchPart(tuple(held), b"".join(held.values()))
            held, size_bytes = {}, 0
        held[key] = line
        size_bytes += len(line)
    yield BatchPart(tuple(held), b"".join(held.values()))
