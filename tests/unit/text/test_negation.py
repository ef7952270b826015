import pytest

from pipeline.text.negation import find_negations, is_negated

FOUND = [
    ("It did not raise money.", ["not"]),
    ("It wasn't so, and won’t be.", ["wasn't", "won’t"]),
    ("never, without, none", ["never", "without", "none"]),
    ("neither X nor Y", ["neither", "nor"]),
    ("It has yet to close.", ["has yet to"]),
    ("It no longer trades.", ["no longer"]),
    ("She denied it and refuses.", ["denied", "refuses"]),
    ("He fails to pay; he cannot.", ["fails to", "cannot"]),
    ("No one came.", ["No one"]),
]
AFFIRMING = [
    "Not only did it grow",
    "nothing but praise",
    "no more than 40 people",
    "No. 5 in the charts",
    "hundreds, if not thousands",
    "a no-fly zone",
    "notable notes",
    "none other than the king",
    "there is no doubt",
    "",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_negations_are_found(text: str, expected: list[str]) -> None:
    assert [negation.text for negation in find_negations(text)] == expected
    assert is_negated(text)


@pytest.mark.parametrize("text", AFFIRMING)
def test_an_affirming_idiom_is_no_negation(text: str) -> None:
    assert find_negations(text) == ()
    assert not is_negated(text)
