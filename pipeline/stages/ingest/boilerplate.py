"""Which rule, if any, makes a block or a sentence furniture of the page.

Invariant: a match depends on the text of the one block or sentence alone.
"""

import re
from functools import lru_cache

from pipeline.stages.ingest.publication import is_date_line
from pipeline.stages.ingest.rule import RULES
from pipeline.text.memo import forgettable

# No furniture that the rules know is longer; the limit keeps every pattern away from hostile input.
MAX_RULE_CHARS = 400
MAX_LINK_CHARS = 4000

_UPPER = "[A-ZÀ-ÖØ-ÞĀĂĄĆĈČĎĐĒĘĚĞĢĪİĶŁŃŇŌŐŘŚŞŠŢŤŪŮŰŹŻŽ]"
# Names are told from headings by their capitals ("By Ann Lee", "By 2030 half of all cars"), so case counts here.
_BYLINE = re.compile(
    r"(?i:by|(?:written|words|story|text|reported|edited|posted|published|reviewed|translated|compiled) by|from)"
    rf"(?::\s*|\s+){_UPPER}[\w.'’-]*"
    rf"(?:[\s,&]+(?:{_UPPER}[\w.'’-]*|and|de|da|di|del|la|le|van|von|der|den|bin|al|el|staff|editorial|team|desk"
    r"|correspondent|reporter|writer|editor|for|of|in|the))*,?\s*(?:[·|•—–/(-].*|,?\s*\d.*)?"
)
_LABELLED_BYLINE = re.compile(
    r"(?i:written by|authors?|reporters?|editors?|edited by|published by|posted by)\s*:\s*[^\n]*[^.!?\s]"
)
_DESK_CREDIT = re.compile(rf"\(?(?i:additional )?(?i:reporting|writing|editing|compiled) by {_UPPER}.*")
# The ligatures of icon fonts ("check_circle", "visibility") become words when a page is copied as text.
_SNAKE_ICON = re.compile(r"[a-z]{2,}(?:_[a-z0-9]+)+(?=[^\sa-z_0-9]|$)")
_WORD_ICON = re.compile(r"[a-z]{6,}(?=[A-ZÀ-Þ][a-zà-ÿ]|\d)")
_LINK = re.compile(r"!?\[[^\[\]]*\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_PART = re.compile(r"\s+[|·•]\s+")
_TERMINATED = re.compile(r"[.!?…。！？]['\"”’»)\]*_]*$")
_BYLINE_WORDS = 20
_ICON_LABEL_WORDS = 8
_PART_WORDS = 4


def is_terminated(text: str) -> bool:
    """Tell whether a text ends as a sentence does."""
    return _TERMINATED.search(text[-12:].rstrip()) is not None


def is_table_row(text: str) -> bool:
    """Tell whether a block is a row of a markdown table with something in it."""
    return text.startswith("|") and any(char.isalnum() for char in text)


def find_icon(text: str) -> int | None:
    """Return where the name of an icon ends that is glued to the front of content, or None if there is none."""
    if is_icon_label(text):
        return None
    match = _SNAKE_ICON.match(text[:MAX_RULE_CHARS]) or _WORD_ICON.match(text[:MAX_RULE_CHARS])
    return match.end() if match and match.end() < len(text) else None


def is_icon_label(text: str) -> bool:
    """Tell whether a line is a label with the name of an icon glued to it, or that name alone.

    A line that goes on as a statement is content and only its icon is furniture: where the name of the icon could be a
    word, any statement; where it has an underscore, one with a number, for such boxes mostly hold remarks of the site.
    """
    is_long = len(text.split(maxsplit=_ICON_LABEL_WORDS + 1)) > _ICON_LABEL_WORDS
    if _SNAKE_ICON.match(text[:MAX_RULE_CHARS]):
        return not (is_long and any(char.isdigit() for char in text))
    return _WORD_ICON.match(text[:MAX_RULE_CHARS]) is not None and not is_long and not is_terminated(text)


def match_block(text: str) -> str | None:
    """Return the name of the rule that makes a whole block furniture, if one does."""
    if not any(char.isalpha() for char in text):
        return None if is_table_row(text) else "no_letter"
    if len(text) <= MAX_LINK_CHARS and "](" in text and not any(char.isalnum() for char in _LINK.sub("", text)):
        return "links"
    if len(text) > MAX_RULE_CHARS:
        return None
    plain = _plain(text)
    return _match_line(plain) or _match_parts(plain)


def match_sentence(text: str) -> str | None:
    """Return the name of the rule that makes one sentence of a paragraph furniture, if one does."""
    if len(text) > MAX_RULE_CHARS:
        return None
    plain = _plain(text)
    is_credit = plain.startswith("(") or "diting by" in plain or not is_terminated(plain)
    if is_credit and _DESK_CREDIT.fullmatch(plain):
        return "byline"
    return _match_table(plain, inside=True)


@forgettable
@lru_cache(maxsize=4096)
def _match_line(plain: str) -> str | None:
    if is_icon_label(plain):
        return "icon"
    if is_date_line(plain):
        return "dateline"
    is_short = len(plain.split()) <= _BYLINE_WORDS
    if is_short and (_BYLINE.fullmatch(plain) or _LABELLED_BYLINE.fullmatch(plain)):
        return "byline"
    return match_sentence(plain) or _match_table(plain, inside=False)


def _plain(text: str) -> str:
    """Return a text on one line, without the emphasis around all of it."""
    plain = " ".join(text.split())
    return plain.strip("*_") if plain.startswith(("*", "_")) else plain


def _match_parts(plain: str) -> str | None:
    """Judge a line such as "Ann Lee · 3 June 2026 · 4 min read": one part decides if the others are mere labels."""
    parts = _PART.split(plain)
    if len(parts) == 1 or is_terminated(plain):
        return None
    rules = [_match_line(part) for part in parts]
    are_labels = all(rule or len(part.split()) <= _PART_WORDS for rule, part in zip(rules, parts, strict=True))
    return next((rule for rule in rules if rule), None) if are_labels else None


def _match_table(plain: str, *, inside: bool) -> str | None:
    words = len(plain.split())
    for rule in RULES:
        if words <= rule.max_words and (rule.in_paragraph or not inside) and rule.pattern.fullmatch(plain):
            return rule.name
    return None
