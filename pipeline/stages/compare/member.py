"""Comparing who belongs to a set that articles name: the investors of a round, the bidders, the signatories.

A list is read only next to the words of the role ("backed by", "took part in the round"). Neither of two lists need be
complete, so that a difference is unclear, unless one says that it is ("the only investor", "consists of").
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.kept import Index
from pipeline.stages.compare.largest import largest_first
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.named import Named, holds, named_codec
from pipeline.stages.compare.owner import names_of, written
from pipeline.stages.compare.reading import is_body
from pipeline.stages.compare.rule import apply_rule
from pipeline.stages.compare.seen import Seen
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.timing import make_answer
from pipeline.stages.compare.trigger import Trigger, Triggers
from pipeline.text.name import find_origins, name_key
from schemas.conflict import Relation

MOST_ARTICLES = 12
MOST_MEMBERS = 12
MOST_EVENTS = 8
SHOWN = 4

_ROUND = r"(?:the\s|this\s|its\s|a\s)?(?:[\w$€£.-]+\s){0,4}(?:round|financing|raise|investment|fundraising)"
_BY = r"(?:co-)?(?:led|headed|backed|supported|financed|funded)\sby"
_ADVERBS = r"(?:\s(?:has|have|reportedly|also|all|both|jointly))*"
_PACT = r"(?:agreement|deal|accord|pact|treaty|letter|contract|declaration|statement|memorandum|petition)"
_ARE = r"(?:include|included|including|are|were)"
_INVEST = (
    r"(?:(?:took|takes?|taking)\spart\sin|participat(?:ed?|es)\sin|invest(?:ed|s)?\sin|join(?:ed|s)?|back(?:ed|s)?|led|leads?"
    r"|co-led|support(?:ed|s)?|financed?)"
)
_SUPPLY = r"(?:supply|supplied|provide[ds]?|put\sup|contribute[ds]?)\sthe\s(?:rest|remainder|remaining|money)"
_ALONE = r"(?:is|was|are|were)\sthe\s(?:sole|only)\sinvestors?|alone\s(?:backed|financed|funded)"
_SOLE = r"(?:sole|only)\sinvestors?(?:\sin\s\w+(?:\s\w+)?)?\s(?:is|was)"
_UNION = r"(?:coalition|alliance|consortium)"
# set | what an editor asks | words before the list | words behind the list | what the passage must speak of
_TABLE: tuple[tuple[str, str, str, str, str], ...] = (
    ("investors", "Who invested",
     rf"{_BY}|(?:investors|backers)(?:\sin\s\w+\s\w+)?\s{_ARE}|{_SOLE}",
     rf"{_ADVERBS}\s(?:{_INVEST}\s{_ROUND}|{_SUPPLY}|{_ALONE})",
     r"rounds?|financing|funding|fund-?rais\w+|invest\w+|rais(?:e[sd]?|ing)|suppl\w+|provid\w+"),
    ("bidders", "Who is bidding", rf"bidders(?:\sfor\s\w+)?\s{_ARE}|(?:bids|offers)\s(?:came\s)?from",
     rf"{_ADVERBS}\s(?:submitted|lodged|made|entered|tabled)\s(?:rival\s|binding\s)?(?:bids|offers)", r"\w+"),
    ("signatories", "Who signed", rf"{_PACT}\s(?:(?:is|was|were)\s)?(?:co-)?signed\sby|signatories\s{_ARE}",
     rf"{_ADVERBS}\s(?:co-)?signed\s(?:the|a|an)\s(?:[\w-]+\s){{0,3}}{_PACT}", r"\w+"),
    ("coalition", "Who belongs to the coalition",
     rf"{_UNION}\s(?:is\s)?(?:of|between|made\sup\sof|consists\sof|comprises|comprising|includes)",
     rf"{_ADVERBS}\s(?:form|formed|joined)\s(?:the|a)\s(?:[\w-]+\s){{0,2}}{_UNION}(?:\sgovernment)?", r"\w+"),
    ("suspects", "Who are the suspects",
     r"suspects?\s(?:(?:is|are|was|were)\s)?(?:named|identified)(?:\sby\s\w+)?\sas",
     rf"{_ADVERBS}\s(?:was|were|been)\snamed\sas\s(?:the\s|a\s)?suspects?", r"\w+"),
    ("nationalities", "Where did the victims come from",
     rf"(?:victims|dead|passengers)\s(?:{_ARE}|came\sfrom)", r"\s(?:was|were)\samong\sthe\s(?:dead|victims)", r"\w+"),
    ("finalists", "Who is in the final", rf"finalists\s{_ARE}|final\sbetween",
     r"\s(?:reached|are\sin)\sthe\sfinal", r"\w+"),
)  # fmt: skip
_BEFORE = {row[0]: re.compile(rf"\b(?:{row[2]})\s", re.IGNORECASE) for row in _TABLE}
_BEHIND = {row[0]: re.compile(rf"(?:{row[3]})\b", re.IGNORECASE) for row in _TABLE}
_TOPIC = {row[0]: re.compile(rf"\b(?:{row[4]})\b", re.IGNORECASE) for row in _TABLE}
_LISTED_BEHIND = " behind the list"
# By the words before a list, and with `_LISTED_BEHIND` by those behind one.
_LISTING = Triggers(
    {row[0]: (row[2],) for row in _TABLE}
    | {row[0] + _LISTED_BEHIND: (row[3].removeprefix(_ADVERBS).removeprefix(r"\s"),) for row in _TABLE}
)
_NARROW = {row[0]: Trigger(row[4]) for row in _TABLE if row[4] != r"\w+"}
_QUESTIONS = {row[0]: row[1] for row in _TABLE}
_COMPLETE = re.compile(
    r"\b(?:the\s(?:only|sole)|(?:all|both)\s(?:two|three|four|five|six|seven|eight|nine|ten|\d+)?|consists?\sof|made\sup\sof|comprises"
    r"|exclusively|solely|no\sother|alone\s(?:backed|financed|funded))\b",
    re.IGNORECASE,
)
_END = re.compile(
    r"[.;:!?–—]\s|$|\s(?:who|which|that|whose|in|at|on|to|for|after|before|with|is|are|was|were|has|have|had|will|while|but|when|as|during"
    r"|amid|over|under|reportedly|valuing|values)\s",
    re.IGNORECASE,
)
_SPLIT = re.compile(r",?\s(?:and|as\swell\sas|along\swith|alongside|together\swith|plus)\s|,\s", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:the|a|an|its|their|other|some|several|both|all|mainly|mostly|also|billionaire|investor|chiefly|existing|new)\s)+",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"(?:funds?|firms?|investors?|institutions?|partners?|stakeholders?|companies|banks?|groups?|states?|parties|nationals?|citizens"
    r"|investment\sarms?|conglomerates?|angels|tourists|unions?|clubs?|countries|governments?)(?:\sfrom\s[\w\s-]{3,40})?$",
    re.IGNORECASE,
)
_ALSO = re.compile(r",?\s(?:together\swith|along\swith|alongside|as\swell\sas)\s(?P<rest>[^.;]{3,160})", re.IGNORECASE)
_NOT_SAID = re.compile(
    r"\b(?:if|whether|would|could|may|might|will|should|not|never|talks?|considering|expected|plans?|hopes?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _List:
    """A list at `[start, end)` of the passage, with the members as written; `is_complete`: it says that it is all."""

    set_name: str
    start: int
    end: int
    members: tuple[str, ...]
    is_complete: bool


def find_members(batch: Batch) -> Iterator[Disagreement]:
    """Yield the sets of which articles on one event name different members; one group for each article's list."""
    return apply_rule(Members(batch), batch)


class Members:
    """The rule: what an article names of a set is entered under whose it is and what set it is."""

    def __init__(self, batch: Batch) -> None:
        """Begin with no sets."""
        self._batch = batch
        self._index: Index[Named] = batch.index(named_codec(batch))

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter the sets of which an article names members."""
        for name, several in _lists(self._batch, told).items():
            named = _gather(several)
            for entity in {one for telling, _ in several for one in _entities(self._batch, telling, named)}:
                self._index.add((entity, name), named.article_id, named)

    def found(self) -> Iterator[Disagreement]:
        """Yield the sets of which articles on one event name different members."""
        seen = Seen()
        keys = ((len(listed), key) for key, listed in self._index.shared())
        for key in largest_first(keys, self._batch.archive.store):
            entity, name = key
            for event in _events(self._batch, self._index.at(key)):
                fresh = [one for one in event if (name, one.article_id) not in seen]
                found = _disagreement(self._batch, (entity, name), fresh)
                if found:
                    seen.update((name, one.article_id) for one in fresh)
                    yield found


def _lists(batch: Batch, told: Sequence[Telling]) -> dict[str, list[tuple[Telling, _List]]]:
    """Return the lists of an article by set."""
    lists: dict[str, list[tuple[Telling, _List]]] = defaultdict(list)
    for telling in told:
        named = _LISTING.named(telling.words)
        sets = [name for name in named if _is_on_topic(name.removesuffix(_LISTED_BEHIND), telling.words)]
        for listed in _read(telling.plain, sets, [name.text for name in names_of(batch, telling)]) if sets else ():
            lists[listed.set_name].append((telling, listed))
    return lists


def _is_on_topic(name: str, words: frozenset[str]) -> bool:
    return name not in _NARROW or _NARROW[name].hits(words)


def _read(plain: str, sets: Collection[str], names: Sequence[str]) -> Iterator[_List]:
    """Yield the lists of a passage, at most one of a set before and one behind the words of its role.

    `sets` are those that its words trigger, by the name of their trigger.
    """
    if plain.rstrip().endswith("?"):
        return
    for name, pattern in ((one, _BEFORE[one]) for one in _BEFORE if one in sets):
        match = pattern.search(plain) if _TOPIC[name].search(plain) else None
        end = _END.search(plain, match.end()) if match else None
        if match and end:
            yield from _listed(name, plain, (match.start(), match.end(), end.start()), names)
    for name, pattern in ((one, _BEHIND[one]) for one in _BEHIND if one + _LISTED_BEHIND in sets):
        match = pattern.search(plain) if _TOPIC[name].search(plain) else None
        if match:
            yield from _listed(name, plain, (_start(plain, match.start()), 0, match.start()), names, tail=match.end())


def _start(text: str, end: int) -> int:
    """Return where the list that ends at `end` begins: after the last word that opens a clause or sentence."""
    breaks = [
        match.end() for match in re.finditer(r"[.;:!?–—]\s|\b(?:that|which|where|while|but|said|says)\s", text[:end])
    ]
    return breaks[-1] if breaks else 0


def _listed(
    name: str, text: str, place: tuple[int, int, int], names: Sequence[str], *, tail: int | None = None
) -> Iterator[_List]:
    """Yield the list of `place` (the role's words, the list, its end); `tail`: the role's words follow up to there."""
    start, begin, end = place
    words = text[begin if tail is None else start : end]
    stop = end if tail is None else tail
    clause = text[max(0, start - len("the ")) : stop]
    more = _ALSO.match(text, stop) if tail is not None else None
    pieces = [*_SPLIT.split(words), *(_SPLIT.split(_cut(more["rest"])) if more else ())]
    members = [one for piece in pieces[:MOST_MEMBERS] if (one := _member(piece, names, name))]
    if members and not _NOT_SAID.search(clause):
        last = stop if not more else more.start("rest") + len(_cut(more["rest"]))
        yield _List(name, start, last, tuple(dict.fromkeys(members)), _COMPLETE.search(clause) is not None)


def _cut(text: str) -> str:
    end = _END.search(text)
    return text[: end.start()] if end else text


def _member(piece: str, names: Sequence[str], set_name: str) -> str | None:
    """Return a member as written: a name, an origin where these are asked for, or a description of several."""
    text = _LEAD.sub("", piece.strip(" ,.\"'“”"))
    origins = find_origins(text) if set_name == "nationalities" else ()
    if set_name == "nationalities":
        return origins[0].text if origins else None
    held = [name for name in names if name in text]
    if held and not _GROUP.search(text):
        return max(held, key=len)
    return text if _GROUP.search(text) and len(text.split()) > 1 else None


def _entities(batch: Batch, telling: Telling, named: Named) -> frozenset[str]:
    """Return whose set it is: what the passage names beside the members, else what its article is about first."""
    reading = batch.reading(telling)
    members = {name_key(member) for member in named.members}
    keys = {batch.canonical(reading.key_of(name.text)) for name in names_of(batch, telling)}
    main = {batch.canonical(key) for key in reading.main if is_body(key)}
    found = {key for key in keys & main if not any(key in member or member in key for member in members)}
    if found:
        return frozenset(found)
    first = [batch.canonical(key) for key in reading.main if is_body(key) and name_key(key) not in members]
    return frozenset(first[:1])


def _gather(several: Sequence[tuple[Telling, _List]]) -> Named:
    answers = tuple(
        Answer(telling, telling.start + listed.start, telling.start + listed.end) for telling, listed in several[:SHOWN]
    )
    members = tuple(dict.fromkeys(member for _, listed in several for member in listed.members))
    complete = next((telling.text[one.start : one.end] for telling, one in several if one.is_complete), "")
    return Named(answers[0].article_id, answers, members[:MOST_MEMBERS], complete)


def _events(batch: Batch, named: Sequence[Named]) -> Iterator[list[Named]]:
    """Part the articles by the event they report; a few events and a few articles of each at most."""
    parts: list[list[Named]] = []
    for one in named:
        part = next((part for part in parts if any(batch.is_same_event(each, one) for each in part)), None)
        if part is not None and len(part) < MOST_ARTICLES:
            part.append(one)
        elif part is None and len(parts) < MOST_EVENTS:
            parts.append([one])
    yield from parts


def _disagreement(batch: Batch, key: tuple[str, str], named: Sequence[Named]) -> Disagreement | None:
    apart = [
        (left, right)
        for i, left in enumerate(named)
        for right in named[i + 1 :]
        if not holds(left, right) and not holds(right, left)
    ]
    if not apart:
        return None
    excluding = next((one for both in apart for one in both if one.complete), None)
    kept = [one for one in named if any(one in both for both in apart)]
    return Disagreement(
        rule="member",
        topic=f"{_QUESTIONS[key[1]]}: {written(kept, batch, key[0])}?",
        relation=Relation.CONTRADICTION if excluding else Relation.UNCLEAR,
        groups=tuple(tuple(make_answer(batch, answer) for answer in one.answers) for one in kept),
        explanation=_explanation(kept, excluding),
    )


def _explanation(named: Sequence[Named], excluding: Named | None) -> str:
    lists = " / ".join(_shown(one.members) for one in named)
    if excluding:
        return f"{lists}: “{excluding.complete}” says that there is no other."
    return f"{lists}: no list need be complete."


def _shown(members: Sequence[str]) -> str:
    more = f" and {len(members) - SHOWN} more" if len(members) > SHOWN else ""
    return ", ".join(members[:SHOWN]) + more
