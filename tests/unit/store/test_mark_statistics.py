"""How often reviewers agree is counted by rule, by model and prompt, with an interval."""

import pytest

from pipeline.store import mark_statistics
from pipeline.store.mark_statistics import wilson_interval
from tests.marking import AGREE, FALSE_ALARM, FIXED, claim, conflict, kept, mark


def test_each_maker_of_a_doubt_has_a_line_with_what_was_said_last() -> None:
    both = claim("1" * 32, makers=("rule:total", "model:m"), model="m", prompt="grade/v1")
    marks = kept(
        mark(both, FALSE_ALARM),
        mark(claim("2" * 32), FIXED),
        mark(claim("3" * 32)),
        mark(both, AGREE),
        mark(claim("4" * 32), FALSE_ALARM),
        mark(conflict("1", "2"), FALSE_ALARM),
        mark(claim("5" * 32), None, "only a note"),
    )
    lines = [(one.made_by, one.prompt, one.agree, one.fixed, one.false_alarm) for one in mark_statistics(marks)]
    assert lines == [
        ("rule:total", None, 3, 1, 1),
        ("rule:value", None, 0, 0, 1),
        ("model:m", "grade/v1", 1, 0, 0),
    ]
    assert [one.precision for one in mark_statistics(marks)] == [0.75, 0.0, 1.0]


def test_one_model_under_two_prompts_has_two_lines() -> None:
    told = [claim(f"{n}" * 32, prompt=f"grade/v{n}", makers=("model:m",), model="m") for n in (1, 2)]
    marks = kept(*map(mark, told))
    assert [one.prompt for one in mark_statistics(marks)] == ["grade/v1", "grade/v2"]


def test_without_marks_there_is_nothing_to_count() -> None:
    assert mark_statistics(()) == ()


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    # By hand, of 8 in 10: (0.8 + 0.19207) / 1.38415, and sqrt(0.38415 * (0.16 + 0.09604)) / 1.38415 either way.
    [(8, 10, 0.49016, 0.94332), (0, 1, 0.0, 0.79346), (1, 1, 0.20654, 1.0), (500, 1000, 0.46907, 0.53093)],
)
def test_the_interval_is_wilson_s(hits: int, total: int, low: float, high: float) -> None:
    assert wilson_interval(hits, total) == pytest.approx((low, high), abs=1e-5)
