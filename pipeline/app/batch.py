"""The second way to run: requests are handed over as batches, answered within a day at half the price, and collected.

A run takes rounds, because what comes next depends on the answers so far: submit, wait, collect, and again until no
request is left without an answer; then the pages are written like those of any run. State is kept, so that every step
may be another process on another day. Invariant: nothing is asked live, and a request stands in one open batch at most.
A batch that its endpoint has forgotten holds up nobody: once it must have ended, it is given up.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from pipeline.app.command import RunCommand, Surroundings
from pipeline.app.job import warning
from pipeline.app.plan import Plan, make_plan, read_inputs, wire_stages
from pipeline.app.run import run
from pipeline.errors import (
    AccessDeniedError,
    BudgetError,
    ConfigurationError,
    FactgradeError,
    LLMError,
    UnavailableError,
)
from pipeline.files import require_own
from pipeline.llm.address import speaks_strictly
from pipeline.llm.batch import BatchStatus
from pipeline.llm.batch_book import PRICE_SHARE, BatchBook, Fetched, KeptBatch
from pipeline.llm.factory import Provider, batch_folder, cache_folder, make_retry, price_of
from pipeline.llm.gate import worst_usage
from pipeline.llm.openai_batch import BatchEndpoint
from pipeline.llm.openai_llm import request_body
from pipeline.llm.port import LLMReply, LLMRequest, T
from pipeline.llm.shelf import Holding, Shelf
from pipeline.runner.collecting import Collected, collect_requests
from pipeline.runner.terms import Articles
from pipeline.settings import Settings
from schemas.run import Run

R = TypeVar("R")

# A batch ends within 24 hours; one that is younger may stand in another account, whose key is not set now.
_ENDED_AFTER = timedelta(hours=48)

_HOLDING = Holding(
    "book of batches", "the endpoint's own list is searched before anything is submitted again", "FACTGRADE_STATE_DIR"
)


@dataclass(frozen=True)
class Submission:
    """What was handed over now (`submitted` requests by stage, in batches of these ids), and what was not.

    `pending` requests are in batches that were not collected yet. `at_most_usd` bounds what the new batches can cost.
    """

    batch_ids: tuple[str, ...]
    submitted: Mapping[str, int]
    pending: int
    answered: int
    at_most_usd: Decimal | None


@dataclass(frozen=True)
class Collection:
    """What came in, batch by batch; then the run, or what is still waited for, with what was handed over next."""

    fetched: Mapping[str, Fetched]
    open_batch_ids: tuple[str, ...]
    run: Run | None = None
    submission: Submission | None = None


def submit_batches(command: RunCommand, settings: Settings, around: Surroundings) -> Submission:
    """Hand over every request that has no answer yet and stands in no open batch.

    Raises:
        ConfigurationError: nothing to read, nobody to ask, or a price that is not known.
        BudgetError: the worst that the new batches can cost does not fit the limits; nothing is handed over.
        UnavailableError: the endpoint cannot be reached; what was handed over before is kept.
        StoppedError: a stop was asked for before anything was handed over.
    """
    articles = read_inputs(command, around).articles
    with _open(command, settings, around, articles) as desk:
        return desk.submit(desk.collect(articles))


def look_at_batches(
    command: RunCommand, settings: Settings, around: Surroundings
) -> tuple[tuple[KeptBatch, BatchStatus | None], ...]:
    """Return every batch that is kept, with how far it is; None for one that was collected, which nobody asks about.

    Raises:
        ConfigurationError: nobody to ask, or the endpoint knows nothing of a batch that may not have ended.
        UnavailableError: the endpoint cannot be reached.
    """
    with _open(command, settings, around, ()) as desk:
        seen = ((kept, None if kept.is_collected else desk.look(kept)) for kept in desk.book.batches())
        return tuple((kept, status) for kept, status in seen if kept.is_collected or status)


def collect_batches(
    command: RunCommand, settings: Settings, around: Surroundings, *, goes_on: bool = True
) -> Collection:
    """Take in what has ended; write the pages where every answer is there, else hand over the next round.

    Args:
        command: what to read, and where the pages go.
        settings: as for a run.
        around: as for a run.
        goes_on: hand over the next round; without it that is left to `submit_batches`.

    Raises:
        ConfigurationError: as a run does.
        BudgetError: the next round does not fit the limits; what came in is kept.
        UnavailableError: the endpoint cannot be reached; what came in before is kept.
    """
    require_own(command.out)
    reading = read_inputs(command, around, is_written=True)
    with _open(command, settings, around, reading.articles) as desk:
        fetched, still_open = desk.fetch()
        collected = desk.collect(reading.articles)
        if collected.is_complete:
            done = run(command, settings, around, reading=reading, llm=_BookLLM(desk.book))
            if done.stop_reason is None:
                desk.book.forget(collected.found)
            return Collection(fetched, still_open, run=done)
        return Collection(fetched, still_open, submission=desk.submit(collected) if goes_on else None)


class _BookLLM:
    """Answers from the book and the cache, and never asks."""

    def __init__(self, book: BatchBook) -> None:
        self._book = book

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        answer = self._book.find(request)
        if isinstance(answer, UnavailableError):
            # Nobody is unavailable now: to a run it is the failure of one request, and no reason to give up the others.
            raise LLMError(str(answer), answer.usage)
        if isinstance(answer, LLMError):
            raise answer
        if answer is None:
            raise UnavailableError(f"{request.unit!r} is in no batch that was collected: submit it")
        return answer


@dataclass(frozen=True)
class _Desk:
    """What the steps share while one of them is done."""

    settings: Settings
    plan: Plan
    book: BatchBook
    endpoint: BatchEndpoint
    is_strict: bool
    around: Surroundings

    def collect(self, articles: Articles) -> Collected:
        return collect_requests(articles, wire_stages(self.plan), self.book.find, self.around.stopping)

    def look(self, kept: KeptBatch) -> BatchStatus | None:
        """Return how far a batch is; None where it was given up."""
        status = self._unless_forgotten(kept, lambda: self.endpoint.status(kept.batch.batch_id))
        if status:
            self.book.see(kept, status.state)
        return status

    def fetch(self) -> tuple[dict[str, Fetched], tuple[str, ...]]:
        """Take in what has ended, and return that by batch, with the ids of those that have not."""
        fetched: dict[str, Fetched] = {}
        still_open: list[str] = []
        for kept in self.book.batches():
            status = None if kept.is_collected else self.look(kept)
            if status and status.has_ended:
                found = self._unless_forgotten(kept, self._collecting(kept, status))
                fetched |= {status.batch_id: found} if found else {}
                self._delete_files(kept, status)
            elif status:
                still_open.append(status.batch_id)
        return fetched, tuple(still_open)

    def _delete_files(self, kept: KeptBatch, status: BatchStatus) -> None:
        """Delete at the endpoint what holds articles and answers, now that the book has them."""
        for file_id in (kept.batch.input_file_id, status.output_file_id, status.error_file_id):
            if file_id is not None:
                try:
                    self.endpoint.delete(file_id)
                except FactgradeError as error:
                    warning(self.around.sink)(f"a file of batch {status.batch_id!r} stays at the endpoint: {error}")

    def _collecting(self, kept: KeptBatch, status: BatchStatus) -> Callable[[], Fetched]:
        return lambda: self.book.collect(kept, status, self.endpoint.results(status))

    def _unless_forgotten(self, kept: KeptBatch, ask: Callable[[], R]) -> R | None:
        """Return what is asked about a batch; None where the endpoint has forgotten it, so that it is given up."""
        try:
            return ask()
        except AccessDeniedError:
            raise
        except ConfigurationError as error:
            if self.around.clock.now() - kept.batch.created_at < _ENDED_AFTER:
                raise
            told = f"{error}. It must have ended long ago, so it is given up: what it did not bring is asked again"
            warning(self.around.sink)(told)
            self.book.drop(kept)
            return None

    def submit(self, collected: Collected) -> Submission:
        pending = self.book.pending()
        requests = [request for key, request in collected.missing.items() if key not in pending]
        at_most = self._check_budget(requests)
        ids = []
        for batch in self.endpoint.submit(requests, [kept.batch.batch_id for kept in self.book.batches()]):
            self.book.add(batch, self.plan.choice.model)
            ids.append(batch.batch_id)
        stages = Counter(request.stage for request in requests)
        return Submission(
            batch_ids=tuple(ids),
            submitted=dict(sorted(stages.items())),
            pending=sum(key in pending for key in collected.missing),
            answered=len(collected.found),
            at_most_usd=at_most,
        )

    def _check_budget(self, requests: list[LLMRequest[Any]]) -> Decimal | None:
        """Return the most that the requests can cost.

        Raises:
            BudgetError: that is more than a limit.
            ConfigurationError: the cost is limited, and nobody knows the price.
        """
        worst = [worst_usage(request_body(request, self.is_strict), request) for request in requests]
        price = price_of(self.plan.choice, self.settings, self.around.clock.now())
        cost = sum((price.worst(one) for one in worst), Decimal(0)) * PRICE_SHARE if price else None
        tokens = sum(one.input_tokens + one.output_tokens for one in worst)
        limit, most = self.settings.max_cost_usd, self.settings.max_tokens
        if cost is not None and limit is not None and cost > limit:
            raise BudgetError(f"the next batches may cost ${cost:.4f}, more than ${limit}: nothing was submitted")
        if most is not None and tokens > most:
            raise BudgetError(f"the next batches may take {tokens} tokens, more than {most}: nothing was submitted")
        return cost


@contextmanager
def _open(command: RunCommand, settings: Settings, around: Surroundings, articles: Articles) -> Iterator[_Desk]:
    plan = make_plan(command, settings, articles)
    choice = plan.choice
    if choice.provider is not Provider.OPENAI:
        raise ConfigurationError("batches need an endpoint: set a key, or name one with --base-url")
    is_strict = speaks_strictly(choice.base_url, choice.is_strict)
    key = settings.api_key.get_secret_value() if settings.api_key else None
    call = make_retry(settings, around.sink, around.stopping).call
    warn = warning(around.sink)
    with ExitStack() as stack:
        endpoint = BatchEndpoint(choice.base_url, key, settings.timeout_s, is_strict, call=call)
        stack.callback(endpoint.close)
        shelf = Shelf(batch_folder(settings, choice), warn, holds=_HOLDING)
        stack.callback(shelf.close)
        cache = Shelf(cache_folder(settings, choice), warn)
        stack.callback(cache.close)
        price = price_of(choice, settings, around.clock.now())
        book = BatchBook(shelf, cache, around.clock, price, f"{choice.model!r} at {endpoint.place}")
        yield _Desk(settings, plan, book, endpoint, is_strict, around)
