"""What a reviewer is asked, and where the answer may be looked up; no question takes a side."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from schemas.conflict import Relation
from schemas.finding import FindingKind
from schemas.verdict import Verdict

# What an editor asks first, and last, by the words of the questions that the rules ask.
WEIGHTY = (
    re.compile(r"\b(?:killed|dead|died|deaths?)\b", re.IGNORECASE),
    re.compile(
        r"\b(?:injured|hurt|wounded|missing|disappearance|rescued|evacuated|arrest(?:ed)?|charged)\b", re.IGNORECASE
    ),
)
MINOR = re.compile(r"How (?:old|long)\b")

QUESTION: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.CONTRADICTED: "Which of the statements holds, or can they hold together?",
        Verdict.DISPUTED: "Which source is right, or do they speak of different things?",
        Verdict.IMPLAUSIBLE: "Is there a source that bears this out?",
        Verdict.OUTDATED: "Should the article tell the newer state?",
        Verdict.DOUBTFUL: "Does the passage say what the claim says, and is it right?",
    }
)

QUESTION_ON: Mapping[FindingKind, str] = MappingProxyType(
    {
        FindingKind.ARITHMETIC_FAILS: "Which of the figures is wrong, or do they count different things?",
        FindingKind.NAME_CONFLICT: "Which name is right, or are these two different things?",
        FindingKind.STATUS_CONFLICT: "Has it happened, or is it still to come?",
        FindingKind.DATE_IMPOSSIBLE: "Is the date a slip?",
        FindingKind.VALUE_IMPOSSIBLE: "Is the figure a slip?",
        FindingKind.UNGROUNDED: "Does the passage, or another one, say what the claim adds?",
    }
)

QUESTION_OF: Mapping[Relation, str] = MappingProxyType(
    {
        Relation.CONTRADICTION: "Which of the passages is right, or do they speak of different things?",
        Relation.UNCLEAR: "Do these passages speak of one thing at one time, and if so, which is right?",
    }
)

QUESTION_BETWEEN: Mapping[Relation, str] = MappingProxyType(
    {
        Relation.CONTRADICTION: "Which holds: {}; or do they speak of different things?",
        Relation.UNCLEAR: "Do these speak of one thing at one time, and if so, which is right: {}?",
    }
)
QUESTION_ALONE = "Is it a slip, and what should stand there?"
QUESTION_UPDATE = "Should the article tell the newer state ({})?"

WHAT_IT_ADDS = "what the claim adds"
NEITHER_KNOWN = "the date and the outlet of {}"
DATE_UNKNOWN, OUTLET_UNKNOWN = "the date of {}", "the outlet of {}"
NOT_IN_THE_FILE = "{} (not in the file: look where it was taken from, or in an archive)"
LOOK_UP_RATE = "the rate between {} on the day of the event: a central bank publishes it"
LOOK_UP_MONEY = "the sum in a primary source: the announcement of those who pay or receive it, or a filing or register"
LOOK_UP_COUNT = "the figure of whoever counts or measures it: an authority, the operator, an official report"
LOOK_UP_YEAR = "the year in a register, or on the body's own site"
LOOK_UP_UPDATE = "the newest state from whoever counts or decides it, and as of when it holds"
LOOK_UP_PASSAGES = "whether both passages speak of one thing: read both articles around them"
LOOK_UP_ELSE = "a primary source: the document, or the person, from whom the article has it"

# By the rule that found a conflict, where that tells what sort of question it is.
LOOK_UP: Mapping[str, str] = MappingProxyType(
    {
        "misspelt_name": "the spelling that the person or body uses: its own site, a register, the original script",
        "holder": "who held the office on the day: the body's own site or announcement, or a register",
        "state": "whether it has happened: an announcement that it is done, signed or called off, or a filing",
        "property": "the document that settles it: a register, a licence, a policy, a statute",
        "opposed": "what was done or decided: the announcement or the minutes of whoever did it",
        "ranks": "the earlier ones of the kind, in a record or on the body's own site",
        "days": "the day in a record of the event: an official report, a log, an announcement",
        "hours": "the time in a record of the event: a log, a dispatch centre, an official report",
        "places": "the place in a record of the event, or on the body's own site",
        "member": "the whole list, from whoever took them in",
        "two_values": "which figure a primary source gives: the report or the person from whom the article has it",
        "one_figure_two_meanings": "what the figure counts in a primary source: the announcement, report or filing",
        "one_meaning_two_figures": "which figure a primary source gives, and as of when",
        "day_not_in_month": "the date in the article's source, or in a calendar",
        "weekday_of_date": "the date in the article's source, or in a calendar",
        "end_before_start": "the two dates in the article's source",
        "past_after_publication": "whether it had happened by the day of publication, and the date in the source",
        "summary_value": "which figure the body of the article, or its source, gives",
    }
)

LOOK_UP_ON: Mapping[FindingKind, str] = MappingProxyType(
    {
        FindingKind.ARITHMETIC_FAILS: "the figures where the article has them from (a report, a table): "
        "do they count the same things, at one time?",
        FindingKind.VALUE_CONFLICT: "which figure the article's source gives",
        FindingKind.NAME_CONFLICT: "the name as the person or body writes it",
        FindingKind.STATUS_CONFLICT: "whether it has happened: the announcement of whoever decides it",
        FindingKind.TEXT_CONFLICT: "what the article's source says",
        FindingKind.DATE_IMPOSSIBLE: "the date in the article's source, or in a calendar",
        FindingKind.VALUE_IMPOSSIBLE: "the figure in the article's source: is a unit or a word missing?",
        FindingKind.UNGROUNDED: "where the article says {}; if nowhere, the claim is the model's and not the article's",
        FindingKind.MODEL_DOUBT: "a source for it, other than the article",
    }
)
