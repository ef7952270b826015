"""The words for the vocabulary of the schemas: verdicts, relations, findings, grades, outcomes, units.

The plurals of `figure` are English as well.
"""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.claim import MissingKind
from schemas.conflict import Relation, Scope
from schemas.finding import FindingKind
from schemas.grade import Consistency, Plausibility
from schemas.run import RunOutcome
from schemas.verdict import Outcome, Verdict

VERDICT: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.CONTRADICTED: "contradicted",
        Verdict.DISPUTED: "disputed",
        Verdict.IMPLAUSIBLE: "implausible",
        Verdict.OUTDATED: "outdated",
        Verdict.DOUBTFUL: "doubtful",
        Verdict.PLAUSIBLE: "nothing against it",
        Verdict.NOT_CHECKABLE: "not checkable",
        Verdict.NOT_CHECKED: "not checked",
    }
)

ARTICLE_VERDICT: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.CONTRADICTED: "Contradicted: the article does not agree with itself.",
        Verdict.DISPUTED: "Disputed: another article answers the same question differently.",
        Verdict.IMPLAUSIBLE: "Implausible: the article says something that is hard to believe.",
        Verdict.OUTDATED: "Outdated: a later article tells a newer state.",
        Verdict.DOUBTFUL: "Doubtful: something in it, or in how it was read, needs a second look.",
        Verdict.PLAUSIBLE: "Nothing to doubt: nothing was found against its claims.",
        Verdict.NOT_CHECKABLE: "Not checkable: the article makes no claim that can be checked.",
        Verdict.NOT_CHECKED: "Not checked: the check failed for technical reasons.",
    }
)

TO_DO: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.CONTRADICTED: "settle which of the passages below holds, and correct the other.",
        Verdict.DISPUTED: "compare the sources below, and settle which of them the article should follow.",
        Verdict.IMPLAUSIBLE: "ask for a source for the claims below before they are used.",
        Verdict.OUTDATED: "take over the newer state, or say as of when the article speaks.",
        Verdict.DOUBTFUL: "read the claims below against their passages.",
        Verdict.PLAUSIBLE: "nothing. That no doubt was found does not prove the claims.",
        Verdict.NOT_CHECKABLE: "nothing. Opinions and forecasts are not checked.",
        Verdict.NOT_CHECKED: "run the check again; the reasons stand below.",
    }
)

PARTLY_CHECKED = "No doubt so far: part of the article was not checked."
TO_DO_PARTLY_CHECKED = "run the check again for that part; the reasons stand below."

FOREIGN = "Not checked by the rules: the article does not read as English, and they read nothing else."
TO_DO_FOREIGN = "have it read by somebody who knows its language."
FOREIGN_WORD = "not checked by the rules"

UNSETTLED = "No claim is doubted, but something is left to settle."
TO_DO_UNSETTLED = "compare the passages below, and see whether they speak of one thing."

TO_DO_FALSE_ALARMS = "nothing is left to decide: reviewers have called all that was found false alarms."

ONE_ARTICLE = "There was nothing to compare: only one article was read."
NO_DIFFERENCE = "No two articles were found to answer the same question differently."
NO_DIFFERENCE_IN_PART = "No two of the articles that were checked were found to answer the same question differently."
NOTHING_TO_COMPARE = "There was nothing to compare: fewer than two articles were checked."
ALL_EXPLAINED = "No two articles were found to contradict each other; what they tell differently is explained below."
ALL_FALSE_ALARMS = "Nothing is left to settle: what articles tell differently is known as a false alarm."
ALL_FALSE_ALARMS_OR_EXPLAINED = (
    "Nothing is left to settle: what articles tell differently is known as a false alarm, or is explained below."
)

FINDING: Mapping[FindingKind, str] = MappingProxyType(
    {
        FindingKind.ARITHMETIC_HOLDS: "The figures add up",
        FindingKind.ARITHMETIC_FAILS: "The figures do not add up",
        FindingKind.VALUE_CONFLICT: "Two values for one thing",
        FindingKind.NAME_CONFLICT: "Two names for one thing",
        FindingKind.STATUS_CONFLICT: "Two states of one event",
        FindingKind.TEXT_CONFLICT: "Two statements that do not go together",
        FindingKind.DATE_IMPOSSIBLE: "A date that cannot be",
        FindingKind.VALUE_IMPOSSIBLE: "A value that cannot be",
        FindingKind.UNGROUNDED: "It says more than its passage",
        FindingKind.MODEL_DOUBT: "The model doubts it",
    }
)

CANNOT_BE = "cannot be"

RELATION: Mapping[Relation, str] = MappingProxyType(
    {
        Relation.CONTRADICTION: "cannot all hold",
        Relation.UPDATE: "a later state of the same thing",
        Relation.ROUNDING: "the same value, rounded differently",
        Relation.DIFFERENT_SCOPE: "different things under one name",
        Relation.UNCLEAR: "the difference is not explained",
    }
)

SCOPE: Mapping[Scope, str] = MappingProxyType({Scope.WITHIN: "inside one article", Scope.ACROSS: "between articles"})

NEW_CONTRADICTIONS, NEWLY_DOUBTED = "New contradictions", "Newly doubted claims"
FIRST_NIGHT = "This is the first night: there is nothing to compare it with, so everything is new."

ENDING: Mapping[RunOutcome, str] = MappingProxyType(
    {
        RunOutcome.COMPLETE: "All is done.",
        RunOutcome.INCOMPLETE: "Finished, but something was not checked: the reasons stand above.",
        RunOutcome.PROVIDER_DOWN: "The provider stopped answering: the same command goes on where it ended.",
        RunOutcome.TOO_MANY_FAILURES: "Too many articles failed, and the run was stopped: the reasons stand above.",
        RunOutcome.BUDGET: "The budget is used up: the same command with a larger budget goes on where it ended.",
        RunOutcome.DENIED: "The endpoint refused further calls: once the key or the quota is mended, the same command "
        "goes on where it ended.",
        RunOutcome.INTERRUPTED: "The run was interrupted: the same command goes on where it ended.",
        RunOutcome.TERMINATED: "The run was terminated: the same command goes on where it ended.",
    }
)

DONE_BUT_FOR_MARKS = "All is checked; what reviewers left and was not taken in stands above."

ENDING_IN_SHORT: Mapping[RunOutcome, str] = MappingProxyType(
    {
        RunOutcome.INCOMPLETE: "not everything was checked",
        RunOutcome.PROVIDER_DOWN: "cut short, provider down",
        RunOutcome.TOO_MANY_FAILURES: "stopped, too many failures",
        RunOutcome.BUDGET: "cut short by the budget",
        RunOutcome.DENIED: "cut short, access denied",
        RunOutcome.INTERRUPTED: "interrupted",
        RunOutcome.TERMINATED: "terminated",
    }
)

# Of a run that its time limit ended; its outcome is that of a budget.
OUT_OF_TIME = "The time limit was reached: the same command goes on where it ended."
OUT_OF_TIME_IN_SHORT = "cut short by the time limit"

UNIT: Mapping[str, str] = MappingProxyType(
    {"pp": "percentage points", "x": "times", "C": "°C", "F": "°F", "km2": "km²", "m2": "m²", "m3": "m³"}
)

SYMBOLS = frozenset(str.split("km m cm mm nm mi ft in yd ha kg g mg t lb oz gal bbl mph")) | {"sq mi", "sq ft"}

_BEFALLEN = (
    "killed dead injured wounded missing arrested hurt died detained displaced infected hospitalized hospitalised"
    " evacuated rescued charged convicted sentenced homeless unaccounted drowned trapped jailed"
)
PLURAL: Mapping[str, str] = MappingProxyType(
    {
        "person": "people",
        "child": "children",
        "foot": "feet",
        "tooth": "teeth",
        "mouse": "mice",
        "life": "lives",
        "wife": "wives",
        "wolf": "wolves",
        "knife": "knives",
        "thief": "thieves",
        "shelf": "shelves",
        "leaf": "leaves",
        "half": "halves",
        "criterion": "criteria",
        "medium": "media",
        **{noun: noun for noun in ("police", "staff", "personnel", "aircraft", "sheep", "fish", "cattle", "series")},
        **{noun: noun for noun in ("species", "headquarters")},
        # What counts people by what happened to them has no plural: "3 dead".
        **{word: word for word in str.split(_BEFALLEN)},
    }
)

MISSING: Mapping[MissingKind, str] = MappingProxyType(
    {
        MissingKind.NUMBER: "the number",
        MissingKind.NAME: "the name",
        MissingKind.DATE: "the date",
        MissingKind.NEGATION: "the same yes or no: one of the two denies it by",
        MissingKind.WORDS: "the words",
    }
)
MISSING_WORD = "the word"

PLAUSIBILITY: Mapping[Plausibility, str] = MappingProxyType(
    {
        Plausibility.PLAUSIBLE: "plausible",
        Plausibility.DOUBTFUL: "doubtful",
        Plausibility.IMPLAUSIBLE: "implausible",
    }
)

CONSISTENCY: Mapping[Consistency, str] = MappingProxyType(
    {
        Consistency.CONSISTENT: "consistent with the rest of the article",
        Consistency.UNCLEAR: "not clearly consistent with the rest of the article",
        Consistency.INCONSISTENT: "inconsistent with the rest of the article",
    }
)

OUTCOME: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.CLAIM: "with claims",
        Outcome.NO_CLAIM: "without a claim",
        Outcome.BOILERPLATE: "boilerplate",
        Outcome.REPEATED: "repeated",
        Outcome.NOT_CHECKED: "not checked",
    }
)

BY: Mapping[str, str] = MappingProxyType({"rule": "rule", "model": "model"})

STAGE: Mapping[str, str] = MappingProxyType(
    {"extract": "finding claims", "confirm": "confirming claims", "grade": "grading claims"}
)

ASIDE: Mapping[str, str] = MappingProxyType(
    {
        "order": "tells a language model to drop or to show its instructions",
        "role": "tells it what to be",
        "address": "addresses language models",
        "answer": "tells it how to answer",
        "grade": "tells it how to judge claims",
        "template": "holds the marks by which software feeds a model",
        "schema": "holds an answer as a model gives it",
        "hidden": "holds characters that nobody sees",
        "concealed": "is hidden from readers by the page",
    }
)
