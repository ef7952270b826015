"""Owns telling that a bare number is somebody's age, by the words before it ("aged 34", "the singer, 76,")."""

import re

from pipeline.text.quantity.numeral import Numeral

_OLDEST = 120
_REACH = 44
_AGED = re.compile(r"\b(?:aged?|ages)\s(?:between\s)?$", re.IGNORECASE)
_UNDER_AGE = re.compile(
    r"\b(?:children|kids|boys|girls|adults|those|anyone|everyone|youths|men|women)\s(?:under|over|above|below)\s$",
    re.IGNORECASE,
)
_LAST_LETTERS = frozenset("desrwnDESRWN")  # of age, aged, ages, under, over, above, below, between
_NO_DATE = (
    r"(?!(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|[A-Z][a-z]{2,6}day\b)"
)
_PLACING = r"(?:in|at|from|near|of|to|for|on|by|and|with)\b"
_FULL_NAME = re.compile(rf"(?:[A-Z][\w'’-]{{1,20}}|\b(?:Mr|Mrs|Ms|Dr|St)\.)\s{_NO_DATE}[A-Z][\w'’-]{{1,20}},\s$")
_ONE_NAME = re.compile(
    rf"(?:^|\n|,\s|[.!?]\s|\b(?!{_PLACING})[a-z]{{1,20}}\s)[“\"‘']?{_NO_DATE}[A-Z][a-z'’-]{{2,20}},\s$"
)
_LED = re.compile(r"\b(?i:the|an?|his|her|their|my|our|its|whose)\s(?:[\w'’-]{1,20}\s){0,2}([a-z-]{3,24}),\s$")
_PERSON_ENDINGS = ("er", "or", "ist", "ian", "ant", "ent", "ess", "man", "woman", "ee", "eur")
_PEOPLE = frozenset(
    str.split(
        """
    aunt boss boy boyfriend bride captain champion chef chief child coach colleague convict cook cop cousin dad friend
    girl girlfriend groom guard heir husband judge king monk mom mum native nephew niece nun nurse pilot poet prince
    queen recruit rookie son spy star suspect thug tycoon uncle veteran victim wife widow
"""
    )
)
_NO_PEOPLE = frozenset(
    str.split(
        """
    accident account agreement amount answer apartment argument assessment basement border business center chapter
    commitment committee community computer content corner corridor counter date department document dollar door
    element environment error event factor fee fever figure filter floor fourteen government harbor improvement
    incident investment latter letter matter measurement member moment monitor motor movement number order paper
    parliament payment percent plant platter poster power press process program quarter restaurant river sector
    settlement shelter shoulder sixteen statement street success summer tower treatment tree trailer transfer trigger
    tumor water weather winter
"""
    )
)
_NO_MORE_NUMBERS = re.compile(r",(?!\s(?:(?:and|or|to)\s)?\d)")


def is_age(text: str, numeral: Numeral) -> bool:
    """Tell whether a number that no unit claims is an age."""
    if numeral.scale != 1 or not 1 <= numeral.plain <= _OLDEST or numeral.plain % 1:
        return False
    start = numeral.start
    if text[start - 2 : start - 1] in _LAST_LETTERS:
        return any(words.search(text, max(0, start - 22), start) for words in (_UNDER_AGE, _AGED))
    return text[start - 2 : start - 1] == "," == text[numeral.end : numeral.end + 1] and _is_apposed(text, numeral)


def _is_apposed(text: str, numeral: Numeral) -> bool:
    """Tell whether the words before a number between commas name a person; a list of numbers has no ages."""
    floor = max(0, numeral.start - _REACH)
    if _FULL_NAME.search(text, floor, numeral.start):
        return True
    if not _NO_MORE_NUMBERS.match(text, numeral.end):
        return False
    if _ONE_NAME.search(text, floor, numeral.start):
        return True
    led = _LED.search(text, floor, numeral.start)
    return led is not None and _is_person(led[1])


def _is_person(word: str) -> bool:
    if word in _NO_PEOPLE:
        return False
    return word in _PEOPLE or word.endswith(_PERSON_ENDINGS)
