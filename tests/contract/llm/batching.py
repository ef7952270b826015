"""The endpoint of batches at a server of our own, for the tests of what is submitted and of what is collected."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from pipeline.errors import UnavailableError
from pipeline.llm.batch import BatchAnswer, BatchLimits, SubmittedBatch
from pipeline.llm.openai_batch import BatchEndpoint
from tests.batch_service import Answered
from tests.unit.llm.asking import ask

T = TypeVar("T")
Reach: TypeAlias = Callable[..., BatchEndpoint]
Answers: TypeAlias = dict[str, Answered]

CREATE, UPLOAD, LIST = "POST /v1/batches", "POST /v1/files", "GET /v1/batches"
STATUS, CANCEL, CONTENT = "GET /v1/batches/{id}", "POST /v1/batches/{id}/cancel", "GET /v1/files/{id}/content"
REQUESTS = [ask(name) for name in "abc"]
KEYS = [request.key for request in REQUESTS]


def three_times(attempt: Callable[[], T], /) -> T:
    for _ in range(2):
        try:
            return attempt()
        except UnavailableError:
            continue
    return attempt()


def limited(count: int) -> BatchLimits:
    return BatchLimits(requests=count)


def submitted(endpoint: BatchEndpoint, *texts: str) -> SubmittedBatch:
    (batch,) = endpoint.submit([ask(text) for text in texts])
    return batch


def collected(endpoint: BatchEndpoint, batch_id: str) -> dict[str, BatchAnswer]:
    """Return the answers by key; that of a damaged line is under the empty one."""
    return {answer.key or "": answer for answer in endpoint.results(endpoint.status(batch_id))}
