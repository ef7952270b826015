"""Owns what an amount is said to be: the words of news that name one attribute, as a table, one line each.

The attribute of an amount is that of the nearest such word in its clause that such an amount can answer; so "valued at
$45 billion after raising $2 billion" is a valuation and a raise. Wordings of one attribute are one: "funding round",
"raise", "financing".
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from pipeline.stages.compare.trigger import Lexicon
from pipeline.text.memo import forgettable
from pipeline.text.word import content_words
from schemas.quantity import Quantity, QuantityKind


class Pace(StrEnum):
    """How an answer changes with time: not at all, upwards only, in any way, over months; or it is not known.

    `UNKNOWN` is left open in any case, `UNSURE` only where the reports are not of one day.
    """

    FIXED = "fixed"
    UP = "up"
    ANY = "any"
    SLOW = "slow"
    UNKNOWN = "unknown"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Concept:
    """An attribute: what an editor asks (`question`), how it moves, and whose it is.

    `is_of_event`: reports of one event answer it, whomever their sentences name; else it is asked of one subject.
    `is_counted`: no word of the table names it, only what is counted, so that the words around must agree.
    """

    name: str
    question: str
    kinds: frozenset[QuantityKind]
    pace: Pace
    is_of_event: bool
    is_counted: bool = False


_K = QuantityKind
_HEADS = frozenset({_K.COUNT, _K.NUMBER})
_PEOPLE = frozenset(str.split("people person man woman other one individual adult body"))
_UNNAMED = {
    _K.MONEY: "How much money",
    _K.SHARE: "Which share",
    _K.DURATION: "How long",
    _K.MEASURE: "How much",
}
_OF_PEOPLE = frozenset(str.split("killed injured missing rescued aboard evacuated arrested charged attended"))
_THINGS = frozenset(
    str.split(
        "accident crash incident collision attack blast explosion fire quake home house building car vehicle truck bus"
        " train ship boat plane count charge case offence day hour minute week month year time kilometre mile metre"
        " bridge road school hospital"
        " shot round bomb missile village town city country flight company bank"
    )
)
# What stands in a sentence without being measured or counted: a year, a mere number.
_BARE = frozenset({_K.YEAR, _K.NUMBER, _K.AGE})
_MONEY = frozenset({_K.MONEY})
_SHARE = frozenset({_K.SHARE})
_EVENT, _SUBJECT = True, False

# name | question | kinds | pace | of an event | words
_TABLE: tuple[tuple[str, str, frozenset[QuantityKind], Pace, bool, str], ...] = (
    ("killed", "How many were killed", _HEADS, Pace.UP, _EVENT,
     r"kill\w*|dead|die[ds]?|deaths?|fatalit\w+|death\stoll|toll|lives|perished|victims"),
    ("injured", "How many were injured", _HEADS, Pace.UP, _EVENT, r"injur\w+|wounded|hurt|hospitali[sz]ed|treated"),
    ("missing", "How many are missing", _HEADS, Pace.ANY, _EVENT, r"missing|unaccounted\sfor"),
    ("rescued", "How many were rescued", _HEADS, Pace.UP, _EVENT, r"rescued?|saved|survivors?|survived|pulled\sout"),
    ("aboard", "How many were aboard", _HEADS, Pace.FIXED, _EVENT, r"aboard|on\sboard|on-board|carrying|carried"),
    ("evacuated", "How many were evacuated", _HEADS, Pace.UP, _EVENT, r"evacuat\w+|displaced|fled"),
    ("arrested", "How many were arrested", _HEADS, Pace.UP, _EVENT, r"arrest\w*|detained|in\scustody"),
    ("charged", "How many were charged", _HEADS, Pace.UP, _EVENT, r"charged|indicted"),
    ("infected", "How many were infected", _HEADS, Pace.UP, _EVENT, r"infect\w+|cases|fell\sill|sickened"),
    ("attended", "How many came", _HEADS, Pace.FIXED, _EVENT,
     (r"attend\w*|crowds?|audience|protesters|demonstrators|marched|spectators|turned\s(?:out|up)|gathered"
      r"|watch(?:ed|ing)(?![^.;]{0,60}\b(?:television|tv|screens?|stream\w*|online|home)\b)"
      r"|(?:came|flocked)\sto\s(?:see|watch|celebrate|mourn|protest|(?:the|a|its|her|his)\s(?:[\w-]+\s)?"
      r"(?:game|match|final|race|concert|show|festival|fair|ceremony|celebrations?|opening|parade|rally|march|protest|funeral|vigil))")),
    ("power", "How many were without power", _HEADS, Pace.ANY, _EVENT,
     r"without\s(?:power|electricity|water)|outages?"),
    ("destroyed", "How many were destroyed or damaged", _HEADS, Pace.UP, _EVENT,
     r"destroyed|damaged|burned|flooded|collapsed|wrecked|flattened|(?:swept|washed)\saway"),
    ("sent", "How many were sent", _HEADS, Pace.ANY, _EVENT,
     r"deployed|sent\sto|dispatched|fought|battl\w+|tackl\w+|on\sthe\sscene"),
    ("recalled", "How many were recalled", _HEADS, Pace.FIXED, _SUBJECT, r"recall\w*|call(?:s|ed|ing)\sback"),
    ("jobs", "How many jobs", _HEADS, Pace.FIXED, _SUBJECT,
     r"jobs?|lay(?:s|ing)?\soff|laid\soff|layoffs|redundan\w+|job\scuts|posts"),
    ("staff", "How many people work there", _HEADS, Pace.SLOW, _SUBJECT,
     r"employ(?:s|ed|ing|ees)?|staff|workforce|workers"),
    ("customers", "How many customers or users", _HEADS, Pace.SLOW, _SUBJECT, r"customers|users|subscribers|members"),
    ("votes", "How many votes", _HEADS, Pace.FIXED, _EVENT, r"votes?|voted|ballots"),
    ("seats", "How many seats", _HEADS, Pace.FIXED, _EVENT, r"seats?"),
    ("raised", "How large is the funding", _MONEY, Pace.FIXED, _SUBJECT,
     (r"(?:rounds?|fundings?|financings?)\s(?:is\s|was\s)?worth|rais(?:e[ds]?|ing)|fundings?|financings?|rounds?"
      r"|fundrais\w+|took\sin|takes\sin|pocket(?:s|ed)|series\s[a-k]")),
    ("contributed", "How much did the investor put in", _MONEY, Pace.FIXED, _SUBJECT,
     r"put(?:s|ting)?\s(?:up|in)|contribut\w+|chip(?:s|ped)?\sin|inject\w*|invest(?:s|ed|ing)?"),
    ("valuation", "What is it valued at", _MONEY, Pace.SLOW, _SUBJECT,
     r"valuations?|valued|values|worth|market\s(?:cap\w*|value)"),
    ("price", "What is the price", _MONEY, Pace.FIXED, _SUBJECT,
     (r"(?:deals?|takeover|acquisition|purchase|merger|transaction|bid|offer|sale)\b[^.;:]{0,40}?\b"
      r"(?:worth|valued|costs?|costing)|(?:will|to|would|agreed\sto|offered\sto)\spay|paid|bought|buy(?:s|ing)?|acquir\w+"
      r"|acquisition|takeover|purchas\w+|merger|bids?|offer(?:s|ed)?|deal|sold|sale|transaction|price(?:s|d)?")),
    ("revenue", "How large is the revenue", _MONEY, Pace.FIXED, _SUBJECT, r"revenues?|sales|turnover"),
    ("profit", "How large is the profit", _MONEY, Pace.FIXED, _SUBJECT, r"profits?|earnings|net\sincome|earned"),
    ("loss", "How large is the loss", _MONEY, Pace.FIXED, _SUBJECT, r"loss|losses|lost"),
    ("debt", "How large is the debt", _MONEY, Pace.SLOW, _SUBJECT, r"debts?|loans?|borrow\w+|owes?"),
    ("fine", "How large is the fine", _MONEY, Pace.FIXED, _SUBJECT,
     r"fine[ds]?|penalt\w+|settlement|settle[ds]?|compensation"),
    ("damage", "How large is the damage", _MONEY, Pace.UP, _EVENT, r"damages?|insured\slosses"),
    ("cost", "What does it cost", _MONEY, Pace.FIXED, _SUBJECT,
     r"costs?|budget(?:ed)?|price\stag|bill|spend(?:s|ing)?|spent"),
    ("aid", "How much aid", _MONEY, Pace.UP, _SUBJECT, r"aid|donat\w+|pledg\w+|grants?|relief"),
    ("reward", "How large is the reward", _MONEY, Pace.FIXED, _EVENT, r"rewards?|bail|ransom"),
    ("share_price", "What share", _SHARE, Pace.ANY, _SUBJECT,
     r"shares\s(?:fell|rose|jumped|slid|dropped|gained)|stock"),
    ("growth", "How much does the economy grow", _SHARE, Pace.SLOW, _SUBJECT,
     r"economy\s(?:to\s)?(?:grow\w*|grew|expand\w*)|growth\sof|(?:economic|gdp)\sgrowth|gdp"),
    ("unemployment", "How high is unemployment", _SHARE, Pace.SLOW, _SUBJECT, r"unemployment|jobless\w*"),
    ("inflation", "How high is inflation", _SHARE, Pace.SLOW, _SUBJECT, r"inflation|consumer\sprices"),
    ("rate", "How high is the rate", _SHARE, Pace.SLOW, _SUBJECT,
     r"interest\srates?|(?:base|key|benchmark|policy)\srates?"),
    ("turnout", "How high was the turnout", _SHARE, Pace.FIXED, _EVENT, r"turnout"),
    ("stake", "How large is the stake", _SHARE, Pace.SLOW, _SUBJECT, r"stakes?|holding|owns?|ownership|holds"),
    ("premium", "How large is the premium", _SHARE, Pace.FIXED, _SUBJECT, r"premium"),
    ("magnitude", "How strong was it", frozenset({_K.MEASURE, *_HEADS}), Pace.FIXED, _EVENT, r"magnitude|richter"),
    ("area", "How large is the area", frozenset({_K.MEASURE}), Pace.UP, _EVENT, r"acres|hectares|burn(?:ed|t|ing)?"),
    ("wind", "How strong was the wind", frozenset({_K.MEASURE}), Pace.ANY, _EVENT, r"winds?|gusts?"),
    ("sentence", "How long is the sentence", frozenset({_K.DURATION}), Pace.FIXED, _SUBJECT,
     r"sentenc\w+|jail\w*|prison|imprison\w+|behind\sbars"),
    ("closure", "How long is it closed", frozenset({_K.DURATION}), Pace.ANY, _EVENT, r"clos(?:ed|ure)|shut"),
    ("age", "How old", frozenset({_K.AGE}), Pace.FIXED, _SUBJECT, r"aged?|years?[\s-]old"),
    ("founded", "When was it founded", frozenset({_K.YEAR}), Pace.FIXED, _SUBJECT, r"founded|established|set\sup"),
    ("built", "When was it built or opened", frozenset({_K.YEAR}), Pace.FIXED, _SUBJECT,
     r"built|launched|commissioned|opened|entered\sservice"),
)  # fmt: skip

_GAP = re.compile(
    r"(?=[,;:()–—abftw])(?:[,;:()–—]|\b(?:and|but|while|after|before|which|who|from|than)\b)", re.IGNORECASE
)
_CLAUSE_COST = 25
_REACH = 130
# Behind a full stop something else begins. An abbreviation has fewer letters, or no capital behind it.
_END = re.compile(r"[a-z]{4}[.!?][\"”’)]*\s+[\"“‘(]?[A-Z0-9]")
# "21 people who were hurt" is one clause.
_WHO_WERE = re.compile(r"\bwho\s(?=(?:was|were|had|have|has)\b)", re.IGNORECASE)
# "Two of the injured" does not say how many were injured.
_OF_WHOLE = re.compile(r"\sof\s(?:the|its|their|those|these|all|all\sthe)\s", re.IGNORECASE)
# "Two workers" names nobody's staff by itself: a word so near that says what befell them counts more.
_NEAR = 60

_Amount = tuple[Quantity, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the table at `[start, end)` of a passage."""

    start: int
    end: int
    concept: Concept

    def can_name(self, quantity: Quantity) -> bool:
        """Tell whether a quantity can answer what the word asks."""
        is_thing = bool(quantity.unit) and (quantity.unit or "").rpartition(" ")[2] in _THINGS
        return (
            quantity.kind is not QuantityKind.AGE
            and quantity.kind in self.concept.kinds
            and not (self.concept.name in _OF_PEOPLE and is_thing)
        )

    def is_of(self, quantity: Quantity, end: int) -> bool:
        """Tell whether the word is of what a quantity counts, which ends at `end` of the passage."""
        return quantity.noun is not None and 0 < self.start - end <= len(quantity.noun)


@cache
def concepts() -> dict[str, Concept]:
    """Return the attributes by name."""
    return {name: Concept(name, question, kinds, pace, of) for name, question, kinds, pace, of, _ in _TABLE}


_LEXICON = Lexicon({row[0]: row[5] for row in _TABLE})


def read_concepts(
    text: str, words: AbstractSet[str], quantities: tuple[Quantity, ...], offset: int
) -> Iterator[tuple[Quantity, Concept]]:
    """Yield the quantities of a passage whose attribute its words name; `offset` is where the passage begins.

    The nearest word counts; each clause between a word and the amount puts it further off. `words` are those of the
    passage in lower case.
    """
    for quantity in quantities:
        if quantity.kind is QuantityKind.AGE:
            yield quantity, concepts()["age"]
    named = [_Word(start, end, concepts()[name]) for name, start, end in _LEXICON.find(text, words)]
    amounts = [(quantity, (quantity.start - offset, quantity.end - offset)) for quantity in quantities if named]
    taken = {word.start for word in named if word.concept.kinds is _HEADS and _is_taken(text, word, amounts)}
    for quantity, place in amounts:
        costs = [
            (cost, order)
            for order, word in enumerate(named)
            if word.can_name(quantity)
            and (cost := _cost(text, place, word)) < _REACH
            and (word.start not in taken or _is_beside(text, place, word))
        ]
        if costs:
            nearest = named[min(costs)[1]]
            if nearest.is_of(quantity, place[1]):
                said = [one for one in costs if _is_said(text, named[one[1]], (quantity, place), amounts)]
                nearest = named[min(said)[1]] if said else nearest
            yield quantity, nearest.concept


def counted_alike(quantity: Quantity) -> Concept | None:
    """Return the question how many of a thing there are, or how much; None where no thing is counted or measured."""
    if quantity.kind in _UNNAMED:
        return Concept(
            f"unnamed {quantity.kind}",
            _UNNAMED[quantity.kind],
            frozenset({quantity.kind}),
            Pace.UNSURE,
            _EVENT,
            is_counted=True,
        )
    if quantity.kind is not QuantityKind.COUNT or not quantity.noun or quantity.unit in _PEOPLE:
        return None
    head = (quantity.unit or quantity.noun).rpartition(" ")[2]
    return Concept(
        f"counted {head}", f"How many {quantity.noun}", frozenset({quantity.kind}), Pace.UNSURE, _EVENT, is_counted=True
    )


def named_alike(attribute: str, quantity: Quantity) -> Concept | None:
    """Return the attribute that a claim names in its own words; None where it names none, or gives no figure."""
    return None if quantity.kind in _BARE else _named(attribute, quantity.kind)


@forgettable
@lru_cache(maxsize=8192)
def _named(attribute: str, kind: QuantityKind) -> Concept | None:
    stems = sorted(set(content_words(attribute)))
    if not stems:
        return None
    question = attribute.strip().rstrip("?")
    asked = question[:1].upper() + question[1:]
    return Concept(f"named {' '.join(stems)}", asked, frozenset({kind}), Pace.UNKNOWN, _SUBJECT)


def _cost(text: str, amount: tuple[int, int], word: _Word) -> int:
    gap = _gap(text, amount, word)
    if len(gap) >= _REACH or _END.search(gap) or (amount[1] <= word.start and _OF_WHOLE.fullmatch(gap)):
        return _REACH
    return len(gap) + _CLAUSE_COST * sum(1 for _ in _GAP.finditer(gap))


def _is_beside(text: str, amount: tuple[int, int], word: _Word) -> bool:
    """Tell whether a word stands in the clause of an amount."""
    gap = _WHO_WERE.sub(" ", _gap(text, amount, word))
    return not _END.search(gap) and not _GAP.search(gap)


def _is_taken(text: str, word: _Word, amounts: Sequence[_Amount]) -> bool:
    """Tell whether a word stands in the clause of an amount that it can name: it names none of another clause then."""
    return any(word.can_name(one) and _is_beside(text, place, word) for one, place in amounts)


def _is_said(text: str, word: _Word, amount: _Amount, amounts: Sequence[_Amount]) -> bool:
    """Tell whether a word says what befell those counted: near in their clause, with no other amount between."""
    quantity, place = amount
    first, last = sorted((place, (word.start, word.end)))
    is_between = any(first[1] <= other[0] and other[1] <= last[0] for _, other in amounts)
    is_near = len(_gap(text, place, word)) < _NEAR and _is_beside(text, place, word)
    return is_near and not is_between and not word.is_of(quantity, place[1])


def _gap(text: str, amount: tuple[int, int], word: _Word) -> str:
    if word.start < amount[1] and amount[0] < word.end:
        return ""
    return text[word.end : amount[0]] if word.end <= amount[0] else text[amount[1] : word.start]
