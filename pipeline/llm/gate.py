"""What every single request to an endpoint passes: the first, a retry, a second try for a broken answer.

Invariant: a request is sent inside a turn or not at all, and a turn that ends without a usage counts as having cost the
worst it could.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.llm.budget import Budget
from pipeline.llm.lanes import Lanes
from pipeline.llm.port import LLMRequest
from pipeline.llm.rates import Rates
from schemas.usage import Usage

# What a server may count beyond the bytes that it is sent: the marks of its chat template.
_TEMPLATE_TOKENS = 64


@dataclass
class Turn:
    """One request that may be sent; whoever sends it sets `usage` once the endpoint told what it cost.

    `usage` stays None where nobody knows: no answer came, or only a part of one. It is zero for a request that the
    endpoint turned down, which nobody bills.
    """

    usage: Usage | None = None


def worst_usage(body: bytes, request: LLMRequest[Any]) -> Usage:
    """Return the most that one attempt at a request can cost.

    No tokenizer makes more than one token of a byte, so the size of the body bounds the input.
    """
    return Usage(attempts=1, input_tokens=len(body) + _TEMPLATE_TOKENS, output_tokens=request.max_tokens)


class Gate(Protocol):
    """Lets requests through one by one, each when its turn comes."""

    def turn(self, worst: Usage) -> AbstractContextManager[Turn]:
        """Wait for a turn, and hold it for the length of a `with`; errors of the seam pass through it.

        Args:
            worst: the most that the request can cost: one attempt, with a bound of its tokens in and out.

        Raises:
            StoppedError: the run stops while the request waits.
            BudgetError: `worst` does not fit what is left of the budget.
        """
        ...


class OpenGate:
    """Lets every request through at once."""

    @contextmanager
    def turn(self, worst: Usage) -> Iterator[Turn]:  # noqa: ARG002  the protocol's signature
        """Give a turn without waiting."""
        yield Turn()


class EndpointGate:
    """Lets a request through when there is a lane, room in the minute and room in the budget, in this order.

    Money comes last, so that it is set aside only for what is about to be sent.
    """

    def __init__(self, lanes: Lanes, rates: Rates, budget: Budget) -> None:
        """Share `lanes`, `rates` and `budget` among all threads."""
        self._lanes = lanes
        self._rates = rates
        self._budget = budget

    @contextmanager
    def turn(self, worst: Usage) -> Iterator[Turn]:
        """Wait for a turn; however it ends, it settles with what `usage` says then.

        Raises:
            StoppedError: the run stops while the request waits.
            BudgetError: `worst` does not fit what is left of the budget.
            ConfigurationError: the request takes more tokens than the endpoint allows in a minute.
        """
        with self._lanes.lane() as lane:
            self._rates.admit(worst)
            self._lanes.take_off(lane)
            reservation = self._budget.reserve(worst)
            turn = Turn()
            try:
                yield turn
            finally:
                self._budget.settle(reservation, turn.usage)
                self._rates.learn(worst, turn.usage)
