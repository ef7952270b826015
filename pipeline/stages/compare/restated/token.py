"""Rule: a time of day, a place in an order or a result that stands otherwise in the same place of the same sentence.

Each sort is read by a pattern of its own, and compared with its own sort alone. A place in an order counts where it is
told of something ("their third win"), not where it tells which one is meant ("The third victim was ...").
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.stages.compare.restated.line import Line
from pipeline.stages.compare.restated.pair import Difference, Pair, Place
from pipeline.stages.compare.restated.scope import is_scoped
from pipeline.text.clock import find_times
from pipeline.text.ordinal import ORDINALS
from pipeline.text.status import status_of
from pipeline.text.word import content_words
from schemas.claim import ClaimStatus
from schemas.finding import FindingKind

LEAST_SHARE = 0.5
# Of what comes again and again ("the first quarter") both may be told: nearly all else must agree.
LEAST_SHARE_OF_PERIOD = 0.8
# Who played or voted stands in both, and tells more than its weight where the story names it again and again.
LEAST_SHARE_OF_RESULT = 0.4

_RANK = re.compile(
    rf"(?<=[\w'’]\s)(?P<rank>{'|'.join(ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th))[\s-](?P<of>[a-z]{{3,}})", re.IGNORECASE
)
# Behind these a place in an order tells of one more of a kind, or opens the sentence.
_NOT_TOLD = re.compile(r"(?:\b(?:an?|every|each|or|and|for\sthe)|^(?:[\"“'‘]?the))\s$", re.IGNORECASE)
_PERIODS = frozenset(content_words("quarter half season year month week day night time century"))
_SCORE = re.compile(r"(?<![\w.,:/$£€-])(?P<one>\d{1,3})\s?[-–]\s?(?P<two>\d{1,3})(?![\w/%-]|[.,:]\d|\s(?:to|-))")
_DECIDED = re.compile(
    r"\b(?:beat|beaten|won|wins?|winning|lost|loses?|drew|drawn?|defeat(?:ed|s)?|victory|thrash\w*|score|ruled|ruling|voted?|votes"
    r"|passed|approved|rejected|verdict)\b",
    re.IGNORECASE,
)
_NOT_FINAL = re.compile(r"\b(?:half[\s-]?time|lead|led|ahead|aggregate|penalt\w+|sets?|shoot-?out|against\sthem)\b")


@dataclass(frozen=True, slots=True)
class _Token:
    """What stands at a place: `values` are all that it can be, `of` what has to be alike for it to be compared."""

    place: Place
    values: frozenset[object]
    of: str = ""


def find_tokens(pair: Pair) -> Iterator[Difference]:
    """Yield times, places in an order and results that exclude each other in the same place of both sentences."""
    for rule, read in _SORTS.items():
        lefts = read(pair.left)
        rights = read(pair.right) if lefts else []
        for one in lefts:
            for other in rights:
                if one.of == other.of and not _fits(one, rights) and not _fits(other, lefts):
                    yield from _difference(pair, rule, one, other)


def _fits(token: _Token, others: list[_Token]) -> bool:
    return any(token.of == other.of and token.values & other.values for other in others)


def _difference(pair: Pair, rule: str, one: _Token, other: _Token) -> Iterator[Difference]:
    if is_scoped(pair, one.place, other.place) or not pair.is_same_place(one.place, other.place):
        return
    share = pair.share_without(one.place, other.place)
    least = LEAST_SHARE_OF_RESULT if rule == "result" else LEAST_SHARE
    if share >= (LEAST_SHARE_OF_PERIOD if one.of in _PERIODS else least):
        yield Difference(FindingKind.VALUE_CONFLICT, rule, one.place, other.place, share)


def _times(line: Line) -> list[_Token]:
    return [
        _Token((line.start + one.start, line.start + one.end), one.minutes, one.zone) for one in find_times(line.text)
    ]


def _ranks(line: Line) -> list[_Token]:
    found = []
    for match in _RANK.finditer(line.text):
        of = next(iter(content_words(match["of"])), "")
        if not of or _NOT_TOLD.search(line.text[: match.start()]):
            continue
        if of in _PERIODS and status_of(line.text) is not ClaimStatus.PLANNED:
            continue
        place = line.start + match.start("rank"), line.start + match.end("rank")
        found.append(_Token(place, frozenset({_number(match["rank"].lower())}), of))
    return found


def _number(rank: str) -> int:
    return int(rank.rstrip("stndrh")) if rank[0].isdigit() else ORDINALS.index(rank) + 1


def _results(line: Line) -> list[_Token]:
    """Return the one result that a sentence tells; none where it tells several, or how it stood meanwhile."""
    found = list(_SCORE.finditer(line.text))
    if len(found) != 1 or not _DECIDED.search(line.text) or _NOT_FINAL.search(line.text):
        return []
    (match,) = found
    result = tuple(sorted((int(match["one"]), int(match["two"]))))
    return [_Token((line.start + match.start(), line.start + match.end()), frozenset({result}))]


_SORTS: dict[str, Callable[[Line], list[_Token]]] = {"time": _times, "rank": _ranks, "result": _results}
