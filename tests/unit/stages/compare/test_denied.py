"""What some reports tell and others of the same event deny."""

import pytest

from pipeline.stages.compare.denied import find_denied
from schemas.conflict import Relation
from tests.telling import batch_of, compare, tell

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
        ("The dike near Holm broke on Sunday.", "The dike near Holm did not break."),
        ("Jonas Weld conceded defeat on Sunday night.", "Jonas Weld refused to concede defeat."),
        ("The bridge, built in 1931, collapsed at midnight.", "The bridge, built in 1931, did not collapse."),
        ("The losing party said it would appeal.", "The losing party said it would not appeal."),
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
        ("The losing party would appeal if asked.", "The losing party said it would not appeal."),
        ("Jonas Weld attended the debate on Tuesday.", "Jonas Weld did not attend the debate on Monday."),
        ("The Kestrel Party accepted the offer.", "The Kestrel Party did not accept the first offer."),
        ("Officials confirmed the result.", "Officials would not confirm the result."),
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


def test_a_denial_is_told_beside_a_figure_in_its_clause() -> None:
    first = tell(TITLE, "The bridge, built in 1931, collapsed on Sunday.", subject="Kestrel Party", outlet="Times")
    second = tell(f"{TITLE}, reports say", "The bridge, built in 1913, did not collapse.", subject="Kestrel Party")
    assert {conflict.by for conflict in compare(first, second).conflicts} == {"rule:values", "rule:denied"}


@pytest.mark.parametrize("tail", ["", ", people said", ", in the end", ", that spring"])
def test_a_denial_is_told_with_all_who_tell_it_though_another_was_told_with_some(tail: str) -> None:
    event = "{} spoke of the flooded ferry at the harbour parade in the hall."
    said = {
        "Aldon": ("The firm repaired the bridge.", "Times"),
        "Bexley": ("The firm repaired the bridge of the town.", "Post"),
        "Aldon and Bexley": ("It did not repair the bridge.", "Echo"),
        "Aldon, they say,": (f"It did not repair the bridge{tail}.", "Star"),
    }
    told = [tell(event.format(names), words, subject="", outlet=outlet) for names, (words, outlet) in said.items()]
    (found,) = find_denied(batch_of(*told))
    assert [len(group) for group in found.groups] == [2, 2]
