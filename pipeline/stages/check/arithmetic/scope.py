"""Owns the words that keep the numbers of a change apart: another period, another base, an adjustment, a rank.

Where one stands near, a change that does not add up is no error, and nothing is said.
"""

import re

_ADJUSTED = re.compile(
    r"\b(?:adjusted|constant|currency|currencies|organic|like-for-like|same-store|real terms|inflation|comparable"
    r"|excluding|annuali[sz]ed|compound\w*|average|rank\w*|place|spot|position|seed\w*|chart|table|degrees?)\b",
    re.IGNORECASE,
)
_UNREAL = re.compile(r"\b(?:not|never|no|without|instead of|rather than|failed to|cannot|if)\b|n['’]t\b", re.IGNORECASE)
_TRADED = re.compile(
    r"\b(?:shares?|stocks?|index|oil|crude|barrel|gold|futures|bitcoin|trading|closed?|session|pound|dollar|euro|yen)\b",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\b(?:annual(?:ly)?|yearly|monthly|weekly|daily)\b"
    r"|\b(?:an?|per|each|every) (?:year|quarter|month|week|day)\b(?! (?:earlier|ago|before|later))",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"(?: [\w'’-]+){0,3}? (?:an?|per|each|every) (?P<unit>[a-z]+)\b(?! (?:earlier|ago|before|later))", re.IGNORECASE
)
_RATE_UNITS = frozenset(
    str.split(
        "second minute hour day night week month quarter year person head household barrel litre liter tonne kilo"
    )
)
_LOOSE = re.compile(r", *[a-z ]*$|\b(?:up|down) from\b[a-z ]*$", re.IGNORECASE)
_YEAR_BEFORE = re.compile(
    r"\b(?:a|the) (?:year|quarter|month|week) (?:earlier|ago|before)\b|\b(?:the )?same (?:quarter|month|week|period)"
    r"(?: of)?(?: last year| the year before| a year earlier)?\b",
    re.IGNORECASE,
)
_PERIODS = {
    "year": re.compile(r"\b(?:years?|annual\w*|yearly|y/y|yoy|year-on-year|year-over-year)\b", re.IGNORECASE),
    "quarter": re.compile(r"\b(?:quarter\w*|q/q|[a-z]+-quarter)\b", re.IGNORECASE),
    "month": re.compile(
        r"\b(?:month\w*|m/m|month-on-month)\b|\b(?:January|February|March|April|June|July|August|September|October"
        r"|November|December|in May)\b"
    ),
    "week": re.compile(r"\b(?:weeks?|weekly|week-on-week)\b", re.IGNORECASE),
}
_CLAUSE = 50
_NEAR = 16


def is_told_apart(masked: str, match: re.Match[str]) -> bool:
    """Tell whether the words around a change keep its numbers apart.

    Args:
        masked: the masked text of a passage.
        match: a change in it, with the group "after" or "more" and, where they are told, "before" and "delta".
    """
    around = masked[max(0, match.start() - _CLAUSE) : match.end() + _CLAUSE]
    if _ADJUSTED.search(around) or _UNREAL.search(masked, max(0, match.start() - _CLAUSE), match.end()):
        return True
    groups = match.groupdict()
    if "before" not in groups:
        return False
    if _counts_by(masked, match.end("before")) != _counts_by(masked, match.end("after")) or _differs(masked, match):
        return True
    return "delta" in groups and _has_other_base(masked, match)


def _differs(masked: str, match: re.Match[str]) -> bool:
    """Tell whether the ends name different periods ("in the first quarter", "for all of last year")."""
    ends = sorted((match.end("before"), match.end("after")))
    first, second = (
        _periods(_YEAR_BEFORE.sub("", text)) for text in (masked[slice(*ends)], masked[ends[1] :][:_CLAUSE])
    )
    return bool(first and second and not first & second)


def _counts_by(masked: str, end: int) -> str | None:
    """Return the unit of time or of what a value is given for ("$5 a week")."""
    found = _RATE.match(masked, end)
    unit = found["unit"].lower() if found else None
    return unit if unit in _RATE_UNITS else None


def _has_other_base(masked: str, match: re.Match[str]) -> bool:
    """Tell whether the change may be counted from elsewhere than its first end: each year, or another period."""
    yearly = _EACH.search(masked, match.start())
    if yearly and yearly.start() < match.end("delta") + _NEAR:
        return True
    ends = sorted((match.end("before"), match.end("after")))
    delta_end = match.end("delta")
    near_delta = _periods(masked[delta_end : delta_end + _CLAUSE].split(" to ", maxsplit=1)[0])
    near_ends = _periods(masked[ends[0] : ends[1] + _CLAUSE])
    if near_delta:
        return bool(near_ends - near_delta)
    is_loose = match.end("before") > delta_end and _LOOSE.search(masked, match.end("after"), match.start("before"))
    return bool(near_ends) and (bool(is_loose) or _TRADED.search(masked) is not None)


def _periods(text: str) -> set[str]:
    return {name for name, pattern in _PERIODS.items() if pattern.search(text)}
