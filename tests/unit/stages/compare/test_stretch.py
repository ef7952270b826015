"""Which quarter, half, set or leg a text speaks of is read from its words or its short form."""

import pytest

from pipeline.stages.compare.stretch import stretch_in


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("sales in the second quarter of 2026", "second quarter"),
        ("a first-half profit", "first half"),
        ("Q3 revenue", "third quarter"),
        ("in H2", "second half"),
        ("lost the final set", "final set"),
        ("half of the seats", None),
        ("the second suspect", None),
        ("", None),
    ],
)
def test_a_stretch_is_named_as_a_reader_would(text: str, stretch: str | None) -> None:
    assert stretch_in(text) == stretch
