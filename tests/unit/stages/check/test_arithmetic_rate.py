"""Rates between currencies: what was possible when, and how pairs of one article bear each other out."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pipeline.stages.check.arithmetic import find_arithmetic
from pipeline.text.interval import Range
from pipeline.text.rate import plausible_rates
from tests.factories import make_article

DAY = date(2026, 5, 6)


@pytest.mark.parametrize(
    ("base", "other", "day", "rate"),
    [
        ("USD", "CNY", DAY, "6.8"),
        ("USD", "CNH", DAY, "6.8"),
        ("GBP", "USD", DAY, "1.34"),
        ("EUR", "GBP", DAY, "0.86"),
        ("USD", "TRY", date(2015, 1, 1), "2.7"),
        ("USD", "SAR", None, "3.75"),
        ("USD", "ISK", date(2008, 11, 1), "130"),
    ],
)
def test_a_rate_of_the_time_is_possible(base: str, other: str, day: date | None, rate: str) -> None:
    low, high = plausible_rates(base, other, day) or Range(None, None)
    assert low is not None
    assert high is not None
    assert low < Decimal(rate) < high


@pytest.mark.parametrize(("code", "day"), [("XYZ", DAY), ("CNY", date(1999, 5, 1)), ("RUB", DAY), ("XYZ", None)])
def test_no_rate_is_known_far_from_the_table(code: str, day: date | None) -> None:
    assert plausible_rates("USD", code, day) is None
    assert plausible_rates(code, "USD", day) is None


def told(*sentences: str, year: int | None = 2026) -> list[tuple[str, bool]]:
    published = datetime(year, 5, 6, tzinfo=UTC) if year else None
    return [(one.rule, one.holds) for one in find_arithmetic(make_article(sentences, published_at=published))]


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("It cost 4 million lira ($1.5 million).", 2015),
        ("It cost 40 million lira ($1 million).", 2025),
        ("It raised C$5 million (US$3.6 million).", 2026),
        ("It raised $50 million (HK$390 million).", 2026),
        ("In Canada it raised $50 million (£27 million).", 2026),
        ("They found 10,000 yuan (£1,093).", None),
    ],
)
def test_a_pair_at_a_rate_of_its_time_holds(sentence: str, year: int | None) -> None:
    assert told(sentence, year=year) == [("currency_rate", True)]


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("It cost 4 million lira ($1.5 million).", 2025),
        ("Tyson is receiving $180m (£117).", None),
        ("The prize of $50 million (€5 million) was paid.", 2026),
        ("The price of a ticket is £30 ($300).", 2026),
    ],
)
def test_a_pair_at_a_rate_that_never_was_fails(sentence: str, year: int | None) -> None:
    assert told(sentence, year=year) == [("rate_implausible", False)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The ticket costs £30 ($25).",
        "In 1990 it sold for £5 million ($50 million).",
        "It was worth £5 million ($50 million) in today's money.",
        "It cost 10 million yuan ($1.15 million).",
        "The gift was 300 million tenge ($10 million).",
        "It paid £5 million or $50 million.",
    ],
)
def test_a_pair_that_may_be_right_is_left_alone(sentence: str) -> None:
    assert told(sentence) == []


def test_pairs_without_a_known_rate_bear_each_other_out() -> None:
    first, second = "It cost 500 million tenge ($1 million).", "He paid $2 million (1 billion tenge)."
    assert told(first, second) == [("currency_rate", True)] * 2


def test_pairs_without_a_known_rate_that_lie_far_apart_fail() -> None:
    first, second = "It cost 500 million tenge ($1 million).", "He paid 1 billion tenge ($20 million)."
    assert told(first, second) == [("rate_implausible", False)] * 2


def test_pairs_without_a_known_rate_that_lie_near_are_left_alone() -> None:
    first, second = "It cost 500 million tenge ($1.05 million).", "He paid 900 million tenge ($2.55 million)."
    assert told(first, second) == []
