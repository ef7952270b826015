"""The book of batches: what is entered is found by whoever opens it next, judged once, and forgotten in time."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import (
    ConfigurationError,
    FactgradeError,
    FilteredError,
    InvalidReplyError,
    LLMError,
    RefusedError,
    RejectedError,
    TruncatedError,
    UnavailableError,
)
from pipeline.llm.batch import BatchAnswer, BatchFault, BatchState, BatchStatus, SubmittedBatch
from pipeline.llm.batch_book import BatchBook, Fetched
from pipeline.llm.caching import lookup, store_reply
from pipeline.llm.port import LLMReply
from pipeline.llm.price import StatedPrice, find_price
from pipeline.llm.shelf import Shelf
from schemas.usage import Usage
from tests.loopback import completion
from tests.unit.llm.asking import ARTICLE_TEXT, GOOD, POINTS, ask, replied

NOW = datetime(2026, 11, 25, tzinfo=UTC)
PRICE = find_price("m", "http://127.0.0.1/v1", StatedPrice.parse("2/8"), NOW)
REQUEST = ask("a")
ONCE = Usage(attempts=1, input_tokens=10, output_tokens=5, cost_usd=Decimal("0.00003"))


class Morning:
    def now(self) -> datetime:
        return NOW


def body(content: str | None, **changed: object) -> bytes:
    return json.dumps(completion(content, **changed)).encode()


class Library:
    """Opens the same book again and again; nothing but the disk connects two openings."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self.warned: list[str] = []

    def shelf(self, name: str) -> Shelf:
        shelf = Shelf(self._folder / name, self.warned.append)
        self._stack.callback(shelf.close)
        return shelf

    @property
    def cache(self) -> Shelf:
        return self.shelf("cache")

    def open(self, *, is_priced: bool = True) -> BatchBook:
        return BatchBook(self.shelf("book"), self.cache, Morning(), PRICE if is_priced else None, "'m' at here")

    def take_in(self, *answers: BatchAnswer) -> Fetched:
        """Enter a batch of answers, and collect it."""
        self.open().add(batch("b", *[answer.key for answer in answers if answer.key]), "m")
        (kept,) = (one for one in self.open().batches() if not one.is_collected)
        return self.open().collect(kept, ended(), answers)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with ExitStack() as stack:
        yield Library(tmp_path, stack)


def batch(batch_id: str, *keys: str, hours: int = 0) -> SubmittedBatch:
    at = NOW + timedelta(hours=hours)
    return SubmittedBatch(batch_id=batch_id, input_file_id="f", keys=keys, created_at=at)


def ended(state: BatchState = BatchState.COMPLETED, *codes: str) -> BatchStatus:
    return BatchStatus(batch_id="b", state=state, errors=tuple(BatchFault(code=code) for code in codes))


def failing(error: FactgradeError, key: str = REQUEST.key) -> BatchAnswer:
    return BatchAnswer(key, failure=error)


def test_batches_are_kept_from_the_oldest_to_the_newest(library: Library) -> None:
    for batch_id, hours in (("b3", 3), ("b1", 1), ("b2", 2), ("a2", 2)):
        library.open().add(batch(batch_id, hours=hours), "m")
    assert [one.batch.batch_id for one in library.open().batches()] == ["b1", "a2", "b2", "b3"]


def test_requests_are_pending_until_their_batch_is_collected(library: Library) -> None:
    library.open().add(batch("b", "k1", "k2"), "m")
    library.open().add(batch("c", "k3"), "m")
    assert library.open().pending() == {"k1", "k2", "k3"}
    library.open().collect(library.open().batches()[0], ended(), [])
    assert library.open().pending() == {"k3"}


def test_a_state_that_was_seen_is_kept(library: Library) -> None:
    library.open().add(batch("b", "k"), "m")
    library.open().see(library.open().batches()[0], BatchState.IN_PROGRESS)
    assert [one.state for one in library.open().batches()] == [BatchState.IN_PROGRESS]
    assert library.open().pending() == {"k"}


def test_a_collected_batch_stays_known_and_small(library: Library) -> None:
    library.take_in(BatchAnswer(REQUEST.key, body=body(GOOD)))
    (kept,) = library.open().batches()
    assert (kept.is_collected, kept.state, kept.batch.keys) == (True, BatchState.COMPLETED, ())


def test_a_batch_that_is_dropped_is_known_no_longer(library: Library) -> None:
    library.open().add(batch("b", "k"), "m")
    library.open().drop(library.open().batches()[0])
    assert (library.open().batches(), library.open().pending()) == ((), frozenset())


def test_an_unknown_request_has_no_answer(library: Library) -> None:
    assert library.open().find(REQUEST) is None


def test_an_answer_is_found_by_whoever_comes_next_with_its_price(library: Library) -> None:
    fetched = library.take_in(BatchAnswer(REQUEST.key, body=body(GOOD)))
    wanted = LLMReply(value=POINTS, model="served-1", usage=Usage(), is_cached=True, paid=ONCE)
    assert fetched == Fetched(answered=1)
    assert library.open().find(REQUEST) == wanted
    assert library.open().find(REQUEST) == lookup(library.cache, REQUEST) == wanted


def test_without_a_price_the_tokens_are_kept(library: Library) -> None:
    library.take_in(BatchAnswer(REQUEST.key, body=body(GOOD)))
    reply = library.open(is_priced=False).find(REQUEST)
    assert isinstance(reply, LLMReply)
    assert reply.paid == ONCE.model_copy(update={"cost_usd": None})


def test_what_a_live_run_answered_is_found(library: Library) -> None:
    store_reply(library.cache, REQUEST, replied(), NOW)
    reply = library.open().find(REQUEST)
    assert isinstance(reply, LLMReply)
    assert (reply.is_cached, reply.paid) == (True, replied().usage)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (BatchAnswer(REQUEST.key, body=body(None, refusal="no")), RefusedError),
        (BatchAnswer(REQUEST.key, body=body(None, finish_reason="content_filter")), FilteredError),
        (BatchAnswer(REQUEST.key, body=body("{", finish_reason="length")), TruncatedError),
        (failing(RejectedError("400")), RejectedError),
        (failing(FilteredError("400")), FilteredError),
        (failing(ConfigurationError("no quota left")), RejectedError),
    ],
)
def test_what_asking_again_does_not_help_is_final_at_once(
    library: Library, answer: BatchAnswer, kind: type[LLMError]
) -> None:
    library.take_in(answer)
    found = [library.open().find(REQUEST) for _ in range(3)]
    assert {type(each) for each in found} == {kind}
    assert ARTICLE_TEXT not in str(found)


@pytest.mark.parametrize(
    ("answer", "kind", "cost"),
    [
        (BatchAnswer(REQUEST.key, body=body("prose")), InvalidReplyError, ONCE),
        (failing(UnavailableError("500", Usage(attempts=1))), UnavailableError, Usage(attempts=1, cost_usd=Decimal(0))),
        (failing(InvalidReplyError("damaged")), InvalidReplyError, Usage(cost_usd=Decimal(0))),
    ],
)
def test_what_may_have_been_chance_is_tried_once_more_and_both_are_paid(
    library: Library, answer: BatchAnswer, kind: type[LLMError], cost: Usage
) -> None:
    library.take_in(answer)
    assert library.open().find(REQUEST) is None
    library.take_in(answer)
    error = library.open().find(REQUEST)
    assert isinstance(error, kind)
    assert error.usage == cost + cost


def test_an_answer_after_a_failure_counts_what_that_cost(library: Library) -> None:
    library.take_in(BatchAnswer(REQUEST.key, body=body("prose")))
    assert library.open().find(REQUEST) is None
    library.take_in(BatchAnswer(REQUEST.key, body=body(GOOD)))
    reply = library.open().find(REQUEST)
    assert isinstance(reply, LLMReply)
    assert reply.paid == ONCE + ONCE


def test_a_success_wipes_the_slate(library: Library) -> None:
    library.take_in(BatchAnswer(REQUEST.key, body=body("prose")))
    library.open().find(REQUEST)
    library.take_in(BatchAnswer(REQUEST.key, body=body(GOOD)))
    library.open().find(REQUEST)
    library.cache.delete(REQUEST.key)
    library.take_in(BatchAnswer(REQUEST.key, body=body("prose")))
    assert library.open().find(REQUEST) is None


def test_a_failure_that_was_told_is_forgotten(library: Library) -> None:
    library.take_in(failing(RejectedError("400")))
    library.open().forget([REQUEST.key, "another"])
    assert library.open().find(REQUEST) is None


def test_what_expired_or_is_damaged_is_counted_and_missing_again(library: Library) -> None:
    late = BatchAnswer(REQUEST.key, failure=UnavailableError("expired"), is_expired=True)
    for _ in range(3):
        fetched = library.take_in(late, BatchAnswer(None, failure=InvalidReplyError("damaged")))
        assert fetched == Fetched(expired=1, damaged=1)
        assert library.open().find(REQUEST) is None


@pytest.mark.parametrize(
    ("state", "codes", "is_final"),
    [
        (BatchState.FAILED, ("too_many_tasks", "empty_file", "empty_file"), True),
        (BatchState.FAILED, (), True),
        (BatchState.FAILED, ("token_limit_exceeded",), False),
        (BatchState.CANCELLED, (), False),
        (BatchState.EXPIRED, (), False),
    ],
)
def test_a_batch_of_which_nothing_was_run(
    library: Library,
    state: BatchState,
    codes: tuple[str, ...],
    is_final: bool,  # noqa: FBT001  a table
) -> None:
    for _ in range(2):
        library.open().add(batch("b", REQUEST.key), "m")
        fetched = library.open().collect(library.open().batches()[0], ended(state, *codes), [])
    assert fetched == Fetched(faults=tuple(dict.fromkeys(codes)))
    found = library.open().find(REQUEST)
    assert isinstance(found, UnavailableError) is is_final
    assert all(code in str(found) for code in codes) is is_final or not codes


def test_a_cache_that_fails_loses_nothing_that_is_paid(tmp_path: Path, library: Library) -> None:
    library.take_in(BatchAnswer(REQUEST.key, body=body(GOOD)))
    book = BatchBook(library.shelf("book"), _Sieve(tmp_path / "sieve", library.warned.append), Morning(), PRICE, "w")
    assert [isinstance(book.find(REQUEST), LLMReply) for _ in range(2)] == [True, True]
    assert isinstance(library.open().find(REQUEST), LLMReply)


class _Sieve(Shelf):
    """A shelf whose disk is full."""

    def set(self, key: str, value: str) -> None:
        """Keep nothing."""


def test_every_kind_of_failure_comes_back_as_itself(library: Library) -> None:
    kinds: list[Callable[[str], LLMError]] = [RefusedError, FilteredError, TruncatedError, RejectedError]
    requests = [ask(f"{n}") for n in range(len(kinds))]
    library.take_in(*[failing(kind("why"), one.key) for kind, one in zip(kinds, requests, strict=True)])
    found = [library.open().find(one) for one in requests]
    assert [(type(each), str(each)) for each in found] == [(kind, "why") for kind in kinds]
