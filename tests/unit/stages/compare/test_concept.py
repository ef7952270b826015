"""What an amount is said to be: by the nearest word of its own clause, and not by what it happens to count."""

import pytest

from pipeline.stages.compare.concept import read_concepts
from pipeline.stages.compare.trigger import words_of
from pipeline.text.quantity import find_quantities

READ = [
    ("Two workers died at the yard.", {"Two": "killed"}),
    ("Two workers at the yard of Norvik Lines died.", {"Two": "killed"}),
    ("Norvik Lines has 350 workers in Tarn.", {"350": "staff"}),
    ("Norvik Lines has 350 workers at the yard where two men died.", {"350": "staff", "two": "killed"}),
    ("Police arrested 40 protesters.", {"40": "arrested"}),
    ("Five died and 800 left their homes.", {"Five": "killed"}),
    ("Five people have died, the mayor says. 800 people have left their homes.", {"Five": "killed"}),
    ("12 people were killed and 30 injured.", {"12": "killed", "30": "injured"}),
    ("Of the 21 people who were hurt, 9 are in hospital.", {"21": "injured"}),
    ("Two of the injured are children.", {}),
    ("The toll rose from 12 to 14.", {"12": "killed", "14": "killed"}),
    ("The yard, built in 1962, is run by a company founded in 1919.", {"1962": "built", "1919": "founded"}),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_an_amount_is_what_its_clause_says_of_it(text: str, expected: dict[str, str]) -> None:
    found = read_concepts(text, words_of(text), find_quantities(text), 0)
    assert {quantity.text: concept.name for quantity, concept in found} == expected
