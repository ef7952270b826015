"""Words as they are compared."""

import pytest

from pipeline.text.fold import fold_tokens, fold_word


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("It’s “over”", "it's 'over'"),
        ("STRASSE", "Straße"),
        ("a  b\nc", "A, B; c."),
        ("ﬁre", "fire"),
        ("−5 degrees", "-5 degrees"),
    ],
)
def test_typography_and_case_fall_away(left: str, right: str) -> None:
    assert fold_tokens(left) == fold_tokens(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("1.5 million", "15 million"),
        ("it isn't", "it is"),
        ("5 people", "-5 people"),
        ("$5 billion", "€5 billion"),
        ("rose 5%", "rose 5"),
        ("killed 12", "killed 15"),
        ("Liang Wenfeng", "Liang Wenhong"),
    ],
)
def test_what_changes_the_meaning_stays(left: str, right: str) -> None:
    assert fold_tokens(left) != fold_tokens(right)


def test_a_word_is_folded_alone() -> None:
    assert fold_word("DIDN’T") == "didn't"
