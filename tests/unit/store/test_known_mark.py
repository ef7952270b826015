"""Which mark counts for what is found now."""

from typing import Any

import pytest

from pipeline.store import KnownMarks
from schemas.mark import Mark, MarkVerdict
from schemas.subject import Subject
from tests.marking import AGREE, FALSE_ALARM, FIXED, claim, conflict, kept, mark

CLAIM = claim()
REWORDED = claim("2" * 32)


def found(subject: Subject, *marks: Mark) -> Mark | None:
    known = KnownMarks(kept(*marks)).of(subject)
    return known.mark if known else None


def test_a_mark_counts_for_its_own_subject_alone() -> None:
    made = mark(CLAIM)
    assert found(CLAIM, made) == made
    assert found(claim("3" * 32, "4" * 32), made) is None
    assert found(CLAIM) is None


def test_the_newest_of_a_subject_counts() -> None:
    assert found(CLAIM, mark(CLAIM), mark(CLAIM, FALSE_ALARM), mark(CLAIM, FIXED)) == mark(CLAIM, FIXED)


def test_what_was_taken_back_counts_for_nothing() -> None:
    assert found(CLAIM, mark(CLAIM), mark(CLAIM, None)) is None


def test_a_note_without_a_verdict_counts() -> None:
    assert found(CLAIM, mark(CLAIM, None, "ask the desk")) == mark(CLAIM, None, "ask the desk")


def test_a_mark_carries_over_to_the_same_passage_in_another_model_s_words() -> None:
    assert found(REWORDED, mark(CLAIM, FALSE_ALARM)) == mark(CLAIM, FALSE_ALARM)
    assert found(REWORDED, mark(CLAIM, FALSE_ALARM), mark(REWORDED, None)) is None


@pytest.mark.parametrize(("marked", "asked"), [(None, "f" * 32), ("f" * 32, None), (None, None)])
def test_a_passage_that_several_claims_share_carries_no_mark_to_other_words(
    marked: str | None, asked: str | None
) -> None:
    assert found(claim("2" * 32, asked), mark(claim("1" * 32, marked))) is None


@pytest.mark.parametrize("verdict", [AGREE, FIXED])
def test_agreement_on_a_conflict_counts_while_every_marked_side_is_there(verdict: MarkVerdict) -> None:
    made = mark(conflict("1", "2"), verdict)
    assert found(conflict("1", "2", "3"), made) == made
    assert found(conflict("1", "3"), made) is None
    assert found(conflict("1"), made) is None


@pytest.mark.parametrize("verdict", [FALSE_ALARM, None])
def test_a_false_alarm_counts_for_neither_more_sides_nor_fewer(verdict: MarkVerdict | None) -> None:
    made = mark(conflict("1", "2", "3"), verdict, "no")
    assert found(conflict("1", "2", "3"), made) == made
    assert found(conflict("1", "2"), made) is None
    assert found(conflict("1", "2", "3", "4"), made) is None


@pytest.mark.parametrize("more", [{"told": "update"}, {"makers": ("rule:date",)}])
def test_agreement_does_not_carry_over_to_another_question_about_the_same_passages(more: dict[str, Any]) -> None:
    assert found(conflict("1", "2", "3", **more), mark(conflict("1", "2"))) is None


def test_agreement_carries_over_from_one_model_s_conflict_to_that_of_another() -> None:
    made = mark(conflict("1", "2", makers=("model:a",)))
    assert found(conflict("1", "2", "3", makers=("model:b",)), made) == made


def test_of_two_conflicts_that_became_one_the_newer_mark_counts() -> None:
    first, second = mark(conflict("1", "2")), mark(conflict("2", "3"), FIXED)
    assert found(conflict("1", "2", "3"), first, second) == second
