"""Owns the two halves of a rule: what it reads in one article, and what it finds where the entries of several meet.

Invariant: the entries of an article depend on it and its claims alone, but for its names that are slips of others' and
the day of the text that it copies; what is found depends on the entries alone.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.model import Disagreement
from pipeline.stages.compare.telling import Telling


class Rule(Protocol):
    """A rule over one batch: every article is entered, in the order of their ids, before it is asked what it found."""

    def enter(self, told: Sequence[Telling]) -> None:
        """Read the tellings of one article, and keep what may meet others."""
        ...

    def found(self) -> Iterator[Disagreement]:
        """Yield what the articles tell differently."""
        ...


def apply_rule(rule: Rule, batch: Batch) -> Iterator[Disagreement]:
    """Enter all articles of a batch into a rule, and yield what it finds."""
    for told in batch.all_told():
        rule.enter(told)
    yield from rule.found()
