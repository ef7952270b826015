"""Numbers are found by article id, in the order in which they were added."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from pipeline.numbered import Numbered


@given(st.lists(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9)), max_size=6), max_size=3))
def test_numbers_are_found_as_lists_by_id_would_give_them(rounds: list[list[tuple[str, int]]]) -> None:
    numbered, expected = Numbered(), defaultdict[str, list[int]](list)
    for added in rounds:
        for article_id, number in added:
            numbered.add(article_id, number)
            expected[article_id].append(number)
        assert {one: list(numbered.of(one)) for one in "abcd"} == {one: expected[one] for one in "abcd"}
    told = [numbers for numbers in expected.values() if numbers]
    assert numbered.count() == len(told)
    assert sorted(numbered.last()) == sorted(numbers[-1] for numbers in told)


def test_threads_may_add_while_others_read() -> None:
    numbered, many = Numbered(), range(3_000)

    def add_and_read(article_id: str) -> list[int]:
        for number in many:
            numbered.add(article_id, number)
            if number % 1_000 == 0:
                assert list(numbered.of(article_id)) == [*range(number + 1)]
        return list(numbered.of(article_id))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(add_and_read, "abcd")) == [[*many]] * 4
