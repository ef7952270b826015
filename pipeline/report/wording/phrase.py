"""Phrases of pages, and how words are put together: counts, numbers, lists. Where a phrase has a gap it is `{}`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from pipeline.report.wording.vocabulary import BY, VERDICT
from schemas.article import SentenceRole
from schemas.verdict import Verdict

FIELD_OF_ARTICLE = ("the title", "the outlet", "the address", "the name of the file")
THIS_ARTICLE, ARTICLE, THIS_DIFFERENCE = "this article", "article", "this difference"
CLAIM_NUMBER, CLAIM_OF, NO_CLAIM_READ = "claim {}", "a claim of {}", "a passage that no claim was read from"
NO_CLAIM_READ_THERE = "in passages that no claim was read from"
COPY, ALTERED_COPY = "copy of {}: one voice", "copy of {}, which tells it differently"

AT_LEAST, AT_MOST, FROM_TO = "at least {}", "at most {}", "{} to {}"
NO_DATE, NO_REASON = "no date", "no reason was given"
MORE, AND_MORE = "{} more", "{} and {} more"
SENTENCES_NOT_CHECKED = "{} not checked"
MORE_ARTICLES_ALIKE = "and {} more articles, in whole or in part"
TO_SETTLE, EXPLAINED = "to settle", "explained"
FALSE_ALARM = "known false alarm"
DIFFERENCES = "{} that articles answer differently: {}"
WITH_PROMPT = "{}, prompt {}"
TOO_SMALL = "this model is too small to grade plausibility: it decides nothing"

AS_FOR = "as for claim {}"
MODEL_FINDS = "the model {} finds it {}"
AGAINST = " against "
HERE_AND_ELSEWHERE = "{} here; elsewhere {}"
DATED, DATED_LATEST, UNDATED = "dated {}", "dated {}, the latest date known", "{} without a date"
IN_THE_TEXT = "in the text"
ROLE: Mapping[SentenceRole, str] = MappingProxyType(
    {SentenceRole.TITLE: "in the headline", SentenceRole.HEADING: "in a heading"}
)
SAID_BY, SAID_IN, CONVERTED = "said by {}", "read in {} claims", "{} agree after conversion"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: "1 claim", "2 claims"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def counted_in_full(count: int, noun: str) -> str:
    """Return a count with its noun, thousands set apart: "1 claim", "2,000 claims"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


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


def joined(parts: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return parts[0] if len(parts) == 1 else " and ".join((", ".join(parts[:-1]), parts[-1])) if parts else ""


def either(parts: Sequence[str]) -> str:
    """Return "a or b" or "a, b or c"."""
    return " or ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)
