"""Which sentences say again what others say."""

import pytest

from pipeline.stages.ingest.repeated import MAX_PLACES, Repetition, find_repeated
from pipeline.text.fold import fold_tokens

KEPT = (
    "Alder Bank buys Birch Trust",
    "Alder Bank will pay 3.2 billion euros in cash for Birch Trust, its board said on Sunday.",
    "The founder of the lab did not put up 20 billion yuan himself.",
    "He agreed.",
)


def judge(text: str, kept: tuple[str, ...] = KEPT) -> Repetition | None:
    sentences = [(i, fold_tokens(sentence)) for i, sentence in enumerate([*kept, text])]
    return find_repeated(sentences).get(len(kept))


@pytest.mark.parametrize(
    ("text", "repetition"),
    [
        ("ALDER BANK BUYS BIRCH TRUST!", Repetition("same_words", 0)),
        ("he agreed", Repetition("same_words", 3)),
        ("Alder Bank will pay 3.2 billion euros in cash", Repetition("joined_pieces", 1)),
        ("Alder Bank buys Birch Trust Alder Bank will pay 3.2 billion euros", Repetition("joined_pieces", 1)),
        ("He agreed. Alder Bank buys Birch Trust", Repetition("joined_pieces", 0)),
    ],
)
def test_a_sentence_made_of_kept_pieces_is_repeated(text: str, repetition: Repetition) -> None:
    assert judge(text) == repetition


@pytest.mark.parametrize(
    "text",
    [
        "Alder Bank will pay 3.3 billion euros in cash for Birch Trust, its board said on Sunday.",
        "Alder Bank will pay 3.2 billion euros in cash for Beech Trust, its board said on Sunday.",
        "Alder Bank will not pay 3.2 billion euros in cash for Birch Trust, its board said on Sunday.",
        "Alder Bank will pay 3.2 billion dollars in cash for Birch Trust",
        "The founder of the lab put up 20 billion yuan himself.",
        "Put up 20 billion yuan himself",
        "Alder Bank buys",
        "in cash for Birch Trust Alder Bank will pay 3.2 billion euros in cash for Birch Trust pay 3.2 billion euros",
        "He agreed. He agreed. He agreed. He agreed.",
        "",
    ],
)
def test_a_changed_digit_name_or_negation_is_new(text: str) -> None:
    assert judge(text) is None


def test_the_first_of_equals_is_kept() -> None:
    assert find_repeated([(7, ("a",)), (2, ("a",))]) == {2: Repetition("same_words", 7)}


def test_a_formula_in_many_places_stays_bounded() -> None:
    kept = tuple(f"it was said on the day by number {i}" for i in range(MAX_PLACES + 5))
    assert judge(f"it was said on the day by number {MAX_PLACES + 3}", kept) == Repetition("same_words", MAX_PLACES + 3)
