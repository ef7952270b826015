"""Numbers come back from disk as they come back from an array, and a full disk loses none that were there."""

import subprocess
import sys
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.number_file import NumberFile

NUMBERS = st.lists(st.integers(0, 2**64 - 1), max_size=40)
FULL = """
import resource
from pipeline.errors import ConfigurationError
from pipeline.number_file import NumberFile
numbers = NumberFile("Q")
numbers.extend(range(2_000))
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
for put_in in (lambda: numbers.append(1), lambda: numbers.extend([1, 2])):
    try:
        put_in()
    except ConfigurationError:
        print(len(numbers), numbers[1_999])
"""


@settings(deadline=None)  # numbers are a file
@given(st.lists(NUMBERS.map(lambda few: few * 60), max_size=4), st.data())
def test_numbers_are_those_of_an_array(put_in: list[list[int]], data: st.DataObject) -> None:
    kept, known = NumberFile("Q"), array("Q")
    for numbers in put_in:
        kept.extend(numbers)
        kept.append(7)
        known.extend([*numbers, 7])
    start, end = (data.draw(st.none() | st.integers(-len(known), len(known))) for _ in range(2))
    at = data.draw(st.integers(0, len(known)))
    assert (len(kept), kept[start:end], kept[start:end:2]) == (len(known), known[start:end], known[start:end:2])
    assert [kept[at]] == [known[at]] if at < len(known) else at == len(kept)


def test_a_slice_that_ends_before_it_begins_is_empty_wherever_it_begins() -> None:
    numbers = NumberFile("Q")
    numbers.extend(range(1024))
    numbers.extend(range(100))
    assert [list(numbers[start:1020]) for start in (1020, 1022, 1030)] == [[], [], []]


@pytest.mark.parametrize("at", [-1, 1])
def test_a_place_where_nothing_is_is_an_error(at: int) -> None:
    numbers = NumberFile("I")
    numbers.append(1)
    with pytest.raises(IndexError):
        numbers[at]


def test_a_number_is_as_large_as_its_code_says() -> None:
    with pytest.raises(OverflowError):
        NumberFile("I").append(2**32)


def test_a_full_disk_loses_nothing_that_was_there() -> None:
    done = subprocess.run([sys.executable, "-c", FULL], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["2000 1999"] * 2
