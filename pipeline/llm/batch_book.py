"""What is known of batches between the commands that submit, look and collect: one book for each endpoint.

Invariants: a batch is in the book as soon as it exists; what was downloaded is kept as it came until a run asks for it,
and then judged once; a failure is kept only until the pages that tell of it are written; and what a failure cost is
told with it, or with the answer that came in the end. An answer is judged with its own request, which knows the schema:
so it does not matter which articles a command is given.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.clock import Clock
from pipeline.errors import InvalidReplyError, LLMError, RejectedError, UnavailableError
from pipeline.llm.batch import BatchAnswer, BatchState, BatchStatus, SubmittedBatch
from pipeline.llm.caching import lookup, store_reply
from pipeline.llm.port import LLMReply, LLMRequest, T
from pipeline.llm.price import Price
from pipeline.llm.reply import read_reply
from pipeline.llm.shelf import Shelf
from schemas.frozen import Frozen
from schemas.usage import Usage

# OpenAI bills a request of a batch at half of what a live one costs.
PRICE_SHARE = Decimal("0.5")
MOST_TRIES = 2

# Too much waits at the endpoint already: no fault of the requests, and it passes.
_QUEUE_IS_FULL = "token_limit_exceeded"

_BATCH, _ANSWER, _FAILURE = "batch:", "answer:", "failure:"


class KeptBatch(Frozen):
    """A batch that was submitted, and the state it was last seen in.

    `is_collected`: its answers are in the book. The keys of its requests are of no more use then, and dropped.
    """

    batch: SubmittedBatch
    model: str
    state: BatchState = BatchState.VALIDATING
    is_collected: bool = False


class _Failure(Frozen):
    """How often a request came to nothing, what that cost, and how it last did; `is_final`: asking again is no use."""

    tries: int
    kind: str
    reason: str
    is_final: bool
    usage: Usage = Usage()


@dataclass(frozen=True)
class Fetched:
    """What a batch that ended held: answers, requests that failed or expired, and lines that nobody can read.

    `faults` are the endpoint's codes where it found the batch itself invalid and ran none of it.
    """

    answered: int = 0
    failed: int = 0
    expired: int = 0
    damaged: int = 0
    faults: tuple[str, ...] = ()


class BatchBook:
    """The book of one endpoint on a shelf of its own, beside the cache of its answers."""

    def __init__(self, shelf: Shelf, cache: Shelf, clock: Clock, price: Price | None, who: str) -> None:
        """Open the book.

        Args:
            shelf: keeps the book.
            cache: keeps valid answers, for batches and live calls alike.
            clock: tells when an answer was kept.
            price: of a live request; None where nobody knows.
            who: the endpoint, for messages.
        """
        self._shelf = shelf
        self._cache = cache
        self._clock = clock
        self._price = price
        self._who = who

    def add(self, batch: SubmittedBatch, model: str) -> None:
        """Enter a batch that was submitted."""
        self._write(KeptBatch(batch=batch, model=model))

    def batches(self) -> tuple[KeptBatch, ...]:
        """Return every batch that is kept, oldest first."""
        texts = (self._shelf.get(key) for key in self._keys(_BATCH))
        found = [KeptBatch.model_validate_json(text) for text in texts if text is not None]
        return tuple(sorted(found, key=lambda one: (one.batch.created_at, one.batch.batch_id)))

    def pending(self) -> frozenset[str]:
        """Return the keys of the requests whose batch was not collected yet."""
        return frozenset(key for one in self.batches() if not one.is_collected for key in one.batch.keys)

    def drop(self, kept: KeptBatch) -> None:
        """Strike out a batch; what it did not bring is missing again."""
        self._shelf.delete(_BATCH + kept.batch.batch_id)

    def see(self, kept: KeptBatch, state: BatchState) -> None:
        """Enter the state that a batch was seen in."""
        self._write(kept.model_copy(update={"state": state}))

    def collect(self, kept: KeptBatch, status: BatchStatus, answers: Iterable[BatchAnswer]) -> "Fetched":
        """Enter the answers of a batch that ended, and return how many of each sort there are.

        What expired, or is in no file at all, is missing again, and asked in a later batch. A batch that the endpoint
        found invalid is a failure of each of its requests.
        """
        sorts: Counter[str] = Counter()
        for answer in answers:
            sorts[self._enter(answer)] += 1
        faults = tuple(dict.fromkeys(fault.code for fault in status.errors))
        if status.state is BatchState.FAILED and _QUEUE_IS_FULL not in faults:
            told = f"{self._who} found batch {status.batch_id!r} invalid ({', '.join(faults) or 'unknown'})"
            for key in kept.batch.keys:
                self._fail(key, UnavailableError(told))
        batch = kept.batch.model_copy(update={"keys": ()})
        self._write(kept.model_copy(update={"batch": batch, "state": status.state, "is_collected": True}))
        return Fetched(sorts["answered"], sorts["failed"], sorts["expired"], sorts["damaged"], faults)

    def _enter(self, answer: BatchAnswer) -> str:
        if answer.key is None:
            return "damaged"
        if answer.body is not None:
            self._shelf.set(_ANSWER + answer.key, answer.body.decode())
            return "answered"
        if answer.is_expired:
            return "expired"
        error = answer.failure if isinstance(answer.failure, LLMError) else RejectedError(str(answer.failure))
        self._fail(answer.key, error)
        return "failed"

    def find(self, request: LLMRequest[T]) -> LLMReply[T] | LLMError | None:
        """Return the answer to a request from the cache or the book, or the failure it ended in, or None."""
        reply = lookup(self._cache, request) or self._judge(request)
        return reply if reply is not None else self._failure(request.key)

    def forget(self, keys: Iterable[str]) -> None:
        """Forget the failures of requests, so that a later run asks them again."""
        for key in keys:
            self._shelf.delete(_FAILURE + key)

    def _judge(self, request: LLMRequest[T]) -> LLMReply[T] | None:
        """Return the reply in what was downloaded, if there is one, and keep it or its failure."""
        body = self._shelf.get(_ANSWER + request.key)
        if body is None:
            return None
        try:
            fresh = read_reply(body.encode(), request, self._who)
        except LLMError as error:
            self._fail(request.key, error)
            self._shelf.delete(_ANSWER + request.key)
            return None
        earlier = self._read_failure(request.key)
        paid = self._priced(fresh.usage) + (earlier.usage if earlier else Usage())
        reply = LLMReply(value=fresh.value, model=fresh.model, usage=Usage(), is_cached=True, paid=paid)
        store_reply(self._cache, request, reply, self._clock.now())
        # A cache that fails must not lose what is paid for.
        if lookup(self._cache, request) is not None:
            self._shelf.delete(_FAILURE + request.key)
            self._shelf.delete(_ANSWER + request.key)
        return reply

    def _fail(self, key: str, error: LLMError) -> None:
        known = self._read_failure(key)
        tries = known.tries + 1 if known else 1
        is_final = not isinstance(error, InvalidReplyError | UnavailableError) or tries >= MOST_TRIES
        usage = self._priced(error.usage) + (known.usage if known else Usage())
        failure = _Failure(tries=tries, kind=type(error).__name__, reason=str(error), is_final=is_final, usage=usage)
        self._shelf.set(_FAILURE + key, failure.model_dump_json())

    def _priced(self, usage: Usage) -> Usage:
        cost = self._price.cost(usage) * PRICE_SHARE if self._price else None
        return usage.model_copy(update={"cost_usd": cost})

    def _failure(self, key: str) -> LLMError | None:
        known = self._read_failure(key)
        if known is None or not known.is_final:
            return None
        return _KINDS.get(known.kind, LLMError)(known.reason, known.usage)

    def _read_failure(self, key: str) -> _Failure | None:
        text = self._shelf.get(_FAILURE + key)
        return _Failure.model_validate_json(text) if text is not None else None

    def _write(self, kept: KeptBatch) -> None:
        self._shelf.set(_BATCH + kept.batch.batch_id, kept.model_dump_json())

    def _keys(self, prefix: str) -> Iterator[str]:
        return (key for key in list(self._shelf.keys()) if key.startswith(prefix))


def _kinds(root: type[LLMError]) -> Iterator[type[LLMError]]:
    yield root
    for kind in root.__subclasses__():
        yield from _kinds(kind)


_KINDS: dict[str, Callable[[str, Usage], LLMError]] = {kind.__name__: kind for kind in _kinds(LLMError)}
