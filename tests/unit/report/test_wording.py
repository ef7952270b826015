"""Every word of the vocabulary has its words for people."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from pipeline.report import wording
from schemas.claim import MissingKind
from schemas.conflict import Relation
from schemas.finding import FindingKind
from schemas.grade import Consistency, Plausibility
from schemas.verdict import Outcome, Verdict


@pytest.mark.parametrize(
    ("words", "vocabulary"),
    [
        (wording.VERDICT, Verdict),
        (wording.ARTICLE_VERDICT, Verdict),
        (wording.TO_DO, Verdict),
        (wording.FINDING, FindingKind),
        (wording.RELATION, Relation),
        (wording.MISSING, MissingKind),
        (wording.PLAUSIBILITY, Plausibility),
        (wording.CONSISTENCY, Consistency),
        (wording.OUTCOME, Outcome),
    ],
)
def test_every_value_has_words(words: Mapping[StrEnum, str], vocabulary: type[StrEnum]) -> None:
    assert set(words) == set(vocabulary)
    assert all(words.values())


def test_every_doubt_has_a_question() -> None:
    assert set(wording.QUESTION) == {each for each in Verdict if each.rank < Verdict.PLAUSIBLE.rank}


@pytest.mark.parametrize(
    ("numbers", "spelled"),
    [((4,), "sentence 4"), ((4, 5, 6), "sentences 4-6"), ((1, 3, 4), "sentences 1, 3-4")],
)
def test_runs_of_numbers_are_drawn_together(numbers: tuple[int, ...], spelled: str) -> None:
    assert wording.numbered("sentence", numbers) == spelled


@pytest.mark.parametrize(("count", "spelled"), [(0, "0 claims"), (1, "1 claim"), (2, "2 claims")])
def test_counts_carry_their_noun(count: int, spelled: str) -> None:
    assert wording.counted(count, "claim") == spelled


@pytest.mark.parametrize(
    ("verdicts", "spelled"),
    [
        ([Verdict.PLAUSIBLE, Verdict.DISPUTED], "1 disputed, 1 with nothing against it"),
        ([Verdict.PLAUSIBLE] * 2, "2 with nothing against them"),
        ([], ""),
    ],
)
def test_verdicts_are_counted_worst_first(verdicts: list[Verdict], spelled: str) -> None:
    assert wording.tally(verdicts) == spelled


@pytest.mark.parametrize(("by", "spelled"), [("rule:total", "rule total"), ("model:x:y", "model x:y"), ("odd", "odd")])
def test_who_made_a_finding_is_said_in_words(by: str, spelled: str) -> None:
    assert wording.made_by(by) == spelled
