"""Owns the words in which a disagreement over amounts is told to an editor."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.stages.compare.concept import Concept
from pipeline.stages.compare.difference import Difference, Judge
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.money import Rate
from pipeline.stages.compare.side import said, source
from schemas.conflict import Relation

_ORDER = (
    Relation.CONTRADICTION,
    Relation.UNCLEAR,
    Relation.UPDATE,
    Relation.DIFFERENT_SCOPE,
    Relation.ROUNDING,
)
_MOST_LISTED = 6


class ValueWording:
    """The words for one attribute of one subject."""

    def __init__(self, concept: Concept, key: str, judge: Judge) -> None:
        """Word what `judge` found of `concept`; `key` is the folded subject."""
        self._concept, self._key, self._judge = concept, key, judge

    def disagreement(self, groups: Sequence[Sequence[Answer]], differences: Sequence[Difference]) -> Disagreement:
        """Return the disagreement of some groups; the weightiest difference gives the relation."""
        relation = min((one.relation for one in differences), key=_ORDER.index)
        reasons = dict.fromkeys(one.reason for one in differences if one.relation is relation and one.reason)
        told = self._told(groups) if relation in _ORDER[:2] else _listed(groups)
        return Disagreement(
            rule="values",
            topic=f"{self._concept.question}: {self._subject(groups)}?",
            relation=relation,
            groups=tuple(tuple(group) for group in groups),
            explanation=". ".join(_capital(part) for part in (told, *reasons)) + ".",
        )

    def _subject(self, groups: Sequence[Sequence[Answer]]) -> str:
        """Return the subject as most articles of the groups write it."""
        answers = {answer.article_id: answer for group in groups for answer in group}
        if self._concept.is_of_event:
            return self._judge.batch.subject_of([answer for _, answer in sorted(answers.items())])
        return self._judge.batch.written((answer for group in groups for answer in group), self._key)

    def _told(self, groups: Sequence[Sequence[Answer]]) -> str:
        agreeing = [self._agreement(group) for group in groups if _tellers(group) > 1]
        alone = [_alone(group) for group in groups if _tellers(group) == 1]
        if not agreeing:
            return _joined(alone) + " exclude each other"
        stands = f"{_joined(alone)} {'stands' if len(alone) == 1 else 'stand'} alone" if alone else ""
        return "; ".join(filter(None, (*agreeing, stands)))

    def _agreement(self, group: Sequence[Answer]) -> str:
        words = f"{_joined(_figures(group))} agree"
        for one, other in combinations(group, 2):
            rate = self._judge.rate(one, other)
            if rate is not None and one.quantity and other.quantity:
                return f"{words} at {_rate_words(rate, one.quantity.unit or '', other.quantity.unit or '')}"
        return words


def _rate_words(rate: Rate, first: str, second: str) -> str:
    middle = rate.told
    if middle < 1:
        first, second, middle = second, first, 1 / middle
    known = "" if rate.article_id else ", the rate of the time"
    return f"{middle.quantize(Decimal('0.01'))} {second} to one {first}{known}"


def _tellers(group: Sequence[Answer]) -> int:
    return len({answer.article_id for answer in group})


def _figures(group: Sequence[Answer]) -> list[str]:
    """Return the values of a group as written, each with those who tell it; the same words once."""
    told: dict[object, tuple[str, list[str]]] = {}
    for answer in group:
        names = told.setdefault(said(answer), (" ".join(answer.value.split()), []))[1]
        if source(answer.article) not in names:
            names.append(source(answer.article))
    return [f"{value} ({', '.join(names[:_MOST_LISTED])})" for value, names in told.values()]


def _alone(group: Sequence[Answer]) -> str:
    """Return the values of one article, and who it is."""
    values = {said(answer): " ".join(answer.value.split()) for answer in reversed(group)}
    return f"{_joined(list(values.values())[::-1], ' or ')} ({source(group[0].article)})"


def _listed(groups: Sequence[Sequence[Answer]]) -> str:
    return _joined([figure for group in groups for figure in _figures(group)])


def _joined(parts: Sequence[str], last: str = " and ") -> str:
    shown = list(parts[:_MOST_LISTED])
    if len(parts) > _MOST_LISTED:
        shown.append(f"{len(parts) - _MOST_LISTED} more")
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + last + shown[-1]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
