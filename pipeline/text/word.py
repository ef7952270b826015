"""Words as the rules compare them: folded and stemmed, with function words told apart, and what a sentence is for."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

from pipeline.text.memo import forgettable

# A point or a comma joins digits (1.5), a point or an apostrophe joins letters (u.s, isn't); nothing else joins.
_WORD = re.compile(r"[^\W_]+(?:(?:(?<=\d)[.,](?=\d)|(?<=[^\W\d_])[.'’](?=[^\W\d_]))[^\W_]+)*")
# What that finds in a folded text of ASCII, in half the time.
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:(?:(?<=[0-9])[.,](?=[0-9])|(?<=[a-z])[.'](?=[a-z]))[a-z0-9]+)*")
_FUNCTION_WORDS = """
a about above after again against all also although an and any are as at be because been before being below
between both but by can could did do does doing during each either else even ever every few for from further
had has have having he her here hers him his how however i if in into is it its itself just like made make makes
many may me might more most much must my near no nor not now of off on once one only onto or other our out over own
per rather same she should since so some still such than that the their them then there these they this those
though through thus to too toward under until upon us very via was we were what when where which while who whom
whose why will with within without would yet you your says said say according
"""
_FUNCTION = frozenset(_FUNCTION_WORDS.split())
_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|his|hers|its|them|their|this|these|those|such an?|"
    r"the (?:\w+ ){0,2}(?:company|firm|group|bank|club|party|agency|ministry|lab|start-?up|team|man|woman|couple|"
    r"victim|suspect|deal|money|former|latter))\b",
    re.IGNORECASE,
)


def fold(text: str) -> str:
    """Return `text` without case, accents and typographic variants, for comparison only: offsets are lost."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").replace("\u00ad", ""))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def content_words(text: str) -> list[str]:
    """Return the words of `text` that carry meaning, folded and stemmed, in their order."""
    folded = fold(text)
    return list(filter(None, map(_stem, (_ASCII_WORD if folded.isascii() else _WORD).findall(folded))))


def refers_back(sentence: str) -> bool:
    """Tell whether a sentence leans on one before it: a pronoun, or "the company" and its like."""
    return _BACK.search(sentence) is not None


def is_question(sentence: str) -> bool:
    """Tell whether a sentence asks rather than states."""
    return sentence.rstrip("\"'”’)» ").endswith("?")


@forgettable
@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    """Return the stem of a word; empty for a function word."""
    if word in _FUNCTION:
        return ""
    # A stemmer keeps the word it works on in itself: one shared by threads mixes their words up.
    return str(snowballstemmer.stemmer("english").stemWord(word.removesuffix("'s")))
