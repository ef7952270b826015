"""Owns what tells that two sentences speak of two things: another subject, day, quarter, time, part or rate.

Each reason is read from the sentences alone; none is guessed where a sentence says nothing.
"""

import re
from datetime import date

from pipeline.stages.compare.restated.line import Line
from pipeline.stages.compare.restated.moment import days_exclude
from pipeline.stages.compare.restated.pair import Difference, Pair, Place
from pipeline.stages.compare.stretch import stretch_in
from pipeline.text.date.find import DateMention
from pipeline.text.name import same_name

_NEAR_CHARS = 40
_NOW_DAYS = 120
_THEN = re.compile(
    r"\b(?:last\s(?:year|month|week|quarter|season)|previous(?:ly)?|earlier|formerly|original(?:ly)?|initial(?:ly)?"
    r"|at\sfirst|used\sto|a\syear\s(?:ago|before)|until\snow|had\sbeen|compared\s(?:with|to)|(?:down|up)\sfrom|revised)\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\b(?:each|apiece|per|every|daily|weekly|monthly|yearly|annual(?:ly)?|hourly|average"
    r"|an?\s(?:second|minute|hour|day|night|week|month|year|head|share|barrel|unit|tonne?|pound))\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:includ(?:ing|es|ed)|among|another|additional|extra|further|more\b(?!\sthan)|other|others|of\s(?:whom|which|them)"
    r"|remaining|alone|at\sleast\sone)\b",
    re.IGNORECASE,
)
_FORECAST = re.compile(
    r"\b(?:forecasts?|expect(?:s|ed)?|project(?:s|ed|ion)|predict(?:s|ed)?|target(?:s|ed)?|guidance|outlook|goals?"
    r"|could|may|might|would|plans?|planned)\b",
    re.IGNORECASE,
)
_END = re.compile(r"\b(?P<way>from|to)\s(?P<value>[$€£¥]?\d[\d.,]*)", re.IGNORECASE)
_SCOPES = (_THEN, _RATE, _PART, _FORECAST)


def is_apart(pair: Pair, difference: Difference) -> bool:
    """Tell whether the sentences name two subjects before what decides or two days beside it, or one goes on."""
    first, second = _names_before(pair.left, difference.left), _names_before(pair.right, difference.right)
    are_two = bool(first and second) and not any(same_name(one, other) for one in first for other in second)
    return are_two or any(test(pair, difference) for test in (_are_of_two_days, _are_of_two_stretches, _goes_on))


def is_scoped(pair: Pair, left: Place, right: Place) -> bool:
    """Tell whether words next to two values put them in two scopes: an earlier time, a part, a rate, a forecast."""
    first, second = _around(pair.left, left), _around(pair.right, right)
    return any(bool(scope.search(first)) != bool(scope.search(second)) for scope in _SCOPES)


def is_of_two_times(pair: Pair, left: Place, right: Place) -> bool:
    """Tell whether words next to what decides put one of them, and not the other, in an earlier time."""
    return bool(_THEN.search(_around(pair.left, left))) != bool(_THEN.search(_around(pair.right, right)))


def _names_before(line: Line, place: Place) -> list[str]:
    return [name.text for name in line.names if name.end <= place[0] and not name.is_origin]


def _are_of_two_stretches(pair: Pair, difference: Difference) -> bool:
    """Tell whether the sentences name two quarters or halves, besides what decides."""
    first, second = (
        stretch_in(f"{text[line.start : place[0]]}\0{text[place[1] : line.end]}")
        for line, place in ((pair.left, difference.left), (pair.right, difference.right))
        for text in (line.article.text,)
    )
    return first is not None and second is not None and first != second


def _are_of_two_days(pair: Pair, difference: Difference) -> bool:
    """Tell whether each sentence is dated, besides what decides, and no date fits both."""
    first, second = (
        [day for day in line.dates if not (line.start + day.start < place[1] and place[0] < line.start + day.end)]
        for line, place in ((pair.left, difference.left), (pair.right, difference.right))
    )
    pairs = [(one, other) for one in first for other in second]
    return bool(pairs) and all(days_exclude(*each) or _lie_apart(pair, *each) for each in pairs)


def _goes_on(pair: Pair, _difference: Difference) -> bool:
    """Tell whether one sentence sets out from the value to which the other comes ("rose to 14", "fell from 14")."""
    (left_from, left_to), (right_from, right_to) = map(_ends, (pair.left, pair.right))
    return not (left_from.isdisjoint(right_to) and right_from.isdisjoint(left_to))


def _ends(line: Line) -> tuple[set[str], set[str]]:
    """Return the values from which and to which something moves in a sentence, as they are written."""
    found: dict[str, set[str]] = {"from": set(), "to": set()}
    for match in _END.finditer(line.text):
        found[match["way"].lower()].add(match["value"].rstrip(".,"))
    return found["from"], found["to"]


def _lie_apart(pair: Pair, left: DateMention, right: DateMention) -> bool:
    """Tell whether two dates of about now are of days that do not meet; what is long past tells another thing."""
    first, second = _days_of_now(pair.left, left), _days_of_now(pair.right, right)
    return first is not None and second is not None and (first[1] < second[0] or second[1] < first[0])


def _days_of_now(line: Line, mention: DateMention) -> tuple[date, date] | None:
    published = line.article.published_at
    if published is None or mention.earliest is None or mention.latest is None:
        return None
    days = mention.earliest, mention.latest
    return days if all(abs((day - published.date()).days) <= _NOW_DAYS for day in days) else None


def _around(line: Line, place: Place) -> str:
    text = line.article.text
    before = text[max(line.start, place[0] - _NEAR_CHARS) : place[0]]
    return f"{before} {text[place[1] : min(line.end, place[1] + _NEAR_CHARS)]}"
