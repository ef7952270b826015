from decimal import Decimal

import pytest

from pipeline.text.quantity import admits, comparable, find_quantities, says_same, tolerance
from schemas.quantity import Quantity, QuantityKind

MONEY = [
    ("$7.4 billion", "7400000000", "USD"),
    ("$1.2bn", "1200000000", "USD"),
    ("US$7.35bn", "7350000000", "USD"),
    ("$70B", "70000000000", "USD"),
    ("$5MM", "5000000", "USD"),
    ("a billion dollars", "1000000000", "USD"),
    ("20 million U.S. dollars", "20000000", "USD"),
    ("50 cents", "0.5", "USD"),
    ("$45 million USD", "45000000", "USD"),
    ("50 billion yuan", "50000000000", "CNY"),
    ("RMB 50 billion", "50000000000", "CNY"),
    ("CN¥50bn", "50000000000", "CNY"),
    ("HK$3 billion", "3000000000", "HKD"),
    ("10.5 million Hong Kong dollars", "10500000", "HKD"),
    ("₹3 crore", "30000000", "INR"),
    ("Rs 500 crore", "5000000000", "INR"),
    ("3 lakh crore rupees", "3000000000000", "INR"),
    ("€1.50", "1.5", "EUR"),
    ("1.200,50 euros", "1200.5", "EUR"),
    ("1,50 euros", "1.5", "EUR"),
    ("500 €", "500", "EUR"),
    ("5 million EUR", "5000000", "EUR"),
    ("2,600 million pounds", "2600000000", "GBP"),
    ("£2.6bn", "2600000000", "GBP"),
    ("50p", "0.5", "GBP"),
    ("3 pennies", "0.03", "GBP"),
    ("R500 million", "500000000", "ZAR"),
    ("50,000 won", "50000", "KRW"),
    ("CHF 1'200", "1200", "CHF"),
    ("-$3.5 million", "-3500000", "USD"),
    ("$-3.5 million", "-3500000", "USD"),
    ("five dollars", "5", "USD"),
    ("cost 1.200,50 euros", "1200.5", "EUR"),
    ("Rp500 million", "500000000", "IDR"),
    ("a $1.5-billion deal", "1500000000", "USD"),
]
OTHERS = [
    ("61 per cent", QuantityKind.SHARE, "61", "%"),
    ("four percent", QuantityKind.SHARE, "4", "%"),
    ("0.5 percentage points", QuantityKind.POINTS, "0.5", "pp"),
    ("25 basis points", QuantityKind.POINTS, "0.25", "pp"),
    ("a fifth of it", QuantityKind.SHARE, "20", "%"),
    ("two-thirds", QuantityKind.SHARE, "66.67", "%"),
    ("by a quarter", QuantityKind.SHARE, "25", "%"),
    ("a fifth", QuantityKind.SHARE, "20", "%"),
    ("half of the members", QuantityKind.SHARE, "50", "%"),
    ("fell by half", QuantityKind.SHARE, "50", "%"),
    ("one in five", QuantityKind.SHARE, "20", "%"),
    ("nine out of ten voters", QuantityKind.SHARE, "90", "%"),
    ("3 in 10", QuantityKind.SHARE, "30", "%"),
    ("3x faster", QuantityKind.MULTIPLE, "3", "x"),
    ("5 times larger", QuantityKind.MULTIPLE, "5", "x"),
    ("tenfold", QuantityKind.MULTIPLE, "10", "x"),
    ("doubled", QuantityKind.MULTIPLE, "2", "x"),
    ("half as much again", QuantityKind.MULTIPLE, "1.5", "x"),
    ("half as many", QuantityKind.MULTIPLE, "0.5", "x"),
    ("half an hour", QuantityKind.DURATION, "0.5", "hour"),
    ("a 10-day trip", QuantityKind.DURATION, "10", "day"),
    ("two centuries", QuantityKind.DURATION, "2", "century"),
    ("15 mins", QuantityKind.DURATION, "15", "minute"),
    ("aged 34", QuantityKind.AGE, "34", "year"),
    ("34-year-old", QuantityKind.AGE, "34", "year"),
    ("34 years of age", QuantityKind.AGE, "34", "year"),
    ("John Smith, 34, said", QuantityKind.AGE, "34", "year"),
    ("Ms. Smith, 34, said", QuantityKind.AGE, "34", "year"),
    ("Smith, 34, said", QuantityKind.AGE, "34", "year"),
    ("The singer, 76, died", QuantityKind.AGE, "76", "year"),
    ("his late wife, 70, agreed", QuantityKind.AGE, "70", "year"),
    ("The number, 76, is odd", QuantityKind.NUMBER, "76", None),
    ("In May, 34, said", QuantityKind.NUMBER, "34", None),
    ("in 2026", QuantityKind.YEAR, "2026", "year"),
    ("mid-2026", QuantityKind.YEAR, "2026", "year"),
    ("the 2024 elections", QuantityKind.YEAR, "2024", "year"),
    ("300 MW", QuantityKind.MEASURE, "300", "MW"),
    ("1,945 km", QuantityKind.MEASURE, "1945", "km"),
    ("200 pounds of sugar", QuantityKind.MEASURE, "200", "lb"),
    ("a 200-pound man", QuantityKind.MEASURE, "200", "lb"),
    ("a 100m race", QuantityKind.MEASURE, "100", "m"),
    ("1,200 people", QuantityKind.COUNT, "1200", "person"),
    ("5m people", QuantityKind.COUNT, "5000000", "person"),
    ("70B parameters", QuantityKind.COUNT, "70000000000", "parameter"),
    ("three new data centers", QuantityKind.COUNT, "3", "data center"),
    ("12 killed", QuantityKind.COUNT, "12", "killed"),
    ("a five-member board", QuantityKind.COUNT, "5", "member"),
    ("one person died", QuantityKind.COUNT, "1", "person"),
    ("they build 12 homes", QuantityKind.COUNT, "12", "home"),
    ("seven countries", QuantityKind.COUNT, "7", "country"),
    ("four buses", QuantityKind.COUNT, "4", "bus"),
    ("six churches", QuantityKind.COUNT, "6", "church"),
    ("2000 people", QuantityKind.COUNT, "2000", "person"),
    ("1.8 trillion", QuantityKind.NUMBER, "1800000000000", None),
    ("half a million", QuantityKind.NUMBER, "500000", None),
    ("three quarters of a million", QuantityKind.NUMBER, "750000", None),
    ("two and a half million", QuantityKind.NUMBER, "2500000", None),
    ("one million two hundred thousand", QuantityKind.NUMBER, "1200000", None),
    ("two thousand million", QuantityKind.NUMBER, "2000000000", None),
    ("two hundred and five", QuantityKind.NUMBER, "205", None),
    ("twenty-five", QuantityKind.NUMBER, "25", None),
    ("a dozen", QuantityKind.NUMBER, "12", None),
    ("1,50,000", QuantityKind.NUMBER, "150000", None),
    ("2½", QuantityKind.NUMBER, "2.5", None),
    ("½", QuantityKind.NUMBER, "0.5", None),
    ("10k", QuantityKind.NUMBER, "10000", None),
    ("12\u202f500", QuantityKind.NUMBER, "12500", None),
]
RANGES = [
    ("$45 billion to $50 billion", "45000000000", "50000000000", "USD"),
    ("$1-2 billion", "1000000000", "2000000000", "USD"),
    ("$1 to $2 billion", "1000000000", "2000000000", "USD"),
    ("£1.2m-£1.5m", "1200000", "1500000", "GBP"),
    ("between 3 and 5%", "3", "5", "%"),
    ("3-5%", "3", "5", "%"),
    ("3.2 per cent to 3.5 per cent", "3.2", "3.5", "%"),
    ("10 to 15 people", "10", "15", "person"),
    ("12,000–15,000 jobs", "12000", "15000", "job"),
    ("two or three days", "2", "3", "day"),
    ("aged 18 to 65", "18", "65", "year"),
    ("2019-2021", "2019", "2021", "year"),
    ("2024-25", "2024", "2025", "year"),
    ("the 1990s", "1990", "1999", "year"),
    ("dozens of people", "24", "120", "person"),
    ("several hundred jobs", "200", "1000", "job"),
    ("hundreds of millions of dollars", "200000000", "1000000000", "USD"),
    ("dozens of hours", "24", "120", None),
    ("500+", "500", None, None),
    ("500+ people", "500", None, "person"),
    ("500 or more people", "500", None, "person"),
    ("$500 million-plus", "500000000", None, "USD"),
    ("at least 5 people", "5", None, "person"),
    ("more than $500 million", "500000000", None, "USD"),
    ("up to 40%", None, "40", "%"),
    ("by up to 40", None, "40", None),
    ("up to 2040", None, "2040", None),
    ("no more than 40 people", None, "40", "person"),
]
QUALIFIERS = [
    ("about 2 million", "about"),
    ("nearly $7 billion", "nearly"),
    ("an estimated 300 people", "an estimated"),
    ("a record $70 billion", "record"),
    ("a loss of 310 million", "loss"),
    ("40% or so", "or so"),
    ("over three years", None),
    ("since about 2019", "about"),
    ("children under 5 died", "under"),
    ("above 2025", None),
]
NONE = [
    "V4.1 and version 2.0",
    "Llama 3 70B and DeepSeek V3 67B",
    "H100, B100, GPT-4, Boeing 737, Covid-19",
    "the new Xiaomi 17, a phone",
    "call +1 555-123-4567 or (555) 123-4567 or 555-123-4567",
    "9/11, 24/7",
    "a 737 MAX 9 flew",
    "Build 22000 and Group 4",
    "1. Super funding",
    "won 3-2 and 52-48",
    "at 12:39 or 5 p.m. or 5pm",
    "https://example.com/1234?id=99",
    "Section 12 of Article 5",
    "May 8 and 12-15 March",
    "on 2026-05-08 and 08/05/2026",
    "the 4th, the 21st",
    "a 4G phone, the 737MAX",
    "order 000123",
    "id 1234567890123456789012345",
    "10 Downing Street",
    "no one, one of them, the one way",
    "order #12",
    "1.2.3.4",
    "call 020 7946 0958 or 0800 123 4567 or 555 123 4567",
    "one ſixth of it",
    "people ²",
    "a third person",
    "the first half, the third quarter of it",
    "12,34,5",
    "70B",
    "",
]
CAN_BOTH_BE_TRUE = [
    ("$1.2 billion", "$1,200 million", True),
    ("$1.2 billion", "$1.4 billion", False),
    ("$612 million", "$621 million", False),
    ("$612 million", "$612.4 million", True),
    ("$1 billion", "$1.4 billion", False),
    ("$7.4 billion", "$7.35 billion", True),
    ("3.2%", "3.5%", False),
    ("about 2 million", "1.98 million", True),
    ("about 500", "460", True),
    ("nearly 2 million", "2.2 million", False),
    ("just over 2 million", "2.1 million", True),
    ("just over 2 million", "1.9 million", False),
    ("up to 40", "35", True),
    ("up to 40", "45", False),
    ("more than 500", "480", False),
    ("500+", "600", True),
    ("500", "498", True),
    ("500", "480", False),
    ("4 percent", "four percent", True),
    ("12 killed", "15 killed", False),
    ("12 people", "15 dogs", True),
    ("12 people", "15 people", False),
    ("12 months", "one year", True),
    ("12 months", "two years", False),
    ("$5", "€6", True),
    ("$5", "6 people", True),
    ("$5", "5%", True),
    ("5%", "5 people", True),
    ("5 km", "5 hours", True),
    ("a loss of $5 million", "-$5 million", True),
    ("a loss of $5 million", "-$7 million", False),
    ("by a quarter", "25%", True),
    ("two-thirds", "66%", True),
    ("$45 billion to $50 billion", "$47 billion", True),
    ("aged 34", "a 35-year-old", False),
    ("in 2025", "in 2026", False),
    ("hundreds of people", "12 people", False),
    ("$7.35 billion", "$7.30 billion", False),
    ("$7.35 billion", "$7.354 billion", True),
    ("$7 billion", "$7.05 billion", True),
]


def only(text: str) -> Quantity:
    (quantity,) = find_quantities(text)
    return quantity


@pytest.mark.parametrize(("text", "value", "code"), MONEY)
def test_money_is_read_with_scale_and_currency(text: str, value: str, code: str) -> None:
    found = only(text)
    assert (found.kind, found.low, found.high, found.unit) == (QuantityKind.MONEY, Decimal(value), Decimal(value), code)


@pytest.mark.parametrize(("text", "kind", "value", "unit"), OTHERS)
def test_a_quantity_is_read_with_kind_and_unit(text: str, kind: QuantityKind, value: str, unit: str | None) -> None:
    found = only(text)
    assert (found.kind, found.low, found.high, found.unit) == (kind, Decimal(value), Decimal(value), unit)


@pytest.mark.parametrize(("text", "low", "high", "unit"), RANGES)
def test_a_range_or_a_bound_is_read(text: str, low: str | None, high: str | None, unit: str | None) -> None:
    found = only(text)
    expected = (Decimal(low) if low else None, Decimal(high) if high else None)
    assert (found.low, found.high) == expected
    assert unit is None or found.unit == unit


@pytest.mark.parametrize(("text", "word"), QUALIFIERS)
def test_a_qualifier_is_kept(text: str, word: str | None) -> None:
    assert only(text).qualifier == word


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_a_number_is_left_out(text: str) -> None:
    assert find_quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RMB 50 billion and HK$3 billion", ["RMB 50 billion", "HK$3 billion"]),
        ("rose from 3% to 5%", ["3%", "5%"]),
        ("rose 3% to 5%", ["3%", "5%"]),
        ("grew by 3 to 5%", ["3 to 5%"]),
        ("grew by 3 to 5 points from 2019", ["3 to 5", "2019"]),
        ("fell by 1,200 to 3,800 from 5,000", ["1,200", "3,800", "5,000"]),
        ("fell by 2 points to 38 from about 40", ["2", "38", "about 40"]),
        ("cut by a fifth or a quarter", ["a fifth", "a quarter"]),
        ("a third or a quarter of it", ["a third", "a quarter"]),
        ("A fifth. Then a third man", ["A fifth"]),
        ("the captain, 12, 14 and 15", ["12", "14", "15"]),
        ("3 mıllion, 5 brillion, or leſs", ["3", "5"]),
        ("12 of 18 members", ["12", "18"]),
        ("12 of the members", ["12"]),
        ("5% to $6", ["5%", "$6"]),
        ("$5 to 3%", ["$5", "3%"]),
        ("May 8, 2026", ["2026"]),
        ("the Storm Kills 12", ["12"]),
        ("in 2026 - 12 people", ["2026", "12"]),
        ("3 percent and 5 to 2 people", ["3 percent", "5", "2"]),
        ("https://a.example/12 and 13 people at www.b.example/4", ["13"]),
        ("costs $5 - $3 less", ["$5", "$3"]),
        ("killed 2 in three weeks", ["2", "three weeks"]),
        ("about $3 million in May 2026 (about 5%)", ["about $3 million", "2026", "about 5%"]),
    ],
)
def test_quantities_are_told_apart(text: str, expected: list[str]) -> None:
    assert [quantity.text for quantity in find_quantities(text)] == expected


@pytest.mark.parametrize(
    ("context", "code"), [(None, "JPY"), ("Chinese firms", "CNY"), ("RMB", "CNY"), ("in Tokyo", "JPY"), ("", "JPY")]
)
def test_the_context_tilts_an_ambiguous_sign(context: str | None, code: str) -> None:
    (found,) = find_quantities("¥50 billion", context=context)
    assert (found.unit, set(found.candidates)) == (code, {"JPY", "CNY"})


@pytest.mark.parametrize(("context", "code"), [("Canadian", "CAD"), ("Canadian, Wall Street", "USD"), (None, "USD")])
def test_a_dollar_is_american_unless_only_another_country_speaks(context: str | None, code: str) -> None:
    (found,) = find_quantities("$5", context=context)
    assert (found.unit, found.candidates[0]) == (code, code)


@pytest.mark.parametrize(
    ("text", "step"),
    [("$7.4 billion", "100000000"), ("$1,200 million", "1000000"), ("3.25%", "0.01"), ("1,200 people", "1")],
)
def test_the_step_weighs_the_last_digit_written(text: str, step: str) -> None:
    assert only(text).step == Decimal(step)


def test_a_verb_with_a_number_of_its_own_counts_nothing_before_it() -> None:
    quantities = find_quantities("A quake of magnitude 7.0 killed 260 people")
    assert [quantity.unit for quantity in quantities] == [None, "person"]


def test_the_noun_is_kept_as_written() -> None:
    assert only("three new data centers opened").noun == "new data centers"


def test_a_value_is_written_without_exponent_or_idle_zeros() -> None:
    assert str(only("$7.40 billion").low) == "7400000000"


@pytest.mark.parametrize(("left", "right", "expected"), CAN_BOTH_BE_TRUE)
def test_two_quantities_agree_or_not(left: str, right: str, *, expected: bool) -> None:
    first, second = only(left), only(right)
    assert admits(first, second) is expected
    assert admits(second, first) is expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("4%", "four percent", True),
        ("$1.2bn", "$1,200 million", True),
        ("$7.4 billion", "$7.35 billion", False),
        ("$5", "€5", False),
        ("up to 40", "40", False),
        ("a loss of $5 million", "-$5 million", True),
    ],
)
def test_the_same_statement_is_told_from_one_that_only_agrees(left: str, right: str, *, expected: bool) -> None:
    assert says_same(only(left), only(right)) is expected


def test_a_plain_number_compares_with_a_count() -> None:
    assert comparable(only("12"), only("12 people"))


def test_an_open_side_stays_open() -> None:
    assert tolerance(only("up to 40")) == (None, Decimal(40))


def test_an_open_negative_amount_is_compared_by_its_size() -> None:
    assert not admits(only("at least -$5 million"), only("-$7 million"))
