"""What an endpoint's failing answer means: the one table from HTTP status and error code to the error tree.

Invariant: a message names the endpoint, the model and the codes the endpoint gave, never its message, which may quote
the key or the article.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from pipeline.errors import (
    AccessDeniedError,
    ConfigurationError,
    FactgradeError,
    FilteredError,
    LLMError,
    RejectedError,
    ThrottledError,
    UnavailableError,
)
from schemas.usage import Usage

_CODE = re.compile(r"[\w.\[\]-]{1,60}", re.ASCII)
_DENIED = frozenset({401, 403})
_TRANSIENT = frozenset({408, 409})
_NO_SUCH = 404
_NO_CREDIT = 402
_THROTTLED = 429
_SERVER_SIDE = 500
_NO_QUOTA = "insufficient_quota"
_FILTERED = "content_filter"
_TOO_LONG = frozenset({"context_length_exceeded", "exceed_context_size_error"})


@dataclass(frozen=True)
class Failure:
    """An answer with a failing status: `codes` are the type, code and parameter that its body names."""

    status: int
    codes: tuple[object, ...]
    headers: Mapping[str, str]

    def __str__(self) -> str:
        """Return the status, and those codes that are codes and no prose."""
        words = [code for code in self.codes if isinstance(code, str) and _CODE.fullmatch(code)]
        return f"{self.status} ({', '.join(words)})" if words else str(self.status)


def explain(failure: Failure, who: str, unit: str, usage: Usage) -> FactgradeError:
    """Return the error that a failing answer amounts to.

    Args:
        failure: the answer.
        who: the model and the endpoint, for the message.
        unit: what was asked about, for the message.
        usage: what the attempts cost so far, this one included.
    """
    told = f"{who} answered {failure}"
    if failure.status in _DENIED:
        return AccessDeniedError(f"{told}: check the API key and what it may use")
    if failure.status == _NO_SUCH:
        return ConfigurationError(f"{told}: it knows no such model, or the base URL is wrong")
    if failure.status == _NO_CREDIT or _NO_QUOTA in failure.codes:
        return ConfigurationError(f"{told}: the account has no quota left, so asking again does not help")
    return _explain_call(failure, told, unit, usage)


def _explain_call(failure: Failure, told: str, unit: str, usage: Usage) -> LLMError:
    if failure.status == _THROTTLED:
        return ThrottledError(told, usage, retry_after_s(failure.headers))
    if failure.status in _TRANSIENT or failure.status >= _SERVER_SIDE:
        return UnavailableError(told, usage)
    if not _TOO_LONG.isdisjoint(failure.codes):
        way_out = "ask for less with --sentences-per-call, or give a model on this machine more FACTGRADE_LOCAL_CONTEXT"
        return RejectedError(f"{told} to {unit!r}, which is longer than the model's context: {way_out}", usage)
    kind = FilteredError if _FILTERED in failure.codes else RejectedError
    return kind(f"{told} to {unit!r}", usage)


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return the wait that an endpoint asks for: milliseconds (OpenAI's own header), seconds, or a date (RFC 9110).

    A date is taken relative to the answer's own `Date`, so that the two clocks need not agree. `headers` has lower-case
    names, or does not mind case. None: nothing usable is asked for.
    """
    try:
        wish_s = _wish_s(headers)
    except (KeyError, OverflowError, TypeError, ValueError):
        return None
    # "nan" and "1e999" are floats too, and nobody can wait for them.
    return max(wish_s, 0.0) if math.isfinite(wish_s) else None


def _wish_s(headers: Mapping[str, str]) -> float:
    if "retry-after-ms" in headers:
        return float(headers["retry-after-ms"]) / 1000
    wish = headers["retry-after"].strip()
    if wish.replace(".", "", 1).isdecimal():
        return float(wish)
    return (parsedate_to_datetime(wish) - parsedate_to_datetime(headers["date"])).total_seconds()
