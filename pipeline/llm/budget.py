"""What a run may spend: every request reserves the worst it can cost, and settles for what it did cost.

Invariant: spent + held + reserved never exceeds a limit, so that what the endpoint bills cannot either, as long as no
request costs more than its worst. `held` is the worst of requests that nobody metered; it is never given back.
"""

import math
import threading
from dataclasses import dataclass
from decimal import Decimal

from pipeline.errors import BudgetError, ConfigurationError
from pipeline.llm.line import Line, Wait
from pipeline.llm.price import Price
from pipeline.stopping import Stopping
from schemas.usage import Usage


@dataclass(frozen=True)
class Amount:
    """US dollars and tokens, in and out together."""

    cost_usd: Decimal = Decimal(0)
    tokens: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        """Return the sum."""
        return Amount(self.cost_usd + other.cost_usd, self.tokens + other.tokens)

    def __sub__(self, other: "Amount") -> "Amount":
        """Return the difference."""
        return Amount(self.cost_usd - other.cost_usd, self.tokens - other.tokens)


@dataclass(frozen=True, eq=False)
class Reservation:
    """The worst that one request in flight can cost; each is one of its kind, and settled once."""

    worst: Amount


class Budget:
    """A limit in dollars, one in tokens, both, or none: without a limit nothing waits, and the count goes on."""

    def __init__(
        self,
        max_cost_usd: Decimal | None,
        max_tokens: int | None,
        price: Price | None,
        stopping: Stopping,
        wait: Wait = threading.Condition.wait,
    ) -> None:
        """Begin with nothing spent.

        Args:
            max_cost_usd: no more than this is spent; None: no limit.
            max_tokens: in and out together; None: no limit.
            price: of one request; None where nobody knows it, and then every cost is 0.
            stopping: sends away who waits.
            wait: takes the place of waiting on a condition.

        Raises:
            ConfigurationError: dollars are limited, but without a price nobody can count them.
        """
        if max_cost_usd is not None and price is None:
            raise ConfigurationError(
                f"a limit of {max_cost_usd} US dollars needs a price: state what the tokens cost, or limit the tokens"
            )
        self._max_cost_usd = max_cost_usd
        self._max_tokens = max_tokens
        self._price = price
        self._line = Line("room in the budget", stopping, wait)
        self._in_flight: set[Reservation] = set()
        self._reserved = Amount()
        self._held = Amount()
        self._spent = Amount()
        self._exhausted_by = ""

    def reserve(self, worst: Usage) -> Reservation:
        """Set the worst of one request aside, after waiting for requests in flight where that can make room.

        Raises:
            BudgetError: it does not fit even if all that is in flight costs nothing, or an earlier one did not.
            StoppedError: the run is asked to stop.
        """
        amount = Amount(self._price.worst(worst) if self._price else Decimal(0), _tokens(worst))
        reservation = Reservation(amount)
        self._line.stand(lambda: self._try_to_reserve(reservation))
        return reservation

    def settle(self, reservation: Reservation, usage: Usage | None) -> None:
        """Count what a request cost, and free the rest; a usage that nobody knows keeps the whole worst.

        Args:
            reservation: from `reserve`, not settled yet.
            usage: of this one request; None, or one with `unmetered`, where nobody knows.
        """
        known = usage if usage is not None and not usage.unmetered else None
        cost_usd = self._price.cost(known) if self._price and known else Decimal(0)
        with self._line:
            self._in_flight.remove(reservation)
            self._reserved -= reservation.worst
            if known is None:
                self._held += reservation.worst
            else:
                self._spent += Amount(cost_usd, _tokens(known))

    @property
    def spent(self) -> Amount:
        """Return what the requests cost that told it."""
        with self._line:
            return self._spent

    @property
    def held(self) -> Amount:
        """Return the worst of all requests of which nobody knows what they cost."""
        with self._line:
            return self._held

    @property
    def at_most(self) -> Amount:
        """Return the most that all requests so far can have cost: what was told, and the worst of the rest.

        The rest are those that nobody metered, and those in flight.
        """
        with self._line:
            return self._spent + self._held + self._reserved

    def _try_to_reserve(self, reservation: Reservation) -> float:
        if self._exhausted_by:
            raise BudgetError(self._exhausted_by)
        gone = self._spent + self._held
        self._exhausted_by = self._explain_misfit(gone, reservation.worst)
        if self._exhausted_by:
            raise BudgetError(self._exhausted_by)
        if self._explain_misfit(gone + self._reserved, reservation.worst):
            return math.inf
        self._in_flight.add(reservation)
        self._reserved += reservation.worst
        return 0

    def _explain_misfit(self, gone: Amount, worst: Amount) -> str:
        """Return which limit `worst` does not fit after `gone`, or nothing where it fits."""
        total = gone + worst
        if self._max_cost_usd is not None and total.cost_usd > self._max_cost_usd:
            return self._explain(f"${worst.cost_usd:f}", f"${self._max_cost_usd:f}", f"${gone.cost_usd:f}")
        if self._max_tokens is not None and total.tokens > self._max_tokens:
            return self._explain(f"{worst.tokens} tokens", f"{self._max_tokens} tokens", f"{gone.tokens} tokens")
        return ""

    @staticmethod
    def _explain(worst: str, limit: str, gone: str) -> str:
        return (
            f"the budget of {limit} is used up: {gone} are spent, or held for calls that did not tell their cost, "
            f"and the next call may take {worst}"
        )


def _tokens(usage: Usage) -> int:
    return usage.input_tokens + usage.output_tokens
