"""What became of something from one run to another, in words; a change is listed, what stayed the same is counted."""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from pipeline.store.stored_run import RunLine
from schemas.conflict import Relation
from schemas.verdict import Verdict

# Worst first; what a damaged store may hold beside them comes last.
_ORDER = {word.value: place for words in (Verdict, Relation) for place, word in enumerate(words)}


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

    @property
    def rank(self) -> int:
        """Return the place of what it is, or else was, in the order of severity: 0 for the worst."""
        told = self.before if self.after is None else self.after
        return _ORDER.get(told or "", len(_ORDER))


@dataclass(frozen=True)
class ArticleChange(Change):
    """An article by its verdicts; `is_rewritten` where its content differs. `page` is None where it is gone.

    `is_checked` where its content is the same, something of it was not checked, and nothing of it is left so now.
    """

    path: str
    is_rewritten: bool
    page: str | None
    is_checked: bool = False


@dataclass(frozen=True)
class ClaimChange(Change):
    """A claim by its verdicts; path, id and quote are those of the later run where it is in both.

    `page` is that of its article in the later run, None where the article is gone; `number` counts the claims of that
    page from 1, and is None where the claim is gone.
    """

    path: str
    statement: str
    claim_id: str
    quote: str
    page: str | None
    number: int | None


@dataclass(frozen=True)
class Passage:
    """What a side of a conflict says, as one run has it: path and page of its article, None where it lacks them.

    `number` and `verdict` are those of its claim, None where no claim was read from it.
    """

    quote: str
    value: str | None
    path: str | None
    page: str | None
    number: int | None
    verdict: str | None


@dataclass(frozen=True)
class ConflictChange(Change):
    """A conflict by its relations; id, key, explanation and passages are those of the later run where it is in both.

    `passages` have one side of each answer, or each side where there is one answer, as many as a reader will look at.
    """

    topic: str
    scope: str
    explanation: str
    sides_before: int
    sides_after: int
    conflict_id: str
    conflict_key: str
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Move:
    """An article that is in both runs, with the same content, under two paths."""

    before: str
    after: str


C = TypeVar("C", bound=Change)


@dataclass
class Changes(Generic[C]):
    """What is new, gone or changed, and how many have each fate, those that were carried over too.

    `moves` counts, of what is listed and of what was left out, each fate with what it was and what it is. Of each fate
    at most `most` are kept, the worst; None keeps all. What is `hidden` is counted by its fate, and nowhere else.
    """

    most: int | None = None
    counts: Counter[Fate] = field(default_factory=Counter)
    moves: Counter[tuple[Fate, str | None, str | None]] = field(default_factory=Counter)
    hidden: int = 0
    _kept: dict[Fate, list[tuple[int, int, C]]] = field(default_factory=dict)

    def add(self, change: C, *, is_hidden: bool = False) -> None:
        """Count a change, and list it unless it is none, or is not to be shown."""
        self.counts[change.fate] += 1
        if change.fate is Fate.CARRIED_OVER:
            return
        if is_hidden:
            self.hidden += 1
            return
        self.moves[change.fate, change.before, change.after] += 1
        kept = self._kept.setdefault(change.fate, [])
        # The least severe on top of the heap, of equals the last; no two have the same number.
        heapq.heappush(kept, (-change.rank, -self.moves.total(), change))
        if self.most is not None and len(kept) > self.most:
            heapq.heappop(kept)

    def carry_over(self, count: int) -> None:
        """Count so many that stayed the same."""
        self.counts[Fate.CARRIED_OVER] += count

    def complete(self, told: Callable[[C], C]) -> None:
        """Put `told(change)` in the place of every change that is listed."""
        for kept in self._kept.values():
            kept[:] = [(rank, number, told(change)) for rank, number, change in kept]

    @property
    def listed(self) -> list[C]:
        """Return what changed, in the order in which it was added."""
        kept = [one for of_fate in self._kept.values() for one in of_fate]
        return [change for _, _, change in sorted(kept, key=lambda one: -one[1])]


@dataclass
class Difference:
    """Two runs, and what became of what the earlier one holds; where `before` is None, everything is new.

    An article in `moved` is in `articles` as well; `rewritten` counts those of the changed articles whose content is
    another one, `checked` those that were checked at last.
    """

    before: RunLine | None
    after: RunLine
    articles: Changes[ArticleChange] = field(default_factory=Changes)
    claims: Changes[ClaimChange] = field(default_factory=Changes)
    conflicts: Changes[ConflictChange] = field(default_factory=Changes)
    moved: list[Move] = field(default_factory=list)
    rewritten: int = 0
    checked: int = 0

    @property
    def numbers(self) -> tuple[int, int]:
        """Return the numbers of both runs in their store; no run has the number 0."""
        return self.before.number if self.before else 0, self.after.number
