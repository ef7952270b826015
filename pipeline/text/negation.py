"""Owns where a text negates: words that deny, and the phrases that only look as if they did.

Every span indexes the text given; spans ascend and do not overlap. An idiom that affirms ("not only", "nothing but")
or that belongs to a quantity ("no more than 40") is no negation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_AFFIRMING = r"""
    not\s(?:only|just|merely|simply|least|to\smention|unlike|surprisingly)\b
  | nothing\s(?:but|less\sthan|short\sof)\b | none\sother\sthan\b
  | (?:can\s?not|can['’]t)\s(?:but|help\sbut)\b
  | no\s(?:less|fewer|more|later|earlier|longer)\sthan\b | not\s(?:less|fewer|more)\sthan\b
  | no\s(?:doubt|sooner|matter|wonder)\b | if\snot\b | (?:whether\s)?or\snot\b
  | no\.?\s?\d{1,9}\b | yes\sor\sno\b
"""
_NEGATING = r"""
    (?:ha(?:s|ve|d)|is|are)\syet\sto\b | no\slonger\b | no\sone\b | no-one\b
  | fail(?:s|ed|ing|ure)?\sto\b | declin(?:e|es|ed|ing)\sto\b | (?:un|not\s)able\sto\b
  | rul(?:e|es|ed|ing)\sout\b | stop(?:s|ped)?\sshort\sof\b
  | not\b | never\b | none\b | nobody\b | nothing\b | nowhere\b | neither\b | nor\b | no\b
  | without\b | can\s?not\b | hardly\b | scarcely\b | unable\b
  | den(?:y|ies|ied|ying|ial|ials)\b | refus(?:e|es|ed|ing|al)\b | reject(?:s|ed|ing|ion)?\b | refut(?:e|es|ed|ing)\b
  | [a-z]{2,6}n['’]t\b
"""
_PATTERN = re.compile(
    rf"(?<![\w'’-])(?=[nhifdurswcolbaey])(?:(?P<affirming>{_AFFIRMING})|(?P<negating>{_NEGATING}))(?![-‑]\w)",
    re.IGNORECASE | re.VERBOSE,
)
# A text without one of these words holds no negation; to look for them costs a tenth of trying the pattern.
_TELLING = frozenset(
    str.split(
        """
    not no never none nobody nothing nowhere neither nor without cannot hardly scarcely unable able yet t stop stops
    stopped fail fails failed failing failure decline declines declined declining rule rules ruled ruling deny denies
    denied denying denial denials refuse refuses refused refusing refusal reject rejects rejected rejecting rejection
    refute refutes refuted refuting
        """
    )
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Negation:
    """A negating word or phrase: `text` stands at `[start, end)`."""

    text: str
    start: int
    end: int


def find_negations(text: str) -> tuple[Negation, ...]:
    """Return the negations of a text, ascending; contractions count with their verb ("didn't")."""
    return tuple(Negation(match.group(), *match.span()) for match in _negating(text))


def is_negated(text: str) -> bool:
    """Tell whether a statement holds any negation; two negations count as negated, too."""
    return any(True for _ in _negating(text))


def _negating(text: str) -> Iterator[re.Match[str]]:
    if not _TELLING.isdisjoint(_WORD.findall(text.lower())):
        yield from (match for match in _PATTERN.finditer(text) if match.lastgroup == "negating")
