"""Owns the name of a person without the titles that stand before it: the words that a spelling is told of."""

import re

from pipeline.text.name.find import Name
from pipeline.text.name.lexicon import TITLES
from pipeline.text.name.match import name_key

_WORDS = re.compile(r"\S+")


def without_title(name: Name) -> Name:
    """Return a name in its place without the titles before it ("Ann Lee" of "Mayor Ann Lee"); its last word stays."""
    start = 0
    for word in _WORDS.finditer(name.text):
        start = word.start()
        if name_key(word.group()) not in TITLES:
            break
    return name._replace(text=name.text[start:], start=name.start + start)
