"""The conflicts of each article are found among those of all, in their order."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.runner.concerning import Concerning
from schemas.conflict import Conflict, conflicts_by_article
from tests import factories as make

ARTICLES = [make.make_article(f"It cost ${n}.") for n in range(5)]


def conflict(n: int, sides: list[int]) -> Conflict:
    told = (make.make_side(ARTICLES[one], make.make_claim(ARTICLES[one]), "$1") for one in sides)
    return make.make_conflict(*told, topic=f"topic {n}")


@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=4), max_size=8))
def test_an_article_has_the_conflicts_with_a_side_in_it_each_once_and_in_order(sides: list[list[int]]) -> None:
    conflicts = [conflict(n, each) for n, each in enumerate(sides)]
    concerning, expected = Concerning(conflicts), conflicts_by_article(conflicts)
    for article in ARTICLES:
        assert concerning.of(article.article_id) == expected.get(article.article_id, [])
