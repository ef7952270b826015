"""What is kept between runs and what is not, in which form, and how often the same is asked."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigurationError, LLMError, RefusedError, StoppedError, UnavailableError
from pipeline.llm.cache_entry import Entry, Fault, read_entry, write_entry
from pipeline.llm.caching import CachingLLM, lookup, store_reply
from pipeline.llm.port import LLMReply, LLMRequest
from pipeline.llm.scripted import Answer, ScriptedLLM
from pipeline.llm.shelf import Shelf
from schemas.frozen import Frozen
from schemas.usage import Usage
from tests.unit.llm.asking import POINTS, Point, Points, ask, replied

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
PAID = Usage(attempts=2, input_tokens=30, cached_tokens=10, output_tokens=5)
OTHER = Points(points=(Point(n=9),))
WAIT_S = 30  # a generous limit for other threads


class Noon:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOON


def silent(_message: str) -> None:
    """Take a warning that the test does not look at."""


def cached(folder: Path, *answers: Answer) -> CachingLLM:
    return CachingLLM(ScriptedLLM(answers, usage=PAID), folder, silent, Noon())


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with closing(Shelf(tmp_path, silent)) as opened:
        yield opened


def test_a_second_run_asks_nothing_and_tells_what_the_first_paid(tmp_path: Path) -> None:
    cached(tmp_path, POINTS).complete(ask())
    reply = cached(tmp_path).complete(ask())
    assert (reply.value, reply.model, reply.is_cached) == (POINTS, "scripted", True)
    assert (reply.usage, reply.paid) == (Usage(), PAID)


def test_a_first_answer_is_no_hit(tmp_path: Path) -> None:
    reply = cached(tmp_path, POINTS).complete(ask())
    assert (reply.is_cached, reply.usage, reply.paid) == (False, PAID, Usage())


def test_who_asks_anew_takes_no_kept_answer_and_keeps_the_new_one(tmp_path: Path) -> None:
    cached(tmp_path, POINTS).complete(ask())
    anew = CachingLLM(ScriptedLLM([OTHER]), tmp_path, silent, Noon(), is_asking_anew=True)
    assert anew.complete(ask()).value == OTHER
    assert cached(tmp_path).complete(ask()).value == OTHER


def test_another_request_is_asked(tmp_path: Path) -> None:
    llm = cached(tmp_path, POINTS, Points(points=()))
    assert [llm.complete(ask(name)).value for name in "ab"] == [POINTS, Points(points=())]


@pytest.mark.parametrize("error", [RefusedError("no"), UnavailableError("down"), StoppedError("stop")])
def test_a_failure_is_not_kept(tmp_path: Path, shelf: Shelf, error: Exception) -> None:
    llm = cached(tmp_path, error, POINTS)
    with pytest.raises(type(error)):
        llm.complete(ask())
    assert len(shelf) == 0
    assert llm.complete(ask()).value == POINTS


def test_a_long_answer_is_kept_whole(tmp_path: Path) -> None:
    long = {"points": [{"n": n, "name": "x" * 100} for n in range(1000)]}
    first = cached(tmp_path, long).complete(ask())
    assert cached(tmp_path).complete(ask()).value == first.value


def test_an_entry_tells_when_and_what_for_it_was_asked(tmp_path: Path, shelf: Shelf) -> None:
    cached(tmp_path, POINTS).complete(ask())
    entry = read_entry(ask().key, shelf.get(ask().key) or "")
    value = POINTS.model_dump(mode="json")
    assert entry == Entry(
        value=value, model="scripted", usage=PAID, written_at=NOON, stage="extract", prompt="extract/v1"
    )


def test_an_entry_is_dated_in_utc(shelf: Shelf) -> None:
    store_reply(shelf, ask(), replied(), NOON.astimezone(timezone(timedelta(hours=5))))
    assert "2026-11-03T12:00:00+00:00" in (shelf.get(ask().key) or "")


@pytest.mark.parametrize("name", ["", "\N{SNOWMAN}", "\ud800", "\x00", '"'])
def test_no_name_of_a_model_costs_an_answer(shelf: Shelf, name: str) -> None:
    store_reply(shelf, ask(), replied(model=name), NOON)
    assert read_entry(ask().key, shelf.get(ask().key) or "") is not Fault.DAMAGED


def test_a_reply_from_elsewhere_is_found_without_a_call(shelf: Shelf) -> None:
    assert lookup(shelf, ask()) is None
    store_reply(shelf, ask(), replied(usage=PAID), NOON)
    assert lookup(shelf, ask()) == replied(usage=Usage(), is_cached=True, paid=PAID)


def test_keeping_a_cached_answer_again_keeps_what_was_paid(shelf: Shelf) -> None:
    store_reply(shelf, ask(), replied(usage=Usage(), is_cached=True, paid=PAID), NOON)
    found = lookup(shelf, ask())
    assert found is not None
    assert found.paid == PAID


def whole() -> dict[str, Any]:
    entry: dict[str, Any] = json.loads(write_entry(ask(), replied(), NOON))
    return entry


def changed(**fields: Any) -> str:  # noqa: ANN401  any field of an entry
    return json.dumps({**whole(), **fields})


FIRST_FORM = json.dumps({name: whole()[name] for name in ("value", "model", "usage")})
USELESS = {
    "empty": "",
    "another document": "[]",
    "no fields": "{}",
    "no json": "no json",
    "cut off": json.dumps(whole())[:-20],
    "deep": "[" * 100_000,
    "a long number": "9" * 5_000,
    "another value": changed(value={"points": []}),
    "another price": changed(usage={"attempts": 0}),
    "another time": changed(written_at="2020-01-01T00:00:00Z"),
    "one more field": changed(more=1),
    "another digest": changed(digest="0" * 64),
    "no digest": json.dumps({name: field for name, field in whole().items() if name != "digest"}),
    "the form of before": FIRST_FORM,
    "the entry of another request": write_entry(ask("another"), replied(), NOON),
}


@pytest.mark.parametrize("text", USELESS.values(), ids=USELESS.keys())
def test_an_entry_that_is_not_whole_is_a_miss_and_is_replaced(tmp_path: Path, shelf: Shelf, text: str) -> None:
    shelf.set(ask().key, text)
    assert lookup(shelf, ask()) is None
    assert cached(tmp_path, POINTS).complete(ask()).is_cached is False
    assert cached(tmp_path).complete(ask()).is_cached


@pytest.mark.parametrize("name", [name for name in USELESS if name != "the form of before"])
def test_an_entry_that_was_changed_is_damaged(name: str) -> None:
    assert read_entry(ask().key, USELESS[name]) is Fault.DAMAGED


def test_an_entry_of_an_earlier_form_is_no_damage() -> None:
    assert read_entry(ask().key, FIRST_FORM) is Fault.OUTDATED


def test_a_whole_entry_whose_fields_do_not_fit_is_of_another_form() -> None:
    assert read_entry(ask().key, write_entry(ask(), replied(model=None), NOON)) is Fault.OUTDATED


class Strict(Frozen):
    points: tuple[int, ...]


def test_a_value_that_the_reply_model_takes_no_longer_is_a_miss(shelf: Shelf) -> None:
    odd: LLMReply[Any] = LLMReply(value=Strict(points=(1,)), model="m", usage=PAID)
    store_reply(shelf, ask(), odd, NOON)
    assert lookup(shelf, ask()) is None


class Loose(Frozen):
    twice: int


def test_a_reply_model_that_changed_has_another_key() -> None:
    assert ask(reply_model=Loose).key != ask().key


def test_a_damaged_file_costs_calls_only(tmp_path: Path) -> None:
    (tmp_path / "cache.db").write_bytes(b"no database" * 500)
    told: list[str] = []
    llm = CachingLLM(ScriptedLLM([POINTS]), tmp_path, warn=told.append)
    assert (llm.complete(ask()).is_cached, llm.complete(ask()).is_cached) == (False, True)
    assert ["set aside" in line for line in told] == [True]
    llm.close()


def test_a_folder_that_is_a_file_is_a_matter_of_configuration(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="file"):
        cached(tmp_path / "file")


def test_threads_share_a_cache(tmp_path: Path) -> None:
    def answer(request: LLMRequest[Any]) -> Answer:
        return {"points": [{"n": int(request.user)}]}

    llm = CachingLLM(ScriptedLLM(answer), tmp_path, warn=silent)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(llm.complete, [ask(str(n)) for n in range(40)]))
        numbers = [
            reply.value.points[0].n for reply in pool.map(cached(tmp_path).complete, [ask(str(n)) for n in range(40)])
        ]
    assert numbers == list(range(40))


# The same, asked by several threads at once.


class Held:
    """A model that answers each request only when it is let, and counts who asks."""

    def __init__(self, *answers: Answer) -> None:
        self.is_asked = threading.Semaphore(0)
        self.may_answer = threading.Semaphore(0)
        self.script = ScriptedLLM(self._answer, usage=PAID)
        self._answers = iter(answers)

    def _answer(self, _request: LLMRequest[Any]) -> Answer:
        self.is_asked.release()
        assert self.may_answer.acquire(timeout=WAIT_S)
        return next(self._answers)


class Announced(str):
    """A key that tells when it is looked up: from then on, its asker is waiting."""

    __slots__ = ("is_looked_up",)
    is_looked_up: threading.Semaphore

    def __hash__(self) -> int:
        self.is_looked_up.release()
        return super().__hash__()


def announced(request: LLMRequest[Points], is_looked_up: threading.Semaphore) -> LLMRequest[Points]:
    key = Announced(request.key)
    key.is_looked_up = is_looked_up
    request.__dict__["key"] = key
    return request


def gathered(held: Held, folder: Path, askers: int) -> list[Any]:
    """Let threads ask the same, the model answer once all of them wait; return what each got, the first asker first."""
    llm = CachingLLM(held.script, folder, silent, Noon())
    waiting = threading.Semaphore(0)

    def complete(request: LLMRequest[Points]) -> LLMReply[Points] | LLMError:
        try:
            return llm.complete(request)
        except LLMError as error:
            return error

    with ThreadPoolExecutor(askers) as pool:
        first = pool.submit(complete, ask())
        assert held.is_asked.acquire(timeout=WAIT_S)
        others = [pool.submit(complete, announced(ask(), waiting)) for _ in range(1, askers)]
        assert all(waiting.acquire(timeout=WAIT_S) for _ in others)
        held.may_answer.release(askers)
        return [each.result(timeout=WAIT_S) for each in (first, *others)]


def test_the_same_request_at_the_same_time_is_one_call(tmp_path: Path) -> None:
    held = Held(POINTS)
    replies = gathered(held, tmp_path, 8)
    assert len(held.script.requests) == 1
    assert [(each.value, each.is_cached, each.usage, each.paid) for each in replies] == [
        (POINTS, False, PAID, Usage()),
        *[(POINTS, True, Usage(), PAID)] * 7,
    ]


def test_one_failure_is_not_handed_to_those_who_wait(tmp_path: Path) -> None:
    held = Held(UnavailableError("down"), POINTS)
    first, *others = gathered(held, tmp_path, 3)
    assert isinstance(first, UnavailableError)
    assert sorted(each.is_cached for each in others) == [False, True]


def test_those_who_wait_get_the_answer_of_a_shelf_that_fails(tmp_path: Path) -> None:
    (tmp_path / "cache.db").mkdir()
    held = Held(POINTS)
    assert [each.is_cached for each in gathered(held, tmp_path, 2)] == [False, True]


def test_other_requests_do_not_wait(tmp_path: Path) -> None:
    held = Held(POINTS, POINTS)
    llm = CachingLLM(held.script, tmp_path, silent, Noon())
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(llm.complete, ask(name)) for name in "ab"]
        assert [held.is_asked.acquire(timeout=WAIT_S) for _ in both] == [True, True]
        held.may_answer.release(2)
        assert [each.result().is_cached for each in both] == [False, False]
