"""Amounts across articles: what contradicts, and what time, scope, rounding or currency explains."""

import pytest

from pipeline.stages.compare.value import find_values
from schemas.conflict import Relation
from tests.telling import batch_of, tell

TITLE = "Ferry Alma runs aground near Tarn, Norvik Lines says"
DEAL = "Norvik Lines to buy Tarn Shipping"

CONTRADICTIONS = [
    ("The ferry Alma was carrying 312 passengers.", "There were 321 passengers aboard the Alma."),
    (
        "Norvik Lines agreed to buy Tarn Shipping for $2.4 billion.",
        "Norvik Lines will pay 2.4 billion euros to buy Tarn Shipping.",
    ),
    (
        "Norvik Lines agreed to buy Tarn Shipping for $2.4 billion.",
        "The takeover of Tarn Shipping by Norvik Lines costs $3.1 billion.",
    ),
    ("The ferry, which Norvik Lines had built in 1987, was old.", "Norvik Lines had the Alma built in 1978."),
    ("Norvik Lines raised $70 billion in a funding round.", "The financing of Norvik Lines came to $1 billion."),
    ("Turnout in the Norvik Lines ballot was 61 per cent.", "Norvik Lines said turnout was 16 percent."),
    (
        "The quake near Tarn had a magnitude of 6.1, Norvik Lines said.",
        "A quake with a magnitude of 5.4 hit Tarn, Norvik Lines said.",
    ),
    ("Norvik Lines will cut 1,200 jobs.", "Norvik Lines will lay off 2,100 workers' jobs."),
    (
        "The captain of Norvik Lines was sentenced to six years in prison.",
        "Norvik Lines' captain was jailed for nine years.",
    ),
    ("Norvik Lines recalled 120,000 cars.", "Norvik Lines has recalled 210,000 vehicles."),
    ("The captain, Mark Esser, 54, was on the bridge.", "Mark Esser, 45, was questioned."),
    ("The court found the captain guilty on 12 counts.", "The captain was found guilty on 14 counts."),
    (
        "The union of Norvik Lines demands a pay rise of 8 percent.",
        "The demand of the union is a pay rise of 6 percent.",
    ),
    ("The trial of Mark Esser lasted 14 months.", "The trial of Mark Esser lasted 14 weeks."),
    ("A nine-year-old boy, Tomas Velik, was rescued.", "Rescuers met Tomas Velik, aged seven."),
    ("Mark Esser, 58, took bribes from 2017 to 2021.", "Mark Esser, 61, took bribes."),
    (
        "Revenue of Norvik Lines grew to 612 million euros from 575 million a year earlier.",
        "Revenue of Norvik Lines was 621 million euros.",
    ),
    ("A magnitude 6.4 quake hit Norvik Lines.", "Norvik Lines was hit by a magnitude 6.9 quake."),
]

AGREEING = [
    ("Mark Esser, 24 in 1998, took bribes.", "Mark Esser, 52, took bribes."),
    ("The ferry Alma was carrying 312 passengers.", "The Alma had 312 passengers on board."),
    (
        "Norvik Lines agreed to buy Tarn Shipping for $1.2 billion.",
        "Norvik Lines bought Tarn Shipping for $1,200 million.",
    ),
    ("Norvik Lines said 12 people were killed.", "At least 10 people died, Norvik Lines said."),
    ("Norvik Lines is valued at $45 billion.", "Norvik Lines will buy new ships for $3 billion."),
    ("Norvik Lines said 12 people were killed.", "Norvik Lines said 40 people were injured."),
    ("Mark Esser, 54, was on the bridge.", "The captain, Mark Esser, 55, was questioned."),
    ("Hundreds of people were injured, Norvik Lines said.", "Norvik Lines said 12 people were injured."),
    ("Norvik Lines had revenue of $6 billion.", "Cargo sales at Norvik Lines were $2 billion."),
    ("The profit of Norvik Lines was $6 billion.", "Norvik Lines had an operating profit of $8 billion."),
    (
        "Norvik Lines had revenue of $6 billion.",
        "Analysts had forecast a profit of $1 billion and for Norvik Lines revenue of $5 billion.",
    ),
    ("Norvik Lines said half the passengers were hurt.", "Norvik Lines said that 52% of the passengers were hurt."),
    (
        "Mark Esser scored 27 goals in 38 matches last season.",
        "In three years Mark Esser scored 58 goals in 110 matches.",
    ),
    ("The ferry Alma had 84 people aboard.", "The Alma had 81 passengers and three crew aboard."),
    ("Norvik Lines was founded in 1919.", "The ferry Alma, built in 1962, is owned by Norvik Lines."),
]

EXPLAINED = [
    (
        "About 2,300 homes were destroyed, Norvik Lines said.",
        "Some 3,200 houses collapsed, Norvik Lines said.",
        0,
        Relation.UNCLEAR,
    ),
    ("Nobody was hurt, Norvik Lines said.", "Two people were hurt, Norvik Lines said.", 1, Relation.UPDATE),
    (
        "Norvik Lines had three accidents on the route.",
        "Norvik Lines had four accidents on the route.",
        3,
        Relation.UNCLEAR,
    ),
    (
        "Norvik Lines had three accidents on the route.",
        "Norvik Lines had four accidents on the route.",
        0,
        Relation.UNCLEAR,
    ),
    (
        "In 2019 a storm killed 112 people, Norvik Lines said.",
        "The storm killed seven people, Norvik Lines said.",
        0,
        Relation.DIFFERENT_SCOPE,
    ),
    (
        "Norvik Lines plans to cut 800 jobs worldwide.",
        "Norvik Lines will cut 300 jobs at its plant in Brask.",
        0,
        Relation.DIFFERENT_SCOPE,
    ),
    (
        "Norvik Lines plans to cut 1,200 jobs.",
        "Norvik Lines cut 1,500 jobs.",
        20,
        Relation.DIFFERENT_SCOPE,
    ),
    (
        "Revenue at Norvik Lines was $3.2 billion in the third quarter.",
        "Norvik Lines had revenue of $12.9 billion for the full year.",
        0,
        Relation.DIFFERENT_SCOPE,
    ),
    (
        "In the first half Norvik Lines sold 5 million tickets.",
        "In the second half Norvik Lines sold 7 million tickets.",
        0,
        Relation.DIFFERENT_SCOPE,
    ),
    (
        "In the first half Norvik Lines sold 5 million tickets.",
        "Norvik Lines sold 7 million tickets in the first half.",
        0,
        Relation.CONTRADICTION,
    ),
    (
        "Norvik Lines expects a profit of $310 million.",
        "Norvik Lines made a profit of $250 million.",
        0,
        Relation.DIFFERENT_SCOPE,
    ),
    (
        "Norvik Lines made a profit of $310 million.",
        "Norvik Lines' profit rose from $250 million.",
        0,
        Relation.DIFFERENT_SCOPE,
    ),
    ("Norvik Lines said 3 people were killed.", "Norvik Lines said 5 people were killed.", 1, Relation.UPDATE),
    ("Norvik Lines is valued at $45 billion.", "Norvik Lines is valued at $60 billion.", 90, Relation.UPDATE),
    (
        "Norvik Lines had 1,184 passengers aboard.",
        "About 1,200 passengers were aboard, Norvik Lines said.",
        0,
        Relation.ROUNDING,
    ),
    (
        "Norvik Lines had revenue of $2.36 billion.",
        "Revenue at Norvik Lines came to $2.4 billion.",
        0,
        Relation.ROUNDING,
    ),
]


def _found(left: str, right: str, days: int | None = 0, title: str = TITLE) -> list[Relation]:
    first = tell(title, left, subject="Norvik Lines", outlet="Coast Daily")
    second = tell(f"{title}, report says", right, subject="Norvik Lines", day=days, outlet="Island Herald")
    return [one.relation for one in find_values(batch_of(first, second))]


@pytest.mark.parametrize(("left", "right"), CONTRADICTIONS)
def test_values_that_exclude_each_other_contradict(left: str, right: str) -> None:
    assert _found(left, right) == [Relation.CONTRADICTION]


@pytest.mark.parametrize(("left", "right"), AGREEING)
def test_values_that_can_both_be_true_are_no_disagreement(left: str, right: str) -> None:
    assert Relation.CONTRADICTION not in _found(left, right)


@pytest.mark.parametrize(("left", "right", "days", "relation"), EXPLAINED)
def test_what_time_scope_or_rounding_explains_is_said_so(left: str, right: str, days: int, relation: Relation) -> None:
    assert _found(left, right, days) == [relation]


@pytest.mark.parametrize(
    ("left", "right", "are_apart"),
    [
        ("Norvik Lines won 78 of the 200 seats.", "Norvik Lines won 87 of the 200 seats.", True),
        ("Norvik Lines won 78 of the 200 seats.", "Tarn Shipping won 74 of the 200 seats.", False),
    ],
)
def test_articles_that_agree_on_a_whole_can_differ_in_a_part_of_it(left: str, right: str, *, are_apart: bool) -> None:
    both = "Norvik Lines said the union council has 200 seats."
    first = tell(TITLE, both, left, subject="Norvik Lines", outlet="Coast Daily")
    second = tell(f"{TITLE}, report says", both, right, subject="Norvik Lines", outlet="Island Herald")
    found = [one.relation for one in find_values(batch_of(first, second))]
    assert (Relation.CONTRADICTION in found) is are_apart


def test_articles_that_agree_on_an_answer_tell_other_values_of_other_things() -> None:
    both = "Norvik Lines had revenue of $6 billion."
    north, south = (
        f"In the {where} Norvik Lines had revenue of ${n} billion." for where, n in (("north", 2), ("south", 3))
    )
    first = tell(TITLE, both, north, subject="Norvik Lines", outlet="Coast Daily")
    second = tell(f"{TITLE}, report says", both, south, subject="Norvik Lines", outlet="Island Herald")
    assert list(find_values(batch_of(first, second))) == []
    assert _found(north, south) == [Relation.CONTRADICTION]


def test_what_a_correction_takes_back_is_no_answer() -> None:
    hurt = "40 people were hurt, Norvik Lines said."
    assert _found("Norvik Lines said 30 people were hurt.", hurt) == [Relation.UNCLEAR]
    assert (
        _found("Norvik Lines said 30 people were hurt.", f"An earlier version of this article said that {hurt}") == []
    )


def test_a_toll_that_falls_is_never_an_update() -> None:
    assert _found("Norvik Lines said 5 people were killed.", "Norvik Lines said 3 people were killed.", 1) == [
        Relation.CONTRADICTION
    ]


def test_without_a_date_a_toll_is_left_open() -> None:
    assert _found("Norvik Lines said 3 people were killed.", "Norvik Lines said 5 people were killed.", None) == [
        Relation.UNCLEAR
    ]


def test_reports_of_two_events_are_not_compared() -> None:
    first = tell("Ferry Alma runs aground near Tarn", "12 people were killed.", subject="ferry")
    second = tell(
        "Mine collapse in Oster kills miners", "15 people were killed.", subject="mine", outlet="Island Herald"
    )
    assert list(find_values(batch_of(first, second))) == []


def test_two_deals_of_one_buyer_are_not_compared() -> None:
    assert (
        _found(
            "Norvik Lines agreed to buy Tarn Shipping for $2.4 billion.",
            "Norvik Lines agreed to buy Oster Ports for $3.1 billion.",
        )
        == []
    )


def test_a_rate_that_an_article_states_makes_two_currencies_agree() -> None:
    left = "Norvik Lines raised 50 billion yuan (about $7.35 billion) in a funding round."
    right = "The funding round of Norvik Lines came to $7.4 billion."
    more = "A third report puts the round of Norvik Lines at $70 billion."
    told = [
        tell(f"{TITLE} {n}", s, subject="Norvik Lines", outlet=f"Paper {n}") for n, s in enumerate((left, right, more))
    ]
    (one,) = find_values(batch_of(*told))
    assert "agree at 6.80 CNY to one USD" in one.explanation
    assert "$70 billion (Paper 2) stands alone" in one.explanation


def test_the_same_digits_in_two_currencies_are_named() -> None:
    (left, right) = CONTRADICTIONS[1]
    first = tell(DEAL, left, subject="Norvik Lines")
    second = tell(f"{DEAL} soon", right, subject="Norvik Lines", outlet="Island Herald")
    (one,) = find_values(batch_of(first, second))
    assert "are the same digits in two currencies" in one.explanation
