"""Owns what explains that two articles give different values: another period, a part, another occasion, a rate.

Each reason is read from words next to the values; no reason is guessed where a passage says nothing. Patterns without
a flag are of small letters, and looked for in what is written in these.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.stages.compare.model import Answer
from pipeline.stages.compare.stretch import stretch_in
from pipeline.stages.compare.trigger import in_small_letters
from pipeline.text.date.find import DateMention, find_dates
from pipeline.text.once import Once
from pipeline.text.word import content_words
from schemas.quantity import QuantityKind

_CLOSE = 45
_WIDE = 100
_TIGHT = 26

_FEW = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_EARLIER = re.compile(
    r"\b(?:compared\s(?:with|to)|(?:down|up)\sfrom|(?:rose|risen|fell|fallen|grew|grown|raised|increased|cut|lowered|reduced)"
    r"\s(?:[\w.%]+\s){0,4}from|from|previous(?:ly)?|formerly|originally|initial(?:ly)?|at\sfirst|a\syear\s(?:ago|earlier|before)"
    r"|last\s(?:year|month|season)|earlier\s(?:estimate|figure|reports?|forecast|offer|bid|toll|count)s?|used\sto|had\sbeen"
    r"|until\s(?:now|then))\s(?:(?:the|a|an|its|offer|bid|of|about|some|around|nearly|at|estimate|figure|toll)\s){0,3}$"
)
_EARLIER_AFTER = re.compile(
    r"(?:[^\W\d]|\s){0,20}?\b(?:a\syear\s(?:ago|earlier|before)|(?:last|the\sprevious|the\sprior)\s(?:year|month|quarter|season)|earlier\sestimate)"
)
_AGED_THEN = re.compile(r",?\s(?:in|when|at|by|as\sof)\b", re.IGNORECASE)
_RATE_AFTER = re.compile(
    r"(?:\s[a-z]+){0,2}\s?(?:each|apiece|per\b|every|(?:an?|/)\s?(?:second|minute|hour|day|night|week|month|year|head|person|share"
    r"|barrel|unit|tonne?|pound|game|match)\b|daily|weekly|monthly|yearly|annually|hourly)"
)
_RATE_BEFORE = re.compile(r"\b(?:each|every|daily|weekly|monthly|hourly|average(?:\sof)?|per)\s(?:\w+\s){0,2}$")
_PART_BEFORE = re.compile(
    r"\b(?:includ(?:ing|es|ed)|among(?:\sthem)?|another|additional|extra|further|other|of\swhom|of\swhich|of\sthem|remaining|only"
    r"|at\sleast\sone)\s(?:\w+\s){0,2}$"
    rf"|\b(?:\d[\d,.]*|{'|'.join(_FEW)})\s(?:[a-z]+\s){{1,2}}and\s$|\balone,?\s$"
)
_PART_AFTER = re.compile(
    r"(?:\s[a-z]+){0,2}\s(?:of\s(?:them|whom|which|those|these|the\s(?:\d|total|\w+\s(?:killed|injured|aboard)))|others|more\b|extra\b"
    r"|fewer\b|additional\b|other\b|from\sthe)|\sof\s(?:the\s)?(?:\d|injured|wounded|hurt|dead|killed|missing|victims)"
)
# A change and no level: "gained five seats".
_GAIN_BEFORE = re.compile(r"\b(?:gain(?:s|ed|ing)?|lost|los(?:es|ing))\s$")
_GAIN_AFTER = re.compile(r"\s(?:seats|votes|points|members|jobs|customers|users|subscribers)\b")
# Sorts of one attribute that are two figures: a profit before and after costs, the sales of one line of goods.
_SORT = re.compile(
    r"\b(?P<sort>operating|gross|pre-?tax|adjusted|underlying|core)\s(?:profits?|income|earnings|loss(?:es)?|margins?)\b",
    re.IGNORECASE,
)
_LINE = re.compile(r"(?:(?P<word>[A-Za-z][\w-]*)\s)?(?:revenues?|sales|turnover)\b", re.IGNORECASE)
# What the two of them cannot do without.
_OF_LINE = re.compile(r"revenue|sales|turnover|operating|gross|pre-?tax|adjusted|underlying|core")
_OF_EVERY_LINE = frozenset(
    str.split(
        """
    a all an and annual as average by combined company consolidated final for from full-year global group had has her
    higher his in its lower net of on or our overall quarterly record reported rising s strong that the their this
    to total weak where while with worldwide year yearly
"""
    )
)
_FORECAST = re.compile(
    r"\b(?:forecasts?|expect(?:s|ed|ing)?|project(?:s|ed|ion)|predict(?:s|ed)?|target(?:s|ed|ing)?|guidance|outlook|hop(?:es?|ed|ing)"
    r"|aim(?:s|ed|ing)?|goal|ambition|seek(?:s|ing)?|would|foresees?|anticipat\w+|sees(?=\s(?:[a-z]+\s){1,3}(?:of|at)\b))\b"
)
# What is forecast goes on past "and", and ends where something else is told.
_ELSE = re.compile(r"[.;:]\s|,\s(?:and|but|while|which|who)\s|\b(?:but|while|whereas|after|than)\b", re.IGNORECASE)
_ORDINAL = re.compile(
    r"\b(?:(?P<series>series\s[a-k]|seed)|(?P<nth>first|second|third|fourth|fifth|sixth|earlier|previous|latest|new|last|initial|follow-on)"
    r"\s(?:\w+\s){0,2}?(?:rounds?|funding|offer|bid|trial|phase|stage|wave|batch|tranche|attack|quake|shock|vote|ballot|match|leg|test))\b"
)
_LATEST = frozenset({"latest", "new", "last"})
_PERIODS_OF_ACCOUNTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a quarter", re.compile(r"\b(?:quarter(?:ly)?|q[1-4]|three\smonths)\b")),
    ("half a year", re.compile(r"\b(?:half[\s-]year(?:ly)?|(?:first|second)\shalf|six\smonths)\b")),
    ("nine months", re.compile(r"\bnine\smonths\b")),
    ("a month", re.compile(r"\b(?:monthly|(?:last|this|the)\smonth|month\sof)\b")),
    (
        "a year",
        re.compile(
            r"\b(?:full[\s-]year|annual(?:ly)?|(?:whole|entire|fiscal|financial|last|this|the|calendar)\s(?:\d{4}\s)?year"
            r"|fiscal\s\d{4}|twelve\smonths|12\smonths|for\s(?:19|20)\d\d|in\s(?:19|20)\d\d)\b"
        ),
    ),
)
_SPAN = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s(?:years|months|weeks|days|seasons)"
_PERIODS = (
    *_PERIODS_OF_ACCOUNTS,
    ("a season", re.compile(r"\b(?:last|this|the|previous|per)\sseason\b")),
    (
        "several of them",
        re.compile(rf"\b(?:in|over|within|during)\s(?:the\s)?(?:(?:past|last|first)\s)?{_SPAN}\b"),
    ),
)
_YEAR = re.compile(r"\d{4}|years?\b|'\d\d", re.IGNORECASE)
_SITE = re.compile(
    r"\b(?:at|in)\s(?:its|the|their|his|her|a|one)\s(?:[\w-]+\s){0,2}(?:plants?|factory|site|office|branch|mine|mill|store|warehouse"
    r"|unit|division|department|subsidiary|hospital|school|campus|depot|yard|terminal)\b"
)
_ALL = re.compile(r"\b(?:world-?wide|globally|nation-?wide|company-?wide|group-?wide|in\stotal|altogether|overall)\b")


@dataclass(frozen=True)
class Setting:
    """What stands around an answer in its passage."""

    answer: Answer

    @Once
    def is_plain(self) -> bool:
        """Tell whether nothing around the value could explain that another one differs."""
        return not (self.years or self.is_forecast or any(read(self) for read in _EXPLAINING))

    @Once
    def before(self) -> str:
        """Return the passage before the value, its last part."""
        return self.answer.article.text[max(self.answer.telling.start, self.answer.start - _CLOSE) : self.answer.start]

    @Once
    def after(self) -> str:
        """Return the passage after the value, its first part."""
        return self.answer.article.text[self.answer.end : min(self.answer.telling.end, self.answer.end + _CLOSE)]

    @Once
    def _near(self) -> tuple[str, str]:
        """Return what stands before and after the value in small letters, where patterns are found in half the time."""
        return in_small_letters(self.before), in_small_letters(self.after)

    @property
    def _around(self) -> str:
        return "\0".join(self._near)

    @Once
    def words(self) -> frozenset[str]:
        """Return the stems around the value that carry meaning; no names, and not what is counted."""
        noun = self.answer.quantity.noun if self.answer.quantity and self.answer.quantity.noun else ""
        around = " ".join(word for word in f"{self.before} {self.after}".split() if not word[:1].isupper())
        return frozenset(content_words(around)) - frozenset(content_words(noun))

    @Once
    def is_earlier(self) -> bool:
        """Tell whether the value is said to be of an earlier time than the passage."""
        return bool(_EARLIER.search(self._near[0]) or _EARLIER_AFTER.match(self._near[1]))

    @Once
    def is_rate(self) -> bool:
        """Tell whether the value is for each unit or period."""
        return bool(_RATE_BEFORE.search(self._near[0][-_TIGHT:]) or _RATE_AFTER.match(self._near[1][:_TIGHT]))

    @Once
    def is_part(self) -> bool:
        """Tell whether the value is said to be a part."""
        return bool(_PART_BEFORE.search(self._near[0][-_TIGHT:]) or _PART_AFTER.match(self._near[1][:_TIGHT]))

    @Once
    def is_change(self) -> bool:
        """Tell whether the value is what was gained or lost, and not what there is."""
        return bool(_GAIN_BEFORE.search(self._near[0]) and _GAIN_AFTER.match(self._near[1]))

    @Once
    def is_of_one_line(self) -> bool:
        """Tell whether the value is of one line of business, or a profit before some of the costs."""
        if not _OF_LINE.search(self._around):
            return False
        around = f"{_ELSE.split(self.before)[-1]}\0{_ELSE.split(self.after)[0]}"
        if _SORT.search(around):
            return True
        words = [match["word"] for match in _LINE.finditer(around) if match["word"]]
        return any(word.lower() not in _OF_EVERY_LINE and not self._is_name(word) for word in words[-1:])

    def _is_name(self, word: str) -> bool:
        """Tell whether a word is written in small letters nowhere in the article, and twice in all: a name."""
        text = self.answer.article.text
        is_named = len(re.findall(rf"\b{re.escape(word)}\b", text)) > 1
        return word[:1].isupper() and is_named and not re.search(rf"\b{re.escape(word.lower())}\b", text)

    @Once
    def is_forecast(self) -> bool:
        """Tell whether the value is expected and not reported."""
        start = max(self.answer.telling.start, self.answer.start - _WIDE)
        before, after = self._near
        wide = _ELSE.split(in_small_letters(self.answer.article.text[start : self.answer.start]))[-1]
        return bool(_FORECAST.search(before) or _FORECAST.search(wide) or _FORECAST.search(after[:_TIGHT]))

    @Once
    def period(self) -> str | None:
        """Return the length of the period that the passage speaks of; None where it names none."""
        around = self._around
        return next((name for name, pattern in _PERIODS if pattern.search(around)), None)

    @Once
    def stretch(self) -> str | None:
        """Return which quarter or half the passage names; None where it names none."""
        return stretch_in(self._around)

    @Once
    def occasion(self) -> str | None:
        """Return which of several occasions the passage means ("first", "series b"); None where it does not say."""
        match = _ORDINAL.search(self._around)
        if match is None:
            return None
        word = match["series"] or match["nth"]
        return None if word in _LATEST else word

    @Once
    def years(self) -> frozenset[int]:
        """Return the years that dates next to the value name, else those of its passage; of an age only the nearest."""
        if self._is_age_now:
            return frozenset()
        if not _YEAR.search(self.before) and not _YEAR.search(self.after):
            return self._passage_years
        return frozenset(day.earliest.year for day in self._dates if day.earliest and day.relation == "on")

    @Once
    def _is_age_now(self) -> bool:
        """Tell whether the value is an age that is not said to be of another time ("aged 17 when", "30 in 1998")."""
        quantity = self.answer.quantity
        return quantity is not None and quantity.kind is QuantityKind.AGE and not _AGED_THEN.match(self.after)

    @Once
    def is_of_the_past(self) -> bool:
        """Tell whether the passage tells of years before the one in which its article appeared."""
        published = self.answer.article.published_at
        return bool(self.years and published and max(self.years) < published.year)

    @Once
    def _passage_years(self) -> frozenset[int]:
        telling, quantity = self.answer.telling, self.answer.quantity
        if not _YEAR.search(telling.text) or (quantity is not None and quantity.kind is QuantityKind.YEAR):
            return frozenset()
        dates = find_dates(telling.text, telling.article.published_at)
        return frozenset(day.earliest.year for day in dates if day.earliest and day.relation == "on")

    @Once
    def _dates(self) -> tuple[DateMention, ...]:
        published = self.answer.article.published_at
        return tuple(d for d in find_dates(self.before, published) + find_dates(self.after, published) if d.is_resolved)

    @Once
    def is_local(self) -> bool:
        """Tell whether the value is of one site or place of several."""
        return _SITE.search(self._around) is not None

    @Once
    def is_of_all(self) -> bool:
        """Tell whether the value is said to be of all places together."""
        return _ALL.search(self._around) is not None


_TESTS: tuple[tuple[Callable[[Setting], bool], str], ...] = (
    (lambda s: s.is_earlier, "one of them is an earlier figure"),
    (lambda s: s.is_rate, "one of them is for each unit or period"),
    (lambda s: s.is_of_the_past, "one of them is of an earlier year"),
    (lambda s: s.is_part, "one of them is a part"),
    (lambda s: s.is_change, "one of them is what was gained or lost"),
    (lambda s: s.is_of_one_line, "one of them is of one line of business, or before some of the costs"),
    (lambda s: s.is_local, "one of them is of a single site"),
    (lambda s: s.is_of_all, "one of them is of all places together"),
)
_NAMED: tuple[tuple[Callable[[Setting], str | None], str], ...] = (
    (lambda s: s.period, "one is for {}, the other for {}"),
    (lambda s: s.stretch, "one is of the {}, the other of the {}"),
    (lambda s: s.occasion, "one is of the {} occasion, the other of the {}"),
)
_EXPLAINING: tuple[Callable[[Setting], bool | str | None], ...] = (
    *(test for test, _ in _TESTS),
    *(read for read, _ in _NAMED),
)


def explain(left: Setting, right: Setting) -> str | None:
    """Return in a few words what explains that two values differ; None where nothing does."""
    if left.is_plain and right.is_plain:
        return None
    for test, words in _TESTS:
        if test(left) != test(right):
            return words
    for read, words in _NAMED:
        first, second = read(left), read(right)
        if first and second and first != second:
            return words.format(first, second)
    if left.years and right.years and not left.years & right.years:
        return f"one is of {_years(left)}, the other of {_years(right)}"
    return "one is expected, the other is reported" if left.is_forecast != right.is_forecast else None


def explain_event(left: Setting, right: Setting) -> str | None:
    """Return what explains two values of one event: only one of them is counted over a period."""
    return "one of them is counted over a period" if bool(left.period) != bool(right.period) else None


def _years(setting: Setting) -> str:
    return ", ".join(str(year) for year in sorted(setting.years))
