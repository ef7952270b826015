"""Rules: when and where one thing happened, where reports of one event tell it for different days or places.

A day or a place belongs to the nearest verb of its clause; only the same sort of occurrence is compared. Days exclude
each other; so do two places that something happened at, off or near. A place in a place is no contradiction, so what
happened "in" two places is left open.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.grouped import events_of, grouped
from pipeline.stages.compare.kept import Index
from pipeline.stages.compare.largest import largest_first
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.occurrence import Occurrence, occurrence_codec
from pipeline.stages.compare.seen import Seen
from pipeline.stages.compare.side import source
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.trigger import Lexicon
from pipeline.text.date.find import DateMention, find_dates
from pipeline.text.date.interval import MONTHS, WEEKDAYS
from pipeline.text.name import near_miss, same_name
from schemas.claim import ClaimStatus
from schemas.conflict import Relation

# What happens, as a question calls it, by the words that tell it.
_SORTS = {
    "the grounding": r"(?:ran|run|runs|running)\saground|grounding|struck\s(?:a\s)?(?:rocks?|reef)",
    "the sinking": r"sank|sunk|sinking|sinks|capsiz\w+",
    "the crash": r"crash(?:ed|es)?|collid\w+|collision|derail\w+|left\sthe\srails|overturned",
    "the collapse": r"collaps(?:ed|es|e)|caved\sin|gave\sway",
    "the explosion": r"explod\w+|explosions?|blasts?|blew\sup|detonat\w+",
    "the fire": r"caught\sfire|broke\sout|burned\sdown|burnt\sdown|blaze",
    "the impact": r"earthquake|quake|struck|hit|made\slandfall",
    "the event": r"happened|occurred|took\splace|accident|incident",
    "the attack": r"attack(?:ed)?|shot|shooting|stabb\w+|bomb(?:ed|ing)",
    "the arrest": r"arrest(?:ed|s)?|detained|taken\sinto\scustody",
    "the discovery": r"was\sfound|were\sfound|discovered",
    "the disappearance": r"went\smissing|gone\smissing|disappeared|vanished|last\sseen",
    "the death": r"died|death\sof",
    "the birth": r"was\sborn|born",
    "the signing": r"sign(?:ed|s)|signing",
    "the agreement": r"agreed|reached\san?\s(?:agreement|deal)",
    "the announcement": r"announced|unveiled|announcement",
    "the resignation": r"resign(?:ed|s)|stepped\sdown|quit",
    "the verdict": r"convicted|verdict",
    "the sentencing": r"sentenced",
    "the vote": r"voted|approved|passed|rejected",
    "the opening": r"opened|inaugurated|reopened",
    "the closing": r"closed|shut\sdown",
    "the launch": r"launch(?:ed|es)?|lifted\soff",
    "the match": r"beat|defeated|drew|played",
    "the departure": r"departed|set\ssail|took\soff",
    "the headquarters": r"headquartered|headquarters|based|head\soffice",
}  # fmt: skip
_LEXICON = Lexicon(_SORTS)
_BREAK = re.compile(
    r"(?=[,;:()–—abws])(?:[;()–—]|:\s|,\s(?:and|but|while|who|which|when|after|before)\b"
    r"|\b(?:while|after|before|since|said|says)\b(?!\s(?:dawn|daybreak|sunrise|noon|midday|dusk|sunset|nightfall|midnight)\b))",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?P<how>at|off|near|outside|in)\s(?:the\s)?$", re.IGNORECASE)
_BREAK_COST, _REACH = 40, 60
_PREPOSITIONS = frozenset({"at", "off", "near", "outside", "in"})
_DAY_WORDS = frozenset(
    {*WEEKDAYS, *MONTHS, "yesterday", "today", "tonight", "morning", "night", "day", "days", "week", "weeks"}
)
_POINTS = frozenset({"at", "off", "near", "outside"})

NOT_DONE = frozenset({ClaimStatus.PLANNED, ClaimStatus.UNCERTAIN, ClaimStatus.DENIED})
"""What a passage tells of as not having happened."""


_Agree = Callable[[Occurrence, Occurrence], bool]
_Relate = Callable[[Sequence[Occurrence]], Relation]


class Days:
    """The rule: a day is entered under what happened on it and whom its article is about."""

    def __init__(self, batch: Batch) -> None:
        """Begin with no days."""
        self._batch = batch
        self._index: Index[Occurrence] = batch.index(occurrence_codec(batch))

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter the days that an article names."""
        reading, note = self._batch.reading(told[0]), self._batch.note(told[0])
        found: list[tuple[str, Answer]] = []
        # A place that two passages hold is of the day that the later of them tells.
        days: dict[int, tuple[date, date]] = {}
        for telling in told:
            if not _is_dated(telling.words) or telling.status in NOT_DONE:
                continue
            for mention, sort in _dated(self._batch, telling):
                start = telling.start + mention.start
                if mention.earliest and mention.latest:
                    days[start] = mention.earliest, mention.latest
                    found.append((sort, Answer(telling, start, telling.start + mention.end, None, note)))
        for sort, answer in found:
            one = Occurrence(answer, answer.value, days[answer.start])
            for key in reading.main:
                self._index.add((sort, self._batch.canonical(key)), answer.article_id, one)

    def found(self) -> Iterator[Disagreement]:
        """Yield what reports of one event tell for different days."""
        yield from _found(self._batch, self._index, _is_one_day, "when", lambda _: Relation.CONTRADICTION)


class Places:
    """The rule: a place is entered under what happened there and whom its article is about, or whose seat it is."""

    def __init__(self, batch: Batch) -> None:
        """Begin with no places."""
        self._batch = batch
        self._seats: Index[Occurrence] = batch.index(occurrence_codec(batch))
        self._others: Index[Occurrence] = batch.index(occurrence_codec(batch))

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter the places that an article names."""
        note = self._batch.note(told[0])
        found: list[tuple[str, Answer]] = []
        hows: dict[int, str] = {}
        for telling in told:
            for (start, end), how, sort in _placed(self._batch, telling):
                hows[start] = how
                found.append((sort, Answer(telling, start, end, None, note)))
        for sort, answer in found:
            one = Occurrence(answer, answer.value, how=hows[answer.start])
            is_seat = sort == "the headquarters"
            for key in self._batch.entities(answer.telling) if is_seat else self._batch.reading(answer).main:
                index = self._seats if is_seat else self._others
                index.add((sort, self._batch.canonical(key)), answer.article_id, one)

    def found(self) -> Iterator[Disagreement]:
        """Yield what reports of one event tell for different places."""
        yield from _found(self._batch, self._seats, _is_one_place, "where", lambda _: Relation.CONTRADICTION)
        yield from _found(self._batch, self._others, _is_one_place, "where", _relate_places)


def _is_one_day(left: Occurrence, right: Occurrence) -> bool:
    first, second = left.days, right.days
    return first is None or second is None or (first[0] <= second[1] and second[0] <= first[1])


def _is_one_place(left: Occurrence, right: Occurrence) -> bool:
    return same_name(left.value, right.value) or near_miss(left.value, right.value) or _is_within(left, right)


def _is_within(left: Occurrence, right: Occurrence) -> bool:
    """Tell whether one article knows the other's place as well: a town and its district are no two places."""
    return right.value in left.answer.article.text or left.value in right.answer.article.text


def _relate_places(told: Sequence[Occurrence]) -> Relation:
    return Relation.CONTRADICTION if all(one.how in _POINTS for one in told) else Relation.UNCLEAR


def _is_dated(words: Collection[str]) -> bool:
    """Tell whether a passage of these words, in lower case, can name a day."""
    return not _DAY_WORDS.isdisjoint(words)


def _dated(batch: Batch, telling: Telling) -> Iterator[tuple[DateMention, str]]:
    verbs = _verbs(telling)
    if not verbs:
        return
    for mention in find_dates(telling.text, batch.reading(telling).published_at):
        if mention.granularity == "day" and mention.relation == "on" and mention.is_resolved:
            sort = _nearest(telling.text, (mention.start, mention.end), verbs)
            if sort:
                yield mention, sort


def _placed(batch: Batch, telling: Telling) -> Iterator[tuple[tuple[int, int], str, str]]:
    verbs = _verbs(telling) if not _PREPOSITIONS.isdisjoint(telling.words) else ()
    if not verbs:
        return
    for name in batch.reading(telling).names_in(telling.start, telling.end):
        match = _AT.search(telling.text, 0, name.start - telling.start)
        if match:
            place = match.start(), name.end - telling.start
            sort = _nearest(telling.text, place, [verb for verb in verbs if verb[1] <= place[0]])
            if sort:
                yield (name.start, name.end), match["how"].lower(), sort


def _verbs(telling: Telling) -> list[tuple[int, int, str]]:
    return [(start, end, sort) for sort, start, end in _LEXICON.find(telling.text, telling.words)]


def _nearest(text: str, place: tuple[int, int], verbs: Sequence[tuple[int, int, str]]) -> str | None:
    costs = []
    for start, end, sort in verbs:
        gap = text[end : place[0]] if end <= place[0] else text[place[1] : start]
        cost = len(gap) + _BREAK_COST * sum(1 for _ in _BREAK.finditer(gap))
        if cost <= _REACH:
            costs.append((cost, sort))
    return min(costs)[1] if costs else None


def _found(
    batch: Batch, index: Index[Occurrence], agree: _Agree, asked: str, relate: _Relate
) -> Iterator[Disagreement]:
    met = Seen()
    differing = ((len(told), key) for key, told in index.shared() if len({_said(one) for one in told}) > 1)
    for key in largest_first(differing, batch.archive.store):
        sort = key[0]
        for told in events_of(batch, index.at(key)):
            groups = grouped([one for one in told if (sort, one.answer.article_id) not in met], agree)
            if len(groups) > 1:
                met.update((sort, one.answer.article_id) for group in groups for one in group)
                yield _disagreement(groups, sort, asked, relate([one for group in groups for one in group]))


def _said(told: Occurrence) -> object:
    return told.days or told.value


def _disagreement(groups: Sequence[Sequence[Occurrence]], sort: str, asked: str, relation: Relation) -> Disagreement:
    told = "; ".join(
        f"{group[0].value} ({', '.join(dict.fromkeys(source(one.answer.article) for one in group))})"
        for group in groups
    )
    rest = {
        (Relation.CONTRADICTION, "when"): "One thing happens on one day.",
        (Relation.CONTRADICTION, "where"): "Both cannot be the place.",
    }.get((relation, asked), "One place may lie in the other.")
    question = f"On which day: {sort}" if asked == "when" else f"Where: {sort}"
    return Disagreement(
        rule="days" if asked == "when" else "places",
        topic=f"{question}?",
        relation=relation,
        groups=tuple(tuple(one.answer for one in group) for group in groups),
        explanation=f"{told[:1].upper()}{told[1:]}. {rest}",
    )
