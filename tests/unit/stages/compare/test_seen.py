"""Things are known again, however many there are."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.compare.seen import Seen

FEW = st.integers(0, 5).map(lambda number: number and number + 1)
ANY = st.integers(2, 2**61 - 2)
# All of these want to lie in one place.
ALIKE = st.integers(2, 2**20).map(lambda number: number << 40)
PLACES = st.tuples(st.sampled_from("ab"), st.integers(0, 3))


@given(st.lists(FEW | ANY | ALIKE | PLACES))
def test_a_thing_is_new_the_first_time_alone(things: list[int | tuple[str, int]]) -> None:
    seen, known = Seen(), set[int | tuple[str, int]]()
    for thing in things:
        assert (thing in seen) is (thing in known)
        assert seen.add(thing) is (thing not in known)
        known.add(thing)
    assert all(thing in seen for thing in things)


def test_it_grows() -> None:
    seen = Seen()
    numbers = [number * 0x9E3779B97F4A7C15 % 2**64 for number in range(1, 5_000)]
    seen.update(numbers)
    assert all(number in seen for number in numbers)
    assert not any(map(seen.add, numbers))
