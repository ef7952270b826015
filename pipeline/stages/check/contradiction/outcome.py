"""Rule: who of two won a contest is told in two ways ("Ann Lee beat Bo Ray"; "Bo Ray, who beat Ann Lee in the final").

The summary tells the contest that the article is about. Against it counts a statement that turns it round, or calls it
a defeat of the winner, and names neither another time, place or stage of a contest.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.place import names_another_place
from pipeline.stages.check.contradiction.scope import statements_apart
from pipeline.stages.check.contradiction.statement import Statement, one_stem
from pipeline.text.name import same_name
from pipeline.text.name.find import Name
from pipeline.text.word import content_words
from schemas.conflict import Relation
from schemas.finding import FindingKind

_STEMS = frozenset(
    one_stem(stem)
    for stem in content_words("beat beats beaten beating defeat defeated win won victory lose lost loss triumph")
)
_BEFORE = r"(?:,\s(?:who|which)\s)?(?:\s?(?:has|have|had|have\sjust|has\sjust)\s)?\s?"
_BEAT = re.compile(
    _BEFORE
    + r"(?:beats?|beating|defeat(?:s|ed)?|overc[ao]mes?|edge[sd]|thrash(?:es|ed))\s(?:the\s)?(?:[a-z-]+\s){0,2}",
)
_LOST_TO = re.compile(
    _BEFORE + r"(?:los(?:es?|t)\s(?:[\d–-]+\s)?to|was\sbeaten\sby|were\sbeaten\sby)\s(?:the\s)?(?:[a-z-]+\s){0,2}"
)
_WIN_OVER = re.compile(r"\s?(?:[\w–-]+\s){0,4}(?:win|victory|triumph)\s(?:over|against)\s(?:the\s)?(?:[a-z-]+\s){0,2}")
_LOSS = re.compile(
    r"\b(?:the|this|their|his|her|its)\s(?:[\w-]+\s){0,2}(?:defeat|loss)\s(?:left|leaves|sends|sent|means|drops|dropped)\s(?:the\s)?$",
    re.IGNORECASE,
)
# Behind the second name: it is another's ("Lee's coach"), or no contest was won ("beat her to the court", "on shots").
_OF_ANOTHER_THING = re.compile(
    r"['’]s\b|\s(?:on\s(?:shots|paper|style|speed|size|possession|corners)|to\s(?:the|a|an|it)|for\s(?:the|a|an|its|his|her))\b"
)
# Whose defeat it was ("The defeat was Arlow's first at home", "It was Arlow's third defeat in a row").
_OF_WHOM = re.compile(
    r"\b(?:the|this)\s(?:[\w-]+\s){0,2}(?:defeat|loss)\s(?:was|is)\s(?:for\s)?(?:the\s)?$", re.IGNORECASE
)
_WAS_OF = re.compile(r"\b(?:it|this)\s(?:was|is)\s(?:the\s)?$", re.IGNORECASE)
_ITS_LOSS = re.compile(r"['’]s?\s(?:[\w-]+\s){0,2}(?:defeat|loss)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:(?:19|20)\d\d|weekend|eve|thought|believed|felt|last|previous\w*|earlier|ago|once|before|first[\s-](?:leg|round|half|meeting)|second[\s-](?:leg|round|half)"
    r"|group|semi-?final\w*|quarter-?final\w*|round|leg|set|game|frame|half|season|series|twice|times|would|could|if|never|not)\b",
    re.IGNORECASE,
)


class _Won(NamedTuple):
    """Who won at `place` of a statement, and against whom; `loser` alone where a defeat is all that is told."""

    statement: Statement
    place: tuple[int, int]
    winner: str
    loser: str


def find_outcomes(statements: Sequence[Statement]) -> Iterator[Contradiction]:
    """Yield what turns round the result of a contest that the summary tells."""
    telling = [statement for statement in statements if not _STEMS.isdisjoint(statement.stems)]
    told = [won for statement in telling for won in _outcomes(statement)]
    main = next((won for won in told if won.statement.is_summary and won.winner), None)
    if main is None:
        return
    for won in told:
        if _is_turned(main, won) and not _is_elsewhere(won.statement, main.statement):
            yield _contradiction(main, won)


def _is_turned(main: _Won, other: _Won) -> bool:
    is_turned = same_name(main.winner, other.loser)
    return is_turned and (not other.winner or same_name(main.loser, other.winner))


def _is_elsewhere(statement: Statement, main: Statement) -> bool:
    """Tell whether a statement names another time or stage, or a place that the summary does not name."""
    return _ELSEWHERE.search(statement.text) is not None or names_another_place(statement, main)


def _outcomes(statement: Statement) -> Iterator[_Won]:
    names = [name for name in statement.names if not name.is_origin]
    for left, right in pairwise(names):
        between = statement.article.text[left.end : right.start]
        if _is_of_another_thing(statement, right.end):
            continue
        if _BEAT.fullmatch(between) or _WIN_OVER.fullmatch(between):
            yield _Won(statement, (left.start, right.end), left.text, right.text)
        elif _LOST_TO.fullmatch(between):
            yield _Won(statement, (left.start, right.end), right.text, left.text)
    for name in names:
        found = _lost_by(statement, name)
        if found:
            yield _Won(statement, (statement.start + found.start(), name.end), "", name.text)


def _lost_by(statement: Statement, name: Name) -> re.Match[str] | None:
    """Return what says that the defeat which a statement tells of was that of a name in it."""
    text, start, end = statement.text, name.start - statement.start, name.end - statement.start
    found = _LOSS.search(text, 0, start)
    if found and not _is_of_another_thing(statement, name.end):
        return found
    if text[end : end + 1] in {"'", "’"} and (found := _OF_WHOM.search(text, 0, start)):
        return found
    return _WAS_OF.search(text, 0, start) if _ITS_LOSS.match(text, end) else None


def _is_of_another_thing(statement: Statement, end: int) -> bool:
    return _OF_ANOTHER_THING.match(statement.article.text, end, statement.sentence.end) is not None


def _contradiction(main: _Won, other: _Won) -> Contradiction:
    reason = statements_apart(main.statement, other.statement)
    told = f"Sentence {main.statement.n} and sentence {other.statement.n} tell the result in two ways"
    return Contradiction(
        rule="two_outcomes",
        kind=FindingKind.TEXT_CONFLICT,
        relation=reason.relation if reason else Relation.CONTRADICTION,
        topic=f"Did {main.winner} win?",
        sides=tuple(won.statement.passage(*won.place) for won in (main, other)),
        explanation=f"{told}; {reason.words}." if reason else f"{told}, and both cannot be right.",
    )
