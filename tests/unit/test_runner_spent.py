"""What each article came to is told as it was added, from disk."""

from decimal import Decimal

import pytest

from pipeline.runner.spent import Spent
from schemas.usage import Usage


def spent(**usage: Usage) -> Spent:
    told = Spent()
    for article_id, one in usage.items():
        told.add(article_id, one)
    return told


@pytest.mark.parametrize("cost", [None, Decimal("0.0001234567890123456789"), Decimal(0)])
def test_a_usage_comes_back_with_all_digits_of_its_cost(cost: Decimal | None) -> None:
    usage = Usage(attempts=3, input_tokens=15, cost_usd=cost)
    assert spent(a=usage)["a"] == usage


def test_articles_are_told_by_id() -> None:
    usages = {"a": Usage(attempts=1), "b": Usage(attempts=2)}
    assert spent(**usages) == usages


def test_of_an_article_that_is_added_twice_the_later_counts() -> None:
    told = spent(a=Usage(attempts=1))
    told.add("a", Usage(attempts=2))
    assert dict(told) == {"a": Usage(attempts=2)}


def test_an_article_that_was_not_added_has_nothing() -> None:
    assert spent().get("a", Usage()) == Usage()
