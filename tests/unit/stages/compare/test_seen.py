"""Numbers are known again, however many there are."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.compare.seen import Seen

FEW = st.integers(0, 5)
ANY = st.integers(0, 2**64 - 1)
# All of these want to lie in one place.
ALIKE = st.integers(2, 2**20).map(lambda number: number << 40)


@given(st.lists(FEW.map(lambda number: number and number + 1) | ANY.filter(lambda number: number != 1) | ALIKE))
def test_a_number_is_new_the_first_time_alone(numbers: list[int]) -> None:
    seen, known = Seen(), set[int]()
    for number in numbers:
        assert seen.add(number) is (number not in known)
        known.add(number)


def test_it_grows() -> None:
    seen = Seen()
    numbers = [number * 0x9E3779B97F4A7C15 % 2**64 for number in range(1, 5_000)]
    assert all(map(seen.add, numbers))
    assert not any(map(seen.add, numbers))
