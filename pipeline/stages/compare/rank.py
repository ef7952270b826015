"""Rule: reports of one event say of one more of a kind which one it is in the order, and differ ("her third title").

A place in an order is read where it belongs to somebody, or is told by "it is the third ..."; what comes several times
within one event (goals, rounds, questions) is left out, and so is an article that gives several places of one kind. A
"first major title" is of another order than a "third title", and the third "in two years" may be the fifth of all.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.stages.compare.batch import AT_A_TIME_DAYS, Batch
from pipeline.stages.compare.kept import Codec, Index
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.named_day import Days, are_apart, named_days
from pipeline.stages.compare.other_time import EARLIER
from pipeline.stages.compare.owner import key_of, names_of, possessor_of
from pipeline.stages.compare.seen import Seen
from pipeline.stages.compare.side import source
from pipeline.stages.compare.telling import Telling
from pipeline.text.ordinal import ORDINALS
from pipeline.text.word import content_words, is_question
from schemas.conflict import Relation

MOST_POSTED = 24

_RANKED = frozenset(ORDINALS) | {f"{n}{ending}" for n in range(1, 100) for ending in ("st", "nd", "rd", "th")}
_RANK = rf"(?P<rank>{'|'.join(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
_PLACED = re.compile(
    rf"(?:\b(?P<pronoun>her|his|its|their)|(?P<mark>['’]s|(?<=s)['’])|\b[Ii]t\s(?:is|was|will\sbe)\sthe)\s{_RANK}\s"
    r"(?P<of>(?:[a-z-]{3,}\s(?!(?:in|of|on|at|by|for|to|and|after|this|since|with|from|came|was|is|over|against)\b)){0,2}[a-z]{3,})",
)
_TAIL = re.compile(r"\s(?:in|of|on|at|by|for|against|with)\s[^,.;:]*")
_TIME = r"(?:days?|weeks?|months?|years?|seasons?|decades?|century)"
# Within which time it is counted.
_PERIOD = re.compile(
    rf"[^,.;:]*?\b(?P<period>(?:this|of\sthe)\s{_TIME}|(?:in|over|within)\s(?:[\w-]+\s){{1,3}}?{_TIME}|since\s[^,.;:]{{3,20}})\b"
)
# Before a place in an order: it is denied, or still to be won.
_NOT_SO = re.compile(
    r"\b(?:not|never|without|if|would|could|may|might|should|can|seek\w*|sought|chas\w+|hop(?:es?|ed|ing)|bid(?:s|ding)?|aim\w*|eye[ds]?"
    r"|eyeing|target\w*|defend\w*|want(?:s|ed)?|missed|miss|awaits?|after|since|following|before|until|than|when)\b|n['’]t\b",
    re.IGNORECASE,
)
# What comes several times within one event, and what an ordinal only tells apart.
_WITHIN = frozenset(
    content_words(
        """
    goal try point set game match round attempt question lap inning half quarter shot child son daughter wife husband
    day week night month year season term time hour minute floor place person victim part phase stage batch test penalty
    wicket innings run kick serve throw jump dive leg heat period act chapter verse dose meeting session visit name
        """
    )
)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A place in an order at `[start, end)`: whose it is, what hangs on it, and within which time it is counted.

    `owner` and `period` are empty where that is not told.
    """

    telling: Telling
    start: int
    end: int
    rank: int
    owner: str
    tail: frozenset[str]
    period: str
    days: Days


class Ranks:
    """The rule: a place in an order is entered under what is ordered and whom its article is about."""

    def __init__(self, batch: Batch) -> None:
        """Begin with no places."""
        self._batch = batch
        self._index: Index[_Placed] = batch.index(_codec(batch))

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter the places in an order that an article tells."""
        placed = [
            (of, one)
            for telling in told
            if not _RANKED.isdisjoint(telling.words) and not _is_passed_over(telling)
            for of, one in _read(self._batch, telling)
        ]
        ranks: dict[str, set[int]] = defaultdict(set)
        for of, one in placed:
            ranks[of.rpartition(" ")[2]].add(one.rank)
        for of, one in placed:
            if len(ranks[of.rpartition(" ")[2]]) == 1:
                for main in self._batch.reading(one.telling).main:
                    self._index.add((of, main), one.telling.article_id, one)

    def found(self) -> Iterator[Disagreement]:
        """Yield the places in an order that reports of one event tell otherwise."""
        met = Seen()
        for _, several in self._index.shared():
            told = several[:MOST_POSTED]
            for first in told:
                others = [one for one in told if self._is_against(first, one)]
                if others and not any((one.telling.article_id, one.start) in met for one in (first, *others)):
                    alike = [one for one in told if one.rank == first.rank and self._is_against(one, others[0])]
                    others = [one for one in others if one.rank == others[0].rank]
                    met.update((one.telling.article_id, one.start) for one in (*alike, *others))
                    yield _disagreement(alike, others)

    def _is_against(self, left: _Placed, right: _Placed) -> bool:
        if left.rank == right.rank or left.telling.article_id == right.telling.article_id:
            return False
        if left.owner and right.owner and left.owner != right.owner:
            return False
        if not left.tail & right.tail and (left.tail or right.tail):
            return False
        if not _can_differ_in_time(left, right) or are_apart(left.days, right.days):
            return False
        is_near = self._batch.days_apart(left.telling, right.telling) <= AT_A_TIME_DAYS
        return is_near and self._batch.is_same_event(left.telling, right.telling)


def _is_passed_over(telling: Telling) -> bool:
    """Tell whether a passage asks, or tells of an earlier time, when another place was reached."""
    return is_question(telling.text) or EARLIER.search(telling.text) is not None


def _can_differ_in_time(left: _Placed, right: _Placed) -> bool:
    """Tell whether two places are counted within one time, or the lower one of all that there were."""
    if left.period == right.period:
        return True
    within, of_all = (left, right) if left.period else (right, left)
    return not of_all.period and within.rank > of_all.rank


def _read(batch: Batch, telling: Telling) -> Iterator[tuple[str, _Placed]]:
    """Yield the places in an order of a passage, each with the stems of what is ordered, its noun last."""
    text = telling.plain
    for match in _PLACED.finditer(text):
        stems = content_words(match["of"])
        if not stems or not _WITHIN.isdisjoint(stems) or _NOT_SO.search(text, 0, match.start("rank")):
            continue
        tail = _TAIL.match(text, match.end())
        hanging = frozenset(content_words(tail.group())) if tail else frozenset()
        within = _PERIOD.match(text, match.end())
        period = within["period"].lower() if within else ""
        start, end = telling.start + match.start("rank"), telling.start + match.end("of")
        whose, days = _owner(batch, telling, match), named_days(batch, telling)
        yield " ".join(stems), _Placed(telling, start, end, _rank(match["rank"]), whose, hanging, period, days)


def _owner(batch: Batch, telling: Telling, match: re.Match[str]) -> str:
    if match["pronoun"]:
        return possessor_of(batch, telling, telling.start + match.start()) or ""
    end = telling.start + match.start()
    name = next((one for one in names_of(batch, telling) if match["mark"] and one.end == end), None)
    return key_of(batch, telling, name) if name else ""


def _rank(written: str) -> int:
    return ORDINALS.index(written) + 1 if written in ORDINALS else int(written.rstrip("stndrh"))


def _disagreement(left: Sequence[_Placed], right: Sequence[_Placed]) -> Disagreement:
    groups = tuple(tuple(Answer(one.telling, one.start, one.end) for one in side) for side in (left, right))
    said = ", ".join(f"{source(group[0].article)} says “{group[0].value}”" for group in groups)
    return Disagreement(
        rule="ranks",
        topic=f"Which one in the order: {groups[0][0].telling.text.rstrip('.')}?",
        relation=Relation.CONTRADICTION,
        groups=groups,
        explanation=f"{said}; both cannot be so.",
    )


def _codec(batch: Batch) -> Codec[_Placed]:
    answers = batch.archive.answers

    def encode(one: _Placed) -> list[Any]:
        answer = answers.encode(Answer(one.telling, one.start, one.end))
        return [answer, one.rank, one.owner, sorted(one.tail), one.period, one.days]

    def decode(kept: list[Any]) -> _Placed:
        written, rank, owner, tail, period, days = kept
        answer, named = answers.decode(written), tuple((first, last) for first, last in days)
        return _Placed(answer.telling, answer.start, answer.end, rank, owner, frozenset(tail), period, named)

    return Codec(encode, decode)
