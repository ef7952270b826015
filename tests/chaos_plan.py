"""What a server for tests gives to a request, by a seed, and what it enters in its ledger.

Invariant: what a request gets depends on the seed, its body and how often this body was asked, never on time or order.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeAlias

from tests.chaos_answer import good_answer, stage_of, subjects_of, title_of


class Draw(StrEnum):
    """What a request gets."""

    GOOD = "good"
    DRIP = "good, in pieces that end in time"
    THROTTLED = "429"
    THROTTLED_S = "429, retry after seconds"
    THROTTLED_MS = "429, retry after milliseconds"
    THROTTLED_DATE = "429, retry after a date"
    ERROR_500 = "500"
    ERROR_503 = "503"
    RESET = "connection reset before an answer"
    STALL = "no answer"
    LATE = "good, in pieces that end too late"
    CUT = "half a body"
    ERROR_IN_BODY = "200 with an error in the body"
    HTML = "a page"
    EMPTY = "no choice"
    PROSE = "prose"
    BROKEN = "JSON that breaks the schema"
    REFUSAL = "refusal"
    FILTERED = "content filter"
    LENGTH = "cut off at the limit of tokens"
    UNMETERED = "good, without usage"


TURNED_DOWN: Mapping[Draw, tuple[int, Mapping[str, str]]] = {
    Draw.THROTTLED: (429, {}),
    Draw.THROTTLED_S: (429, {"Retry-After": "0.02"}),
    Draw.THROTTLED_MS: (429, {"Retry-After-Ms": "15"}),
    Draw.THROTTLED_DATE: (429, {"Retry-After": "now"}),
    Draw.ERROR_500: (500, {}),
    Draw.ERROR_503: (503, {}),
}
VALID = frozenset({Draw.GOOD, Draw.DRIP, Draw.UNMETERED})
_UNTOLD = frozenset(
    {Draw.RESET, Draw.STALL, Draw.LATE, Draw.CUT, Draw.ERROR_IN_BODY, Draw.HTML, Draw.UNMETERED, *TURNED_DOWN}
)
Unit: TypeAlias = tuple[str, str, tuple[str, ...]]
"""A question: the stage, the title of the article, and what is asked about."""

_BAD: list[Draw] = [draw for draw in Draw if draw is not Draw.GOOD]
STORM = {draw: 0.004 if draw in (Draw.STALL, Draw.LATE) else 0.018 for draw in _BAD}
"""A mix of all that can go wrong, a third of all draws; what a client must wait for is rare."""


@dataclass(frozen=True)
class Plan:
    """How badly a server answers.

    `mix` gives the share of each draw, the rest is good; after `most_in_a_row` bad ones a body gets a good one. A share
    of `outage` of all bodies gets nothing but 503. Answers take `fastest_s` to `slowest_s`. What stalls or comes
    late takes `stall_s`, which is to outlast the client's patience.
    """

    seed: int = 0
    mix: Mapping[Draw, float] = field(default_factory=dict)
    most_in_a_row: int = 3
    outage: float = 0.0
    fastest_s: float = 0.0
    slowest_s: float = 0.0
    stall_s: float = 30.0

    def draw(self, body: bytes, nth: int) -> Draw:
        """Return what a body gets when it is asked for the `nth` time, counted from 0."""
        if self._chance(body, "outage") < self.outage:
            return Draw.ERROR_503
        if nth % (self.most_in_a_row + 1) == self.most_in_a_row:
            return Draw.GOOD
        left = self._chance(body, nth)
        for draw, share in self.mix.items():
            left -= share
            if left < 0:
                return draw
        return Draw.GOOD

    def latency_s(self, body: bytes, nth: int) -> float:
        """Return how long an answer takes to come."""
        return self.fastest_s + (self.slowest_s - self.fastest_s) * self._chance(body, f"latency {nth}")

    def _chance(self, body: bytes, what: object) -> float:
        digest = hashlib.sha256(f"{self.seed} {what} ".encode() + body).digest()
        return int.from_bytes(digest[:7]) / 2**56


@dataclass
class Entry:
    """One request in the ledger, with the tokens it billed: zero where it was turned down."""

    raw: bytes
    draw: Draw

    @cached_property
    def body(self) -> dict[str, Any]:
        """Return the body of the request."""
        document: dict[str, Any] = json.loads(self.raw)
        return document

    @cached_property
    def unit(self) -> Unit:
        """Return what identifies the question, however often it is put again."""
        return stage_of(self.body), title_of(self.body), subjects_of(self.body)

    @cached_property
    def content(self) -> str:
        """Return what the model wrote."""
        good = good_answer(self.body)
        written = {Draw.PROSE: "I would rather tell it in my own words.", Draw.BROKEN: "{}", Draw.REFUSAL: ""}
        return good[: len(good) // 2] if self.draw is Draw.LENGTH else written.get(self.draw, good)

    @property
    def is_told(self) -> bool:
        """Tell whether the answer names the tokens, and reaches the client."""
        return self.draw not in _UNTOLD

    @cached_property
    def usage(self) -> dict[str, Any]:
        """Return the tokens billed, as an answer names them."""
        if self.draw in TURNED_DOWN:
            return {"prompt_tokens": 0, "completion_tokens": 0, "prompt_tokens_details": {"cached_tokens": 0}}
        limit = self.body["max_tokens"]
        written = limit if self.draw is Draw.LENGTH else min(len(self.content) // 4 + 1, limit)
        read = len(self.raw) // 4
        details = {"cached_tokens": read // 2 if len(self.raw) % 2 else 0}
        return {"prompt_tokens": read, "completion_tokens": written, "prompt_tokens_details": details}

    @cached_property
    def answer(self) -> bytes:
        """Return the body of the answer, whole."""
        if self.draw is Draw.HTML:
            return b"<html><body>The gateway is busy.</body></html>"
        if self.draw is Draw.ERROR_IN_BODY:
            return json.dumps({"error": {"code": 502, "message": "The provider is gone."}}).encode()
        reason = {Draw.FILTERED: "content_filter", Draw.LENGTH: "length"}.get(self.draw, "stop")
        refusal = "I cannot help with that." if self.draw is Draw.REFUSAL else None
        message = {"role": "assistant", "content": self.content, "refusal": refusal}
        choices = [] if self.draw is Draw.EMPTY else [{"index": 0, "message": message, "finish_reason": reason}]
        whole = {"id": "c", "object": "chat.completion", "created": 1, "model": "served-1", "choices": choices}
        return json.dumps(whole if self.draw is Draw.UNMETERED else {**whole, "usage": self.usage}).encode()
