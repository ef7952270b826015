"""Text of ASCII is read by patterns of its own, which must find what those for any text find."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stages.compare.trigger import words_of
from pipeline.text.fold import fold_tokens
from pipeline.text.language import reads_as_english
from pipeline.text.word import content_words

# A dash is no part of a word, and no pattern finds it.
OUTSIDE = " — "
WORDS = str.split(
    "the of is said die der van met het een Mary's isn't U.S. 1.5 12,000 5th 10:30 -3 a_b o'clock x' 'y $7 40%"
)
TEXTS = st.lists(st.sampled_from(WORDS) | st.text("aZ09'.,:-_%$+ \n", max_size=6), max_size=40).map(" ".join)


@pytest.mark.parametrize("read", [content_words, fold_tokens, words_of, reads_as_english])
@settings(max_examples=60)
@given(text=TEXTS)
def test_text_of_ascii_is_read_as_any_text_is(read: Callable[[str], object], text: str) -> None:
    assert read(text) == read(text + OUTSIDE)
