"""A long text goes into a key as a short one does."""

import pytest

from pipeline.store.digest import Digest


@pytest.mark.parametrize("text", ["", "a", '"é\n😀\ud800' * 5, '"é\n😀' * 3, "x" * 14])
def test_a_long_text_gives_the_key_of_the_text(text: str) -> None:
    whole, in_parts = Digest("run"), Digest("run")
    whole.add(text)
    in_parts.add_long(text[start : start + 7] for start in range(0, len(text), 7))
    assert in_parts.key == whole.key
