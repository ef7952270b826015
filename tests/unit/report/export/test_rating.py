"""What verdicts are called outside."""

import re

import pytest

from pipeline.errors import ConfigurationError
from pipeline.report.export.rating import LABELS, Averitec, parse_scale
from pipeline.report.register import is_doubt
from schemas.verdict import Verdict


def test_every_verdict_has_its_row_and_only_doubts_are_reviewed() -> None:
    assert list(LABELS) == list(Verdict)
    assert {verdict for verdict, label in LABELS.items() if label.rating} == set(filter(is_doubt, Verdict))


def test_no_rating_calls_a_claim_true_or_false() -> None:
    words = {word for label in LABELS.values() for word in re.findall(r"\w+", (label.rating or "").lower())}
    assert not words & {"true", "false", "wrong", "right", "correct", "incorrect", "fake", "lie", "misleading"}


def test_nothing_is_supported_or_refuted_and_a_failure_has_no_label() -> None:
    labels = {verdict: label.averitec for verdict, label in LABELS.items()}
    assert set(labels.values()) == {Averitec.CONFLICTING, Averitec.NOT_ENOUGH, None}
    assert (labels[Verdict.NOT_CHECKED], labels[Verdict.PLAUSIBLE]) == (None, Averitec.NOT_ENOUGH)


def test_a_publisher_may_set_numbers_beside_the_words() -> None:
    assert parse_scale(["contradicted=2", "disputed=3"]) == {Verdict.CONTRADICTED: 2, Verdict.DISPUTED: 3}


@pytest.mark.parametrize("words", ["false=1", "plausible=5", "disputed=0", "disputed=6", "disputed", "disputed=2.5"])
def test_a_number_that_means_nothing_is_refused(words: str) -> None:
    with pytest.raises(ConfigurationError, match="is no rating: give VERDICT=N"):
        parse_scale([words])
