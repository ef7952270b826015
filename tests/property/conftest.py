"""Tests of many examples: those that take long are not traced, since an example more reaches hardly another line."""

from collections.abc import Sequence
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LONG = ("test_compare", "test_contradiction", "test_difference", "test_hostile_text", "test_prune", "test_store")


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE and item.path.stem in LONG:
            item.add_marker(pytest.mark.untraced)
