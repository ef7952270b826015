"""How many articles of a batch may fail before the run is stopped: a number of them, or a share of all."""

import re
from dataclasses import dataclass

from pipeline.errors import ConfigurationError

_WHOLE = 100
_FORM = re.compile(r"(\d{1,9})(%?)", re.ASCII)


@dataclass(frozen=True)
class FailLimit:
    """At most so many articles may fail; with `is_share`, so many of a hundred."""

    most: int
    is_share: bool = False

    def __str__(self) -> str:
        """Return it as it is written on the command line."""
        return f"{self.most}%" if self.is_share else str(self.most)

    def is_exceeded(self, failed: int, articles: int) -> bool:
        """Tell whether more articles failed than may."""
        return failed * _WHOLE > self.most * articles if self.is_share else failed > self.most


NEVER = FailLimit(_WHOLE, is_share=True)


def parse_fail_limit(text: str) -> FailLimit:
    """Read "5" (articles) or "20%" (of the articles given).

    Raises:
        ConfigurationError: it is neither.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None or (match[2] and int(match[1]) > _WHOLE):
        raise ConfigurationError(f"--fail-over takes a number of articles or a share up to 100%, not {text!r}")
    return FailLimit(int(match[1]), is_share=bool(match[2]))
