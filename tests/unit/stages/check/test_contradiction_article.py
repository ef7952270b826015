"""Pairs of sentences decided as whole articles: side by side, in the lead, under a title and deep in the body."""

import pytest

from pipeline.stages.check.contradiction import Contradiction, find_contradictions
from pipeline.stages.ingest import ingest_articles
from schemas.article import Article
from schemas.conflict import Relation

LEAD = "The town hall met again this week. Rain kept most residents at home. The debate went on until late."
FILL = (
    "Local shops reported quiet trade.",
    "A new bus line opens next spring near the park.",
    "Students painted the old wall in bright colours.",
)
LAYOUTS = {
    "two paragraphs": "{first}\n\n{second}",
    "one paragraph": "{first} {second}",
    "lead and body": "{first} " + LEAD + "\n\n{fill[0]}\n\n{fill[1]}\n\n{second}\n\n{fill[2]}",
    "body": LEAD + "\n\n{fill[0]}\n\n{first}\n\n{fill[1]}\n\n{second}\n\n{fill[2]}",
    "titled": "Harbour News\n\n{first}\n\n{fill[0]}\n\n{fill[2]}\n\n{second}",
}
CONFLICTS = {
    "12 or 15 killed": (
        "The explosion in Lyon killed 12 people.",
        "Police said the explosion in Lyon killed 15 people.",
    ),
    "3.2 or 3.5 %": (
        "The unemployment rate rose to 3.2% in May.",
        "Figures put the unemployment rate at 3.5% in May.",
    ),
    "$1.2 or $1.4 billion": (
        "The deal to buy Beta is worth $1.2 billion.",
        "Under the deal, Acme will pay $1.4 billion for Beta.",
    ),
    "61 or 16 per cent": (
        "The survey found that 61 per cent of voters support the plan.",
        "Only 16 per cent of voters support the plan, the survey found.",
    ),
    "Monday or Tuesday": (
        "The cup final takes place on Monday.",
        "The cup final takes place on Tuesday in Leeds.",
    ),
    "John or Jane Smith": (
        "John Smith, the chief executive of Acme, said sales grew.",
        "Acme's chief executive, Jane Smith, declined to comment.",
    ),
    "more than 500 or 480": (
        "More than 500 people were evacuated from the town.",
        "In the end, 480 people were evacuated from the town.",
    ),
    "Wenfeng or Wenhong": ("Founder Liang Wenfeng leads the company.", "It is led by founder Liang Wenhong."),
    "Andersen or Anderson": (
        "Erik Andersen was elected mayor of Aarhus.",
        "As mayor of Aarhus, Erik Anderson promised new trams.",
    ),
    "Eric or Erik": ("Eric Chou, who remains chairman, owns it.", "Erik Chou, the chairman, would sell his shares."),
    "Katherine or Catherine": (
        "Katherine Jones was found on Tuesday.",
        "Catherine Jones had lived in the flat for years.",
    ),
    "closed or planned": ("Acme has closed its first funding round.", "Acme is planning its first funding round."),
    "charged or not": ("Smith has been charged with murder.", "Smith has not been charged with murder."),
    "one voice": (
        "Ann Lee said the bridge was closed on Sunday.",
        "Ann Lee said the bridge was not closed on Sunday.",
    ),
    "a short denial": (
        "St Anne's hospital in Dorford will close its maternity ward in May.",
        "The health board said it would not close the maternity ward.",
    ),
    "one age": ("Hollis, 52, took the money at night.", "Hollis, 57, showed no emotion."),
    "one floor": (
        "The fire began on the third floor, where guests slept.",
        "Police said the fire began on the fifth floor.",
    ),
    "an inserted clause": (
        "The drivers want a pay rise of 9 percent.",
        "The drivers, who want a pay rise of 6 percent, say wages are low.",
    ),
    "one said so": (
        "Hollis took £3 million from pensioners.",
        "One said that Hollis had taken £5 million from pensioners.",
    ),
}
AGREEMENTS = {
    "$1.2 billion": ("The deal is worth $1.2 billion.", "Acme said the deal is worth $1,200 million."),
    "four percent": ("Prices rose 4 percent in June.", "Prices rose four percent in June, the office said."),
    "its own rate": (
        "Acme is buying Beta for 50 billion yuan ($7.35 billion).",
        "The price of Beta, 7.35 billion dollars, was called high.",
    ),
    "about 2 million": ("About 2 million people live in the city.", "The city is home to 1.98 million people."),
    "up to 40": (
        "Up to 40 workers will lose their jobs at the plant.",
        "At the plant, 35 workers will lose their jobs.",
    ),
    "two people": ("John Andersen was arrested.", "Mary Anderson, his lawyer, declined to comment."),
    "two offices": ("Katherine Jones, mayor of Leeds, spoke.", "Bob Jones, mayor of York, sang."),
    "a short name": ("Liang Wenfeng founded it.", "Wenfeng, its founder, spoke."),
    "a child's age": ("Bob's 3-year-old son slept.", "Bob, 43, drove the car."),
    "instead": (
        "He has been talking the talk rather than walking the walk.",
        "He is talking the talk, not walking the walk.",
    ),
    "counted out": (
        "The trial enrolled many children: 3,200 had the vaccine and 1,600 a placebo.",
        "Among the 1,600 children given a placebo, 400 fell ill.",
    ),
}
VOICES = {
    "names": ("Ann Lee said 12 people were killed in the blast.", "Bob Ray said 15 people were killed in the blast."),
    "bodies": ("Police said 12 people were killed in the blast.", "The army said 15 people were killed in the blast."),
    "sums": (
        "According to Ann Lee, the deal is worth $1.2 billion.",
        "The deal is worth $1.4 billion, Bob Ray said.",
    ),
    "said and said not": (
        "Ann Lee said the bridge was closed on Sunday.",
        "Bob Ray said the bridge was not closed on Sunday.",
    ),
    "an apposition": (
        "Ann Lee, the mayor, said the bridge was closed on Sunday.",
        "The bridge was not closed on Sunday, Bob Ray told reporters.",
    ),
    "denied": (
        "The ministry said the plant leaked oil into the river.",
        "The company denied that the plant leaked oil into the river.",
    ),
}


APART = {
    "two months": (
        "In May the harbour board approved the plan for a tunnel.",
        "In June the harbour board did not approve the plan for a tunnel.",
    ),
    "earlier": (
        "The harbour board approved the plan for a tunnel.",
        "Initially the harbour board had not approved the plan for a tunnel.",
    ),
}


def read(layout: str, pair: tuple[str, str]) -> tuple[Contradiction, ...]:
    text = LAYOUTS[layout].format(first=pair[0], second=pair[1], fill=FILL)
    (article,) = ingest_articles(text.encode(), "a.txt")
    assert isinstance(article, Article)
    return find_contradictions(article)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("pair", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_what_excludes_each_other_is_a_contradiction_wherever_it_stands(layout: str, pair: tuple[str, str]) -> None:
    assert Relation.CONTRADICTION in {each.relation for each in read(layout, pair)}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("pair", AGREEMENTS.values(), ids=AGREEMENTS.keys())
def test_what_can_both_be_true_is_none_wherever_it_stands(layout: str, pair: tuple[str, str]) -> None:
    assert Relation.CONTRADICTION not in {each.relation for each in read(layout, pair)}


@pytest.mark.parametrize("pair", APART.values(), ids=APART.keys())
def test_a_denial_of_another_time_is_told_as_such(pair: tuple[str, str]) -> None:
    (found,) = (each for each in read("body", pair) if each.rule == "denied_and_told")
    assert found.relation is Relation.DIFFERENT_SCOPE


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("pair", VOICES.values(), ids=VOICES.keys())
def test_two_voices_that_differ_are_reported_as_two_voices(layout: str, pair: tuple[str, str]) -> None:
    found = read(layout, pair)
    assert {each.relation for each in found} == {Relation.UNCLEAR}
    assert all("in their own way" in each.explanation for each in found)
