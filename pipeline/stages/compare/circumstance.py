"""Rules: when and where one thing happened, where reports of one event tell it for different days or places.

A day or a place belongs to the nearest verb of its clause; only the same sort of occurrence is compared. Days exclude
each other; so do two places that something happened at, off or near. A place in a place is no contradiction, so what
happened "in" two places is left open.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.side import source
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.trigger import Lexicon
from pipeline.text.date.find import DateMention, find_dates
from pipeline.text.date.interval import MONTHS, WEEKDAYS
from pipeline.text.name import near_miss, same_name
from schemas.claim import ClaimStatus
from schemas.conflict import Relation

_SORTS = {
    "ran aground": r"(?:ran|run|runs|running)\saground|grounding|struck\s(?:a\s)?(?:rocks?|reef)",
    "sank": r"sank|sunk|sinking|sinks|capsiz\w+",
    "crashed": r"crash(?:ed|es)?|collid\w+|collision|derail\w+|left\sthe\srails|overturned",
    "collapsed": r"collaps(?:ed|es|e)|caved\sin|gave\sway",
    "exploded": r"explod\w+|explosions?|blasts?|blew\sup|detonat\w+",
    "burned": r"caught\sfire|broke\sout|burned\sdown|burnt\sdown|blaze",
    "struck": r"earthquake|quake|struck|hit|made\slandfall",
    "happened": r"happened|occurred|took\splace|accident|incident",
    "attacked": r"attack(?:ed)?|shot|shooting|stabb\w+|bomb(?:ed|ing)",
    "was arrested": r"arrest(?:ed|s)?|detained|taken\sinto\scustody",
    "was found": r"was\sfound|were\sfound|discovered",
    "died": r"died|death\sof",
    "was born": r"was\sborn|born",
    "signed": r"sign(?:ed|s)|signing",
    "agreed": r"agreed|reached\san?\s(?:agreement|deal)",
    "announced": r"announced|unveiled|announcement",
    "resigned": r"resign(?:ed|s)|stepped\sdown|quit",
    "was sentenced": r"sentenced|convicted|verdict",
    "voted": r"voted|approved|passed|rejected",
    "opened": r"opened|inaugurated|reopened",
    "closed": r"closed|shut\sdown",
    "launched": r"launch(?:ed|es)?|lifted\soff",
    "played": r"beat|defeated|drew|played",
    "left": r"departed|set\ssail|took\soff",
    "headquarters": r"headquartered|headquarters|based|head\soffice",
}  # fmt: skip
_LEXICON = Lexicon(_SORTS)
_BREAK = re.compile(
    r"(?=[,;:()–—abws])(?:[;:()–—]|,\s(?:and|but|while|who|which|when|after|before)\b"
    r"|\b(?:while|after|before|since|said|says)\b)",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?P<how>at|off|near|outside|in)\s(?:the\s)?$", re.IGNORECASE)
_BREAK_COST, _REACH = 40, 60
_MOST_EVENTS = 16
_PREPOSITIONS = frozenset({"at", "off", "near", "outside", "in"})
_DAY_WORDS = frozenset(
    {*WEEKDAYS, *MONTHS, "yesterday", "today", "tonight", "morning", "night", "day", "days", "week", "weeks"}
)
_POINTS = frozenset({"at", "off", "near", "outside"})

_NOT_DONE = frozenset({ClaimStatus.PLANNED, ClaimStatus.UNCERTAIN, ClaimStatus.DENIED})

_Key = tuple[str, str]
_Agree = Callable[[Answer, Answer], bool]


def find_days(batch: Batch) -> Iterator[Disagreement]:
    """Yield what reports of one event tell for different days."""
    days: dict[tuple[str, int], tuple[date, date]] = {}
    index: dict[_Key, list[Answer]] = defaultdict(list)
    for telling in batch.tellings:
        if not _is_dated(telling.words) or telling.status in _NOT_DONE:
            continue
        for mention, sort in _dated(batch, telling):
            start = telling.start + mention.start
            if mention.earliest and mention.latest:
                days[telling.article.article_id, start] = mention.earliest, mention.latest
                answer = Answer(telling, start, telling.start + mention.end, None, batch.note(telling.article))
                for key in batch.reading(telling.article).main:
                    index[sort, batch.canonical(key)].append(answer)

    def agree(left: Answer, right: Answer) -> bool:
        first, second = (days[one.article.article_id, one.start] for one in (left, right))
        return first[0] <= second[1] and second[0] <= first[1]

    yield from _found(batch, index, agree, "when", lambda _: Relation.CONTRADICTION)


def find_places(batch: Batch) -> Iterator[Disagreement]:
    """Yield what reports of one event tell for different places."""
    hows: dict[tuple[str, int], str] = {}
    index: dict[_Key, list[Answer]] = defaultdict(list)
    for telling in batch.tellings:
        for (start, end), how, sort in _placed(batch, telling):
            hows[telling.article.article_id, start] = how
            answer = Answer(telling, start, end, None, batch.note(telling.article))
            for key in batch.entities(telling) if sort == "headquarters" else batch.reading(telling.article).main:
                index[sort, batch.canonical(key)].append(answer)

    def relate(answers: Sequence[Answer]) -> Relation:
        points = all(hows[one.article.article_id, one.start] in _POINTS for one in answers)
        return Relation.CONTRADICTION if points else Relation.UNCLEAR

    def agree(left: Answer, right: Answer) -> bool:
        return same_name(left.value, right.value) or near_miss(left.value, right.value) or _is_within(left, right)

    seats = {key: answers for key, answers in index.items() if key[0] == "headquarters"}
    others = {key: answers for key, answers in index.items() if key[0] != "headquarters"}
    yield from _found(batch, seats, agree, "where", lambda _: Relation.CONTRADICTION)
    yield from _found(batch, others, agree, "where", relate)


def _is_within(left: Answer, right: Answer) -> bool:
    """Tell whether one article knows the other's place as well: a town and its district are no two places."""
    return right.value in left.article.text or left.value in right.article.text


def _is_dated(words: Collection[str]) -> bool:
    """Tell whether a passage of these words, in lower case, can name a day."""
    return not _DAY_WORDS.isdisjoint(words)


def _dated(batch: Batch, telling: Telling) -> Iterator[tuple[DateMention, str]]:
    verbs = _verbs(telling)
    if not verbs:
        return
    for mention in find_dates(telling.text, batch.reading(telling.article).published_at):
        if mention.granularity == "day" and mention.relation == "on" and mention.is_resolved:
            sort = _nearest(telling.text, (mention.start, mention.end), verbs)
            if sort:
                yield mention, sort


def _placed(batch: Batch, telling: Telling) -> Iterator[tuple[tuple[int, int], str, str]]:
    verbs = _verbs(telling) if not _PREPOSITIONS.isdisjoint(telling.words) else ()
    if not verbs:
        return
    for name in batch.reading(telling.article).names_in(telling.start, telling.end):
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
    batch: Batch,
    index: dict[_Key, list[Answer]],
    agree: _Agree,
    asked: str,
    relate: Callable[[Sequence[Answer]], Relation],
) -> Iterator[Disagreement]:
    met: set[tuple[str, str]] = set()
    for sort, key in sorted(index, key=lambda one: (-len(index[one]), one)):
        for answers in _events(batch, index[sort, key]):
            groups = _grouped([one for one in answers if (sort, one.article.article_id) not in met], agree)
            if len(groups) > 1:
                met.update((sort, one.article.article_id) for group in groups for one in group)
                yield _disagreement(groups, sort, asked, relate([a for group in groups for a in group]))


def _events(batch: Batch, answers: Sequence[Answer]) -> Iterator[list[Answer]]:
    events: list[list[Answer]] = []
    for answer in answers:
        recent = reversed(events[-_MOST_EVENTS:])
        home = next((one for one in recent if batch.is_same_event(one[0].article, answer.article)), None)
        if home is None:
            events.append([answer])
        else:
            home.append(answer)
    yield from events


def _grouped(answers: Sequence[Answer], agree: _Agree) -> list[list[Answer]]:
    """Return the answers in groups that agree; an article that tells several counts for none of them.

    What agrees with all others takes no side, and is left out.
    """
    own: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        own[answer.article.article_id].append(answer)
    groups: list[list[Answer]] = []
    clear = [told for told in own.values() if all(agree(told[0], other) for other in told[1:])]
    most = [min(told, key=lambda one: (one.telling.is_lead, one.start)) for told in clear]
    for told_most in most:
        if all(agree(told_most, other) for other in most):
            continue
        home = next((group for group in groups if all(agree(told_most, other) for other in group)), None)
        if home is None:
            groups.append([told_most])
        else:
            home.append(told_most)
    return groups


def _disagreement(groups: Sequence[Sequence[Answer]], sort: str, asked: str, relation: Relation) -> Disagreement:
    told = "; ".join(
        f"{group[0].value} ({', '.join(dict.fromkeys(source(a.article) for a in group))})" for group in groups
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
        groups=tuple(tuple(group) for group in groups),
        explanation=f"{told[:1].upper()}{told[1:]}. {rest}",
    )
