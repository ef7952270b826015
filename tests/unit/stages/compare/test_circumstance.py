"""Days of what happened: a verdict and a sentence are of two days."""

import pytest

from pipeline.stages.compare.circumstance import Days
from tests.telling import batch_of, tell

TITLE = "Jury in Harrow on Gideon Marsh and Marlow Estates"


def _is_found(left: str, right: str) -> bool:
    first = tell(TITLE, left, subject="Gideon Marsh", outlet="Harrow Times")
    second = tell(f"{TITLE}, reports say", right, subject="Gideon Marsh", outlet="Northern Post")
    batch = batch_of(first, second)
    rule = Days(batch)
    for told in batch.all_told():
        rule.enter(told)
    return bool(list(rule.found()))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Gideon Marsh was convicted on 3 May.", "Gideon Marsh was convicted on 4 May.", True),
        ("Gideon Marsh was sentenced on 3 May.", "Gideon Marsh was sentenced on 4 May.", True),
        ("Gideon Marsh was convicted on 3 May.", "Gideon Marsh was sentenced on 4 May.", False),
    ],
)
def test_a_verdict_and_a_sentence_have_a_day_each(left: str, right: str, *, expected: bool) -> None:
    assert _is_found(left, right) is expected
