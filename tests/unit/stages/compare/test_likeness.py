"""Which passages without a value are laid beside one another for the model."""

import pytest

from pipeline.stages.compare.likeness import MOST_POSTED, find_alike
from tests.telling import Told, batch_of, tell

SUBJECT = "Northwind Ferries"
TITLE = "Northwind Ferries of Lanmere shuts the Oswin crossing after storm damage"
WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "inlet", "juniper")


def alike(*told: Told) -> set[frozenset[str]]:
    return {frozenset((left.text, right.text)) for left, right in find_alike(batch_of(*told))}


def report(sentence: str, outlet: str) -> Told:
    return tell(TITLE, sentence, subject=SUBJECT, outlet=outlet)


def lettered(number: int) -> str:
    """Return a number as a word: a figure would make the passage one with a value."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


OTHERS = [
    tell(f"{word} opens", f"The {word} hall of {word} opened quietly.", subject="Nobody", outlet=word) for word in WORDS
]


def test_passages_of_one_event_that_share_rare_words_are_met() -> None:
    first = "Northwind Ferries blamed corroded bollards for the closure."
    second = "The closure was due to corroded bollards, Northwind Ferries said."
    assert frozenset((first, second)) in alike(report(first, "Coast Daily"), report(second, "Strait Post"), *OTHERS)


def test_passages_of_one_article_are_not_met() -> None:
    told = tell(TITLE, "Corroded bollards caused it all.", "Corroded bollards did not cause it.", subject=SUBJECT)
    assert alike(told, *OTHERS) == set()


@pytest.mark.parametrize(("repeated", "is_met"), [(5, True), (MOST_POSTED, False)])
def test_words_that_everybody_writes_are_not_looked_up(repeated: int, *, is_met: bool) -> None:
    first, second = "Harbour traffic stopped, weather worsened.", "Weather worsened and harbour traffic stopped."
    everybody = [
        tell(f"Town {n}", f"{first[:-1]} in q{lettered(n)}.", subject="Nobody", outlet=f"Paper {n}")
        for n in range(repeated)
    ]
    pairs = alike(report(first, "Coast Daily"), report(second, "Strait Post"), *OTHERS, *everybody)
    assert (frozenset((first, second)) in pairs) is is_met
