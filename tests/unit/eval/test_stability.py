"""What counts as an answer that flipped."""

from collections.abc import Sequence

import pytest

from pipeline.eval.judgement import Judgement
from pipeline.eval.stability import stability_of
from tests.unit.eval.judging import judgement

TOLD = judgement(0, wanted=True, told=True, answer="update")
QUIET, OTHER_WORD = TOLD.model_copy(update={"is_told": False}), TOLD.model_copy(update={"answer": "rounding"})
UNASKED = TOLD.model_copy(update={"is_told": None})


@pytest.mark.parametrize(
    ("first", "second", "asked", "flipped"),
    [
        ([TOLD], [TOLD], 1, 0),
        ([TOLD], [QUIET], 1, 1),
        ([TOLD], [OTHER_WORD], 1, 1),
        ([TOLD], [UNASKED], 0, 0),
        ([TOLD], [], 1, 1),
        ([], [TOLD], 1, 1),
        ([], [], 0, 0),
    ],
)
def test_answers_flip_where_they_differ(
    first: Sequence[Judgement], second: Sequence[Judgement], asked: int, flipped: int
) -> None:
    found = stability_of(first, second, "seed")
    assert (found.asked, found.flipped) == (asked, flipped)
    assert found.item_ids == ("i0",) * flipped
    assert (found.rate is None) == (asked == 0)
