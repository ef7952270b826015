import pytest

from pipeline.stages.check.contradiction import find_contradictions
from schemas.article import SentenceRole
from schemas.conflict import Relation
from tests.factories import make_article

CREWS = (
    "A crew of 387",
    "Crews of 387",
    "A staff of just 387",
    "A team of nearly 387",
    "A fleet of 387",
    "A crowd of 387",
    "Some 387",
    "A total of 387",
)
THINGS = (
    "The town library lent 460 books in July.",
    "The town library sold 460 tickets at the gate.",
    "There are 460 trees at the gate of the town library.",
    "The town library lent 460 in July.",
)
ONE_THING = {
    "one group": ("A crew of 12 sailed the Aurora to Oslo.", "A crew of 15 sailed the Aurora to Oslo."),
    "groups": ("Crews of 12 sailed the Aurora to Oslo.", "A crew of 15 sailed the Aurora to Oslo."),
    "a group and its noun": ("A crew of 12 sailed the Aurora to Oslo.", "The Aurora sailed to Oslo with 15 crew."),
    "a group and people": ("A jury of 12 heard the case of Ann Lee.", "The case of Ann Lee was heard by 10 people."),
    "a crowd and people": ("A crowd of 500 filled the square in Leeds.", "In Leeds 600 people stood on the square."),
    "no noun and people": ("Some 387 joined the march in Leeds.", "In Leeds 460 people came to the march."),
    "a clause and people": ("In Leeds, 387 joined the march.", "In Leeds 460 people came to the march."),
    "no noun and a noun": ("The library in Leeds lent 387 in July.", "In July the library in Leeds lent 460 books."),
    "the noun before": ("The number of books in Leeds library is 387.", "Leeds has a library of 460 books."),
    "no nouns": ("The library in Leeds lent 387 in July.", "In July the library in Leeds lent 460."),
    "a toll": ("The death toll in Lyon rose to 15.", "In Lyon 12 people were killed."),
    "a measure": ("A total of 12 were killed in Lyon.", "In Lyon 15 people were killed."),
}
LAYOUTS: dict[str, tuple[int, ...] | None] = {"standfirst": (), "headline": (1,), "body": None}


def rules_that_find(pair: tuple[str, str], titles: tuple[int, ...] | None) -> set[str]:
    roles = dict.fromkeys(titles or (), SentenceRole.TITLE)
    before = ("The council met on a wet evening.",) if titles is None else ()
    article = make_article(*before, pair[0], "Rain fell.", pair[1], roles=roles)
    return {found.rule for found in find_contradictions(article)}


@pytest.mark.parametrize("titles", LAYOUTS.values(), ids=LAYOUTS.keys())
@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("crew", CREWS)
def test_a_crew_is_not_held_against_things(crew: str, thing: str, titles: tuple[int, ...] | None) -> None:
    pair = f"{crew} painted the gate of the town library in July.", thing
    assert rules_that_find(pair, titles) == rules_that_find(pair[::-1], titles) == set()


@pytest.mark.parametrize("titles", [(), (1,)], ids=["standfirst", "headline"])
@pytest.mark.parametrize("pair", ONE_THING.values(), ids=ONE_THING.keys())
def test_two_numbers_of_one_thing_are_held_against_each_other(pair: tuple[str, str], titles: tuple[int, ...]) -> None:
    assert "summary_value" in rules_that_find(pair, titles)
    assert "summary_value" in rules_that_find(pair[::-1], titles)


@pytest.mark.parametrize("first", ["A crew of 12", "A team of 12"])
def test_two_groups_are_two_things(first: str) -> None:
    pair = f"{first} painted the town library.", "A panel of 20 saw the town library painted."
    assert rules_that_find(pair, ()) == set()


@pytest.mark.parametrize("titles", LAYOUTS.values(), ids=LAYOUTS.keys())
@pytest.mark.parametrize("part", ["two of the dam's six gates", "two of the dam's gates", "two gates"])
def test_the_dead_are_not_held_against_a_part_of_something_else(part: str, titles: tuple[int, ...] | None) -> None:
    pair = (
        "Three dead after the dam at Lyon failed in May.",
        f"A report on the dam at Lyon rated {part} as poor in May.",
    )
    assert rules_that_find(pair, titles) == set()


@pytest.mark.parametrize(
    "pair",
    [
        ("Seventeen injured in rail crash at Lyon", "Seven of the injured were taken from Lyon to a hospital by rail."),
        ("Seventeen injured in train crash at Lyon", "The 7.05 train ran into a lorry at Lyon, police said."),
        ("Vaccine protects two thirds of children", "An older vaccine, approved in 2021, protects 36% of children."),
        ("Airline to cut 800 jobs in Lyon", "In 2020 the airline had cut 1,100 jobs in Lyon."),
        ("Schools in Lyon short of 340 teachers", "Lyon has 118 schools with 4,200 teachers."),
        ("Storm cuts power to 40,000 homes in Lyon", "In Lyon the storm let go, and power was back in 28,000 homes."),
    ],
)
def test_what_counts_something_else_is_no_other_count(pair: tuple[str, str]) -> None:
    article = make_article(pair[0], "Rain fell.", pair[1], roles={1: SentenceRole.TITLE})
    assert Relation.CONTRADICTION not in {found.relation for found in find_contradictions(article)}
