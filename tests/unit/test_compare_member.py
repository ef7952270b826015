"""Who belongs to a set that articles name."""

import pytest

from pipeline.stages.compare.member import find_members
from pipeline.stages.compare.model import Disagreement
from schemas.article import Article
from schemas.conflict import Relation
from tests.factories import make_article
from tests.telling import plain_batch, report


def _found(*articles: Article, subject: str = "Quantek") -> list[Disagreement]:
    return list(find_members(plain_batch(articles, subject)))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The round was led by Ardent Capital and Corvus Fund.", "Marlow Bank took part in the funding round."),
        ("Investors include Ardent Capital.", "The investors were Marlow Bank and Corvus Fund."),
        ("Chinese venture capital firms took part in the round.", "Sovereign wealth funds backed the round."),
        ("Sovereign wealth funds supply the rest of the financing.", "Some pension funds supplied the rest."),
        ("Bidders include Ardent Capital.", "Marlow Bank has submitted rival bids."),
        ("The treaty was signed by Norway.", "Denmark and Iceland signed the treaty."),
        (
            "The coalition consists between us of friends; a coalition of Greens and Liberals.",
            "An alliance of Marlows.",
        ),
        ("The victims were French and Dutch tourists.", "German nationals were among the dead."),
        ("Finalists are Hugo Marlow and Ian Corvus.", "Anna Lorimer reached the final."),
        ("The suspect was identified as Ian Marlow.", "Hugo Corvus was named as a suspect."),
    ],
)
def test_different_members_are_unclear(left: str, right: str) -> None:
    (found,) = _found(report(left), report(right))
    assert (found.rule, found.relation) == ("member", Relation.UNCLEAR)
    assert found.explanation.endswith("no list need be complete.")


@pytest.mark.parametrize(
    "complete",
    [
        "Ardent Capital was the only investor in the round.",
        "The sole investor is Ardent Capital.",
        "Ardent Capital alone financed the round.",
    ],
)
def test_list_that_says_it_is_complete_contradicts_another(complete: str) -> None:
    (found,) = _found(report(complete), report("Marlow Bank took part in the funding round."))
    assert found.relation is Relation.CONTRADICTION
    assert "says that there is no other" in found.explanation


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The round was led by Ardent Capital and Corvus Fund.", "Ardent Capital took part in the funding round."),
        ("Investors include Ardent Capital.", "Investors included Ardent."),
        ("Investors include Ardent Capital.", "Marlow Bank may have backed the round."),
        ("Investors include Ardent Capital.", "Did Marlow Bank back the round?"),
        ("Investors include Ardent Capital.", "The choir was led by Hugo Marlow."),
        ("Investors include Ardent Capital.", "Investors are happy."),
        ("Investors include Ardent Capital.", "Bidders include Marlow Bank."),
        ("The victims were French.", "The victims were taken to Norland."),
    ],
)
def test_lists_that_hold_one_another_or_are_of_other_sets_agree(left: str, right: str) -> None:
    assert not _found(report(left), report(right))


def test_list_goes_on_behind_the_words_of_its_role() -> None:
    (found,) = _found(
        report("Chinese funds took part in the round, together with foreign banks who want more."),
        report("Investors include Ardent Capital."),
    )
    values = [answer.value for group in found.groups for answer in group]
    assert "Chinese funds took part in the round, together with foreign banks" in values
    assert "Chinese funds, foreign banks" in found.explanation


def test_words_that_exclude_others_are_the_ones_quoted() -> None:
    complete = report("Ardent Capital led the round.", "Ardent Capital was the only investor in the round.")
    (found,) = _found(complete, report("Marlow Bank took part in the funding round."))
    assert "“Ardent Capital was the only investor” says that there is no other" in found.explanation


def test_passages_of_one_article_are_one_list() -> None:
    (found,) = _found(
        report("Ardent Capital led the round.", "Corvus Fund, Rowan Fund, Birch Fund and Elm Fund joined the round."),
        report("Investors include Marlow Bank."),
    )
    assert sorted(map(len, found.groups)) == [1, 2]
    assert "and 1 more" in found.explanation


def test_unlike_events_are_not_compared() -> None:
    elsewhere = make_article("Snow fell on Quantek.", "Marlow Bank took part in the funding round of Quantek.")
    assert not _found(report("Ardent Capital led the funding round of Quantek."), elsewhere)


def test_order_of_articles_does_not_matter() -> None:
    articles = [report(f"Investors include {name}.") for name in ("Ardent Capital", "Marlow Bank", "Corvus Fund")]
    assert _found(*articles) == _found(*reversed(articles))


def test_articles_of_one_event_are_bounded() -> None:
    names = (
        "Ardent",
        "Birch",
        "Corvus",
        "Dunlin",
        "Elm",
        "Fulmar",
        "Gannet",
        "Heron",
        "Ibis",
        "Jay",
        "Kite",
        "Lark",
        "Merlin",
    )
    (found,) = _found(*(report(f"Investors include {name} Capital.") for name in names))
    assert len(found.groups) == 12


def test_events_of_one_body_are_bounded() -> None:
    towns = ("Arlo", "Brin", "Cove", "Dale", "Eston", "Frome", "Gorse", "Hythe", "Ilam", "Jura")
    apart = [
        make_article(
            *(f"{town}{part} {town}{part}ward." for part in "abc"), f"Investors in Quantek Plc include {town} Bank."
        )
        for town in towns
    ]
    assert not _found(*apart)
