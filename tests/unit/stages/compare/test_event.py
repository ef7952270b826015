"""The verbs of events: every form of each is found, however it is written, and no word that only begins as one does."""

from collections.abc import Callable

import pytest

from pipeline.stages.compare.state.event import BEGINNING, CANCELLING, COMPLETING, PLANNING, verb_forms, verb_pattern


@pytest.mark.parametrize("verbs", [BEGINNING, CANCELLING, COMPLETING, PLANNING])
@pytest.mark.parametrize("write", [str, str.upper, str.capitalize])
def test_every_form_of_a_verb_is_found(verbs: str, write: Callable[[str], str]) -> None:
    forms = [write(form) for verb in verbs.split(", ") for form in verb_forms(verb)]
    assert [form for form in forms if verb_pattern(verbs).search(f"They {form} it.") is None] == []


@pytest.mark.parametrize("word", ["completely", "re-open", "launchpad", "opening-night"])
def test_word_that_only_begins_or_ends_as_a_verb_does_is_none(word: str) -> None:
    assert verb_pattern(f"{BEGINNING}, {COMPLETING}").search(f"They {word} it.") is None
