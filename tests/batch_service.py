"""OpenAI's files and batches as a state machine without HTTP: for the server of `tests/batch_server.py`.

It follows the API's reference: what a batch goes through, what stands in which file, and what is billed. Time does not
pass by itself: a test moves a batch on. Invariant: a request is answered at most once, and every answer is in `ledger`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests import batch_input
from tests.batch_input import Document

PRICE_SHARE = 0.5
STEP_S = 60
WINDOW_S = 24 * 3600
ENDPOINTS = frozenset({"/v1/chat/completions", "/v1/responses", "/v1/embeddings", "/v1/completions"})
_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})


@dataclass(frozen=True)
class Failing:
    """A request that is answered with a failing status."""

    status: int = 400
    code: str | None = None
    kind: str = "invalid_request_error"


@dataclass(frozen=True)
class Expiring:
    """A request whose turn never comes: its batch expires."""


Answered: TypeAlias = Mapping[str, Any] | Failing | Expiring


@dataclass(frozen=True)
class Billed:
    """What one answered request used; it costs `price_share` of a live call."""

    batch_id: str
    custom_id: str
    input_tokens: int
    output_tokens: int
    price_share: float = PRICE_SHARE


@dataclass(frozen=True)
class StoredFile:
    """A file and its content."""

    file_id: str
    name: str
    purpose: str
    created_at: int
    content: bytes

    @property
    def shown(self) -> Document:
        """Return the file object."""
        told = {"id": self.file_id, "object": "file", "bytes": len(self.content), "created_at": self.created_at}
        return {**told, "filename": self.name, "purpose": self.purpose, "status": "processed", "status_details": None}


@dataclass
class _Work:
    """A batch: the object that is shown, the lines that wait, and the two files that grow."""

    shown: Document
    waiting: list[Document] = field(default_factory=list)
    output: list[Document] = field(default_factory=list)
    errors: list[Document] = field(default_factory=list)


class RefusedCallError(Exception):
    """A call that is answered with `status` and an error body."""

    def __init__(self, status: int, message: str, code: str | None = None, param: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}}


class BatchService:
    """Files and batches of one account; `answer` is asked once for each request that is run."""

    def __init__(
        self, answer: Callable[[Document], Answered], max_requests: int = 50_000, max_bytes: int = 200_000_000
    ) -> None:
        self.files: dict[str, StoredFile] = {}
        self.deleted: dict[str, StoredFile] = {}
        self.ledger: list[Billed] = []
        self.now = 1_800_000_000
        self._answer = answer
        self._max_requests = max_requests
        self._max_bytes = max_bytes
        self._works: dict[str, _Work] = {}
        self._made = 0

    def add_file(self, name: str, purpose: str, content: bytes) -> Document:
        """Take an upload; what its lines hold is looked at when a batch is made of it."""
        if purpose != "batch":
            raise RefusedCallError(400, f"'{purpose}' is not one of ['batch'] - 'purpose'", param="purpose")
        if not name.endswith(".jsonl"):
            raise RefusedCallError(400, "Invalid file format for Batch API. Must be .jsonl")
        try:
            content.decode()
        except UnicodeDecodeError:
            raise RefusedCallError(400, "Invalid file for Batch API. Must be utf-8 encoded") from None
        return self._store(name, purpose, content).shown

    def file(self, file_id: str) -> StoredFile:
        """Return a file."""
        if file_id not in self.files:
            raise RefusedCallError(404, f"No such File object: {file_id}", param="id")
        return self.files[file_id]

    def delete_file(self, file_id: str) -> Document:
        """Forget a file."""
        self.deleted[file_id] = self.files.pop(self.file(file_id).file_id)
        return {"id": file_id, "object": "file", "deleted": True}

    def create_batch(self, asked: Document) -> Document:
        """Make a batch, which is `validating`."""
        if asked.get("completion_window") != "24h":
            raise RefusedCallError(400, "Invalid value for completion_window", param="completion_window")
        if asked.get("endpoint") not in ENDPOINTS:
            raise RefusedCallError(400, "Invalid value for endpoint", param="endpoint")
        if asked.get("input_file_id") not in self.files:
            raise RefusedCallError(400, "No such File object", param="input_file_id")
        metadata = asked.get("metadata") or {}
        if len(metadata) > 16 or any(len(key) > 64 or len(str(metadata[key])) > 512 for key in metadata):
            raise RefusedCallError(400, "Invalid metadata", param="metadata")
        shown = _new_batch(self._id("batch_"), asked, metadata, self.now)
        self._works[shown["id"]] = _Work(shown)
        return shown

    def batch(self, batch_id: str) -> Document:
        """Return a batch object."""
        return self._work(batch_id).shown

    def list_batches(self, after: str | None = None, limit: int = 20) -> Document:
        """Return a page of batches, the newest first, that begins behind `after`."""
        if not 1 <= limit <= 100:
            raise RefusedCallError(400, "limit must be between 1 and 100", param="limit")
        ids = list(reversed(self._works))
        rest = ids[ids.index(self.batch(after)["id"]) + 1 :] if after else ids
        page = [self._works[each].shown for each in rest[:limit]]
        ends = {"first_id": page[0]["id"] if page else None, "last_id": page[-1]["id"] if page else None}
        return {"object": "list", "data": page, **ends, "has_more": len(rest) > limit}

    def cancel(self, batch_id: str) -> Document:
        """Begin to give a batch up."""
        work = self._work(batch_id)
        if work.shown["status"] in _ENDED | {"finalizing"}:
            raise RefusedCallError(409, f"Cannot cancel a batch with status '{work.shown['status']}'.")
        if work.shown["status"] != "cancelling":
            self._enter(work, "cancelling")
        return work.shown

    def advance(self, batch_id: str) -> str:
        """Move a batch on by one status, and return the new one."""
        work = self._work(batch_id)
        status = work.shown["status"]
        if status == "validating":
            self._validate(work)
        elif status == "in_progress":
            self.answer_some(batch_id, len(work.waiting))
            self._enter(work, "expired" if work.waiting else "finalizing")
        elif status in ("finalizing", "cancelling"):
            self._enter(work, {"finalizing": "completed", "cancelling": "cancelled"}[status])
        return str(work.shown["status"])

    def finish(self, batch_id: str) -> Document:
        """Move a batch on until it has ended, and return it."""
        while self.advance(batch_id) not in _ENDED:
            pass
        return self.batch(batch_id)

    def expire(self, batch_id: str, after: int) -> Document:
        """Let the day pass after so many requests were answered, and return the batch."""
        if self.batch(batch_id)["status"] == "validating":
            self.advance(batch_id)
        self.answer_some(batch_id, after)
        self._enter(self._work(batch_id), "expired")
        return self.batch(batch_id)

    def fail(self, batch_id: str, code: str) -> Document:
        """Let a batch fail its validation for a reason that is not in its file, and return it."""
        self._reject(self._work(batch_id), [batch_input.fault(code)])
        return self.batch(batch_id)

    def answer_some(self, batch_id: str, count: int) -> None:
        """Answer so many of the requests that wait, in the order of the file; those that expire go on waiting."""
        work = self._work(batch_id)
        for line in work.waiting[:count]:
            answered = self._answer(line["body"])
            if not isinstance(answered, Expiring):
                work.waiting.remove(line)
                self._keep(work, line, answered)

    def replace_content(self, file_id: str, content: bytes) -> None:
        """Put something else into a file, such as a damaged line."""
        kept = self.file(file_id)
        self.files[file_id] = StoredFile(kept.file_id, kept.name, kept.purpose, kept.created_at, content)

    def _id(self, prefix: str) -> str:
        self._made += 1
        return f"{prefix}{self._made:06}"

    def _store(self, name: str, purpose: str, content: bytes) -> StoredFile:
        made = StoredFile(self._id("file-"), name, purpose, self.now, content)
        self.files[made.file_id] = made
        return made

    def _work(self, batch_id: str) -> _Work:
        if batch_id not in self._works:
            raise RefusedCallError(404, f"No batch found with id '{batch_id}'.")
        return self._works[batch_id]

    def _enter(self, work: _Work, status: str) -> None:
        self.now += STEP_S
        work.shown.update({"status": status, f"{status}_at": self.now})
        if status == "expired":
            message = "This request could not be executed before the completion window expired."
            error = {"code": "batch_expired", "message": message}
            work.errors += [_line(self._id("batch_req_"), each, None, error) for each in work.waiting]
        if status in ("completed", "expired", "cancelled"):
            work.shown["output_file_id"] = self._written(f"{work.shown['id']}_output.jsonl", work.output)
            work.shown["error_file_id"] = self._written(f"{work.shown['id']}_error.jsonl", work.errors)

    def _written(self, name: str, lines: list[Document]) -> str | None:
        """Store an answer file, in another order than that of the input; none where nothing is in it."""
        content = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in reversed(lines))
        return self._store(name, "batch_output", content.encode()).file_id if lines else None

    def _validate(self, work: _Work) -> None:
        stored = self.files.get(work.shown["input_file_id"])
        lines, faults = batch_input.checked(stored.content if stored else b"", work.shown["endpoint"])
        if stored and len(stored.content) > self._max_bytes:
            faults.append(batch_input.fault("file_too_large"))
        if len(lines) > self._max_requests:
            faults.append(batch_input.fault("too_many_tasks"))
        if faults:
            self._reject(work, faults)
            return
        work.waiting = lines
        work.shown["model"] = lines[0]["body"]["model"]
        work.shown["request_counts"]["total"] = len(lines)
        self._enter(work, "in_progress")

    def _reject(self, work: _Work, faults: list[Document]) -> None:
        work.shown["errors"] = {"object": "list", "data": faults}
        self._enter(work, "failed")

    def _keep(self, work: _Work, line: Document, answered: Mapping[str, Any] | Failing) -> None:
        is_failing = isinstance(answered, Failing)
        body = _error_body(answered) if isinstance(answered, Failing) else dict(answered)
        status = answered.status if isinstance(answered, Failing) else 200
        response = {"status_code": status, "request_id": self._id("req_"), "body": body}
        kept = work.errors if is_failing else work.output
        kept.append(_line(self._id("batch_req_"), line, response, None))
        work.shown["request_counts"]["failed" if is_failing else "completed"] += 1
        usage = body.get("usage") or {}
        used = usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0)
        self.ledger.append(Billed(work.shown["id"], line["custom_id"], *used))


def _new_batch(batch_id: str, asked: Document, metadata: Document, now: int) -> Document:
    made = {"id": batch_id, "object": "batch", "endpoint": asked["endpoint"], "errors": None}
    made |= {"input_file_id": asked["input_file_id"], "completion_window": "24h", "status": "validating"}
    made |= {"output_file_id": None, "error_file_id": None, "created_at": now, "expires_at": now + WINDOW_S}
    moments = ("in_progress", "finalizing", "completed", "failed", "expired", "cancelling", "cancelled")
    made |= {f"{each}_at": None for each in moments}
    return {**made, "request_counts": {"total": 0, "completed": 0, "failed": 0}, "metadata": metadata}


def _error_body(failing: Failing) -> Document:
    told = f"The request was answered with {failing.status}."
    return {"error": {"message": told, "type": failing.kind, "param": None, "code": failing.code}}


def _line(line_id: str, asked: Document, response: Document | None, error: Document | None) -> Document:
    return {"id": line_id, "custom_id": asked["custom_id"], "response": response, "error": error}
