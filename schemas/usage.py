"""What calls cost, in tokens as the endpoint counted them."""

from schemas.frozen import Frozen


class Usage(Frozen):
    """Tokens and attempts of one or more calls; `cached_tokens` are part of `input_tokens`."""

    attempts: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        """Return the sum, field by field."""
        return Usage(
            attempts=self.attempts + other.attempts,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
        )
