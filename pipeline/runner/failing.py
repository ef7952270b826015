"""What makes a run end otherwise than well: how many articles may fail before it is stopped, and what may be found."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.errors import ConfigurationError
from schemas.verdict import Verdict

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


def parse_verdict(text: str) -> Verdict:
    """Read the verdict of a claim that something speaks against.

    Raises:
        ConfigurationError: it is none.
    """
    doubts = [one.value for one in Verdict if one.rank < Verdict.PLAUSIBLE.rank]
    if text.strip() not in doubts:
        raise ConfigurationError(f"--fail-on takes one of {', '.join(doubts)}, not {text!r}")
    return Verdict(text.strip())


def has_found(claims: Mapping[str, int], fail_on: Verdict | None) -> bool:
    """Tell whether a claim has a verdict or a worse one.

    Args:
        claims: how many claims have each verdict.
        fail_on: the mildest verdict that counts; None: none does.
    """
    return fail_on is not None and any(claims.get(one, 0) for one in Verdict if one.rank <= fail_on.rank)
