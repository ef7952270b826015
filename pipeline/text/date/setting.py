"""Owns what every date of one text is read with: the text, the day it was published, and its tenses."""

from datetime import date
from typing import NamedTuple

from pipeline.text.date.outlook import Outlook


class Setting(NamedTuple):
    """A text and the day from which its dates count, if known; `may_count`: a word such as "ago" stands in it."""

    text: str
    published: date | None
    outlook: Outlook
    may_count: bool


def setting_of(text: str, published: date | None) -> Setting:
    """Return the setting of a text."""
    folded = text.lower()
    may_count = any(word in folded for word in ("ago", "now", "earlier", "later"))
    return Setting(text, published, Outlook(text), may_count)
