"""Every rule finds the same from entries that were kept on disk as from those in memory."""

from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.errors import LLMError, UnavailableError
from pipeline.llm.port import LLMReply, LLMRequest
from pipeline.llm.profile import PROFILES
from pipeline.runner.disk_store import DiskStore
from pipeline.stages.compare import Comparison, compare_articles
from pipeline.stages.compare.kept import Store
from prompts import Setup, load
from tests.telling import claims_of, tell

TITLE = "Quantek of Norland and its rival Bexley open the annual industry fair in Port Ellen"
TOLD = [
    tell(TITLE, *sentences, subject="Quantek", day=day, outlet=outlet)
    for outlet, day, sentences in (
        (
            "Coast Daily",
            1,
            (
                "Quantek raised $7.4 billion in a funding round, and 12 people were hurt at the fair.",
                "The funding round was led by Norland Fund and Alpha Capital.",
                "Jonathan Petersen is the chief executive of Quantek.",
                "The fair hall collapsed on Monday at Calder Point.",
                "The hall was insured.",
                "Quantek has completed the takeover of Bexley.",
                "The mayor closed the northern bridge after the heavy storm on the coast.",
                "Visitors of the fair praised the quiet gardens behind the old harbour walls.",
            ),
        ),
        (
            "Norland Post",
            1,
            (
                "Quantek raised $7.9 billion in a funding round, and 15 people were hurt at the fair.",
                "The funding round was led by Norland Fund and Gamma Capital.",
                "Maria Keller is the chief executive of Quantek.",
                "The fair hall collapsed on Sunday at Fenwick Head.",
                "The hall was not insured.",
                "Quantek has abandoned the takeover of Bexley.",
                "The mayor opened the northern bridge after the heavy storm on the coast.",
                "Visitors of the fair disliked the quiet gardens behind the old harbour walls.",
            ),
        ),
        (
            "Evening Mail",
            None,
            (
                "Jonathan Pedersen of Quantek spoke, and the mayor did not close the northern bridge after the storm.",
                "Quantek raised 50 billion yuan (about $7.35 billion) in a funding round.",
            ),
        ),
    )
]


def nobody(requests: Sequence[LLMRequest[Any]]) -> list[LLMReply[Any] | LLMError]:
    return [UnavailableError("nobody answers here") for _ in requests]


def compared(store: Store | None) -> Comparison:
    setup = Setup(load("relate_claims"), "nobody", PROFILES["small"])
    return compare_articles(claims_of(TOLD), [article for article, _ in TOLD], nobody, setup, store)


@pytest.mark.parametrize("most_held", [1, 2, 100])
def test_what_is_found_is_the_same(most_held: int) -> None:
    assert compared(DiskStore(most_held)) == compared(None)


def test_all_rules_have_something_to_find_here() -> None:
    rules = {conflict.by.removeprefix("rule:") for conflict in compared(None).conflicts}
    assert {"values", "holder", "state", "property", "member", "days", "places"} <= rules


def test_passages_without_a_value_are_asked_about() -> None:
    assert len(compared(DiskStore(1)).not_checked) > 0
