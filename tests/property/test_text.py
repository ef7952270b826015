from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.date import find_dates
from pipeline.text.name import find_names, name_key, near_miss, same_name
from pipeline.text.negation import find_negations
from pipeline.text.quantity import admits, find_quantities
from pipeline.text.status import attribution_of, status_of
from schemas.quantity import QuantityKind

PUBLISHED = datetime(2026, 5, 8, tzinfo=UTC)
FRAGMENTS = (
    "$7.4 billion|up to|40%|RMB|50|million|people|May|8|,|2026|-|to|one in five|half a|DeepSeek|Mr.|of|the|not|n't"
    "|on Tuesday|12:39|3-2|V4.1|a|hundred|and|¥|HK$|.|(|)|+|0|007|twenty|five|1,200|1.200,50|said|last|years ago|\n|“|”"
    "|between|%|x"
)
PIECES = st.sampled_from(FRAGMENTS.split("|"))
NEWS = st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=12).map("".join)
TEXT = NEWS | st.text(max_size=80)
NAMES = st.text(alphabet="abcdeABCDE .-'é", max_size=20)


def spans(text: str) -> list[list[tuple[str, int, int]]]:
    return [
        [(item.text, item.start, item.end) for item in find_quantities(text)],
        [(item.text, item.start, item.end) for item in find_dates(text, PUBLISHED)],
        [(item.text, item.start, item.end) for item in find_names(text)],
        [(item.text, item.start, item.end) for item in find_negations(text)],
    ]


@given(TEXT)
def test_every_span_indexes_the_text_it_names(text: str) -> None:
    assert all(text[start:end] == named for found in spans(text) for named, start, end in found)


@given(TEXT)
def test_spans_ascend_and_do_not_overlap(text: str) -> None:
    assert all(left[2] <= right[1] for found in spans(text) for left, right in pairwise(found))


@given(TEXT)
def test_low_is_never_above_high(text: str) -> None:
    for quantity in find_quantities(text):
        assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high
        assert admits(quantity, quantity)


@given(NEWS)
def test_text_before_shifts_offsets_and_changes_nothing_else(text: str) -> None:
    before = "It rained all day. \n"
    shift = len(before)
    moved = [
        item.model_copy(update={"start": item.start + shift, "end": item.end + shift}) for item in find_quantities(text)
    ]
    assert list(find_quantities(before + text)) == moved


@given(st.integers(1, 10**6), st.integers(0, 99), st.sampled_from(["", " million", " billion", "bn"]))
def test_money_reads_back_as_it_was_written(whole: int, cents: int, scale: str) -> None:
    (found,) = find_quantities(f"it cost ${whole:,}.{cents:02d}{scale} then")
    factor = {"": 1, " million": 10**6}.get(scale, 10**9)
    assert (found.kind, found.low) == (QuantityKind.MONEY, Decimal(f"{whole}.{cents:02d}") * factor)


@given(st.integers(2, 10**9))
def test_a_count_reads_back_as_it_was_written(count: int) -> None:
    (found,) = find_quantities(f"they met {count:,} voters")
    assert (found.kind, found.low, found.unit) == (QuantityKind.COUNT, Decimal(count), "voter")


@given(NAMES, NAMES)
def test_names_compare_the_same_both_ways(left: str, right: str) -> None:
    assert same_name(left, right) == same_name(right, left)
    assert near_miss(left, right) == near_miss(right, left)
    assert name_key(name_key(left)) == name_key(left)


@given(TEXT)
def test_status_and_attribution_take_any_text(text: str) -> None:
    status = status_of(text)
    who = attribution_of(text)
    assert status is None or status.value
    assert who is None or who.strip()
