from dataclasses import replace
from typing import Any

import pytest

from pipeline import exit_code
from pipeline.errors import AccessDeniedError, FactgradeError, InputError, InvalidReplyError, ThrottledError
from pipeline.llm.profile import PROFILES
from pipeline.runner import BatchResult, Reading
from pipeline.runner.record import Identity, outcome_of
from prompts import load
from schemas.article import RejectedInput
from schemas.run import RunOutcome

IDENTITY = Identity(("a", "b"), (load("extract_claims"),), "m", PROFILES["small"])
NOTHING = BatchResult((), (), {}, ())
READ = Reading((), (), ())
ITEM = RejectedInput(path="x", reason="y")


def test_equal_runs_have_equal_ids() -> None:
    assert IDENTITY.run_id == replace(IDENTITY).run_id
    assert len(IDENTITY.run_id) == 16


@pytest.mark.parametrize(
    "changed",
    [
        {"article_ids": ("b", "a")},
        {"prompts": (load("grade_claims"),)},
        {"model": "n"},
        {"profile": PROFILES["large"]},
        {"profile": PROFILES["small"].model_copy(update={"sentences_per_call": 99})},
    ],
)
def test_whatever_decides_the_result_changes_the_id(changed: dict[str, Any]) -> None:
    assert replace(IDENTITY, **changed).run_id != IDENTITY.run_id


@pytest.mark.parametrize(
    ("result", "reading", "outcome", "code"),
    [
        (NOTHING, READ, RunOutcome.COMPLETE, 0),
        (NOTHING, replace(READ, duplicates=(ITEM,)), RunOutcome.COMPLETE, 0),
        (NOTHING, replace(READ, rejected=(ITEM,)), RunOutcome.INCOMPLETE, 3),
        (replace(NOTHING, is_down=True), replace(READ, rejected=(ITEM,)), RunOutcome.PROVIDER_DOWN, 75),
        (replace(NOTHING, is_down=True, is_interrupted=True), READ, RunOutcome.INTERRUPTED, 130),
    ],
)
def test_the_gravest_thing_that_happened_is_the_outcome(
    result: BatchResult, reading: Reading, outcome: RunOutcome, code: int
) -> None:
    assert outcome_of(result, reading) is outcome
    assert exit_code.of_outcome(outcome) == code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AccessDeniedError("x"), 2),
        (ThrottledError("x"), 75),
        (InvalidReplyError("x"), 3),
        (InputError("p", "x"), 3),
    ],
)
def test_an_error_that_ends_a_command_has_its_code(error: FactgradeError, code: int) -> None:
    assert exit_code.of_error(error) == code
