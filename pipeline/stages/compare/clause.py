"""Owns where the clauses of a passage stand, and what of it stands outside of them."""

import re
from collections.abc import Iterator

_ASIDE = re.compile(r"\([^()]*\)")
QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
"""What is said word for word, with its marks."""
# "The operator, Acme, is ...": the commas around a name before its verb end no clause.
_APPOSED = re.compile(r",(?P<name>\s[A-Z][\w.&’' -]{1,60}),(?=\s(?:is|are|was|were|has|have|had|will|would)\b)")
# "Ann Lee, 54, was hurt": an age between commas ends no clause.
_AGED = re.compile(r",\s(?:aged\s)?\d{1,3},(?=\s[a-z])")
# What a break begins with is looked for first: most letters begin none.
_BREAK = re.compile(
    r"(?=[\s;:–—,”\"’abtw])(?:(?<=[.!?])[”\"’]?\s|[;:–—\n]|,(?!\d)"
    r"|\band\b(?!\s(?-i:[A-Z]))|\b(?:but|while|which|who|after|before|because|although|though|whereas)\b)",
    re.IGNORECASE,
)
# What somebody says that he would do, he announces: nothing hangs on a condition.
_ANNOUNCED = re.compile(
    r"\b(?:said|says|announced|added|confirmed|insisted|promised|vowed)\s(?:that\s)?(?:[\w’'-]+\s){1,4}?(?P<would>would)\b"
    r"(?!\s(?:only|have|like|be\s(?:able|willing|ready|open))\b)",
    re.IGNORECASE,
)

Range = tuple[int, int]


def without_asides(text: str) -> str:
    """Return a text of the same length with what stands in brackets, ages and commas around a name, blanked out."""
    plain = _ASIDE.sub(lambda match: " " * len(match.group()), text) if "(" in text else text
    if "," not in plain:
        return plain
    plain = _AGED.sub(lambda match: " " * len(match.group()), plain)
    return _APPOSED.sub(lambda match: f" {match['name']} ", plain)


def without_quotes(text: str) -> str:
    """Return a text of the same length with what it quotes blanked out."""
    if "“" not in text and '"' not in text:
        return text
    return QUOTED.sub(lambda match: " " * len(match.group()), text)


def clauses(text: str) -> Iterator[Range]:
    """Yield the clauses of a text as half-open ranges, ascending; commas end one, and conjunctions open one."""
    start = 0
    for match in _BREAK.finditer(text):
        yield start, match.start()
        start = match.start() if match.group().isalpha() else match.end()
    yield start, len(text)


def as_announced(text: str) -> str:
    """Return a text of the same length in which what somebody said that he would do is what he will do."""
    return _ANNOUNCED.sub(lambda match: match.group().removesuffix(match["would"]) + " will", text)
