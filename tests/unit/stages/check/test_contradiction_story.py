"""Short stories with a title and paragraphs: what a careful editor would find in them, and what only looks like it."""

import re
from datetime import UTC, datetime

import pytest

from pipeline.stages.check.contradiction import find_contradictions
from pipeline.stages.check.contradiction.occasion import MOST_TOLD
from schemas.article import SentenceRole
from schemas.conflict import Relation
from tests.factories import make_article

PUBLISHED = datetime(2026, 5, 6, tzinfo=UTC)
FILL = "The debate in the town hall went on until late."
CONFLICTS = {
    "the age and the birth of one with an office": (
        "age_of_birth",
        "A boat sinks",
        "The captain, Josef Harlan, 58, has worked on the lake for years. He was born in 1948 in Verrin.",
    ),
    "one of several": ("summary_value", "Flood: one bridge washed away", FILL, "Two bridges were washed away."),
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
    "one figure in two currencies": (
        "two_currencies",
        "A flood",
        "The province will pay 40 million euros for repairs.",
        "The 40 million dollars for repairs will come from a fund.",
    ),
    "all who died": (
        "summary_value",
        "Crash near Velden",
        "Seven people were killed when two trains met at night.",
        "The names of the nine people killed will be published.",
    ),
    "a name behind an age": (
        "two_holders",
        "A library",
        "Katrina Olsen, 49, the librarian of Brenford, lends tools.",
        "A talk was given by librarian Catrina Olsen.",
    ),
    "nobody and one": (
        "none_and_some",
        "Fire at a mill: no deaths",
        FILL,
        "One of the injured workers has died in hospital.",
    ),
    "nobody and some": ("none_and_some", "A fire", "Nobody was hurt.", "The blast injured 12 people in the hall."),
    "denied after it was told": (
        "denied_and_told",
        "Live: the vote",
        "22:10 - Strand has conceded defeat.",
        "22:40 - Strand has not conceded defeat.",
    ),
}
NO_CONFLICTS = {
    "one who drowned and all aboard": (
        "A boat sinks, one passenger drowned",
        "A boat with 38 people on board went down on Sunday, and one passenger, a man of 71, drowned.",
        "The boat carried 33 passengers and five crew members.",
    ),
    "what had been said before": (
        "A boat sinks",
        "A boat with 38 people on board went down on Sunday.",
        "A spokesman had spoken of 45 people on board; he corrected this at midnight.",
    ),
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
    "as it stood at an hour": (
        "Live: the vote",
        "Turnout was 61 percent.",
        "20:15 - At 5pm turnout was 54 percent.",
    ),
    "under the heading of its hour": (
        "Live: the vote",
        FILL,
        "22:05 -",
        "With 150 districts counted, Feld leads with 51.1 percent.",
        "22:40 -",
        "With all districts counted, Feld leads with 52.4 percent.",
    ),
    "changes of two things": ("Results", "Revenue rose 4 percent at Acme.", "Shares rose 2 percent at Acme."),
    "a change and a part": (
        "Results",
        "Revenue of Acme rose 4 percent.",
        "In services, which make up a third of revenue of Acme, it rose.",
    ),
    "the hurt and the aboard": (
        "Two trains collide",
        "In the crash 43 were injured when a freight train hit a passenger train.",
        "The passenger train, with 112 people in it, hit a freight train.",
    ),
    "trains and people": ("Two trains collide, killing seven", "Seven people were killed and 43 were injured."),
    "some who died": (
        "Crash near Velden",
        "Seven people were killed when two trains met at night.",
        "The two dead officers were from Holm.",
    ),
    "one sum, converted": (
        "A flood",
        "The province will pay 40 million euros for repairs.",
        "The sum of 40 million euros for repairs is 46 million dollars.",
    ),
    "two dollars": (
        "A flood",
        "The province will pay 40 million dollars for repairs.",
        "The A$40 million for repairs will come from a fund.",
    ),
    "no one else": ("A fire", "Nobody else was hurt.", "The blast injured 12 people in the hall."),
    "nobody so far": ("A fire: no deaths so far", FILL, "One of the injured workers has died in hospital."),
    "killed elsewhere": ("A fire in Leeds: no deaths", FILL, "A blast in Hull killed two people."),
    "a former office": (
        "A bid",
        "Ann Lee, chief executive of Acme, made the bid.",
        "Ann Lee was chief financial officer of Acme until 2024.",
    ),
    "born in no year": ("A life", "Ann Lee was born in Tarrow and moved to Corran in 1981.", "Lee, 52, sold it."),
    "born after something": ("A life", "Ann Lee was born a year after the fire of 1911.", "Lee, 52, sold it."),
    "a toll of a year": ("Quake in Tarrow, no deaths", FILL, "A quake in 1987 killed 40 people."),
    "the worst of all": ("Quake, no casualties", FILL, "The strongest quake in the region killed 40 people."),
    "animals": ("Avalanche buries hut", "No one was killed.", "Seven dogs died."),
    "sums of two things": ("Bridge costs 12 million euros", FILL, "The port cost 12 million dollars."),
    "sums at two places": ("Fees", "Tickets cost 20 dollars.", "Tickets in Dublin cost 20 euros."),
    "a race that was no contest": ("Lee beats Ray", "Ann Lee beat Bo Ray.", "Bo Ray beat Ann Lee to the court."),
    "the loser of another": ("Lee beats Ray", "Ann Lee beat Bo Ray.", "The defeat left Ann Lee's coach in tears."),
    "what was thought": ("Lee beats Ray", "Ann Lee beat Bo Ray.", "Fans thought Bo Ray beat Ann Lee."),
    "president of a club": ("A bid", "Club president Ann Lee spoke.", "Mayor Ann Lee spoke."),
    "an earlier match": (
        "Okafor beats Lindt in three sets",
        FILL,
        "Lindt, who beat Okafor in Rome last year, had a sore knee.",
    ),
}


def rules(title: str, *paragraphs: str) -> list[str]:
    split = [re.split(r"(?<=\.) ", each) for each in paragraphs]
    article = make_article(title, *split, roles={1: SentenceRole.TITLE}, title=title, published_at=PUBLISHED)
    return [each.rule for each in find_contradictions(article) if each.relation is Relation.CONTRADICTION]


@pytest.mark.parametrize("story", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_what_an_editor_would_find_is_a_contradiction(story: tuple[str, ...]) -> None:
    rule, *told = story
    assert rules(*told) == [rule]


@pytest.mark.parametrize("story", NO_CONFLICTS.values(), ids=NO_CONFLICTS.keys())
def test_what_only_looks_like_one_is_none(story: tuple[str, ...]) -> None:
    assert rules(*story) == []


@pytest.mark.parametrize(
    ("title", "filler", "told"),
    [
        (
            "Ann Lee won the cup for the first time",
            "Bo{} Ray won the cup for the third time.",
            "Ann Lee won the cup for the second time.",
        ),
        ("Ann Lee never married", "Bo{} Ray and his wife sang.", "Ann Lee married in Corran."),
    ],
)
@pytest.mark.parametrize(("fillers", "found"), [(MOST_TOLD - 2, 1), (MOST_TOLD, 0)])
def test_the_first_of_many_statements_are_paired(title: str, filler: str, told: str, fillers: int, found: int) -> None:
    letters = [f"{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(fillers)]
    assert len(rules(title, *[filler.format(each) for each in letters], told)) == found
