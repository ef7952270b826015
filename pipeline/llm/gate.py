"""What every single request to an endpoint passes: the first, a retry, a second try for a broken answer.

Invariant: a request is sent inside a turn or not at all, and a turn that ends without a usage counts as having cost the
worst it could.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from schemas.usage import Usage


@dataclass
class Turn:
    """One request that may be sent; whoever sends it sets `usage` once the endpoint told what it cost.

    `usage` stays None where nobody knows: no answer came, or only a part of one. It is zero for a request that the
    endpoint turned down, which nobody bills.
    """

    usage: Usage | None = None


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
