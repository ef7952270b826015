"""How often reviewers agree with each rule, and with each model and its prompt.

"Fixed in the article" agrees: somebody corrected what was doubted. Of the marks on one subject the newest counts, and
it counts for everybody who doubted it. Invariant: a maker without a mark has no line; a note alone counts for nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from pipeline.store.known_mark import KnownMarks
from schemas.mark import KeptMark, MarkVerdict

_Z = 1.959963984540054  # the 97.5th percentile of the normal distribution: 95 of 100 intervals hold the share


@dataclass(frozen=True)
class MakerLine:
    """One rule or model (`rule:total`, `model:name`), with the prompt of the latter: how its doubts were marked.

    `precision` is the share of `agree` (fixed included) in all, `low` to `high` its 95 % interval.
    """

    made_by: str
    prompt: str | None
    agree: int
    fixed: int
    false_alarm: int
    precision: float
    low: float
    high: float


def mark_statistics(marks: Iterable[KeptMark]) -> tuple[MakerLine, ...]:
    """Return a line for each maker, rules first, those marked most at the top; `marks` are the oldest first."""
    counts: dict[tuple[str, str | None], dict[MarkVerdict, int]] = defaultdict(lambda: dict.fromkeys(MarkVerdict, 0))
    for kept in KnownMarks(marks):
        verdict, subject = kept.mark.verdict, kept.mark.subject
        if verdict is None:
            continue
        for maker in subject.makers:
            counts[maker, subject.prompt if maker.startswith("model:") else None][verdict] += 1
    lines = (_line(*maker, counted) for maker, counted in counts.items())
    return tuple(sorted(lines, key=lambda one: (one.made_by[:5] != "rule:", -one.agree - one.false_alarm, one.made_by)))


def wilson_interval(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share: `hits` of `total`, of which there is at least one.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927), 209-212.
    """
    share, spread = hits / total, _Z**2 / total
    middle = share + spread / 2
    reach = sqrt(spread * (share * (1 - share) + spread / 4))
    return max(0.0, (middle - reach) / (1 + spread)), min(1.0, (middle + reach) / (1 + spread))


def _line(made_by: str, prompt: str | None, counted: dict[MarkVerdict, int]) -> MakerLine:
    fixed, alarms = counted[MarkVerdict.FIXED], counted[MarkVerdict.FALSE_ALARM]
    agree = counted[MarkVerdict.AGREE] + fixed
    low, high = wilson_interval(agree, agree + alarms)
    return MakerLine(made_by, prompt, agree, fixed, alarms, agree / (agree + alarms), low, high)
