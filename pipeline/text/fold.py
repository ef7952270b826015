"""Words as they are compared: case, typography and punctuation fall away, every digit, sign and negation stays.

Invariant: two texts with equal token sequences differ in case, spacing, quotation marks and punctuation only.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# A number with its inner separators is one token, so that 1.5 and 15 differ; a word keeps its inner apostrophe, so
# that "isn't" and "is" differ; a minus before a digit, a currency sign and a per cent sign are tokens of their own.
_TOKEN = re.compile(
    r"""
    \d+(?:[.,:]\d+)*
    | (?:[^\W\d_]|[\u0300-\u036f])+(?:['’ʼ＇](?:[^\W\d_])+)*
    | (?<!\w)[-−](?=\d)
    | [%‰+]
    | [$¢-¥֏؋฿₠-⃏]
    """,
    re.VERBOSE,
)
_TYPOGRAPHIC = str.maketrans({"’": "'", "ʼ": "'", "＇": "'", "−": "-"})


class Token(NamedTuple):
    """One word, number or sign: `[start, end)` in code points of the text given, and its folded form."""

    start: int
    end: int
    folded: str


@lru_cache(maxsize=65_536)
def fold_word(word: str) -> str:
    """Return one word casefolded, in compatibility form (NFKC), with plain apostrophe and minus."""
    return unicodedata.normalize("NFKC", word.translate(_TYPOGRAPHIC)).casefold()


def find_tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of `text[start:end]` in order; offsets are into `text`."""
    stop = len(text) if end is None else end
    return [Token(m.start(), m.end(), fold_word(m.group())) for m in _TOKEN.finditer(text, start, stop)]


def fold_tokens(text: str) -> tuple[str, ...]:
    """Return the folded tokens of a text, for comparison as a whole."""
    return tuple(map(fold_word, _TOKEN.findall(text)))
