"""Owns how the judges or jurors of one decision voted: all alike, or not; a report of a ruling has one such vote."""

import re

from pipeline.stages.compare.clause import Range

PATTERNS = ("judges", "justices", "jurors", "unanimously", r"dissent\w*")
"""What tells that a passage may speak of such a vote."""

_NUMBERS = {
    word: n for n, word in enumerate(str.split("two three four five six seven eight nine ten eleven twelve"), 2)
}
_BENCH = re.compile(r"\b(?:judges?|justices|jur(?:y|ors?)|court|panel|ruling|verdict|judge?ment)\b", re.IGNORECASE)
_ALIKE = re.compile(r"\bunanimous(?:ly)?\b", re.IGNORECASE)
# Who else votes.
_OTHER_BODY = re.compile(
    r"\b(?:council(?:lors)?|board|parliament|senate|senators|congress|committee|commission|assembly|lawmakers|mps|ministers"
    r"|shareholders|delegates|members|union|cabinet|critics|experts)\b",
    re.IGNORECASE,
)
_OTHER_CASE = re.compile(
    r"\b(?:lower|trial|district)\scourt|\b(?:an?\s|the\s)?(?:earlier|previous|separate|similar|other|another|first|last)\s(?:\w+\s)?"
    r"(?:cases?|rulings?|decisions?|appeals?|trials?|verdicts?)\b|\b(?:1[89]|20)\d\d\b",
    re.IGNORECASE,
)
_VOTED = (
    r"(?:voted|ruled|sided|agreed|disagreed|dissented|found|backed|favou?red|opposed|supported|rejected|upheld|held|decided"
    r"|concluded|wanted|joined|signed)"
)
_SPLIT = re.compile(
    r"\b(?P<some>[a-z]+|\d{1,2})\sof\s(?:the|its)\s(?:[\w-]+['’]s\s)?(?P<all>[a-z]+|\d{1,2})"
    rf"\s(?:[a-z]+\s)?(?:judges|justices|jurors)\s(?:have\s|had\s|also\s)?{_VOTED}\b"
    r"|\b(?:judges?|justices?|jurors?)\s(?:[A-Z][\w.-]+\s){0,3}dissent(?:ed|ing)\b|\bsplit\s(?:decision|verdict)\b",
    re.IGNORECASE,
)


def vote_in(text: str) -> tuple[bool, Range] | None:
    """Return whether a passage says that all judges or jurors voted alike, and where; None where it does not say.

    What it says of another body, or of another case, is none of it.
    """
    if _OTHER_BODY.search(text) or _OTHER_CASE.search(text):
        return None
    alike = _ALIKE.search(text)
    if alike and _BENCH.search(text):
        is_denied = re.search(r"\bnot\s(?:\w+\s)?$", text[: alike.start()]) is not None
        return not is_denied, alike.span()
    split = None if alike else _SPLIT.search(text)
    if split is None:
        return None
    some, everyone = (_number(split[name]) for name in ("some", "all"))
    is_told = split["some"] is None or (some and everyone and some < everyone)
    return (False, split.span()) if is_told else None


def _number(word: str | None) -> int | None:
    if word is None:
        return None
    return int(word) if word.isdigit() else _NUMBERS.get(word.lower())
