"""Owns questions that an article answers once, each with the wordings of one answer and of its opposite.

A closed table: what excludes what is known for each of them, and so is what opens a statement to another time, part or
matter. Words are matched as they are written; nothing is stemmed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

_NUMBERS = str.split("no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen")
_NUMBER = rf"(?:\d{{1,4}}|{'|'.join(_NUMBERS[1:])})"
_NEAR_EVEN = 0.75
_ORDINAL = r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|youngest|eldest|oldest|one)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"


class Tie(Enum):
    """What shows that two statements answer one question."""

    PERSON = "both speak of the person whom the article is about"
    SENTENCED = "both name the same person, or one who stands for them, where it counts"
    NOUN = "both speak of the same kind of thing"
    PLACE = "both speak of the same kind of thing, and name the same place"
    BODY = "no two bodies are named, and what was voted on is in both"
    SUBJECT = "a word of meaning is in both, or the denial has none"


@dataclass(frozen=True)
class Question:
    """One question: `yes` and `no` match its two answers, `yes_apart` and `no_apart` what makes another matter of them.

    `keys` are words of which one stands in every answer; `in_summary`: one of the two belongs to the summary, so that
    they tell of what the article is about. `excludes` decides where the words of the two are not enough.
    """

    topic: str
    keys: str
    tie: Tie
    yes: re.Pattern[str]
    no: re.Pattern[str]
    yes_apart: re.Pattern[str]
    no_apart: re.Pattern[str]
    in_summary: bool = True
    excludes: Callable[[re.Match[str], re.Match[str]], bool] | None = None


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _words(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words.split())})\b", re.IGNORECASE)


def number_of(text: str) -> int:
    """Return a number up to fifteen in words, or any in digits."""
    return int(text) if text.isdigit() else _NUMBERS.index(text.lower())


def _is_divided(_yes: re.Match[str], no: re.Match[str]) -> bool:
    """Tell whether somebody voted against ("14 to nine")."""
    return min(number_of(no["for"]), number_of(no["against"])) > 0


def _is_narrow(_yes: re.Match[str], no: re.Match[str]) -> bool:
    """Tell whether a vote was close: so told, or by its figures."""
    if no["for"] is None:
        return True
    low, high = sorted((number_of(no["for"]), number_of(no["against"])))
    return low >= _NEAR_EVEN * high


_THEN = (
    r"(?:19|20)\d\d last previous\w* earlier initial\w* at\sfirst originally once ago before until unless if could"
    r" would (?-i:may) might no\slonger another similar"
)
_AGAINST = rf"(?:to|against)\s(?P<against>{_NUMBER})\b"
_VOTED = rf"\bvot(?:e[sd]?|ing)\b[^.;:]{{0,80}}?\b(?P<for>{_NUMBER})\s(?:votes\s)?{_AGAINST}"
_BY_VOTES = rf"\b(?P<for>{_NUMBER})\svotes\s{_AGAINST}"
_ENDING = (
    r"(?:strike|walkout|blockade|siege|boycott|curfew|lockdown|sit-in|occupation|evacuation|manhunt|ceasefire|truce)"
)
_SITE = (
    r"(?:plant|factory|school|hospital|branch|store|shop|mine|station|library|office|site|mill|clinic|museum|pool|airport|yard"
    r"|depot|works|brewery|bakery|prison|barracks|refinery|smelter)"
)
_DEED = (
    r"(?:arson|foul\splay|sabotage|deliberate(?:ly)?|on\spurpose|intentional(?:ly)?|tamper\w*|a\scrime|third[\s-]part(?:y|ies)"
    r"|wilful\w*|murder(?:ed)?|vandal\w+)"
)
_WHO = r"(?:police|investigators|detectives|officers|prosecutors|authorities|officials|experts|firefighters|they)"
_AWAY = r"(?:(?:in|on|to|at|of|from|across)\s(?:[\w’'-]+\s){1,4}?)?"
_MADE_UP = r" film\w* series play\w* novel book role movie stage show opera drama who whose"
_DOOM = r"acquitted|cleared\sof|exonerated|(?<!pleaded\s)(?<!pleads\s)(?<!plead\s)(?<!pleading\s)not\sguilty"

QUESTIONS = (
    Question(
        topic="Was the vote unanimous?",
        keys="unanimous unanimously dissenting vote votes voted voting",
        tie=Tie.BODY,
        yes=_any(r"\bunanimous(?:ly)?\b", r"\bwithout\s(?:a\s)?(?:single\s)?dissenting\svotes?\b"),
        no=_any(_VOTED),
        yes_apart=_words(_THEN + r" amend\w* second separate not nearly almost"),
        no_apart=_words(_THEN + r" amend\w* second separate"),
        excludes=_is_divided,
    ),
    Question(
        topic="Was the vote close?",
        keys="majority overwhelmingly landslide vote votes voted voting narrowly",
        tie=Tie.BODY,
        yes=_any(
            r"\bby\sa\s(?:large|clear|huge|big|comfortable|overwhelming|vast|wide|sweeping)\s(?:majority|margin)\b",
            r"\boverwhelmingly\s(?:approved|rejected|backed|passed|voted)\b",
        ),
        no=_any(_BY_VOTES, r"\b(?:by\sa\ssingle\svote|by\sone\svote|close\svote|vote\swas\s(?:very\s)?close)\b"),
        yes_apart=_words(_THEN + r" amend\w* second separate not"),
        no_apart=_words(_THEN + r" amend\w* second separate not"),
        excludes=_is_narrow,
    ),
    Question(
        topic="Was the accused convicted?",
        keys="acquitted cleared exonerated guilty convicted sentenced jailed imprisoned",
        tie=Tie.SENTENCED,
        yes=_any(rf"\b(?:{_DOOM})\b"),
        no=_any(
            r"\b(?:was|were|is|are|been)\s(?:also\s|then\s)?(?:convicted|sentenced|jailed|imprisoned|found\sguilty)\b",
            r"\b(?:sentenced|jailed|convicted|imprisoned)\s(?=(?-i:[A-Z])|him\b|her\b)",
        ),
        yes_apart=_words(
            _THEN + r" but while other one\sof some appeal\w* overturn\w* quash\w* retrial"
            r" (?:one|two|three|several)\s(?:counts?|charges?)"
        ),
        no_apart=_words(
            _THEN
            + r" but while other counts? charges? appeal\w* overturn\w* quash\w* retrial faces? facing had who whose"
            r" separate lesser despite ask\w* demand\w* sought want\w* call\w* should not never be"
            r" after when first second served"
        ),
    ),
    Question(
        topic="Is it over?",
        keys="strike walkout blockade siege boycott curfew lockdown sit occupation evacuation manhunt ceasefire truce",
        tie=Tie.NOUN,
        yes=_any(
            rf"\b(?:end(?:s|ed)?|call(?:s|ed)?\soff|lift(?:s|ed)?)\s(?:(?:the|their|its|his|her|an?)\s)?(?:[\w-]+\s){{0,2}}?(?P<what>{_ENDING})\b",
            rf"\b(?P<what2>{_ENDING})\s(?:has\s|is\s|was\s|had\s)?(?:ended|over|been\scalled\soff|called\soff)\b",
        ),
        no=_any(
            rf"\b(?:the|their|this)\s(?P<what>{_ENDING})\s(?:goes\son|continues|is\scontinuing|is\sstill\son|is\snot\sover"
            r"|will\sgo\son|will\scontinue)(?=\s?(?:[.,;!]|$))"
        ),
        yes_apart=_words(_THEN + r" not never refus\w* want\w* call\sfor urg\w* demand\w* to"),
        no_apart=_any(
            _words(_THEN + r" whether elsewhere rival other next").pattern,
            r"^\W*(?:in|at|on|for|among)\s",
            r"\bits\s",
            r"\b(?:on|continues?|continuing)\s(?:at|in|for|among)\s",
        ),
    ),
    Question(
        topic="Were all of them out of service?",
        keys="cancelled canceled suspended closed shut grounded halted usual normally normal planned scheduled open",
        tie=Tie.NOUN,
        yes=_any(
            r"\ball\s(?:the\s)?(?:[a-z-]+\s)?(?P<what>[a-z]+s)\s(?:were|are|have\sbeen|had\sbeen|stay(?:ed)?|remain(?:ed)?)"
            r"\s(?:cancelled|canceled|suspended|closed|shut|grounded|halted)\b"
        ),
        no=_any(
            rf"\b(?:the|one|an?)\s(?:[a-z-]+\s)?(?P<what>[a-z]+)\s{_AWAY}(?:ran|sailed|flew|operated|landed|left|stayed|remained|was"
            r"|were)\s(?:open(?=\s?[.,;]|\sall\b|\sas\susual)|as\s(?:usual|normal|planned|scheduled)\b|normally\b)"
        ),
        yes_apart=_words(_THEN + r" except apart\sfrom other\sthan only but after next nearly almost not"),
        no_apart=_words(
            _THEN + rf" only after next again later except\w* {_WEEKDAY} morning afternoon evening night for the\sother"
            r" (?:by|at)\s(?:noon|midday|\d+)"
        ),
        in_summary=False,
    ),
    Question(
        topic="Is it to be closed?",
        keys="close closed shut open",
        tie=Tie.PLACE,
        yes=_any(
            rf"\b(?:to|will|plans?\sto)\s(?:close|shut)\s(?:down\s)?(?:(?:its|the|their)\s)?(?:[\w-]+\s){{0,3}}?(?P<what>{_SITE})\b",
            rf"\b(?P<what2>{_SITE})\s{_AWAY}(?:will|is\sto)\s(?:be\s)?(?:close[d]?|shut)\b",
        ),
        no=_any(rf"\b(?P<what>{_SITE})\s{_AWAY}(?:will|is\sto)\s(?:stay|remain|be\skept)\sopen\b"),
        yes_apart=_words(
            _THEN
            + r" reject\w* turn\w*\sdown oppos\w* against avert\w* threat\w* avoid\w* instead propos\w* had want\w*"
            r" demand\w* petition\w* fear\w* not never only weekends? refus\w*"
            r" for\s(?:an?|one|two|three|four|six|several|some|\d+)"
            rf" {_WEEKDAY}s?"
        ),
        no_apart=_words(
            _THEN + rf" {_WEEKDAY}s? reject\w* oppos\w* demand\w* want\w* petition\w* hop\w* fight\w* not longer later"
        ),
        in_summary=False,
    ),
    Question(
        topic="Was it done on purpose?",
        keys=(
            "arson foul sabotage deliberate deliberately purpose intentional intentionally tamper tampered tampering"
            " crime third wilful wilfully murder murdered vandalism vandals"
        ),
        tie=Tie.SUBJECT,
        yes=_any(
            rf"\b{_WHO}\s(?:\w+ly\s)?(?:suspect(?:ed)?|believed?)\b[^.;:]{{0,60}}?\b{_DEED}\b",
            rf"\b(?:are|is|was|were)\streat(?:ed|ing)\s(?:[\w-]+\s){{1,4}}as\s{_DEED}\b",
        ),
        no=_any(
            rf"\bno\s(?:\w+\s)?(?:signs?|evidence|indications?|traces?|suspicion|hints?)\s(?:\w+\s)?(?:of|that)\b[^.;:]{{0,40}}?\b{_DEED}\b",
            rf"\brul(?:e[sd]?|ing)\sout\s(?:\w+\s){{0,2}}?{_DEED}\b",
        ),
        yes_apart=_words(_THEN + r" not never second of\sthe\s(?:two|three|four|five|\d+)"),
        no_apart=_words(_THEN + r" not cannot second third other next\sdoor neighbou?r\w* nearby both"),
        in_summary=False,
    ),
    Question(
        topic="Was there a marriage?",
        keys="married single unmarried bachelor wife husband widow widower",
        tie=Tie.PERSON,
        yes=_any(
            r"(?<!never\s)(?<!not\s)(?<!never\sbeen\s)\bmarried\b(?!\scouples?)(?=[^.;:]*\w)",
            r"\b(?:his|her)\s(?:late\s|first\s|second\s|third\s|former\s)?(?:wife|husband|widow|widower)\b",
        ),
        no=_any(r"\bnever\s(?:been\s)?married\b", r"\bremained\s(?:single|unmarried|a\sbachelor)\b"),
        yes_apart=_words(
            r"never nearly almost not no would if to\sbe wanted refused friend sister brother"
            r" daughter son said says work job" + _MADE_UP
        ),
        no_apart=_words("again if until but"),
        in_summary=False,
    ),
    Question(
        topic="Were there children?",
        keys="children childless son sons daughter daughters",
        tie=Tie.PERSON,
        yes=_any(
            r"\b(?:had|has|leaves|raised|survived\sby)\s(?:(?!no\b|never\b|of\b|to\b|for\b|with\b|who\b|the\b|been\b)[\w’'-]+,?\s){0,6}?"
            r"(?:children|sons?|daughters?)\b(?!-in-law)"
        ),
        no=_any(r"\b(?:had|has|left|leaves)\sno\schildren\b", r"\bchildless\b", r"\bnever\shad\s(?:any\s)?children\b"),
        yes_apart=_words(
            r"step\w* adopt\w* foster\w* if wanted hoped would never not no died lost nephews? nieces?"
            r" (?:sister|brother)\w*" + _MADE_UP
        ),
        no_apart=_words(
            r"together with from by yet then when time marriage second third want\w* if own until couple they"
        ),
        in_summary=False,
    ),
    Question(
        topic="Were there brothers or sisters?",
        keys="child brother sister brothers sisters siblings children",
        tie=Tie.PERSON,
        yes=_any(
            r"\b(?:his|her)\s(?:older\s|younger\s|elder\s|big\s|little\s|late\s|twin\s)?(?:brothers?|sisters?|siblings)\b(?!-in)",
            rf"\b{_ORDINAL}\sof\s{_NUMBER}\s(?:children|siblings|brothers|sisters|boys|girls)\b",
        ),
        no=_any(r"\b(?:was|is|as|grew\sup)\s(?:as\s)?(?:an|the)\sonly\schild\b"),
        yes_apart=_words(r"half step\w* if would never not no husband wife father mother son daughter" + _MADE_UP),
        no_apart=_words(r"not never until if for"),
        in_summary=False,
    ),
)
