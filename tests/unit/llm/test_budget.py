"""What fits, what waits, what ends a run, and what is counted afterwards."""

import random
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pipeline.errors import BudgetError, ConfigurationError, StoppedError
from pipeline.llm.budget import Amount, Budget, Reservation
from pipeline.llm.price import Price, StatedPrice, find_price
from pipeline.stopping import Stopping
from schemas.usage import Usage

LONG_S = 20.0
THREADS = 64
UNKNOWN = Usage(attempts=1, unmetered=1)


def used(read: int, written: int = 0) -> Usage:
    return Usage(attempts=1, input_tokens=read, output_tokens=written)


def dollar_a_token() -> Price:
    million = Decimal(1_000_000)
    price = find_price("any", "http://127.0.0.1/v1", StatedPrice(million, million), datetime.now(UTC))
    assert price is not None
    return price


def tokens(limit: int | None, stopping: Stopping | None = None) -> Budget:
    return Budget(None, limit, None, stopping or Stopping())


def dollars(limit: int | None) -> Budget:
    return Budget(Decimal(limit) if limit is not None else None, None, dollar_a_token(), Stopping())


def test_what_fits_to_the_last_token_is_let_through() -> None:
    budget = tokens(10)
    budget.settle(budget.reserve(used(7, 3)), used(5, 1))
    assert (budget.spent, budget.held) == (Amount(tokens=6), Amount())


@pytest.mark.parametrize("budget", [tokens(10), dollars(10), Budget(Decimal(99), 10, dollar_a_token(), Stopping())])
def test_a_first_request_that_does_not_fit_is_refused_with_its_worst_and_the_limit(budget: Budget) -> None:
    with pytest.raises(BudgetError, match=r"budget of \$?10.* may take \$?11"):
        budget.reserve(used(9, 2))


def test_a_limit_of_dollars_without_a_price_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="needs a price"):
        Budget(Decimal(1), None, None, Stopping())


def test_both_limits_hold_together() -> None:
    budget = Budget(Decimal(10), 1000, dollar_a_token(), Stopping())
    with pytest.raises(BudgetError, match=r"\$11"):
        budget.reserve(used(11))


@pytest.mark.parametrize("usage", [None, UNKNOWN, used(3) + UNKNOWN])
def test_what_nobody_metered_is_held_at_its_worst_for_good(usage: Usage | None) -> None:
    budget = tokens(10)
    budget.settle(budget.reserve(used(6)), usage)
    assert (budget.spent, budget.held) == (Amount(), Amount(tokens=6))
    with pytest.raises(BudgetError):
        budget.reserve(used(5))


def test_a_request_that_the_endpoint_turned_down_gives_all_back() -> None:
    budget = dollars(10)
    budget.settle(budget.reserve(used(10)), Usage(attempts=1))
    assert budget.spent == Amount()
    budget.reserve(used(10))


def test_once_a_request_did_not_fit_no_smaller_one_is_let_through() -> None:
    budget = tokens(10)
    budget.settle(budget.reserve(used(6)), used(6))
    for size in (5, 1, 0):
        with pytest.raises(BudgetError, match="may take 5 tokens"):
            budget.reserve(used(size))


def test_a_request_that_cost_more_than_its_worst_is_counted_in_full() -> None:
    budget = tokens(10)
    budget.settle(budget.reserve(used(4)), used(12))
    assert budget.spent == Amount(tokens=12)
    with pytest.raises(BudgetError):
        budget.reserve(used(0))


def test_without_a_limit_nothing_waits_and_all_is_counted() -> None:
    budget = dollars(None)
    first, second = budget.reserve(used(10**9)), budget.reserve(used(10**9))
    budget.settle(first, used(2, 1))
    budget.settle(second, None)
    assert budget.spent == Amount(Decimal(3), 3)
    assert budget.held == Amount(Decimal(10**9), 10**9)


def test_without_a_price_tokens_are_counted_and_dollars_are_not() -> None:
    budget = tokens(None)
    budget.settle(budget.reserve(used(5)), used(3))
    assert budget.spent == Amount(Decimal(0), 3)


def test_a_reservation_is_settled_once() -> None:
    budget = tokens(10)
    reservation = budget.reserve(used(5))
    budget.settle(reservation, used(5))
    with pytest.raises(KeyError):
        budget.settle(reservation, used(5))
    assert budget.spent == Amount(tokens=5)


def start_waiting(pool: ThreadPoolExecutor, budget: Budget, worst: Usage) -> "Future[Reservation]":
    """Return a reservation that is not made, or at least not soon."""
    waiting = pool.submit(budget.reserve, worst)
    with pytest.raises(TimeoutError):
        waiting.result(0.05)
    return waiting


def test_what_fits_only_if_the_flight_costs_less_waits_until_it_did() -> None:
    budget = tokens(10)
    in_flight = budget.reserve(used(8))
    with ThreadPoolExecutor(1) as pool:
        waiting = start_waiting(pool, budget, used(5))
        budget.settle(in_flight, used(5))
        assert waiting.result(LONG_S).worst == Amount(tokens=5)


def test_at_most_counts_what_was_told_what_is_held_and_what_is_in_flight() -> None:
    budget = tokens(100)
    budget.settle(budget.reserve(used(10)), used(4))
    budget.settle(budget.reserve(used(20)), None)
    in_flight = budget.reserve(used(40))
    assert budget.at_most == Amount(tokens=4 + 20 + 40)
    budget.settle(in_flight, used(1))
    assert budget.at_most == Amount(tokens=4 + 20 + 1)


@pytest.mark.parametrize("usage", [used(6), None])
def test_what_waited_in_vain_is_refused(usage: Usage | None) -> None:
    budget = tokens(10)
    in_flight = budget.reserve(used(8))
    with ThreadPoolExecutor(1) as pool:
        waiting = start_waiting(pool, budget, used(5))
        budget.settle(in_flight, usage)
        with pytest.raises(BudgetError):
            waiting.result(LONG_S)


def test_a_stop_ends_the_wait_while_the_flight_goes_on() -> None:
    stopping = Stopping()
    budget = tokens(10, stopping)
    budget.reserve(used(8))
    with ThreadPoolExecutor(1) as pool:
        waiting = start_waiting(pool, budget, used(5))
        stopping.stop("interrupted")
        with pytest.raises(StoppedError, match="interrupted"):
            waiting.result(LONG_S)


class Endpoint:
    """Bills any usage up to the worst, and tells it or not; the ledger is what it bills in truth."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.billed = Usage()

    def answer(self, worst: Usage, chance: random.Random) -> Usage | None:
        usage = used(chance.randint(0, worst.input_tokens), chance.randint(0, worst.output_tokens))
        with self._lock:
            self.billed += usage
        return chance.choice([usage, usage, usage, None])


def spend(budget: Budget, endpoint: Endpoint, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret: a test that can be repeated
    while True:
        worst = used(chance.randint(1, 60), chance.randint(0, 40))
        reservation = budget.reserve(worst)
        budget.settle(reservation, endpoint.answer(worst, chance))


@pytest.mark.parametrize(("max_cost", "max_tokens"), [(20_000, None), (None, 20_000), (30_000, 20_000), (300, 10**9)])
def test_64_threads_never_make_the_endpoint_bill_more_than_the_limits(
    max_cost: int | None, max_tokens: int | None
) -> None:
    budget = Budget(None if max_cost is None else Decimal(max_cost), max_tokens, dollar_a_token(), Stopping())
    endpoint = Endpoint()
    with ThreadPoolExecutor(THREADS) as pool:
        ends = [pool.submit(spend, budget, endpoint, seed).exception(2 * LONG_S) for seed in range(THREADS)]
    assert {type(end) for end in ends} == {BudgetError}
    billed = endpoint.billed.input_tokens + endpoint.billed.output_tokens
    limit = min(each for each in (max_cost, max_tokens) if each is not None)
    assert billed <= limit
    assert limit - 100 <= (budget.spent + budget.held).tokens <= limit
