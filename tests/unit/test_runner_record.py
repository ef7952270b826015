from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import exit_code
from pipeline.errors import (
    AccessDeniedError,
    BudgetError,
    BusyError,
    FactgradeError,
    InputError,
    InvalidReplyError,
    ThrottledError,
)
from pipeline.llm.profile import PROFILES
from pipeline.runner import BatchResult, Reading
from pipeline.runner.record import Identity, outcome_of, record_parts
from pipeline.stopping import StopCause
from prompts import load
from schemas.article import RejectedInput
from schemas.run import RunOutcome
from schemas.verdict import Verdict
from tests.factories import make_article
from tests.kept import record, stamp

IDENTITY = Identity(("a", "b"), (load("extract_claims"),), "m", PROFILES["small"])
NOTHING = BatchResult(())
READ = Reading(())
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
    ("result", "reading", "not_checked", "outcome", "code"),
    [
        (NOTHING, READ, 0, RunOutcome.COMPLETE, 0),
        (NOTHING, replace(READ, duplicates=(ITEM,)), 0, RunOutcome.COMPLETE, 0),
        (NOTHING, replace(READ, rejected=(ITEM,)), 0, RunOutcome.INCOMPLETE, 3),
        (NOTHING, READ, 1, RunOutcome.INCOMPLETE, 3),
        (replace(NOTHING, stop=StopCause.FAILURES), READ, 1, RunOutcome.TOO_MANY_FAILURES, 3),
        (replace(NOTHING, is_down=True), replace(READ, rejected=(ITEM,)), 0, RunOutcome.PROVIDER_DOWN, 75),
        (replace(NOTHING, is_down=True, stop=StopCause.FAILURES), READ, 1, RunOutcome.PROVIDER_DOWN, 75),
        (replace(NOTHING, is_down=True, stop=StopCause.BUDGET), READ, 1, RunOutcome.BUDGET, 4),
        (replace(NOTHING, stop=StopCause.TIME), READ, 1, RunOutcome.BUDGET, 4),
        (replace(NOTHING, stop=StopCause.DENIAL), READ, 1, RunOutcome.DENIED, 2),
        (replace(NOTHING, is_down=True, stop=StopCause.INTERRUPT), READ, 1, RunOutcome.INTERRUPTED, 130),
        (replace(NOTHING, stop=StopCause.TERMINATE), READ, 1, RunOutcome.TERMINATED, 143),
    ],
)
def test_the_gravest_thing_that_happened_is_the_outcome(  # one parameter a column
    result: BatchResult, reading: Reading, not_checked: int, outcome: RunOutcome, code: int
) -> None:
    assert outcome_of(result, reading, not_checked) is outcome
    assert exit_code.of_outcome(outcome) == code


@pytest.mark.parametrize(("cause", "code"), [(StopCause.INTERRUPT, 130), (StopCause.TERMINATE, 143), (None, 130)])
def test_a_signal_before_anything_was_written_has_its_code(cause: StopCause | None, code: int) -> None:
    assert exit_code.of_stop(cause) == code


def test_articles_asked_about_in_the_same_way_have_the_same_way() -> None:
    assert replace(IDENTITY, article_ids=("c",)).way == IDENTITY.way
    assert replace(IDENTITY, model="n").way != IDENTITY.way


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AccessDeniedError("x"), 2),
        (ThrottledError("x"), 75),
        (BusyError("x"), 75),
        (InvalidReplyError("x"), 3),
        (BudgetError("x"), 4),
        (InputError("p", "x"), 3),
    ],
)
def test_an_error_that_ends_a_command_has_its_code(error: FactgradeError, code: int) -> None:
    assert exit_code.of_error(error) == code


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), max_size=4))
def test_a_record_in_parts_is_the_record_as_json(paths: list[str]) -> None:
    stamps = [stamp(make_article("It opened.", path=path), 2, Verdict.PLAUSIBLE) for path in paths]
    told = record(articles=tuple(stamps), settings={'"articles": [],': "\n  ],"})
    assert "".join(record_parts(told)) == told.model_dump_json(indent=2) + "\n"


def test_each_article_of_a_record_is_a_part() -> None:
    stamps = [stamp(make_article(f"It cost ${n}."), 1, Verdict.PLAUSIBLE) for n in range(5)]
    assert len(list(record_parts(record(articles=tuple(stamps))))) == 3 + len(stamps)
