"""Rule: nobody was hurt, or killed, and somebody was ("no deaths"; "all were rescued"; "One of the injured has died").

One of the two statements belongs to the summary, or both stand near one another, so that both tell of one event.
Invariant: a denial of a part ("no one else", "nobody on the ground", "no serious injuries") or of a time ("so far")
denies nothing here; who died at another time, or after the rescue, or is no human being, is none of them.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline.stages.check.arithmetic.noun import PEOPLE
from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.place import names_another_place
from pipeline.stages.check.contradiction.scope import are_two_entries, statements_apart
from pipeline.stages.check.contradiction.statement import Statement, one_stem
from pipeline.text.negation import is_negated
from pipeline.text.quantity.noun import singular
from pipeline.text.word import content_words
from schemas.claim import ClaimStatus
from schemas.conflict import Relation
from schemas.finding import FindingKind

_KEYS = "kill injure harm casualty drown rescue save surviv survivor alive unhurt unharmed escape"
_STEMS = frozenset(one_stem(stem) for stem in content_words(_KEYS)) | {"injur", "casualti"}
_NONE = re.compile(
    r"(?:\b(?:no|without)\s(?:(?P<deaths>deaths?|fatalit(?:y|ies))|(?P<injuries>injur(?:y|ies))|casualt(?:y|ies))"
    r"|\b(?:nobody|no[\s-]one|no\s(?:people|person|passengers?|workers?|residents?))\s(?:was|were|is|are|has\sbeen|have\sbeen)\s"
    r"(?:(?P<killed>killed)|(?P<hurt>hurt|injured|wounded|harmed)))"
    r"(?:\s(?:were\s|have\sbeen\s)?reported)?(?=\s?(?:[.,;:–—-]|and\b|but\b|said\b|$))",
    re.IGNORECASE,
)
_SAFE = (
    r"(?:survived|(?:escaped|got\sout|walked\saway|came\sout|(?:were|was)(?:\s(?:found|brought\s(?:out|ashore|down|up)|pulled\sout))?)\s"
    r"(?:alive|unhurt|unharmed|uninjured|safe)|(?:were|was)\s(?:rescued|saved))"
)
_NUMBER = r"(?:\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|several)"
_ALL = re.compile(
    rf"\b(?:all\s(?:of\s)?(?:(?:the|its|their|those)\s)?(?:{_NUMBER}\s)?(?P<who>[a-z]+)|(?P<everyone>every(?:one|body)))"
    rf"(?P<where>\s(?:aboard|inside|on\sboard|on\sthe\s[a-z]+|in\sthe\s[a-z]+))?\s{_SAFE}\b",
    re.IGNORECASE,
)
_NOT_ALL = re.compile(
    r"\b(?:all\s(?:but|the\sother|other|the\sremaining|remaining)|others?|rest|survivors?|apart\sfrom|except\w*|else|only)\b",
    re.IGNORECASE,
)
_HERE = re.compile(r"\W*(?:in|at|near|across|elsewhere|around|on)\s(?!total\b|all\b)", re.IGNORECASE)
_SOFT = re.compile(
    r"\b(?:so\sfar|as\syet|yet|initial(?:ly)?|at\sfirst|if|hopes?|miracul\w+|fear\w*|thought|believed)\b", re.IGNORECASE
)
# An event of another time, which the one at hand is measured by.
_TIME = (
    r"(?:1[89]|20)\d\d|since|last\s(?:year|month|week)|years?\s(?:ago|earlier)|previous|earlier|worst|deadliest"
    r"|strongest|ever"
)
_OTHER_TIME = re.compile(rf"\b(?:{_TIME})\b", re.IGNORECASE)
# What sets an event of another day apart, where the summary does not say which is meant.
_ELSEWHERE = re.compile(
    rf"\b(?:{_TIME}|last|previously|ago|once|before|similar|another|again|would|could|may|might|years?|weeks?|history|war"
    r"|anniversary|memor\w+|every|each|risk|than)\b",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r"\b(?:later|hospital|injuries|afterwards|(?:days?|hours?|weeks?)\safter|since\sdied|has\sdied|have\sdied|succumbed)\b",
    re.IGNORECASE,
)
_BEASTS = re.compile(
    r"\b(?:dogs?|cats?|cattle|cows?|calves|sheep|goats?|pigs?|horses?|ponies|animals?|birds?|chickens?|hens|poultry|fish|whales?"
    r"|dolphins?|deer|elephants?|bees|pets?|livestock|trees?)\b",
    re.IGNORECASE,
)
_NUMBER = r"(?:\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|several)"
_SOME = (
    rf"\b{_NUMBER}(?:\s(?!of\b|\d)[\w-]+){{0,4}}?(?:\sof\sthe(?:\s[\w-]+){{1,3}})?"
    r"\s(?:(?:was|were|been|have|has|had)\s){0,2}(?:\w+ly\s)?"
)
_SOMEBODY = sorted(
    {*PEOPLE, "motorist", "cyclist", "pedestrian", "climber", "sailor", "pilot", "captain", "skier", "walker"}
)
_SOMEBODY_WAS = (
    rf"\b(?:an?|the)\s(?:(?!of\b|in\b|who\b)[\w-]+\s){{0,3}}?(?:(?P<one>{'|'.join(_SOMEBODY)}|[\w-]+-year-old)\b)"
    r"(?:\s(?:of|from|in)\s[\w’'-]+|,\s[^,.;:]{1,40},)?\s(?:(?:was|were|has\sbeen|had)\s){0,2}"
)
_KILLED = re.compile(
    rf"{_SOME}(?:killed|died|dead|dies|drowned)\b|\bkill(?:s|ed|ing)\s(?:at\sleast\s)?{_NUMBER}\b"
    rf"|{_SOMEBODY_WAS}(?:killed|died|dies|drowned)\b",
    re.IGNORECASE,
)
_HURT = re.compile(
    rf"{_SOME}(?:hurt|injured|wounded)\b|\b(?:injur|wound)(?:es|s|ed|ing)\s(?:at\sleast\s)?{_NUMBER}\b", re.IGNORECASE
)
_NEAR_PARAGRAPHS = 1
# As many statements of either kind are read as bound the pairs of a long article.
MOST_TOLD = 50
_ABOARD = re.compile(r"\b(?:passengers?|occupants?|crew|on\sboard|aboard)\b", re.IGNORECASE)
_ANYBODY = frozenset({"people", "person", "them", "aboard", "occupants", "occupant"})


def find_casualties(statements: Sequence[Statement]) -> Iterator[Contradiction]:
    """Yield the first statement that counts who was killed or hurt against each that says nobody was."""
    telling = [statement for statement in statements if not _STEMS.isdisjoint(statement.stems)]
    denials = ((statement, found) for statement in telling if (found := _denied(statement)))
    counting = list(islice(filter(_counts_somebody, telling), MOST_TOLD))
    for denial, none in islice(denials, MOST_TOLD if counting else 0):
        for other in counting:
            some = _counted(none, other) if other is not denial and _tell_of_one(denial, other) else None
            if some and (_are_neighbours(denial, other) or not names_another_place(other, denial)):
                yield _contradiction((denial, none), (other, some))
                break


def _denied(statement: Statement) -> re.Match[str] | None:
    """Return where a statement says that nobody came to harm."""
    if _SOFT.search(statement.text) or _HERE.match(statement.text):
        return None
    none = _NONE.search(statement.text)
    if none:
        return none
    everybody = _ALL.search(statement.text)
    is_all = everybody is not None and not _NOT_ALL.search(statement.text) and not is_negated(statement.text)
    return everybody if is_all else None


def _tell_of_one(denial: Statement, other: Statement) -> bool:
    """Tell whether two statements tell of one event: of that of the article, or side by side and of no other day."""
    if are_two_entries(denial, other):
        return False
    if any(_ELSEWHERE.search(each.text) for each in (denial, other) if not each.is_summary):
        return False
    if denial.is_summary or other.is_summary:
        return True
    return abs(denial.sentence.paragraph - other.sentence.paragraph) <= _NEAR_PARAGRAPHS


def _are_neighbours(denial: Statement, other: Statement) -> bool:
    """Tell whether a denial that names no place stands directly beside the other statement."""
    return abs(denial.n - other.n) == 1 and not names_another_place(denial, other)


def _counts_somebody(statement: Statement) -> bool:
    """Tell whether a statement counts, as a fact of the day, who was killed or hurt."""
    if not (_KILLED.search(statement.text) or _HURT.search(statement.text)):
        return False
    is_open = statement.status in {ClaimStatus.UNCERTAIN, ClaimStatus.PLANNED}
    return not (is_open or is_negated(statement.text) or _OTHER_TIME.search(statement.text))


def _counted(none: re.Match[str], other: Statement) -> re.Match[str] | None:
    """Return where a statement counts some of those of whom another says that there are none."""
    groups = none.groupdict()
    if "who" in groups:
        is_elsewhere = groups["where"] and groups["everyone"] and not _ABOARD.search(other.text)
        return None if is_elsewhere else _killed_of(groups["who"] or "", other)
    is_deaths, is_injuries = (none["deaths"] or none["killed"]), (none["injuries"] or none["hurt"])
    killed = None if is_injuries and not none["hurt"] else _KILLED.search(other.text)
    found = killed or (None if is_deaths else _HURT.search(other.text))
    return found if found and _is_human(found, other) else None


def _is_human(found: re.Match[str], other: Statement) -> bool:
    """Tell whether those counted are people: one who is named as such, or no beast is spoken of."""
    return bool(found.groupdict().get("one")) or not _BEASTS.search(other.text, found.start())


def _killed_of(who: str, other: Statement) -> re.Match[str] | None:
    """Return where a statement tells of the death of one of those who all came through, and not after it."""
    found = _KILLED.search(other.text)
    if found is None or _AFTERWARDS.search(other.text) or not _is_human(found, other):
        return None
    noun = singular(who) if who else ""
    is_of_them = not noun or who.lower() in _ANYBODY or re.search(rf"\b{re.escape(noun)}", found[0], re.IGNORECASE)
    return found if is_of_them else None


def _contradiction(none: tuple[Statement, re.Match[str]], some: tuple[Statement, re.Match[str]]) -> Contradiction:
    reason = statements_apart(none[0], some[0])
    told = f"Sentence {none[0].n} says {none[1][0]!r}, sentence {some[0].n} says {some[1][0]!r}"
    return Contradiction(
        rule="none_and_some",
        kind=FindingKind.VALUE_CONFLICT,
        relation=reason.relation if reason else Relation.CONTRADICTION,
        topic="Was anybody killed or hurt?",
        sides=tuple(
            statement.passage(statement.start + found.start(), statement.start + found.end())
            for statement, found in (none, some)
        ),
        explanation=f"{told}; {reason.words}." if reason else f"{told}, and both cannot be right.",
    )
