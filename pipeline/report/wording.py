"""The words that people read for the vocabulary of the schemas; a translation replaces this module and the templates.

The plurals of `figure` are English as well.

No word here calls a claim true or false: the tool says what does not go together, and asks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
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
        Verdict.DISPUTED: "compare the sources below, and settle which one the article should follow.",
        Verdict.IMPLAUSIBLE: "ask for a source for the claims below before they are used.",
        Verdict.OUTDATED: "take over the newer state, or say as of when the article speaks.",
        Verdict.DOUBTFUL: "read the claims below against their passages.",
        Verdict.PLAUSIBLE: "nothing. That no doubt was found does not prove the claims.",
        Verdict.NOT_CHECKABLE: "nothing. Opinions and forecasts are not checked.",
        Verdict.NOT_CHECKED: "run the check again; the reasons stand below.",
    }
)

LED_BY: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.DISPUTED: "another article answers the same question differently",
        Verdict.OUTDATED: "a later article tells a newer state",
    }
)

PARTLY_CHECKED = "No doubt so far: part of the article was not checked."
TO_DO_PARTLY_CHECKED = "run the check again for that part; the reasons stand below."

UNSETTLED = "No claim is doubted, but something is left to settle."
TO_DO_UNSETTLED = "compare the passages under “Left to settle”."

ONE_ARTICLE = "There was nothing to compare: only one article was read."
NO_DIFFERENCE = "No two articles were found to answer the same question differently."
NO_DIFFERENCE_IN_PART = "No two of the articles that were checked were found to answer the same question differently."
NOTHING_TO_COMPARE = "There was nothing to compare: fewer than two articles were checked."
ALL_EXPLAINED = "No two articles were found to contradict each other; what they tell differently is explained below."

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
        Relation.UNCLEAR: "Do these passages speak of one thing at one time? If so, which is right?",
    }
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

THIS_ARTICLE = "this article"
COPY, ALTERED_COPY = "copy of {}: one voice", "copy of {}, which tells it differently"

AT_LEAST, AT_MOST, FROM_TO = "at least {}", "at most {}", "{} to {}"

UNIT: Mapping[str, str] = MappingProxyType(
    {"pp": "percentage points", "x": "times", "C": "°C", "F": "°F", "km2": "km²", "m2": "m²", "m3": "m³"}
)

SYMBOLS = frozenset(str.split("km m cm mm nm mi ft in yd ha kg g mg t lb oz gal bbl mph")) | {"sq mi", "sq ft"}

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


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: "1 claim", "2 claims"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def numbered(noun: str, numbers: tuple[int, ...]) -> str:
    """Return "sentence 4" or "sentences 4-6, 9": a noun with ascending numbers, runs drawn together."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    spelled = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
    return f"{noun} {spelled}" if len(numbers) == 1 else f"{noun}s {spelled}"


def tally(verdicts: Iterable[Verdict]) -> str:
    """Return "1 contradicted, 2 with nothing against them", worst first."""
    counts = Counter(verdicts)
    return ", ".join(_counted_verdict(counts[each], each) for each in Verdict if counts[each])


def _counted_verdict(count: int, verdict: Verdict) -> str:
    if verdict is Verdict.PLAUSIBLE:
        return f"{count} with nothing against {'it' if count == 1 else 'them'}"
    return f"{count} {VERDICT[verdict]}"


def made_by(by: str) -> str:
    """Return "rule total" for `rule:total`: who made a finding, in words."""
    origin, _, name = by.partition(":")
    return f"{BY.get(origin, origin)} {name}".strip()
