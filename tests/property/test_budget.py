import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import BudgetError
from pipeline.llm.budget import Amount, Budget, Reservation
from pipeline.llm.price import StatedPrice, find_price
from pipeline.stopping import Stopping
from schemas.usage import Usage

SIZES = st.integers(0, 40)
# What is sent: tokens in and out at worst, and the share of them that it costs; None where nobody learns it.
SENT = st.tuples(SIZES, SIZES, st.none() | st.fractions(0, 1, max_denominator=4))
# A step sends a request, or (None) lets the oldest in flight end.
STEPS = st.lists(st.none() | SENT, max_size=30)
LIMITS = st.none() | st.integers(0, 400)
PRICE = find_price("any", "http://127.0.0.1/v1", StatedPrice(Decimal(3), Decimal(7)), datetime.now(UTC))


def used(read: int, written: int) -> Usage:
    return Usage(attempts=1, input_tokens=read, output_tokens=written)


def amount(usage: Usage) -> Amount:
    assert PRICE is not None
    return Amount(PRICE.cost(usage), usage.input_tokens + usage.output_tokens)


class Flight:
    """Many requests in flight, played by one thread: while one would wait, the oldest in flight ends."""

    def __init__(self, max_cost_usd: Decimal | None, max_tokens: int | None) -> None:
        self.budget = Budget(max_cost_usd, max_tokens, PRICE, Stopping(), self._end_meanwhile)
        self.in_flight: list[tuple[Reservation, Amount, Usage | None]] = []
        self.billed = Amount()

    def send(self, read: int, written: int, share: Fraction | None) -> None:
        reservation = self.budget.reserve(used(read, written))
        usage = None if share is None else used(int(read * share), int(written * share))
        self.in_flight.append((reservation, amount(usage or used(read, written)), usage))

    def end(self) -> None:
        reservation, billed, usage = self.in_flight.pop(0)
        self.billed += billed
        self.budget.settle(reservation, usage)

    def _end_meanwhile(self, place: threading.Condition, _: float) -> None:
        place.release()
        self.end()
        place.acquire()

    def play(self, steps: Sequence[tuple[int, int, Fraction | None] | None]) -> Usage | None:
        """Return the worst of the request that was refused, if one was."""
        for step in steps:
            if step is None:
                if self.in_flight:
                    self.end()
                continue
            try:
                self.send(*step)
            except BudgetError:
                return used(step[0], step[1])
        return None


def fits(total: Amount, cost: Decimal | None, tokens: int | None) -> bool:
    is_cheap = cost is None or total.cost_usd <= cost
    return is_cheap and (tokens is None or total.tokens <= tokens)


def flight(micro_dollars: int | None, tokens: int | None) -> tuple[Flight, Decimal | None]:
    cost = None if micro_dollars is None else Decimal(micro_dollars).scaleb(-6)
    return Flight(cost, tokens), cost


@given(LIMITS, LIMITS, STEPS)
def test_what_is_billed_and_what_may_be_never_exceeds_a_limit(
    micro_dollars: int | None, tokens: int | None, steps: list[tuple[int, int, Fraction | None] | None]
) -> None:
    flown, cost = flight(micro_dollars, tokens)
    for step in steps:
        flown.play([step])
        reserved = sum((reservation.worst for reservation, _, _ in flown.in_flight), Amount())
        assert fits(flown.budget.spent + flown.budget.held + reserved, cost, tokens)
        assert fits(flown.billed + reserved, cost, tokens)


@given(LIMITS, LIMITS, STEPS)
def test_nothing_is_lost(
    micro_dollars: int | None, tokens: int | None, steps: list[tuple[int, int, Fraction | None] | None]
) -> None:
    flown, _ = flight(micro_dollars, tokens)
    flown.play(steps)
    while flown.in_flight:
        flown.end()
    assert flown.budget.spent + flown.budget.held == flown.billed


@given(LIMITS, LIMITS, STEPS)
def test_only_what_cannot_fit_is_refused_and_then_all_that_follows(
    micro_dollars: int | None, tokens: int | None, steps: list[tuple[int, int, Fraction | None] | None]
) -> None:
    flown, cost = flight(micro_dollars, tokens)
    refused = flown.play(steps)
    if refused is not None:
        assert not fits(flown.billed + amount(refused), cost, tokens)
        with pytest.raises(BudgetError):
            flown.budget.reserve(used(0, 0))
