from decimal import Decimal

import pytest

from pipeline.stages.check.contradiction import find_contradictions
from pipeline.stages.check.contradiction.meaning import converted, read_rates
from pipeline.stages.check.contradiction.statement import read_statements
from schemas.conflict import Relation
from tests.factories import make_article, make_quantity


def rules(*sentences: str) -> list[str]:
    found = find_contradictions(make_article(list(sentences), title=None))
    return [each.rule for each in found if each.relation is Relation.CONTRADICTION]


def test_a_pair_of_sums_gives_the_rate_both_ways() -> None:
    rates = read_rates(read_statements(make_article("It raised 50 billion yuan (about $7.35 billion).")))
    assert {pair: round(rate, 3) for pair, rate in rates.items()} == {
        ("CNY", "USD"): Decimal("0.147"),
        ("USD", "CNY"): Decimal("6.803"),
    }


def test_two_sums_without_brackets_give_no_rate() -> None:
    assert read_rates(read_statements(make_article("It raised 50 billion yuan and $3 billion."))) == {}


def test_a_sum_in_another_currency_is_widened() -> None:
    article = make_article("It cost $100.")
    sum_ = converted(make_quantity(article, "$100", 100), "CNY", Decimal(7))
    assert (sum_.low, sum_.high, sum_.unit) == (Decimal(686), Decimal(714), "CNY")


def test_an_open_sum_stays_open() -> None:
    article = make_article("It cost $100.")
    open_ = make_quantity(article, "$100", 100).model_copy(update={"low": None, "high": None})
    assert converted(open_, "CNY", Decimal(7)).low is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Acme has a valuation of $5 billion.", "Acme is raising a round of $5 billion."),
        ("Acme paid a price of $70 million.", "Acme must pay a fine of $70 million."),
        ("Acme had revenue of $3 billion.", "Acme made a profit of $3 billion."),
    ],
)
def test_one_figure_under_two_names_is_a_contradiction(first: str, second: str) -> None:
    assert "one_figure_two_meanings" in rules(first, second)


@pytest.mark.parametrize(
    "sentences",
    [
        ("Acme has a valuation of $5 billion.", "Beta is raising a round of $5 billion."),
        ("Acme, with a valuation of $5 billion, is raising $5 billion.",),
        ("Acme raised $5 billion.", "Acme paid a price of $5 billion."),
        ("Acme has $5 billion.", "Acme got $5 billion."),
    ],
)
def test_two_subjects_one_sentence_and_unnamed_sums_are_none(sentences: tuple[str, ...]) -> None:
    assert rules(*sentences) == []


def test_a_valuation_in_two_currencies_conflicts_at_the_rate_of_the_article() -> None:
    first = "Acme has a valuation of 50 billion yuan (about $7.35 billion)."
    assert "one_meaning_two_figures" in rules(first, "Talks started.", "The valuation of Acme reached $45 billion.")


def test_without_a_rate_two_currencies_are_not_compared() -> None:
    assert rules("Acme has a valuation of 50 billion yuan.", "The valuation of Acme reached $45 billion.") == []


def test_each_further_value_is_one_more_side() -> None:
    values = [f"The valuation of Acme is ${n} billion." for n in (3, 5, 8, 5)]
    found = find_contradictions(make_article(values, title=None))
    sides = [len(each.sides) for each in found if each.rule == "one_meaning_two_figures"]
    assert sides == [3]


def test_a_valuation_of_an_earlier_time_is_no_conflict() -> None:
    assert rules("Acme has a valuation of $5 billion.", "Last year the valuation of Acme was $2 billion.") == []
