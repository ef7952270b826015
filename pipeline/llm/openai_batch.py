"""Speaks to OpenAI's Batch API: submits requests as files, tells how far they are, and collects the answers.

Invariants: every method may be called again. A set of requests whose batch exists already, but is not known to the
caller, is not paid for twice: the batch is found by its tag. Each step is attempted once; whoever wants it to be more
hands in `call`.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC
from functools import partial
from typing import Any, Protocol, TypeVar

import httpx2
import openai
from pydantic import BaseModel, ValidationError

from pipeline.errors import ConfigurationError, FactgradeError, InvalidReplyError, UnavailableError
from pipeline.llm import batch_wire, failure
from pipeline.llm.address import shown
from pipeline.llm.batch import (
    ENDPOINT,
    BatchAnswer,
    BatchLimits,
    BatchPart,
    BatchState,
    BatchStatus,
    SubmittedBatch,
    split,
)
from pipeline.llm.batch_wire import BatchObject, BatchPage, FileObject
from pipeline.llm.client import connect, failure_of, silence_of
from pipeline.llm.openai_llm import request_body
from pipeline.llm.port import LLMRequest
from schemas.usage import Usage

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

_TAG = "factgrade"
_PAGE_SIZE = 100
_MAX_PAGES = 3
_NO_SUCH = 404


class Call(Protocol):
    """Makes an attempt, and others after an `UnavailableError` if its policy says so."""

    def __call__(self, attempt: Callable[[], T], /) -> T:
        """Return what the attempt returned, or raise its last error."""
        ...


def call_once(attempt: Callable[[], T], /) -> T:
    """Make one attempt."""
    return attempt()


class BatchEndpoint:
    """An endpoint that has files and batches beside `<base_url>/chat/completions`."""

    def __init__(
        self,
        base_url: str,
        api_key: str | None,
        timeout_s: float,
        strict: bool,  # noqa: FBT001  part of the settings, passed by name
        http_client: httpx2.Client | None = None,
        *,
        call: Call = call_once,
        limits: BatchLimits = BatchLimits(),  # noqa: B008  frozen
    ) -> None:
        """Prepare a client; no request is made.

        Args:
            base_url: of the API, as in "https://api.openai.com/v1".
            api_key: sent as bearer token; None or "" where the endpoint wants none.
            timeout_s: seconds for connecting, and for each silence while reading.
            strict: speak OpenAI's own dialect (`wire.payload`).
            http_client: to send with, in place of one of its own; closed as that would be.
            call: makes each step, with whatever policy of retries.
            limits: the most that one batch may hold.

        Raises:
            ConfigurationError: the URL or the key cannot be used at all.
        """
        self.place = shown(base_url)
        self._strict = strict
        self._call = call
        self._limits = limits
        self._client = connect(base_url, api_key, timeout_s, http_client, is_bounded=False)

    def submit(
        self, requests: Sequence[LLMRequest[Any]], known_batch_ids: Collection[str] = ()
    ) -> Iterator[SubmittedBatch]:
        """Submit each request once, and yield each batch as soon as it exists, so that the caller can keep it at once.

        Nothing is sent before the first is asked for; an error ends it, and what was yielded before stays submitted.

        Args:
            requests: in any number and of any models; they are split as the endpoint wants it.
            known_batch_ids: the batches that the caller has kept. Another batch of the same requests is one whose
                creation was never told: it is taken over in place of a new one, unless it failed its validation.

        Raises:
            LLMError: the endpoint is unavailable, throttles, or rejects a file or a batch.
            ConfigurationError: wrong key, URL or quota.
        """
        for part in split(requests, partial(request_body, strict=self._strict), self._limits):
            yield self._submit(part, known_batch_ids)

    def status(self, batch_id: str) -> BatchStatus:
        """Return how far a batch is; errors as for `submit`, and ConfigurationError for a batch that is not there."""
        return self._call(lambda: self._retrieve(batch_id).told())

    def results(self, status: BatchStatus) -> Iterator[BatchAnswer]:
        """Yield what became of each request that is in the files of a batch, in no order.

        A request of a batch that was cancelled may be in neither file. A line that cannot be read is an answer with an
        `InvalidReplyError`.

        Raises:
            UnavailableError: the download broke off; what was yielded stands, and a second call begins anew.
            ConfigurationError: wrong key, or a file that is not there any more.
        """
        for file_id in (status.output_file_id, status.error_file_id):
            if file_id:
                yield from self._answers(file_id, f"batch {status.batch_id!r} at {self.place}")

    def cancel(self, batch_id: str) -> BatchStatus:
        """Ask for a batch to be given up, and return how far it is; one that ended stays as it is.

        It is `cancelling` for some minutes; what was answered until then is paid for and can be collected.
        """
        return self._call(lambda: self._cancel(batch_id))

    def delete(self, file_id: str) -> None:
        """Delete a file, which holds article text; one that is gone already is fine."""
        self._call(lambda: self._delete(file_id))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _submit(self, part: BatchPart, known_batch_ids: Collection[str]) -> SubmittedBatch:
        uploaded: list[str] = []

        def attempt() -> BatchObject:
            found = self._find(part.tag, known_batch_ids)
            if found:
                return found
            if not uploaded:
                uploaded.append(self._upload(part))
            return self._create(uploaded[0], part.tag)

        batch = self._call(attempt)
        return SubmittedBatch(
            batch_id=batch.id,
            input_file_id=batch.input_file_id,
            keys=part.keys,
            created_at=batch.created_at.astimezone(UTC),
        )

    def _find(self, tag: str, known_batch_ids: Collection[str]) -> BatchObject | None:
        """Return a batch of this tag that nobody kept, among the last few hundred; the list has the newest first."""
        after: str | openai.Omit = openai.omit
        for _ in range(_MAX_PAGES):
            page = self._list(after)
            batches = page.batches()
            for batch in batches:
                if _is_lost(batch, tag, known_batch_ids):
                    return batch
            if not page.has_more or not batches:
                return None
            after = batches[-1].id
        return None

    def _list(self, after: str | openai.Omit) -> BatchPage:
        with self._explained("the list of batches"):
            response = self._client.batches.with_raw_response.list(after=after, limit=_PAGE_SIZE)
            return self._read(BatchPage, response.content)

    def _upload(self, part: BatchPart) -> str:
        file = (f"{_TAG}-{part.tag[:12]}.jsonl", part.content, "application/jsonl")
        with self._explained("a new file"):
            response = self._client.files.with_raw_response.create(file=file, purpose="batch")
            return self._read(FileObject, response.content).id

    def _create(self, file_id: str, tag: str) -> BatchObject:
        with self._explained("a new batch"):
            response = self._client.batches.with_raw_response.create(
                completion_window="24h", endpoint=ENDPOINT, input_file_id=file_id, metadata={_TAG: tag}
            )
            return self._read(BatchObject, response.content)

    def _retrieve(self, batch_id: str) -> BatchObject:
        with self._explained(batch_id):
            return self._read(BatchObject, self._client.batches.with_raw_response.retrieve(batch_id).content)

    def _cancel(self, batch_id: str) -> BatchStatus:
        with self._explained(batch_id):
            try:
                response = self._client.batches.with_raw_response.cancel(batch_id)
                return self._read(BatchObject, response.content).told()
            except (openai.ConflictError, openai.BadRequestError):
                status = self._retrieve(batch_id).told()
                if status.has_ended or status.state is BatchState.CANCELLING:
                    return status
                raise

    def _delete(self, file_id: str) -> None:
        with self._explained(file_id):
            try:
                self._client.files.with_raw_response.delete(file_id)
            except openai.NotFoundError:
                return

    def _answers(self, file_id: str, who: str) -> Iterator[BatchAnswer]:
        for number, line in enumerate(self._lines(file_id), start=1):
            if line.strip():
                yield batch_wire.read_answer(line, who, f"line {number} of file {file_id!r}")

    def _lines(self, file_id: str) -> Iterator[bytes]:
        """Yield the lines of a file while it arrives; only a line feed ends one, since JSON may hold other breaks."""
        with ExitStack() as stack:
            response = self._call(lambda: stack.enter_context(self._open(file_id)))
            rest = b""
            for chunk in self._chunks(response, file_id):
                *lines, rest = (rest + chunk).split(b"\n")
                yield from lines
            yield rest

    @contextmanager
    def _open(self, file_id: str) -> Iterator[Any]:
        with ExitStack() as stack:
            with self._explained(file_id):
                content = self._client.files.with_streaming_response.content(file_id)
                response = stack.enter_context(content)
            yield response

    def _chunks(self, response: Any, file_id: str) -> Iterator[bytes]:  # noqa: ANN401  openai's type is private
        with self._explained(file_id):
            yield from response.iter_bytes()

    def _read(self, kind: type[M], content: bytes) -> M:
        try:
            return kind.model_validate_json(content)
        except ValidationError:
            told = f"the batches at {self.place} answered with something else than asked for; is the URL right?"
            raise InvalidReplyError(told) from None

    @contextmanager
    def _explained(self, what: str) -> Iterator[None]:
        """Turn the errors of openai and httpx2 into those of the seam; `what` was asked about."""
        try:
            yield
        except openai.APIStatusError as error:
            raise self._explain_status(error, what) from None
        except openai.APIConnectionError as error:
            raise UnavailableError(f"{self.place} {silence_of(error)} for {what!r}") from None
        except httpx2.HTTPError:
            raise UnavailableError(f"{self.place} broke off in {what!r}: collect it again") from None

    def _explain_status(self, error: openai.APIStatusError, what: str) -> FactgradeError:
        told = failure_of(error)
        if error.status_code == _NO_SUCH:
            return ConfigurationError(
                f"{self.place} answered {told} about {what!r}: it has no such batch or file (any more), or no batches"
            )
        return failure.explain(told, f"the batches at {self.place}", what, Usage())


def _is_lost(batch: BatchObject, tag: str, known_batch_ids: Collection[str]) -> bool:
    is_ours = (batch.metadata or {}).get(_TAG) == tag and batch.id not in known_batch_ids
    return is_ours and batch.told().state is not BatchState.FAILED
