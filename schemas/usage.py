"""What calls cost: tokens as the endpoint counted them, and US dollars where a price is known."""

from decimal import Decimal
from typing import Annotated

from pydantic import PlainSerializer

from schemas.frozen import Frozen

Dollars = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]


class Usage(Frozen):
    """Tokens and attempts of one or more calls; `cached_tokens` are part of `input_tokens`.

    An attempt is one request that was sent. `second_tries` counts answers that did not have the form they should have
    and were asked for once more. `unmetered` counts attempts that may have cost something that the endpoint did not
    tell: no answer came, only a part of one, or one without a count of tokens. `cost_usd` is the price of the tokens
    that were told; None where nobody knows a price.
    """

    attempts: int = 0
    second_tries: int = 0
    unmetered: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Dollars | None = None

    def __add__(self, other: "Usage") -> "Usage":
        """Return the sum, field by field; what has no price adds nothing to one that has."""
        costs = [cost for cost in (self.cost_usd, other.cost_usd) if cost is not None]
        return Usage(
            attempts=self.attempts + other.attempts,
            second_tries=self.second_tries + other.second_tries,
            unmetered=self.unmetered + other.unmetered,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost_usd=sum(costs, Decimal(0)) if costs else None,
        )
