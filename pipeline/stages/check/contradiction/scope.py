"""Owns what explains a difference: another time, another part, another unit of reference, another voice, a forecast.

Each reason is read from words next to the values; no reason is guessed where a statement says nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.stages.check.contradiction.place import differ_in_place
from pipeline.stages.check.contradiction.slot import Slot, agrees, excludes, find_slots
from pipeline.stages.check.contradiction.statement import Statement
from pipeline.text.name import same_name
from schemas.conflict import Relation
from schemas.quantity import QuantityKind

# A year beside a value, with no comma between but behind an opening "In 2020,".
_OF_YEAR = re.compile(
    r"(?:^\W*(?:back\s)?(?:in|during)\s(?:[A-Z][a-z]+\s)?(?P<first>(?:19|20)\d\d)\b|\b(?:in|during)\s(?:[A-Z][a-z]+\s)?"
    r"(?P<near>(?:19|20)\d\d)\b[^,;:]*$)",
    re.IGNORECASE,
)
_OF_YEAR_BEHIND = re.compile(r"[^,;:]*?\b(?:in|during)\s(?:[A-Z][a-z]+\s)?(?P<near>(?:19|20)\d\d)\b", re.IGNORECASE)
_LACK = re.compile(
    r"\b(?:short\sof|lack(?:s|ed|ing)?(?:\sof)?|shortage\sof|need(?:s|ed|ing)?|unfilled|vacan(?:t|cies))\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
# What is given back says how much was taken only where all of it is.
_BACK = re.compile(
    r"\b(?:(?:is|are|was|were|come|came|go|went|gone)\sback|restor(?:ed|ing)|reconnected|reopened|recovered|resumed|repaid|returned)\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:last\s(?:year|month|week|quarter|season)|previous(?:ly)?|earlier|formerly|originally|initial(?:ly)?|at\sfirst"
    r"|(?:with)?in\sthe\sfirst\s(?:\w+\s)?(?:hour|day|week|month|year)s?|at\sthe\stime|used\sto|a\syear\s(?:ago|earlier|before)"
    r"|(?:first|initial|preliminary)\s(?:reports?|estimates?|figures?|counts?)|since\s(?:19|20)\d\d,\swhen"
    r"|until\s(?:now|then)|had\sbeen|compared\s(?:with|to)|(?:down|up)\sfrom|revised|(?:rose|risen|fell|fallen|grown|grew)\sfrom)\b",
    re.IGNORECASE,
)
_EACH_AFTER = re.compile(
    r"(?:\s[a-z]+){0,2}\s?(?:each|apiece|per\b|every|(?:an?|/)\s?(?:second|minute|hour|day|night|week|month|year|head|person|share|barrel"
    r"|unit|tonne?|pound|game|match)|daily|weekly|monthly|yearly|annually|hourly)\b",
    re.IGNORECASE,
)
_EACH_BEFORE = re.compile(
    r"\b(?:each|every|daily|weekly|monthly|hourly|average(?:\sof)?)\s(?:\w+\s){0,2}$", re.IGNORECASE
)
_PART_BEFORE = re.compile(
    r"\b(?:includ(?:ing|es|ed)|among(?:\sthem)?|another|additional|extra|further|other|of\swhom|of\swhich|of\sthem|remaining"
    r"|an?\sextra|alone)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"(?:\s[a-z]+)?\s(?:of\s(?:them|whom|which|those|these|the\s(?:\d|total))|others|more\b|alone\b|extra\b|additional\b|other\b)",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\b(?:total(?:s|ing|led|ed)?(?:\sof)?|altogether|combined|in\sall|overall)\b", re.IGNORECASE)
_FORECAST = re.compile(
    r"\b(?:forecasts?|expect(?:s|ed)?|project(?:s|ed|ion)|predict(?:s|ed)?|target(?:s|ed|ing)?|guidance|outlook|hopes?|aims?|could"
    r"|may|might|seek(?:s|ing)?)\b",
    re.IGNORECASE,
)
_TARGET = re.compile(r"\b(?:targets?|goals?|pledg\w+|promis\w+|ambitions?|vow\w*)\b", re.IGNORECASE)
# What somebody wanted, offered or thought it would be is no other value of what it is.
_WISH = re.compile(
    r"\b(?:(?:ask|call|push|su)(?:e?s|ed|ing)?\s(?:\w+\s){0,3}for|appl(?:y|ies|ied|ying)\sfor|demand(?:s|ed|ing)?|seek(?:s|ing)?|sought|wants?|wanted"
    r"|offer(?:s|ed|ing)?|bids?|propos(?:es?|ed|als?)|request(?:s|ed)?|had\s(?:been\s)?(?:expected|forecast|predicted|hoped|feared"
    r"|thought|estimated)|(?:analysts|economists|experts|forecasters|markets)\s(?:expected|forecast|predicted)"
    r"|(?:thought|believed|hoped|feared)\s(?:\w+\s){0,3}(?:would|could|might))\b",
    re.IGNORECASE,
)
# What somebody had said before is what was thought then ("a spokesman had spoken of 45").
_HAD_SAID = re.compile(
    r"\bhad\s(?:at\sfirst\s|\w+ly\s|first\s|earlier\s)?(?:spoken\sof|said|put|given|reported|estimated|counted|told|announced|claimed)\b",
    re.IGNORECASE,
)
# What stood at some hour of the day may have gone on.
_AT_HOUR = re.compile(
    r"\W*(?:at|by|as\sof|until)\s(?:\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b|noon|midday|midnight)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:]\s")
_PERIOD = re.compile(
    r"\b(?:(?:first|second|third|fourth)[\s-](?:quarter|half)|q[1-4]|half[\s-]year|(?:three|six|nine|twelve|12)[\s-]months?"
    r"|full[\s-]year|(?:whole|entire|fiscal|financial)\s(?:\d{4}\s)?year)\b",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"\b(?:quarter(?:ly)?|q[1-4]|half[\s-]year|(?:first|second)\shalf|month(?:ly)?|six\smonths|nine\smonths)\b",
    re.IGNORECASE,
)
_FULL_YEAR = re.compile(
    r"\b(?:full[\s-]year|(?:whole|entire|fiscal|financial)\s(?:\d{4}\s)?year|fiscal\s\d{4})\b", re.IGNORECASE
)
# A force and whoever speaks for it are one voice.
_FORCES = (
    re.compile(r"\b(?:police|inspector|detectives?|constable|sergeant|superintendent|officers?)\b", re.IGNORECASE),
    re.compile(r"\b(?:fire\s(?:service|brigade|department|chief|officer)|firefighters?)\b", re.IGNORECASE),
)
_CLOSE = 40
_TIGHT = 25

_Test = Callable[[Slot], bool]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two values differ without contradiction."""

    relation: Relation
    words: str


def explain(left: Slot, right: Slot) -> Reason | None:
    """Return what explains that two slots of the body differ; None where nothing does."""
    return _first_reason(left, right, (*_ALWAYS, *_DETAILS)) or two_voices(left.statement, right.statement)


def explain_summary(left: Slot, right: Slot) -> Reason | None:
    """Return what explains that the body fills a slot of the summary otherwise.

    A summary leaves out that a value is a part or an estimate, so that alone explains nothing.
    """
    return _first_reason(left, right, _ALWAYS) or two_voices(left.statement, right.statement)


def _first_reason(left: Slot, right: Slot, tests: tuple[tuple[_Test, str], ...]) -> Reason | None:
    if _differ_in_time(left, right):
        return Reason(Relation.DIFFERENT_SCOPE, "they speak of different times")
    if left.quantity and differ_in_place(left, right):
        return Reason(Relation.DIFFERENT_SCOPE, "they speak of different places")
    if left.quantity and _differ_in_period(left, right):
        return Reason(Relation.DIFFERENT_SCOPE, "they are for different periods")
    return next(
        (Reason(Relation.DIFFERENT_SCOPE, words) for test, words in tests if test(left) != test(right)),
        None,
    )


def statements_apart(first: Statement, second: Statement) -> Reason | None:
    """Return what explains that two statements differ in what they tell of one event.

    `first` denies it or tells it as planned: in an earlier entry of a live report it was overtaken by the other.
    """
    if first.stamp is not None and second.stamp is not None and first.stamp < second.stamp:
        return Reason(Relation.DIFFERENT_SCOPE, "they speak of different times")
    if bool(_THEN.search(first.text)) != bool(_THEN.search(second.text)):
        return Reason(Relation.DIFFERENT_SCOPE, "one speaks of an earlier time")
    left, right = ([slot for slot in find_slots(side) if slot.key == "moment"] for side in (first, second))
    if any(excludes(one, other) for one in left for other in right):
        return Reason(Relation.DIFFERENT_SCOPE, "they speak of different times")
    return two_voices(first, second)


def two_voices(first: Statement, second: Statement) -> Reason | None:
    """Return the two speakers where each statement names its own, and they are not one."""
    left, right = first.voice, second.voice
    if left is None or right is None or same_name(left, right) or left.lower() == right.lower():
        return None
    if any(force.search(left) and force.search(right) for force in _FORCES):
        return None
    return Reason(Relation.UNCLEAR, f"{left} and {right} tell it, each in their own way")


def _differ_in_time(left: Slot, right: Slot) -> bool:
    """Tell whether each statement is dated, and no date fits both; for two dates: whether their amounts differ as well.

    Two statements that differ in a date and in an amount tell of two occasions.
    """
    is_amount = left.quantity is not None
    if is_amount and left.key != QuantityKind.AGE and are_two_entries(left.statement, right.statement):
        return True
    first, second = (
        [slot for slot in find_slots(side.statement) if _is_timed(slot, side, is_amount=is_amount)]
        for side in (left, right)
    )
    pairs = [(one, other) for one in first for other in second if one.key == other.key]
    return any(excludes(*pair) for pair in pairs) and not any(agrees(*pair) for pair in pairs)


def are_two_entries(left: Statement, right: Statement) -> bool:
    """Tell whether two statements stand in entries of a live report that are of two times of day."""
    return None not in {left.stamp, right.stamp} and left.stamp != right.stamp


def _differ_in_period(left: Slot, right: Slot) -> bool:
    first, second = (_periods(slot) for slot in (left, right))
    return bool(first and second) and first.isdisjoint(second)


def _periods(slot: Slot) -> set[str]:
    return {each.lower().replace("-", " ") for side in _around(slot, _CLOSE) for each in _PERIOD.findall(side)}


def _is_timed(slot: Slot, asked: Slot, *, is_amount: bool) -> bool:
    if slot.start == asked.start:
        return False
    return slot.key == "moment" if is_amount else slot.quantity is not None


def _around(slot: Slot, reach: int) -> tuple[str, str]:
    """Return the text of the statement next to a value: before it, and after it."""
    text, statement = slot.statement.article.text, slot.statement
    before = text[max(statement.start, slot.start - reach) : slot.start]
    return before, text[slot.end : min(statement.sentence.end, slot.end + reach)]


def _is_earlier(slot: Slot) -> bool:
    return any(_THEN.search(side) for side in _around(slot, _CLOSE))


def _is_rate(slot: Slot) -> bool:
    before, after = _around(slot, _TIGHT)
    return bool(_EACH_BEFORE.search(before) or _EACH_AFTER.match(after))


def _is_part(slot: Slot) -> bool:
    before, after = _around(slot, _TIGHT)
    return bool(_PART_BEFORE.search(before) or _PART_AFTER.match(after))


def _is_whole(slot: Slot) -> bool:
    return any(_WHOLE.search(side) for side in _around(slot, _TIGHT))


def _is_forecast(slot: Slot) -> bool:
    return any(_FORECAST.search(side) for side in _around(slot, _CLOSE))


def _is_quarter(slot: Slot) -> bool:
    return any(_QUARTER.search(side) for side in _around(slot, _CLOSE))


def _is_year_long(slot: Slot) -> bool:
    return any(_FULL_YEAR.search(side) for side in _around(slot, _CLOSE))


def _is_one_time_rate(slot: Slot) -> bool:
    return slot.quantity is not None and _is_rate(slot)


def _is_of_the_past(slot: Slot) -> bool:
    """Tell whether a year beside a value is before that in which the article appeared."""
    published, statement = slot.statement.article.published_at, slot.statement
    if published is None or slot.key == "moment":
        return False
    text = statement.article.text
    before = _OF_YEAR.search(text[statement.start : slot.start])
    behind = _OF_YEAR_BEHIND.match(text[slot.end : statement.sentence.end])
    years = [*(before.groups() if before else ()), *(behind.groups() if behind else ())]
    return any(int(year) < published.year for year in years if year)


def _is_lack(slot: Slot) -> bool:
    return bool(_LACK.search(_around(slot, _CLOSE)[0]))


def _is_given_back(slot: Slot) -> bool:
    return any(_BACK.search(side) for side in _around(slot, _CLOSE))


def _is_target(slot: Slot) -> bool:
    return any(_TARGET.search(side) for side in _around(slot, _CLOSE))


def _is_wish(slot: Slot) -> bool:
    if slot.quantity is None:
        return False
    before, after = _around(slot, _CLOSE)
    clause = _CLAUSE.split(before)[-1], _CLAUSE.split(after, maxsplit=1)[0]
    return any(_WISH.search(side) for side in clause)


def _is_earlier_word(slot: Slot) -> bool:
    return slot.quantity is not None and _HAD_SAID.search(_CLAUSE.split(_around(slot, _CLOSE)[0])[-1]) is not None


def _is_at_hour(slot: Slot) -> bool:
    return slot.quantity is not None and _AT_HOUR.match(slot.statement.text) is not None


_ALWAYS: tuple[tuple[_Test, str], ...] = (
    (_is_earlier, "one speaks of an earlier time"),
    (_is_one_time_rate, "one is for each unit or period, the other is not"),
    (_is_year_long, "one is for a longer period"),
    (_is_target, "one is a target, the other is not"),
    (_is_at_hour, "one is as it stood at some hour"),
    (_is_earlier_word, "one is what had been said before"),
    (_is_wish, "one was asked for, offered or expected"),
    (_is_given_back, "one is what has come back"),
    (_is_lack, "one is what is missing"),
    (_is_of_the_past, "one is of an earlier year"),
)
_DETAILS: tuple[tuple[_Test, str], ...] = (
    (_is_part, "one may be a part of the other"),
    (_is_whole, "one may be a part of the other"),
    (_is_forecast, "one is a forecast, the other is not"),
    (_is_quarter, "one is for a shorter period"),
)
