"""What each article came to is told as it was added, from disk."""

import threading
from collections.abc import Sequence
from decimal import Decimal

import pytest

from pipeline.numbered import Numbered
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


class Slow(Numbered):
    """Numbers during whose reading another thread comes with one more."""

    def __init__(self) -> None:
        super().__init__()
        self.late = threading.Thread()
        self.has_waited = False

    def of(self, article_id: str) -> Sequence[int]:
        self.late.start()
        self.late.join(0.05)
        self.has_waited = self.late.is_alive()
        return super().of(article_id)


def test_a_late_thread_waits_until_what_is_read_is_read() -> None:
    slots = Slow()
    told = Spent(slots)
    slots.late = threading.Thread(target=told.add, args=("late", Usage(attempts=2)))
    told.add("a", Usage(attempts=1))
    assert told["a"].attempts == 1
    slots.late.join()
    assert (slots.has_waited, len(told)) == (True, 2)
