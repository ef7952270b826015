"""Owns whether a sentence tells what an article got wrong before: a correction repeats what it takes back.

What such a sentence says is held by nobody any more, so that it answers no question and contradicts nothing.
"""

import re
from collections.abc import Callable

_MEDIUM = (
    r"(?:articles?|stor(?:y|ies)|headlines?|captions?|reports?|versions?|posts?|graphics?|charts?|tables?|alerts?|columns?"
    r"|editions?|photographs?|summar(?:y|ies)|newsletters?|obituar(?:y|ies)|profiles?|reviews?)"
)
_WRONGLY = r"(?:incorrectly|wrongly|mistakenly|erroneously|misstated|misspel\w+|misidentified|misreported|misquoted)"
_SAID = r"(?:said|stated|gave|put|named|called|reported|described|quoted|listed|showed)"
# "Correction: ..." heads a notice; "Correction in technology shares deepens" does not.
_NOTICE = re.compile(
    r"\W*(?:corrections?(?:\sand\sclarifications?)?|clarifications?|errat(?:um|a)|editor['’]s\snote)\s*(?:[:—–-]|$)",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    rf"\b(?:earlier|previous|prior|original|first)\sversions?\sof\s(?:this|the|our|an?)\s(?:\w+\s)?{_MEDIUM}\b",
    re.IGNORECASE,
)
_MISTAKE = re.compile(rf"\b{_MEDIUM}\b[^.;]{{0,120}}?\b{_WRONGLY}\b", re.IGNORECASE)
_REPEATED = re.compile(
    rf"\b(?:an?|the|our|this|one)\s(?:\w+\s){{0,3}}?{_MEDIUM}\b[^;]{{0,160}}?\b{_SAID}\b", re.IGNORECASE
)
_TELLING = re.compile(r"version|incorrect|wrong|mistake|erroneous|misst|missp|misid|misre|misq")


def retraction_in(title: str | None, text: str) -> Callable[[str], bool]:
    """Return what tells of the sentences of an article, which has this title and text, whether they are retracted."""
    in_notice = is_notice(title)
    if not in_notice and not _TELLING.search(text.lower()):
        return _is_never
    return lambda sentence: is_retracted(sentence, in_notice=in_notice)


def _is_never(_sentence: str) -> bool:
    return False


def is_notice(title: str | None) -> bool:
    """Tell whether a title heads a notice of corrections."""
    return title is not None and _NOTICE.match(title) is not None


def is_retracted(sentence: str, *, in_notice: bool) -> bool:
    """Tell whether a sentence repeats what was wrong; `in_notice`: it stands in a notice of corrections."""
    if in_notice and _REPEATED.search(sentence):
        return True
    if not _TELLING.search(sentence.lower()):
        return False
    return _EARLIER.search(sentence) is not None or _MISTAKE.search(sentence) is not None
