"""Who holds an office, and how a person's name is spelt, across articles."""

from datetime import UTC, datetime

import pytest

from pipeline.stages.compare.holder import find_holders
from pipeline.stages.compare.model import Disagreement
from schemas.article import Article
from schemas.conflict import Relation
from tests.factories import make_article
from tests.telling import plain_batch, report, values


def _found(*articles: Article, subject: str = "Quantek") -> list[Disagreement]:
    return list(find_holders(plain_batch(articles, subject)))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Quantek chief executive Anna Lorimer spoke.", "Quantek CEO Peter Haldane waved."),
        ("Anna Lorimer, chief executive of Quantek, spoke.", "Peter Haldane, the CEO of Quantek, waved."),
        ("Quantek's chief executive, Anna Lorimer, spoke.", "Quantek’s chief executive Peter Haldane waved."),
        ("Norland Police Chief Anna Lorimer spoke.", "Norland Police Chief Peter Haldane waved."),
        ("Quantek President Anna Lorimer spoke.", "Quantek President Peter Haldane waved."),
        ("Its chief executive Anna Lorimer spoke.", "Its chief executive Peter Haldane waved."),
        ("Anna Lorimer is the mayor of Norland, they say.", "The mayor of Norland, Peter Haldane, waved."),
        ("German Chancellor Anna Lorimer spoke.", "German Chancellor Peter Haldane waved."),
        ("Norland police chief Anna Lorimer spoke.", "Norland chief of police Peter Haldane waved."),
    ],
)
def test_two_people_in_one_office_of_one_body_contradict(left: str, right: str) -> None:
    (found,) = _found(report(left), report(right))
    assert (found.rule, found.relation) == ("holder", Relation.CONTRADICTION)
    assert sorted(values(found)) == [["Anna Lorimer"], ["Peter Haldane"]]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Quantek CEO Anna Lorimer spoke.", "Former Quantek CEO Peter Haldane waved."),
        ("Quantek CEO Anna Lorimer spoke.", "Quantek deputy chief executive Peter Haldane waved."),
        ("Quantek CEO Anna Lorimer spoke.", "Quantek acting chief executive Peter Haldane waved."),
        ("Quantek CEO Anna Lorimer spoke.", "Bexley CEO Peter Haldane waved."),
        ("Quantek CEO Anna Lorimer spoke.", "Quantek chief financial officer Peter Haldane waved."),
        ("Quantek CEO Anna Lorimer spoke.", "Chief executive Lorimer of Quantek, known as Anna Lorimer, waved."),
        ("Quantek CEO Anna Lorimer spoke.", "Quantek CEO candidate Peter Haldane waved."),
        ("Quantek CEO Pat Lorimer spoke.", "Quantek CEO Patricia Lorimer waved."),
        ("Police Commissioner Anna Lorimer spoke.", "Police Commissioner Peter Haldane waved."),
        ("The president, Anna Lorimer, spoke.", "The president, Peter Haldane, waved."),
        ("The CEO of Quantek spoke.", "The chief executive of Quantek waved."),
        ("Its rival Bexley and its chief executive Anna Lorimer in Norland.", "Quantek CEO Peter Haldane waved."),
        ("Quantek Group CEO Nova Capital spoke.", "Quantek CEO Peter Haldane waved."),
    ],
)
def test_other_offices_bodies_and_times_are_not_compared(left: str, right: str) -> None:
    assert not _found(report(left), report(right))


def test_article_that_names_two_holders_is_left_out() -> None:
    both = report("Quantek CEO Anna Lorimer spoke.", "Quantek CEO Peter Haldane waved.")
    assert not _found(both, report("Quantek CEO Anna Lorimer smiled.", day=7))


def test_agreeing_articles_stand_in_one_group() -> None:
    (found,) = _found(
        report("Quantek CEO Anna Lorimer spoke."),
        report("Quantek CEO Anna Lorimer smiled."),
        report("Quantek CEO Peter Haldane waved."),
    )
    assert sorted(map(len, found.groups)) == [1, 2]


def test_later_report_of_a_new_holder_is_an_update() -> None:
    (found,) = _found(
        report("Quantek CEO Anna Lorimer spoke.", day=3),
        report("Quantek named as its new boss the chief executive of Quantek, Peter Haldane.", day=8),
    )
    assert found.relation is Relation.UPDATE
    assert "a later report tells of the change" in found.explanation


def test_opening_that_tells_of_the_change_makes_it_an_update() -> None:
    later = report("Quantek named Peter Haldane as chief executive.", "Quantek CEO Peter Haldane waved.", day=8)
    (found,) = _found(report("Quantek CEO Anna Lorimer spoke.", day=3), later)
    assert found.relation is Relation.UPDATE


def test_earlier_report_of_a_new_holder_leaves_it_unclear() -> None:
    (found,) = _found(
        report("Quantek CEO Anna Lorimer spoke.", day=9),
        report("The new Quantek CEO Peter Haldane waved.", "The new chief executive of Quantek, Peter Haldane, waved."),
    )
    assert found.relation is Relation.UNCLEAR


def test_change_without_a_day_is_unclear_and_names_whose_day_is_missing() -> None:
    (found,) = _found(
        report("Quantek CEO Anna Lorimer spoke.", day=None, publisher="Undated Times"),
        report("Quantek CEO Peter Haldane was promoted in spring."),
    )
    assert found.relation is Relation.UNCLEAR
    assert "No date is known of Undated Times." in found.explanation


def test_office_that_several_hold_is_unclear() -> None:
    (found,) = _found(report("Quantek founder Anna Lorimer spoke."), report("Quantek founder Peter Haldane waved."))
    assert found.relation is Relation.UNCLEAR


def test_months_between_unlike_events_are_an_update() -> None:
    later = make_article(
        "Rain fell on the hills above the old mill.",
        "Quantek CEO Peter Haldane waved.",
        published_at=datetime(2026, 11, 2, tzinfo=UTC),
    )
    (found,) = _found(report("Quantek CEO Anna Lorimer spoke."), later)
    assert found.relation is Relation.UPDATE


def test_one_name_spelt_in_two_ways_is_found_once() -> None:
    (found,) = _found(report("Boats of Hanna Andersen sank."), report("Nets of Hanna Anderson tore."))
    assert (found.rule, found.relation) == ("misspelt_name", Relation.CONTRADICTION)
    assert values(found) == [["Hanna Andersen"], ["Hanna Anderson"]]


def test_a_spelling_is_told_of_the_name_without_its_title() -> None:
    (found,) = _found(report("Boats of Mayor Hanna Andersen sank."), report("Nets of Dr Hanna Anderson tore."))
    assert values(found) == [["Hanna Andersen"], ["Hanna Anderson"]]


def test_holder_spelt_in_two_ways_is_told_once() -> None:
    (found,) = _found(report("Quantek CEO Hanna Andersen spoke."), report("Quantek CEO Hanna Anderson waved."))
    assert found.rule == "misspelt_name"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Boats of Hanna Andersen sank.", "Nets of Hanna Lindqvist tore."),
        ("Boats of Anna Lorimer sank.", "Nets of Anne Lorimer tore."),
        ("Boats of Vera Petrovsky sank.", "Nets of Vera Petrovskyy tore."),
        ("The Andersen Research Group sank.", "The Anderson Research Group tore."),
        ("The boats of EU Andersen sank.", "The nets of EU Anderson tore."),
        ("Boats of Maria Anna Lorimer sank.", "Nets of Anna Lorimer tore."),
        ("Boats of Hanna 7Andersen sank.", "Nets of Hanna 7Anderson tore."),
    ],
)
def test_names_that_are_no_slip_are_left_alone(left: str, right: str) -> None:
    assert not _found(report(left), report(right))


def test_spellings_of_which_one_article_uses_both_are_two_people() -> None:
    both = report("Boats of Hanna Andersen sank.", "Nets of Hanna Anderson tore.")
    assert not _found(both, report("Nets of Hanna Anderson tore again."))


def test_spellings_in_unlike_stories_are_not_compared() -> None:
    elsewhere = make_article("Snow fell on the old mill.", "The nets of Hanna Anderson tore.")
    assert not _found(report("The boats of Hanna Andersen sank."), elsewhere)


def test_order_of_articles_does_not_matter() -> None:
    articles = [report(f"Quantek CEO {name} spoke.") for name in ("Anna Lorimer", "Peter Haldane", "Hanna Andersen")]
    assert _found(*articles) == _found(*reversed(articles))


def test_people_in_one_office_are_bounded() -> None:
    families = (
        "Adair",
        "Brodie",
        "Cullen",
        "Drummond",
        "Elphinstone",
        "Fraser",
        "Gilchrist",
        "Haldane",
        "Innes",
        "Jardine",
    )
    (found,) = _found(*(report(f"Quantek CEO Robin {family} spoke.") for family in families))
    assert len(found.groups) == 8
