"""What an endpoint says about batches: the object that describes one, a page of them, the lines of its answer files.

Reading trusts nothing: a body may be a page of HTML, a line may be cut or damaged. Invariant: a line becomes one
`BatchAnswer` whatever it holds, it never raises, and no message quotes it.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any, NoReturn

from pydantic import BaseModel, Field, ValidationError

from pipeline.errors import InvalidReplyError, UnavailableError
from pipeline.llm import failure
from pipeline.llm.batch import BatchAnswer, BatchFault, BatchState, BatchStatus
from schemas.usage import Usage

_CODE = re.compile(r"[\w.\[\]-]{1,60}", re.ASCII)
_EXPIRED = "batch_expired"
_FINE = 200
_SHOWN_DIGITS = 12


class _Counts(BaseModel):
    total: int = 0
    completed: int = 0
    failed: int = 0


class _Fault(BaseModel):
    code: str | None = None
    line: int | None = None
    param: str | None = None


class _Faults(BaseModel):
    data: list[_Fault] | None = None


class BatchObject(BaseModel):
    """The parts of a batch object that matter here; times are Unix seconds."""

    id: str = Field(min_length=1)
    status: str
    input_file_id: str
    created_at: datetime
    expires_at: datetime | None = None
    output_file_id: str | None = None
    error_file_id: str | None = None
    request_counts: _Counts | None = None
    errors: _Faults | None = None
    metadata: dict[str, Any] | None = None

    def told(self) -> BatchStatus:
        """Return it as a value of the seam, without the endpoint's own prose."""
        counts = self.request_counts or _Counts()
        faults = (self.errors.data if self.errors else None) or []
        return BatchStatus(
            batch_id=self.id,
            state=BatchState(self.status) if self.status in list(BatchState) else BatchState.UNKNOWN,
            total=counts.total,
            completed=counts.completed,
            failed=counts.failed,
            output_file_id=self.output_file_id or None,
            error_file_id=self.error_file_id or None,
            expires_at=self.expires_at and self.expires_at.astimezone(UTC),
            errors=tuple(BatchFault(code=_code(each.code), line=each.line, param=each.param) for each in faults),
        )


class FileObject(BaseModel):
    """The part of a file object that matters here."""

    id: str = Field(min_length=1)


class BatchPage(BaseModel):
    """A part of the list of batches; what is in it is read one by one, so that an odd one does not hide the others."""

    data: list[Any] = Field(default_factory=list)
    has_more: bool | None = None

    def batches(self) -> list[BatchObject]:
        """Return those that can be read."""
        return [batch for each in self.data if (batch := _batch(each))]


def _batch(value: object) -> BatchObject | None:
    try:
        return BatchObject.model_validate(value)
    except ValidationError:
        return None


def read_answer(line: bytes, who: str, place: str) -> BatchAnswer:
    """Return what one line of an output or error file says.

    Args:
        line: JSON with `custom_id`, and a `response` or an `error`.
        who: the batch and the endpoint, for messages.
        place: which line of which file it is, for messages.
    """
    try:
        return _read(json.loads(line, parse_constant=_refuse), who, place)
    except (ValueError, RecursionError):
        return _damaged(None, who, place, "no JSON")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _read(document: object, who: str, place: str) -> BatchAnswer:
    found = _mapping(document)
    key = found.get("custom_id")
    if not isinstance(key, str) or not key:
        return _damaged(None, who, place, "without a custom_id")
    response, error = _mapping(found.get("response")), _mapping(found.get("error"))
    status = response.get("status_code")
    if status == _FINE and not error and response.get("body") is not None:
        return BatchAnswer(key, body=json.dumps(response["body"], separators=(",", ":")).encode())
    if isinstance(status, int) and status != _FINE:
        return _failed(key, status, _mapping(_mapping(response.get("body")).get("error")) or error, who)
    if error:
        return _not_run(key, _code(error.get("code")), who)
    return _damaged(key, who, place, "without a response and without an error")


def _failed(key: str, status: int, error: dict[str, Any], who: str) -> BatchAnswer:
    codes = (error.get("type"), error.get("code"), error.get("param"))
    told = failure.Failure(status, codes, headers={})
    return BatchAnswer(key, failure=failure.explain(told, who, _short(key), Usage(attempts=1)))


def _not_run(key: str, code: str, who: str) -> BatchAnswer:
    """Tell of a request without a response: the batch expired, was cancelled, or the model gave none in time."""
    told = UnavailableError(f"{who} gave no answer to request {_short(key)!r} ({code}): submit it again")
    return BatchAnswer(key, failure=told, is_expired=code == _EXPIRED)


def _damaged(key: str | None, who: str, place: str, what: str) -> BatchAnswer:
    told = f"{who} gave a damaged {place}, {what}: its request has to be submitted again"
    return BatchAnswer(key, failure=InvalidReplyError(told))


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _code(code: object) -> str:
    """Return a code that is a code and no prose, which may quote the article."""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "unknown"


def _short(key: str) -> str:
    return key[:_SHOWN_DIGITS]
