"""An answer that drips in is bounded as a whole, on an injected clock; one real drip shows it on a socket."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx2
import pytest

from pipeline.errors import UnavailableError
from pipeline.llm.deadline import deadline_hooks
from pipeline.llm.openai_llm import OpenAILLM
from schemas.reply_claims import reply_claims
from tests.chaos_plan import Draw, Plan
from tests.chaos_server import ChaosServer
from tests.unit.llm.asking import ask

LIMIT_S = 10.0


@dataclass
class Hand:
    """A clock that stands still until it is moved."""

    now_s: float = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Drip(httpx2.SyncByteStream):
    """Gives a byte after each of some waits, and keeps whether it was closed."""

    def __init__(self, hand: Hand, waits_s: list[float]) -> None:
        self._hand = hand
        self._waits_s = waits_s
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        for wait_s in self._waits_s:
            self._hand.now_s += wait_s
            yield b"x"

    def close(self) -> None:
        self.is_closed = True


def fetch(hand: Hand, answer: Callable[[httpx2.Request], httpx2.Response]) -> bytes:
    hooks = deadline_hooks(LIMIT_S, hand)
    with httpx2.Client(transport=httpx2.MockTransport(answer), event_hooks=hooks) as client:
        return client.get("http://a.example/").content


@pytest.mark.parametrize("waits_s", [[], [10.0], [1.0] * 10, [0.0] * 1000])
def test_a_body_that_is_whole_in_time_comes_through(waits_s: list[float]) -> None:
    hand = Hand()
    drip = Drip(hand, waits_s)
    assert fetch(hand, lambda _request: httpx2.Response(200, stream=drip)) == b"x" * len(waits_s)
    assert drip.is_closed


@pytest.mark.parametrize("waits_s", [[10.1], [1.0] * 11, [9.0, 9.0, 9.0]])
def test_a_body_that_is_not_ends_in_a_time_out_and_is_closed(waits_s: list[float]) -> None:
    hand = Hand()
    drip = Drip(hand, waits_s)
    with pytest.raises(httpx2.ReadTimeout, match="did not end in time"):
        fetch(hand, lambda _request: httpx2.Response(200, stream=drip))
    assert drip.is_closed


def test_nothing_is_read_beyond_the_limit() -> None:
    hand = Hand()
    with pytest.raises(httpx2.ReadTimeout):
        fetch(hand, lambda _request: httpx2.Response(200, stream=Drip(hand, [4.0] * 1000)))
    assert hand.now_s == 1012.0


def test_the_wait_for_the_headers_counts() -> None:
    hand = Hand()

    def late(_request: httpx2.Request) -> httpx2.Response:
        hand.now_s += 9.0
        return httpx2.Response(200, stream=Drip(hand, [2.0]))

    with pytest.raises(httpx2.ReadTimeout):
        fetch(hand, late)


def test_each_request_has_its_own_time() -> None:
    hand = Hand()
    for _ in range(3):
        assert fetch(hand, lambda _request: httpx2.Response(200, stream=Drip(hand, [9.0]))) == b"x"


def test_a_request_that_did_not_pass_the_first_hook_is_not_bounded() -> None:
    hand = Hand()
    hooks = {"response": deadline_hooks(LIMIT_S, hand)["response"]}
    transport = httpx2.MockTransport(lambda _request: httpx2.Response(200, stream=Drip(hand, [99.0])))
    with httpx2.Client(transport=transport, event_hooks=hooks) as client:
        assert client.get("http://a.example/").content == b"x"


def test_an_endpoint_that_drips_too_slowly_is_given_up_after_the_time_limit() -> None:
    with ChaosServer(Plan(mix={Draw.LATE: 1.0}, stall_s=5.0)) as server:
        llm = OpenAILLM(server.url, None, 0.3)
        begun_s = time.monotonic()
        with pytest.raises(UnavailableError, match="in time"):
            llm.complete(ask("<sentences>\n1. It is so.\n</sentences>", reply_model=reply_claims(1, 3)))
        taken_s = time.monotonic() - begun_s
        llm.close()
    assert 0.3 <= taken_s < 4.0
