from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.compare import compare_articles
from pipeline.text.quantity import find_quantities
from schemas.article import Article
from schemas.claim import Missing, MissingKind
from schemas.conflict import Conflict, Relation, Scope
from schemas.grade import GradedClaim
from tests.factories import make_article, make_checked, make_claim, make_graded, make_grounded

FIGURES = ["$40 million", "$41 million", "$60 million", "€60 million", "about $42 million", "up to $90 million", "7%"]


def told(value: str, outlet: str = "a", subject: str = "Harbour bridge", attribute: str = "cost") -> GradedClaim:
    article = make_article(f"The {outlet} bridge took {value}.")
    claim = make_claim(article, subject=subject, attribute=attribute)
    quantities = find_quantities(article.text)
    return make_graded(make_checked(make_grounded(article, claim), quantities=quantities))


def article_of(claim: GradedClaim) -> Article:
    article = make_article(claim.checked.grounded.quote)
    assert article.article_id == claim.checked.grounded.claim.article_id
    return article


def compare(*claims: GradedClaim) -> tuple[Conflict, ...]:
    graded: dict[str, list[GradedClaim]] = {}
    for claim in claims:
        graded.setdefault(claim.checked.grounded.claim.article_id, []).append(claim)
    articles = {article.article_id: article for article in map(article_of, claims)}
    return compare_articles(graded, list(articles.values()))


def test_excluding_values_of_one_question_are_one_unclear_conflict() -> None:
    (conflict,) = compare(told("$40 million"), told("$60 million", "b"))
    assert (conflict.scope, conflict.relation, conflict.by) == (Scope.ACROSS, Relation.UNCLEAR, "rule:same_question")
    assert conflict.topic == "Harbour bridge: cost?"


def test_a_conflict_has_every_side_also_those_that_agree() -> None:
    claims = [told("$40 million"), told("$60 million", "b"), told("$40 million", "c")]
    (conflict,) = compare(*claims)
    assert {side.claim_id for side in conflict.sides} == {c.checked.grounded.claim.claim_id for c in claims}
    assert sorted(side.value or "" for side in conflict.sides) == ["$40 million", "$40 million", "$60 million"]


def test_a_side_shows_value_date_and_passage() -> None:
    claims = [told("$40 million"), told("$60 million", "b")]
    (conflict,) = compare(*claims)
    (side,) = (side for side in conflict.sides if side.value == "$40 million")
    grounded = claims[0].checked.grounded
    assert (side.quote, side.start, side.end) == (grounded.quote, grounded.start, grounded.end)
    assert (side.low, side.high, side.unit) == (Decimal(40_000_000), Decimal(40_000_000), "USD")
    assert side.published_at == article_of(claims[0]).published_at


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("$40 million", "$40 million"),
        ("$40 million", "$40m"),
        ("$40 million", "40 million dollars"),
        ("$40 million", "about $42 million"),
        ("$40 million", "up to $90 million"),
        ("$40 million", "€60 million"),
        ("$40 million", "7%"),
        ("$40.2 million", "$40 million"),
    ],
)
def test_equal_admitting_and_incomparable_values_are_no_conflict(left: str, right: str) -> None:
    assert compare(told(left), told(right, "b")) == ()


@pytest.mark.parametrize(
    ("subject", "attribute"),
    [("Harbour tunnel", "cost"), ("Harbour bridge", "length"), ("", "cost"), ("Harbour bridge", "of the")],
)
def test_another_question_or_none_is_not_compared(subject: str, attribute: str) -> None:
    other = told("$60 million", "b", subject, attribute)
    assert compare(told("$40 million", "a", *(("", "cost") if not subject else ())), other) == ()


@pytest.mark.parametrize(
    ("subject", "attribute"), [("the harbour bridges", "costs"), ("bridge of the Harbour", "the cost")]
)
def test_a_question_is_the_same_in_other_inflections_and_order(subject: str, attribute: str) -> None:
    assert len(compare(told("$40 million"), told("$60 million", "b", subject, attribute))) == 1


def test_values_of_one_article_are_no_conflict_between_articles() -> None:
    article = make_article("It took $40 million.", "It took $60 million.")
    claims = [make_grounded(article, make_claim(article, n, subject="Bridge")) for n in (1, 2)]
    first, second = find_quantities(article.text)
    graded = [make_graded(make_checked(g, quantities=[q])) for g, q in zip(claims, (first, second), strict=True)]
    assert compare_articles({article.article_id: graded}, [article]) == ()


def test_an_ungrounded_claim_is_left_out() -> None:
    claim = told("$60 million", "b")
    grounded = claim.checked.grounded.model_copy(update={"missing": (Missing(kind=MissingKind.NAME, text="x"),)})
    ungrounded = make_graded(make_checked(grounded, quantities=claim.checked.quantities))
    assert compare(told("$40 million"), ungrounded) == ()


@pytest.mark.parametrize("value", ["$60 million and $70 million", "no money"])
def test_a_claim_without_exactly_one_value_is_left_out(value: str) -> None:
    assert compare(told("$40 million"), told(value, "b")) == ()


def test_two_questions_are_two_conflicts() -> None:
    claims = [told("$40 million"), told("$60 million", "b"), told("7%", "c", "tax"), told("9%", "d", "tax")]
    assert sorted(conflict.topic for conflict in compare(*claims)) == ["Harbour bridge: cost?", "tax: cost?"]


def test_an_article_without_claims_is_compared_with_nothing() -> None:
    assert compare_articles({}, [make_article("Rain fell.")]) == compare_articles({}, []) == ()


@given(st.data())
def test_the_order_of_the_articles_does_not_matter(data: st.DataObject) -> None:
    values = data.draw(st.lists(st.sampled_from(FIGURES), min_size=2, max_size=6))
    claims = [told(value, chr(ord("a") + i)) for i, value in enumerate(values)]
    assert compare(*claims) == compare(*data.draw(st.permutations(claims)))


@given(st.lists(st.sampled_from(FIGURES), max_size=6))
def test_no_side_is_alone_or_twice(values: Sequence[str]) -> None:
    for conflict in compare(*(told(value, chr(ord("a") + i)) for i, value in enumerate(values))):
        ids = [side.claim_id for side in conflict.sides]
        assert len(ids) == len(set(ids)) >= 2
        assert conflict.relation is Relation.UNCLEAR
