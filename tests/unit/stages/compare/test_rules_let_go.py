"""A rule that has told what it found keeps nothing while the others are asked."""

import weakref
from collections.abc import Iterator, Sequence

from pipeline.stages.compare import found_by
from pipeline.stages.compare.model import Disagreement
from pipeline.stages.compare.telling import Telling
from schemas.conflict import Relation


class OneFinds:
    """A rule that finds one difference."""

    def enter(self, told: Sequence[Telling]) -> None:
        """Read nothing."""

    def found(self) -> Iterator[Disagreement]:
        yield Disagreement("values", "", Relation.UNCLEAR, (), "")


def test_a_rule_is_let_go_when_the_next_one_is_asked() -> None:
    first = OneFinds()
    is_there = weakref.ref(first)
    found = found_by([first, OneFinds()])
    next(found)
    del first
    next(found)
    assert is_there() is None
