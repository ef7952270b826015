"""Owns the name of a person without the titles that stand before it: the words that a spelling is told of."""

import re

from pipeline.text.name.find import Name
from pipeline.text.name.lexicon import TITLES
from pipeline.text.name.match import name_key

_WORDS = re.compile(r"\S+")
# Ranks that one report writes before a person's name and the next does not, beside the titles.
_RANKS = TITLES | frozenset(str.split("captain commander deputy sheriff superintendent pastor rabbi imam"))


def without_title(name: Name) -> Name:
    """Return a name in its place without the titles before it ("Ann Lee" of "Mayor Ann Lee"); its last word stays."""
    start = 0
    for word in _WORDS.finditer(name.text):
        start = word.start()
        if name_key(word.group()) not in TITLES:
            break
    return name._replace(text=name.text[start:], start=name.start + start)


def key_without_title(key: str) -> str:
    """Return a folded name without the titles before it, where two words or more are left ("ann lee")."""
    words = key.split()
    first = next((at for at, word in enumerate(words) if word not in _RANKS), len(words))
    return " ".join(words[first:]) if 0 < first < len(words) - 1 else key
