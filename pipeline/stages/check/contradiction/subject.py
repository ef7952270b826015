"""Owns who a statement speaks of: the name that opens it, or the one that a pronoun at its start stands for.

A pronoun stands for the subject of the statement directly before in its paragraph, which has no pronoun of the other
gender; a statement that begins with anything else speaks of nobody. Invariant: where nothing shows who it is, nobody is
named.
"""

import re
from collections.abc import Sequence

from pipeline.stages.check.contradiction.statement import Statement

# An opening such as "In 1969 she" or "At 60 years old, he" has no name and no comma but its last.
_PRONOUN = re.compile(
    r"[“\"]?(?:(?:at|in|on|by|after|before)\s(?-i:[^A-Z,;:]){1,40}?,?\s)?(?P<word>he|she)\b", re.IGNORECASE
)
_OWN = re.compile(r"\b(?:(?P<she>she|her|herself)|(?P<he>he|his|him|himself))\b", re.IGNORECASE)
_OPENING = re.compile(
    r"[“\"(]?(?:the\s(?:[a-z][\w-]*\s){0,2}(?!in\b|at\b|of\b)[a-z][\w-]*,\s)?(?:(?:the|when|while|as|but|and)\s)?(?:(?!(?:in|at|of|on|from|to|by|for|with|after|before)\b)[a-z]\w*\s){0,2}",
    re.IGNORECASE,
)
_BORN = re.compile(r"born\s[^,;:]{1,60},\s$", re.IGNORECASE)


class Subjects:
    """The subjects of the statements of one article; each is read when it is asked for."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        """Note the order of the statements."""
        self.statements = statements
        self._places = {statement.n: place for place, statement in enumerate(statements)}
        self._known: dict[int, str] = {}

    def of(self, statement: Statement) -> str:
        """Return the name of who a statement speaks of; empty where nothing shows who it is."""
        place = self._places[statement.n]
        first = place
        while first not in self._known and first and self._leans(first):
            first -= 1
        who = self._known.get(first, _opening_name(self.statements[first]))
        self._known.update(dict.fromkeys(range(first, place + 1), who))
        return who

    def _leans(self, place: int) -> bool:
        """Tell whether a statement begins with a pronoun that can stand for the subject of the one before it."""
        statement, before = self.statements[place], self.statements[place - 1]
        found = _PRONOUN.match(statement.text)
        if found is None or before.sentence.paragraph != statement.sentence.paragraph:
            return False
        genders = {match.lastgroup for match in _OWN.finditer(before.text)}
        return genders <= {found["word"].lower()}


def begins_with_pronoun(statement: Statement) -> bool:
    """Tell whether a statement begins with a pronoun for somebody, whoever that is."""
    return _PRONOUN.match(statement.text) is not None


def _opening_name(statement: Statement) -> str:
    """Return the name that opens a statement ("Ann Lee", "Born in 1961, Ann Lee"); empty where none does."""
    name = next((name for name in statement.names if not name.is_origin), None)
    if name is None:
        return ""
    before, after = statement.text[: name.start - statement.start], statement.text[name.end - statement.start :]
    if after.startswith(("'s", "’s", " and ")):
        return ""
    return name.text if _OPENING.fullmatch(before) or _BORN.fullmatch(before) else ""
