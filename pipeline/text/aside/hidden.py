r"""Characters that a reader does not see and a machine does: where a text holds more of them than writing needs.

Writing needs some: joiners in emoji and in Indic and Arabic scripts, soft hyphens, one variation selector after a
character, direction marks in text that runs from right to left, the tags that make a flag of a region. None of these
is reported.
"""

import re
from collections.abc import Iterator

_TAGS = "\U000e0000-\U000e007f"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_ZERO_WIDTH = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
)
_DIRECTIONS = "\u202a-\u202e\u2066-\u2069"
_INVISIBLE = re.compile(f"[\u00ad{_ZERO_WIDTH}{_DIRECTIONS}{_TAGS}{_SELECTORS}]")

_REGION_FLAG = "(?<=\U0001f3f4)[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f"
# Before a letter of Latin, Greek or Cyrillic, and after one, a zero width character joins or parts nothing.
_LETTER = "[A-Za-zÀ-ɏͰ-ԯ]"
_HIDDEN = re.compile(
    rf"""
      (?P<flag>{_REGION_FLAG})
    | (?P<tags>[{_TAGS}]+)
    | (?P<selectors>[{_SELECTORS}]{{2,}})
    | (?P<run>[{_ZERO_WIDTH}]{{3,}})
    | (?P<override>[\u202d\u202e])
    | (?P<embedding>[\u202a-\u202b\u2066-\u2068])
    | (?<={_LETTER})(?P<broken>[\u200b-\u200d\u2060\ufeff])(?={_LETTER})
    | (?P<terminal>\x1b[\[\]])
    """,
    re.VERBOSE,
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
# One such character in a word is what a web page leaves behind; a hidden message takes many.
_LEAST_BROKEN = 3


def is_invisible(char: str) -> bool:
    """Tell whether a character shows nothing by itself."""
    return _INVISIBLE.fullmatch(char) is not None


def spelled(text: str) -> str:
    """Return the ASCII characters that the tag characters of a text stand for; nothing for other characters."""
    return "".join(chr(ord(char) - 0xE0000) for char in text if "\U000e0020" <= char <= "\U000e007e")


def find_hidden(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of hidden characters that no writing needs, ascending."""
    if text.isascii() and "\x1b" not in text:
        return
    found = [match for match in _HIDDEN.finditer(text) if match.lastgroup != "flag"]
    has_direction = _RIGHT_TO_LEFT.search(text) is not None
    is_broken = sum(match.lastgroup == "broken" for match in found) >= _LEAST_BROKEN
    for match in found:
        is_needed = match.lastgroup == "embedding" and has_direction
        if not is_needed and (is_broken or match.lastgroup != "broken"):
            yield match.span()
