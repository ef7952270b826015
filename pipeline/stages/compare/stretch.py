"""Owns which of several like stretches of time words name: the second quarter, the first half, the final leg."""

import re

_NTH = re.compile(
    r"\b(?:(?P<nth>first|second|third|fourth|final|last)[\s-](?P<of>quarter|half|leg|set|session|trimester|semester)"
    r"|(?P<short>q)(?P<digit>[1-4])|(?P<half>h)(?P<one>[12]))\b",
    re.IGNORECASE,
)
_WORDS = ("first", "second", "third", "fourth")


def stretch_in(text: str) -> str | None:
    """Return the first stretch that a text names, as "second quarter"; None where it names none."""
    match = _NTH.search(text)
    if match is None:
        return None
    if match["nth"]:
        return f"{match['nth']} {match['of']}".lower()
    return f"{_WORDS[int(match['digit'] or match['one']) - 1]} {'quarter' if match['short'] else 'half'}"
