"""What pages say of a run that is read from its record."""

from typing import Any

import pytest

from pipeline.app.job import headline_of_record
from schemas.run import PromptStamp, ProviderStamp, RunOutcome
from tests import kept

ASKED = ProviderStamp(provider="openai", why="a key is set", model="m-70b", model_named_by_server=None, profile="large")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param({}, {"provider": "m-70b (a key is set)", "model": "m-70b"}, id="who answered"),
        pytest.param(
            {"settings": {"cassette": "seeds.yaml"}},
            {"provider": "replay of seeds.yaml, recorded from m-70b"},
            id="replay",
        ),
        pytest.param({}, {"profile": "large", "is_decisive": True}, id="a profile that decides"),
        pytest.param(
            {"provider": ASKED.model_copy(update={"profile": "small"})}, {"is_decisive": False}, id="one that does not"
        ),
        pytest.param(
            {"provider": ASKED.model_copy(update={"profile": "of another time"})}, {"is_decisive": False}, id="unknown"
        ),
        pytest.param(
            {"prompts": (PromptStamp(name="extract", version="v1", sha256="0"),)},
            {"prompts": ("extract/v1",)},
            id="prompts",
        ),
        pytest.param({"outcome": RunOutcome.COMPLETE}, {"warnings": ()}, id="nothing to warn of"),
    ],
)
def test_pages_say_of_a_record_what_the_run_said(changed: dict[str, Any], told: dict[str, Any]) -> None:
    headline = headline_of_record(kept.record(**{"provider": ASKED, **changed}))
    assert {name: getattr(headline, name) for name in told} == told


def test_a_run_that_was_cut_short_says_so() -> None:
    (warning,) = headline_of_record(kept.record(outcome=RunOutcome.BUDGET)).warnings
    assert "The budget is used up" in warning
