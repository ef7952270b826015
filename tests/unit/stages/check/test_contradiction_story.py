"""Short stories with a title and paragraphs: what a careful editor would find in them, and what only looks like it."""

from datetime import UTC, datetime

import pytest

from pipeline.stages.check.contradiction import find_contradictions
from schemas.article import SentenceRole
from schemas.conflict import Relation
from tests.factories import make_article

PUBLISHED = datetime(2026, 5, 6, tzinfo=UTC)
FILL = "The debate in the town hall went on until late."
CONFLICTS = {
    "title and the last paragraph": (
        "summary_value",
        "Flood kills 14",
        FILL,
        "It was the worst flood since 1987, when 22 people died. The 16 people killed were aged between 4 and 91.",
    ),
    "a year of birth and an age": (
        "age_of_birth",
        "The last ferryman",
        "Callum Reid was born in 1961 in a house at the pier. At 60 years old, he still rows.",
    ),
    "a year of birth and an age at death": (
        "age_of_birth",
        "A life at sea",
        "Ann Lee, who drew maps, died on Monday at home. She was 84.",
        "Lee was born on 3 March 1938 in Tarrow.",
    ),
    "an age beside the name": ("age_of_birth", "A life", "Ann Lee, 51, sings.", "Lee was born in 1961 in Tarrow."),
    "pleaded guilty or not": (
        "denied_and_told",
        "In court",
        "Ann Lee took the money. She pleaded guilty to 11 counts.",
        "Lee, who pleaded not guilty to all counts, wept.",
    ),
    "a denied clause of a longer sentence": (
        "denied_and_told",
        "A crash",
        "The tram had passed a red light.",
        "The tram did not pass a red light, and its driver was cleared of all blame on Tuesday.",
    ),
    "one person, two offices": (
        "two_offices",
        "A bid",
        "Ann Lee, chief executive of Acme, made the bid.",
        "Ann Lee, chief financial officer of Acme, will speak.",
    ),
    "two judges of one family name": (
        "two_holders",
        "In court",
        "Judge Irene Vasko opened the trial.",
        "The trial was closed by Judge Elena Vasko.",
    ),
    "who beat whom": (
        "two_outcomes",
        "Okafor beats Lindt in three sets",
        FILL,
        "Lindt, who beat Okafor in the final, had a sore knee.",
    ),
    "the defeat of the winner": (
        "two_outcomes",
        "A late goal",
        "Halden Rovers beat Dunmore Town 3-2.",
        "The defeat leaves Rovers third.",
    ),
    "denied after it was told": (
        "denied_and_told",
        "Live: the vote",
        "22:10 - Strand has conceded defeat.",
        "22:40 - Strand has not conceded defeat.",
    ),
}
NO_CONFLICTS = {
    "a place that the summary does not name": (
        "Storm in the valley",
        "More than 2,000 people were evacuated from the valley.",
        "The water reached the town of Holm by noon. In Holm, 300 people were evacuated.",
    ),
    "a place behind the amount": (
        "Storm in the valley",
        "More than 2,000 people were evacuated from the valley.",
        "Some 300 people were evacuated in Holm.",
    ),
    "a year with its own toll": ("Flood kills 14", FILL, "It was the worst flood since 1987, when 22 people died."),
    "asked for": (
        "Court jails clerk",
        "Ann Lee was jailed for four years for the theft of the money.",
        "The prosecution had asked that Lee be jailed, and called for six years for the theft of the money.",
    ),
    "sued for": (
        "Court orders Acme to pay $6 million to passengers",
        FILL,
        "The lawyer of the passengers had sued Acme for $9 million.",
    ),
    "expected": (
        "Profit of Acme falls to $88 million",
        FILL,
        "Analysts had expected a profit of $95 million for Acme.",
    ),
    "two periods": (
        "Acme had a net profit of $88 million in the third quarter",
        FILL,
        "For the first nine months Acme had a net profit of $290 million.",
    ),
    "two entries of a live report": (
        "Live: the vote",
        FILL,
        "22:05 - With 150 districts counted, Feld leads with 51.1 percent.",
        "22:40 - With all districts counted, Feld leads with 52.4 percent.",
    ),
    "denied before it was told": (
        "Live: the vote",
        "22:10 - Strand has not conceded defeat.",
        "22:40 - Strand has conceded defeat.",
    ),
    "another case": (
        "Court orders Acme to pay $6 million to 8,000 passengers",
        FILL,
        "In a similar case a court had ordered a rival to pay $1 million to 3,000 passengers.",
    ),
    "an age that fits": ("A life", "Ann Lee, 64, sings.", "Lee was born in 1961 in Tarrow."),
    "an age at another time": ("A life", "Lee was born in 1961 in Tarrow.", "She was 22 when she sang in Rome."),
    "somebody else's age": (
        "A life",
        "Ann Lee was born in 1961 in Tarrow.",
        "He is 41.",
        "Her son, Bo Lee, 31, sings.",
    ),
    "somebody else's plea": (
        "In court",
        FILL,
        "Ann Lee pleaded guilty to all counts.",
        "Bo Ray, who pleaded not guilty to all counts, wept.",
    ),
    "a former office": (
        "A bid",
        "Ann Lee, chief executive of Acme, made the bid.",
        "Ann Lee was chief financial officer of Acme until 2024.",
    ),
    "an earlier match": (
        "Okafor beats Lindt in three sets",
        FILL,
        "Lindt, who beat Okafor in Rome last year, had a sore knee.",
    ),
}


def rules(title: str, *paragraphs: str) -> list[str]:
    split = [[f"{part}." for part in each.rstrip(".").split(". ")] for each in paragraphs]
    article = make_article(title, *split, roles={1: SentenceRole.TITLE}, title=title, published_at=PUBLISHED)
    return [each.rule for each in find_contradictions(article) if each.relation is Relation.CONTRADICTION]


@pytest.mark.parametrize("story", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_what_an_editor_would_find_is_a_contradiction(story: tuple[str, ...]) -> None:
    rule, *told = story
    assert rules(*told) == [rule]


@pytest.mark.parametrize("story", NO_CONFLICTS.values(), ids=NO_CONFLICTS.keys())
def test_what_only_looks_like_one_is_none(story: tuple[str, ...]) -> None:
    assert rules(*story) == []
