"""What became of something from one run to another, in words; a change lists, what stayed the same is counted."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from pipeline.store.stored_run import RunLine


class Fate(StrEnum):
    """What became of something."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    CARRIED_OVER = "carried_over"


@dataclass(frozen=True)
class Change:
    """Something with what it was in the earlier run and in the later one; None where it was not there."""

    fate: Fate
    before: str | None
    after: str | None


@dataclass(frozen=True)
class ArticleChange(Change):
    """An article by its verdicts; `is_rewritten` where its content differs."""

    path: str
    is_rewritten: bool


@dataclass(frozen=True)
class ClaimChange(Change):
    """A claim by its verdicts; path and id are those of the later run where it is in both."""

    path: str
    statement: str
    claim_id: str


@dataclass(frozen=True)
class ConflictChange(Change):
    """A conflict by its relations; the id is that of the later run where it is in both."""

    topic: str
    scope: str
    sides_before: int
    sides_after: int
    conflict_id: str


C = TypeVar("C", bound=Change)


@dataclass
class Changes(Generic[C]):
    """What is new, gone or changed, and how many have each fate, those that were carried over too."""

    listed: list[C] = field(default_factory=list)
    counts: Counter[Fate] = field(default_factory=Counter)

    def add(self, change: C) -> None:
        """Count a change, and list it unless it is none."""
        self.counts[change.fate] += 1
        if change.fate is not Fate.CARRIED_OVER:
            self.listed.append(change)


@dataclass
class Difference:
    """Two runs, and what became of what the earlier one holds."""

    before: RunLine
    after: RunLine
    articles: Changes[ArticleChange] = field(default_factory=Changes)
    claims: Changes[ClaimChange] = field(default_factory=Changes)
    conflicts: Changes[ConflictChange] = field(default_factory=Changes)
