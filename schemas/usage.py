"""What calls cost, in tokens as the endpoint counted them."""

from schemas.frozen import Frozen


class Usage(Frozen):
    """Tokens and attempts of one or more calls; `cached_tokens` are part of `input_tokens`.

    An attempt is one request that was sent. `unmetered` are those of them that may have cost something that the
    endpoint did not tell: no answer came, only a part of one, or one without a count of tokens.
    """

    attempts: int = 0
    unmetered: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        """Return the sum, field by field."""
        return Usage(
            attempts=self.attempts + other.attempts,
            unmetered=self.unmetered + other.unmetered,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
        )
