"""A text as a machine may read it: without what nobody sees, in one case, look-alike letters turned into Latin ones.

Invariant: `places[i]` is where in the text the plain character `i` comes from, and the last one is the text's length,
so that a span of the plain text is a span of the text.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.text.aside.hidden import is_invisible, spelled

# Letters of other alphabets that look like a Latin one; they are turned only in words that mix alphabets.
_LOOKS_LIKE = str.maketrans(
    "асеһіјӏокмрԛѕуѵԝхԁɡıαεικνορτυχօսոհց",
    "acehijlokmpqsyvwxdgiaeikvoptuxounhg",
)
_OTHER_ALPHABET = re.compile("[Ͱ-\u058fɡı]")
_LATIN = re.compile("[a-z]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain text, and where each of its characters stands in the text."""

    text: str
    places: Sequence[int]


def read_plain(text: str) -> Plain:
    """Return a text in lower case and compatibility form (NFKC); tag characters become what they spell."""
    if text.isascii():
        return Plain(text.lower(), range(len(text) + 1))
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        plain = char.lower() if char.isascii() else _plain(char)
        chars.append(plain)
        places += [place] * len(plain)
    joined = "".join(chars)
    is_mixed = _OTHER_ALPHABET.search(joined) is not None
    return Plain(_WORD.sub(_latinised, joined) if is_mixed else joined, [*places, len(text)])


def _latinised(word: re.Match[str]) -> str:
    is_mixed = _LATIN.search(word[0]) and _OTHER_ALPHABET.search(word[0])
    return word[0].translate(_LOOKS_LIKE) if is_mixed else word[0]


def _plain(char: str) -> str:
    if is_invisible(char):
        return spelled(char).lower()
    return unicodedata.normalize("NFKC", char).lower()
