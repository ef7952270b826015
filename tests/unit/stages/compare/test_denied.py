"""What some reports tell and others of the same event deny."""

import pytest

from pipeline.stages.compare.denied import find_denied
from schemas.conflict import Relation
from tests.telling import batch_of, tell

TITLE = "Marovia votes: Kestrel Party wins the election"


def _found(told: str, denied: str, days: int | None = 0) -> list[Relation]:
    first = tell(TITLE, told, subject="Kestrel Party", outlet="Marovia Times")
    second = tell(f"{TITLE}, reports say", denied, subject="Kestrel Party", outlet="Northern Post", day=days)
    return [one.relation for one in find_denied(batch_of(first, second))]


@pytest.mark.parametrize(
    ("told", "denied"),
    [
        ("Jonas Weld conceded defeat on Sunday night.", "Jonas Weld did not concede defeat and asked for a recount."),
        ("The government has declared a state of emergency.", "The government has not declared a state of emergency."),
        ("The ballot boxes were sealed by the police.", "The police said the ballot boxes were not sealed."),
    ],
)
def test_told_here_and_denied_there_contradicts(told: str, denied: str) -> None:
    assert _found(told, denied) == [Relation.CONTRADICTION]


@pytest.mark.parametrize(
    ("days", "relation"), [(-1, Relation.UPDATE), (1, Relation.CONTRADICTION), (None, Relation.UNCLEAR)]
)
def test_the_day_decides_what_a_denial_is(days: int | None, relation: Relation) -> None:
    told, denied = "Jonas Weld conceded defeat.", "Jonas Weld has not conceded defeat."
    assert _found(told, denied, days) == [relation]


@pytest.mark.parametrize(
    ("told", "denied"),
    [
        ("Police said 12 ballots were stolen.", "Police did not say how many ballots were stolen."),
        ("Jonas Weld conceded defeat.", "Ines Caldera did not concede defeat."),
        ("Jonas Weld conceded defeat.", "Jonas Weld has not yet decided on a recount."),
        ("Jonas Weld conceded defeat.", "Would Jonas Weld not concede defeat?"),
        ("If Jonas Weld conceded defeat, talks could begin.", "Jonas Weld did not concede defeat."),
    ],
)
def test_what_is_no_denial_is_not_found(told: str, denied: str) -> None:
    assert _found(told, denied) == []


def test_an_article_that_tells_and_denies_counts_for_neither() -> None:
    both = tell(
        TITLE,
        "Jonas Weld conceded defeat.",
        "Jonas Weld did not concede defeat.",
        subject="Kestrel Party",
        outlet="Marovia Times",
    )
    other = tell(
        f"{TITLE}, reports say", "Jonas Weld conceded defeat.", subject="Kestrel Party", outlet="Northern Post"
    )
    assert list(find_denied(batch_of(both, other))) == []
