from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.text.quantity import admits, find_quantities, says_same, tolerance
from schemas.quantity import Quantity, QuantityKind

FRAGMENTS = (
    "$7.4 billion|up to|40%|RMB|50|million|people|May|8|,|2026|-|to|one in five|half a|Boeing|737|of|the|by|fell"
    "|from|or|a third|12:39|3-2|V4.1|a|hundred|and|¥|HK$|.|(|)|+|0|007|twenty|five|1,200|1.200,50|aged|Ann, 34,"
    "|years old|\n|“|”|between|%|x|km|²|½|٣|\u00a0|\u202f|mıllion|ſeven|leſs|or more|loss of|dozens|doubled"
    "|pounds|of sugar|1990s|p.m.|#|_|é"
)
PIECES = st.sampled_from(FRAGMENTS.split("|"))
NEWS = st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=12).map("".join)
TEXT = NEWS | st.text(max_size=80)
BEFORE = "It rained all day. \n"
AFTER = "\nIt rained all day."
MONEY = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "HK$": "HKD", "₹": "INR", "CN¥": "CNY", "RMB ": "CNY"}
SCALES = {"": 1, " million": 10**6, "m": 10**6, " billion": 10**9, "bn": 10**9, " trillion": 10**12}
UNITS = {
    "%": (QuantityKind.SHARE, "%"),
    " per cent": (QuantityKind.SHARE, "%"),
    " percentage points": (QuantityKind.POINTS, "pp"),
    " people": (QuantityKind.COUNT, "person"),
    " new data centers": (QuantityKind.COUNT, "data center"),
    " times as many": (QuantityKind.MULTIPLE, "x"),
    " km": (QuantityKind.MEASURE, "km"),
    " hours": (QuantityKind.DURATION, "hour"),
    " yuan": (QuantityKind.MONEY, "CNY"),
    "": (QuantityKind.NUMBER, None),
}
# From 1900 to 2100 a bare number is a year.
NUMBERS = st.integers(2, 1899) | st.integers(2101, 10**9)


def only(text: str) -> Quantity:
    (found,) = find_quantities(text)
    return found


def moved(found: tuple[Quantity, ...], shift: int) -> list[Quantity]:
    return [q.model_copy(update={"start": q.start + shift, "end": q.end + shift}) for q in found]


@given(TEXT)
@example("3 mıllion, 5 brillion, one ſixth, or leſs, 12 rıyals, ²")
def test_any_text_is_read_and_every_span_names_its_text(text: str) -> None:
    for quantity in find_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.text.strip() == quantity.text != ""


@given(TEXT)
def test_every_quantity_lies_within_its_own_tolerance_and_agrees_with_itself(text: str) -> None:
    for quantity in find_quantities(text):
        low, high = tolerance(quantity)
        assert low is None or (quantity.low is not None and low <= quantity.low)
        assert high is None or (quantity.high is not None and high >= quantity.high)
        assert admits(quantity, quantity)
        assert says_same(quantity, quantity)


@given(NEWS)
def test_unrelated_text_before_and_after_moves_offsets_and_changes_nothing_else(text: str) -> None:
    expected = moved(find_quantities(text), len(BEFORE))
    assert list(find_quantities(BEFORE + text)) == expected
    assert list(find_quantities(BEFORE + text + AFTER)) == expected


@given(st.sampled_from([*MONEY]), st.integers(1, 10**6), st.integers(0, 99), st.sampled_from([*SCALES]))
def test_money_reads_back_as_it_was_written(sign: str, whole: int, cents: int, scale: str) -> None:
    found = only(f"it cost {sign}{whole:,}.{cents:02d}{scale} then")
    value = Decimal(f"{whole}.{cents:02d}") * SCALES[scale]
    assert (found.kind, found.low, found.high, found.unit) == (QuantityKind.MONEY, value, value, MONEY[sign])
    assert found.text == f"{sign}{whole:,}.{cents:02d}{scale}"
    assert found.step == Decimal("0.01") * SCALES[scale]


@given(NUMBERS, st.sampled_from([*UNITS]), st.sampled_from(["{:,}", "{}"]))
def test_a_number_with_its_unit_reads_back_as_it_was_written(number: int, unit: str, form: str) -> None:
    found = only(f"they saw {form.format(number)}{unit}, then left")
    assert (found.kind, found.unit) == UNITS[unit]
    assert (found.low, found.high) == (Decimal(number), Decimal(number))


@given(
    st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from(["${:,} to ${:,}", "${:,}-${:,}", "${:,}–{:,} a day"])
)
def test_a_range_reads_back_as_it_was_written(first: int, more: int, form: str) -> None:
    found = only(f"they paid {form.format(first, first + more)} then")
    assert (found.low, found.high, found.unit) == (Decimal(first), Decimal(first + more), "USD")


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_change_and_its_outcome_are_no_range(change: int, outcome: int) -> None:
    found = find_quantities(f"it fell by {change:,} to {change + outcome:,} from 9,999,999 then")
    assert [quantity.low for quantity in found] == [change, change + outcome, 9_999_999]


@given(st.integers(1, 120), st.sampled_from(["aged {}", "{}-year-old", "Ann Lee, {}, said", "The singer, {}, said"]))
def test_an_age_reads_back_as_it_was_written(age: int, form: str) -> None:
    found = only(form.format(age))
    assert (found.kind, found.low, found.high) == (QuantityKind.AGE, Decimal(age), Decimal(age))
