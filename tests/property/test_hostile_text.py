import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time

import pytest

from pipeline.text.aside import find_asides
from pipeline.text.date import find_dates
from pipeline.text.name import find_names
from pipeline.text.negation import find_negations
from pipeline.text.quantity import find_quantities
from pipeline.text.status import attribution_of, status_of

PUBLISHED = datetime(2026, 5, 8, tzinfo=UTC)
READERS: dict[str, Callable[[str], object]] = {
    "quantities": find_quantities,
    "dates": lambda text: find_dates(text, PUBLISHED),
    "names": find_names,
    "negations": find_negations,
    "status": status_of,
    "attribution": attribution_of,
}
UNITS = [
    *["1", "1 ", "1 1 1 ", "1,", "1,1,", "1.", "1.1.1.1 ", "1.2.", "1'1", "\u202f001", "\u00a01", "01 ", "٣"],
    *["$", "$1", "$1 ", "-$1", "US$1", "%%%", "1% ", "((((", "(1) ", "-", "-1-1-1", "1-", "1 - ", "+1 ", "#1 ", "\n1 "],
    *["1/", "1:1", "1½ ", "1_", "1x ", "5m", "1p ", "100m ", "1 p.m. ", "1st ", "(555) ", "555-123-4567 "],
    *["a", "A", "a ", "one ", "one-", "three", "three three ", "twenty ", "twenty-", "hundred ", "one hundred and "],
    *["billion billion ", "1 million million ", "1 to ", "1 to 1 to 1 to ", "between ", "between 1 and ", "from 1 to "],
    *["1 of 1 ", "1 in 1 ", "one in five ", "a third or ", "half a ", "dozens of ", "tens of ", "about ", "up to 1 "],
    *["by 1 to 1 from ", "1 new old ", "1 pounds of ", "loss of 1 ", "aged 1 ", "Ann, 1, ", "the singer, 1, ", "1 USD"],
    *["2020 ", "2020-01-01 ", "01/01/2020 ", "since ", "Monday ", "Monday will ", "May ", "may ", "May 1 ", "1 May "],
    *[
        "Q1 ",
        "third quarter of ",
        "last ",
        "last year ",
        "last 1 ",
        "1 years ago ",
        "a year ",
        "early ",
        "1990s ",
        "the ",
    ],
    *[
        "Mr. ",
        "J. ",
        "Aa ",
        "Aa 1 ",
        "Llama 3 70B ",
        "said ",
        "he said, ",
        "will ",
        "planned ",
        "not ",
        "n't ",
        "“",
        "” ",
    ],
    *["http://", "http://a ", "www.", "\n", "\t", "  ", ". ", "? ", "'", "éé", "é1", "İ", "ı "],
]
ASIDE_UNITS = [
    *["1", "a ", "é", "аa", "((((", "<", "[{", '"claim": ', "\\", "ignore all ", "you are a ", "please ", "rate all "],
    *["system:\n", "if you are an ", "\n", "a\u200b", "\U000e0041", "🏴\U000e0067", "\u2066"],
]
CHEAP_UNITS = ["1", "1,1,", "1.1.", "((((", "$$$$", "%%%", "-"]
MARKS = "0123456789" * 3 + ".," * 8 + "$%-–()/:'+ \n€#"
MEGABYTE = 1_000_000
# An eighth of it is longer than what the reader of quantities remembers.
SIZE = 9_600
TIMES_LINEAR = 3
# Below this a measure tells the clock, not the work.
FLOOR_S = 0.002


def cost_s(read: Callable[[str], object], text: str) -> float:
    begin = process_time()
    read(text)
    return max(process_time() - begin, FLOOR_S)


def is_linear(read: Callable[[str], object], text: str) -> bool:
    """Compare the text with its first eighth, in processor time; what a busy machine spoils is measured again."""
    eighth = text[: len(text) // 8]
    return any(cost_s(read, text) <= TIMES_LINEAR * 8 * cost_s(read, eighth) for _ in range(3))


def marks(size: int) -> str:
    """Return digits and punctuation in an order without a pattern, the same in every run."""
    blocks = (hashlib.sha256(str(number).encode()).digest() for number in range(size // 32 + 1))
    return "".join(MARKS[byte % len(MARKS)] for block in blocks for byte in block)[:size]


def not_linear(text: str) -> list[str]:
    return [name for name, read in READERS.items() if not is_linear(read, text)]


@pytest.mark.parametrize("unit", UNITS)
def test_cost_grows_in_step_with_a_hostile_text(unit: str) -> None:
    assert not_linear(unit * (SIZE // len(unit))) == []


@pytest.mark.parametrize("unit", CHEAP_UNITS)
def test_cost_grows_in_step_up_to_a_megabyte_of_one_mark(unit: str) -> None:
    assert not_linear(unit * (MEGABYTE // len(unit))) == []


def test_cost_grows_in_step_up_to_a_megabyte_of_digits_and_punctuation() -> None:
    assert not_linear(marks(MEGABYTE)) == []


@pytest.mark.parametrize("unit", ASIDE_UNITS)
def test_looking_for_asides_grows_in_step_with_a_hostile_text(unit: str) -> None:
    assert is_linear(find_asides, unit * (SIZE // len(unit)))
