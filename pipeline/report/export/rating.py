"""What a verdict is called outside: the one table to ClaimReview ratings and to the labels of AVeriTeC.

Invariant: no word here, and no number of ours, calls a claim true or false. The tool finds what cannot all be true at
once; which side errs, a person settles.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from pipeline.errors import ConfigurationError
from schemas.verdict import Verdict

BEST, WORST = 5, 1
"""The scale of numbers that a publisher may set beside the words; Google's example of one, from true to false."""

_SCALED = re.compile(r"(?P<verdict>[a-z_]+)=(?P<value>[1-5])")


class Averitec(StrEnum):
    """The four labels of AVeriTeC (Schlichtkrull, Guo and Vlachos 2023)."""

    SUPPORTED = "Supported"
    REFUTED = "Refuted"
    NOT_ENOUGH = "Not Enough Evidence"
    CONFLICTING = "Conflicting Evidence/Cherrypicking"


class Label(NamedTuple):
    """What a verdict is called: `rating` in a ClaimReview, None where there is nothing to review."""

    rating: str | None
    averitec: Averitec | None


# "Supported" and "Refuted" stand for no verdict: "plausible" is the absence of a doubt and no support, and passages
# that exclude each other refute neither. What was not checked, or cannot be, has no label at all.
LABELS: Mapping[Verdict, Label] = MappingProxyType(
    {
        Verdict.CONTRADICTED: Label("Contradicted by its own article", Averitec.CONFLICTING),
        Verdict.DISPUTED: Label("Disputed by another article", Averitec.CONFLICTING),
        Verdict.IMPLAUSIBLE: Label("Implausible as stated", Averitec.NOT_ENOUGH),
        Verdict.OUTDATED: Label("Outdated by a later article", Averitec.CONFLICTING),
        Verdict.DOUBTFUL: Label("Doubtful as stated", Averitec.NOT_ENOUGH),
        Verdict.PLAUSIBLE: Label(None, Averitec.NOT_ENOUGH),
        Verdict.NOT_CHECKABLE: Label(None, None),
        Verdict.NOT_CHECKED: Label(None, None),
    }
)

Scale = Mapping[Verdict, int]
"""The numbers that a publisher gives verdicts, from `WORST` to `BEST`."""


def parse_scale(given: Iterable[str]) -> Scale:
    """Return the numbers of a publisher, each given as "contradicted=2".

    Raises:
        ConfigurationError: a verdict is none that is reviewed, or a number is not from 1 to 5.
    """
    rated = [verdict.value for verdict, label in LABELS.items() if label.rating is not None]
    scale: dict[Verdict, int] = {}
    for words in given:
        match = _SCALED.fullmatch(words)
        if match is None or match["verdict"] not in rated:
            raise ConfigurationError(
                f"{words!r} is no rating: give VERDICT=N, with one of {', '.join(rated)}, and N from {WORST} to {BEST}"
            )
        scale[Verdict(match["verdict"])] = int(match["value"])
    return scale
