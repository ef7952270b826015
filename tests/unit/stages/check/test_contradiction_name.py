import pytest

from pipeline.stages.check.contradiction import find_contradictions
from schemas.conflict import Relation
from schemas.finding import FindingKind
from tests.factories import make_article

VOICES = ("rose", "Ann Lee"), ("fell", "Bob Ray")


def rules(*paragraphs: str) -> list[str]:
    found = find_contradictions(make_article(*paragraphs, title=None))
    return [each.rule for each in found if each.relation is Relation.CONTRADICTION]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Chief executive John Smith resigned.", "Jane Smith, the chief executive of Acme, spoke."),
        ("Founder Liang Wenfeng leads the company.", "It is led by founder Liang Wenhong."),
        ("CEO Tom Brown of Acme spoke in Rome.", "A hall was opened by chief executive Jim Brown of Acme."),
        ("Ann Lee, chief executive of Acme, spoke.", "A letter came from Bob Ray, chief executive of Acme."),
        ("Acme's CEO Ann Lee spoke.", "A letter came from Acme CEO Bob Ray."),
        ("It was Leeds Police Chief Ann Lee who spoke.", "A letter came from Leeds Police Chief Bob Ray."),
    ],
)
def test_two_holders_of_one_office_are_a_name_conflict(first: str, second: str) -> None:
    assert rules(first, second) == ["two_holders"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Chief executive John Smith resigned.", "Former chief executive Jane Smith spoke."),
        ("Ann Lee, chief executive of Acme, spoke.", "Bob Ray, chief executive of Beta, sang."),
        ("Chief executive John Smith resigned.", "The chief executive, Smith, spoke."),
        ("President Ann Lee of France spoke.", "President Bob Ray of France sang."),
        ("Chief executive Ann Lee resigned.", "Chief executive Bob Ray sang."),
    ],
)
def test_other_bodies_former_holders_and_short_forms_are_none(first: str, second: str) -> None:
    assert rules(first, second) == []


def test_one_name_spelt_in_two_ways_is_a_name_conflict() -> None:
    words = "Katherine Jones was found on Tuesday.", "Catherine Jones had lived in the flat for years."
    (found,) = find_contradictions(make_article(*words, title=None))
    assert (found.rule, found.kind) == ("misspelt_name", FindingKind.NAME_CONFLICT)
    assert [side.value for side in found.sides] == ["Katherine Jones", "Catherine Jones"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("John Andersen was arrested.", "Mary Anderson, his lawyer, declined to comment."),
        ("Katherine Jones and Catherine Jones are twins.", "Both sing."),
        ("Joan Miller won the vote.", "John Miller took the train."),
        ("Anderson won the vote.", "Andersen took the train."),
    ],
)
def test_people_who_may_be_two_are_none(first: str, second: str) -> None:
    assert rules(first, second) == []


def test_a_name_that_the_body_replaces_in_its_place_is_a_conflict() -> None:
    words = (
        "Mark Johnson is a keen collector of expensive watches.",
        "Paul Vandelli is a keen collector of expensive watches.",
    )
    assert rules(*words) == ["summary_name"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The summit of leaders opened in the UK today.", "The summit of leaders opened in Britain today."),
        ("The child went missing in town on Good Friday.", "The child went missing in town near Lake Como."),
        ("Betty Cole of Ohio is a loyal fan.", "Betty Cole is at Rome a loyal fan."),
        ("The Tigers fan Betty Cole of Ohio cheered.", "The fan Betty Cole of Tigers Town cheered."),
        ("In Leeds a fire of wood killed 2 dogs.", "In Derby a fire of wood killed 5 dogs."),
        ("Rome has many narrow old streets.", "Chinese cooks like many narrow old knives."),
    ],
)
def test_aliases_holidays_other_places_and_other_facts_are_none(first: str, second: str) -> None:
    assert rules(first, second) == []


def test_an_opposite_in_another_place_of_the_sentence_is_none() -> None:
    words = (
        "The farmer bought the daughter-in-law in May for cash.",
        "For his son the farmer got a house in May for cash.",
    )
    assert rules(*words) == []


def test_an_opposite_among_other_words_is_none() -> None:
    assert rules("Prices of the old houses rose slowly.", "Yesterday the temperature fell in Norway.") == []


def test_two_voices_who_use_opposite_words_are_unclear() -> None:
    first, second = (
        f"Rents and prices of old brick houses {verb} sharply in Leeds, {who} said" for verb, who in VOICES
    )
    found = find_contradictions(make_article(first, second, title=None))
    assert [(each.rule, each.relation) for each in found] == [("summary_opposite", Relation.UNCLEAR)]
