"""The questions between articles that an index asks, counted and laid out, without those that are known false alarms.

Invariant: what is left out is counted.
"""

from collections import Counter
from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from typing import Protocol

from pipeline.report.conflict_view import ConflictView, conflict_view
from pipeline.report.register import Register
from schemas.conflict import Conflict, Relation
from schemas.verdict import Verdict


class Surveyed(Protocol):
    """A run at a glance, as `pipeline.report.survey.Survey` is."""

    @property
    def article_verdicts(self) -> Counter[Verdict]:
        """Return how many articles have each verdict."""

    @property
    def claim_verdicts(self) -> Counter[Verdict]:
        """Return how many claims have each verdict."""

    @property
    def register(self) -> Register:
        """Return who is who."""

    @property
    def articles(self) -> int:
        """Return how many articles there are, each id once."""

    def across(self, but: Container[str] = ()) -> Counter[Relation]:
        """Return how many conflicts between articles there are, by relation, without some, given by id."""

    def questions(self, relations: Collection[Relation], most: int, but: Container[str]) -> Iterable[Conflict]:
        """Yield the first conflicts between articles that have one of some relations, in reading order.

        `but` are the ids of those to leave out.
        """


@dataclass(frozen=True)
class Questions:
    """Some of the conflicts between articles: those that are shown, and how many there are in all."""

    shown: tuple[ConflictView, ...]
    count: int

    @property
    def left(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.shown)


class Asked:
    """The conflicts between articles: how many have each relation, without known false alarms, and of these alone."""

    def __init__(self, survey: Surveyed, false_alarms: Collection[str]) -> None:
        """Count those of a run; `false_alarms` are the ids of the known ones."""
        self.survey, self._but = survey, false_alarms
        across = survey.across()
        self.left = survey.across(false_alarms) if false_alarms else across
        self.false_alarms = across - self.left

    @property
    def total(self) -> int:
        """Return how many there are, with the known false alarms."""
        return self.left.total() + self.false_alarms.total()

    def count(self, relations: Iterable[Relation]) -> int:
        """Return how many of those that are left have one of some relations."""
        return sum(self.left[relation] for relation in relations)

    def conflicts(self, relations: Collection[Relation], most: int) -> Iterable[Conflict]:
        """Yield the first of those that are left and have one of some relations."""
        return self.survey.questions(relations, most, self._but)

    def questions(self, relations: Collection[Relation], most: int) -> Questions:
        """Lay out the first of those that are left and have one of some relations."""
        views = (conflict_view(one, self.survey.register, None) for one in self.conflicts(relations, most))
        return Questions(tuple(views), self.count(relations))
