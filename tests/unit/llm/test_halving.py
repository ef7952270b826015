"""Asking about less: every item ends in parts that were answered, or cannot be made smaller."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FilteredError, InvalidReplyError, LLMError, RefusedError, TruncatedError, UnavailableError
from pipeline.llm.halving import ask_halving
from pipeline.llm.port import LLMReply, LLMRequest, T
from tests.unit.llm.asking import Points, ask, replied

Item = tuple[int, ...]
Answered = list[tuple[Item, LLMReply[Points] | LLMError]]


class Model:
    """Answers about an item as `error_for` says, and keeps the items of each round."""

    def __init__(self, error_for: Callable[[Item], LLMError | None]) -> None:
        self._error_for = error_for
        self.rounds: list[list[Item]] = []

    def __call__(self, requests: Sequence[LLMRequest[T]]) -> list[LLMReply[T] | LLMError]:
        items = [tuple(map(int, request.user.split())) for request in requests]
        self.rounds.append(items)
        return [self._error_for(item) or replied() for item in items]  # type: ignore[misc]  # every reply is of Points

    def asked(self) -> list[Item]:
        return [item for items in self.rounds for item in items]


def halves(item: Item) -> Sequence[Item]:
    middle = len(item) // 2
    return (item[:middle], item[middle:]) if middle else ()


def answer(items: Sequence[Item], model: Model) -> Answered:
    return ask_halving(items, model, lambda item: ask(" ".join(map(str, item))), halves)


def too_long(limit: int) -> Callable[[Item], LLMError | None]:
    return lambda item: TruncatedError("too long") if len(item) > limit else None


ITEMS = st.lists(st.lists(st.integers(0, 999), min_size=1, max_size=12).map(tuple), max_size=5)


def test_what_is_answered_is_asked_once() -> None:
    model = Model(lambda _item: None)
    assert answer([(1, 2), (3,)], model) == [((1, 2), replied()), ((3,), replied())]
    assert model.rounds == [[(1, 2), (3,)]]


def test_nothing_is_asked_about_nothing() -> None:
    model = Model(lambda _item: None)
    assert answer([], model) == []
    assert model.rounds == []


@pytest.mark.parametrize("error", [TruncatedError("cut"), FilteredError("minded")])
def test_what_did_not_end_is_replaced_by_its_halves(error: LLMError) -> None:
    model = Model(lambda item: error if len(item) > 2 else None)
    found = answer([(1, 2, 3, 4), (5,)], model)
    assert [item for item, _ in found] == [(5,), (1, 2), (3, 4)]
    assert model.rounds == [[(1, 2, 3, 4), (5,)], [(1, 2), (3, 4)]]


@pytest.mark.parametrize("error", [RefusedError("no"), InvalidReplyError("odd"), UnavailableError("gone")])
def test_other_failures_are_final(error: LLMError) -> None:
    assert answer([(1, 2)], Model(lambda _item: error)) == [((1, 2), error)]


def test_a_filter_that_minds_one_passage_costs_that_passage_alone() -> None:
    found = answer([tuple(range(8))], Model(lambda item: FilteredError("minded") if 5 in item else None))
    assert [item for item, answered in found if isinstance(answered, LLMError)] == [(5,)]
    assert sorted(n for item, answered in found if isinstance(answered, LLMReply) for n in item) == [
        0,
        1,
        2,
        3,
        4,
        6,
        7,
    ]


@given(ITEMS, st.integers(0, 12))
def test_every_item_ends_in_exactly_one_part(items: list[Item], limit: int) -> None:
    found = answer(items, Model(too_long(limit)))
    assert sorted(n for item, _ in found for n in item) == sorted(n for item in items for n in item)
    for item, answered in found:
        assert isinstance(answered, LLMReply) == (len(item) <= limit)
        assert len(item) <= max(limit, 1)


@given(ITEMS, st.integers(0, 12))
def test_no_part_is_asked_about_twice_and_the_number_of_requests_is_bounded(items: list[Item], limit: int) -> None:
    numbered = [tuple(range(100 * n, 100 * n + len(item))) for n, item in enumerate(items)]
    model = Model(too_long(limit))
    answer(numbered, model)
    asked = model.asked()
    assert len(asked) == len(set(asked)) <= sum(2 * len(item) - 1 for item in numbered)
