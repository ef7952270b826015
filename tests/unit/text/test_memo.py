"""What is remembered of texts is let go at once, whatever remembers it."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import _lru_cache_wrapper, lru_cache
from typing import Any

import pytest

import pipeline.stages
import pipeline.text
from pipeline.runner.disk_store import DiskStore
from pipeline.stages.compare.archive import Archive
from pipeline.stages.compare.kept import MemoryStore, Store
from pipeline.text import memo

# What holds less is not felt.
FEWEST = 1000


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401  what lru_cache makes, of which typing has no name
    """Give a memory that is forgotten with the others, in this test alone."""
    monkeypatch.setattr(memo, "FORGETTING", [])
    return memo.forgettable(lru_cache(10)(str.upper))


def large_memories() -> Iterator[tuple[str, Any]]:
    for package in (pipeline.text, pipeline.stages):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, _lru_cache_wrapper) and (value.cache_info().maxsize or 0) >= FEWEST:
                    yield f"{found.name}.{name}", value


def test_every_large_memory_of_text_can_be_let_go() -> None:
    assert [name for name, value in large_memories() if value.cache_clear not in memo.FORGETTING] == []


def test_what_is_forgotten_is_read_again(known: Any) -> None:  # noqa: ANN401  as the fixture
    assert known("a") == "A"
    memo.forget()
    assert (known.cache_info().currsize, known("a")) == (0, "A")


@pytest.mark.parametrize(("store", "left"), [(DiskStore(), [0, 1, 0, 1, 0]), (MemoryStore(), [0, 1, 2, 3, 4])])
def test_comparing_lets_go_from_time_to_time_where_the_store_bounds_what_is_held(
    known: Any,  # noqa: ANN401  as the fixture
    store: Store,
    left: list[int],
) -> None:
    held = []
    for word in Archive({}, [], store).in_turn("abcde", to_remember=2):
        held.append(known.cache_info().currsize)
        known(word)
    assert held == left
