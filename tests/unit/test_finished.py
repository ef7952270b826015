"""What comparing is handed of a run gives the articles and claims that got through, each read when it is asked for."""

import pytest

from pipeline.numbered import Numbered
from pipeline.runner.article import GradedArticle
from pipeline.runner.finished import FinishedArticles, FinishedClaims
from schemas.grade import GradedClaim
from tests.factories import make_article, make_checked, make_claim, make_graded, make_grounded

ARTICLES = tuple(make_article(f"The mayor opened bridge {n}.") for n in range(4))


def claims(n: int) -> tuple[GradedClaim, ...]:
    article = ARTICLES[n]
    return (make_graded(make_checked(make_grounded(article, make_claim(article, 1)))),)


GRADED = tuple(GradedArticle(article_id=ARTICLES[n].article_id, graded=claims(n)) for n in (2, 0))


def slots(*article_ids: str) -> Numbered:
    numbered = Numbered()
    for slot, article_id in enumerate(article_ids):
        numbered.add(article_id, slot)
    return numbered


CLAIMS = FinishedClaims(GRADED, slots(*(one.article_id for one in GRADED)))


def test_the_articles_are_those_that_were_chosen_in_their_order() -> None:
    assert list(FinishedArticles(ARTICLES, [0, 2])) == [ARTICLES[0], ARTICLES[2]]


def test_a_part_of_the_articles_is_a_choice_of_its_own() -> None:
    part = FinishedArticles(ARTICLES, [0, 2, 3])[1:]
    assert (len(part), list(part)) == (2, [ARTICLES[2], ARTICLES[3]])


def test_the_claims_are_found_by_article_id() -> None:
    assert (len(CLAIMS), {one: CLAIMS[one] for one in CLAIMS}) == (
        2,
        {ARTICLES[n].article_id: claims(n) for n in (0, 2)},
    )


def test_an_article_that_did_not_get_through_has_no_claims() -> None:
    assert CLAIMS.get(ARTICLES[1].article_id) is None
    with pytest.raises(KeyError):
        CLAIMS[ARTICLES[1].article_id]


def test_of_two_articles_of_one_id_the_later_counts() -> None:
    twice = FinishedClaims(GRADED, slots("same", "same"))
    assert twice["same"] == claims(0)
