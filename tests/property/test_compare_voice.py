"""Copies are found alike in whatever order the articles come."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.compare.voice import find_copies
from schemas.article import Article
from tests.factories import PUBLISHED_AT, make_article

PARAGRAPHS = [
    " ".join(f"{stem}{n}x{k}" for k in range(12)) + "." for n in range(4) for stem in ("bridge", "court", "harvest")
]
ARTICLES = st.builds(
    lambda picked, hours: make_article(
        *picked, published_at=None if hours is None else PUBLISHED_AT + timedelta(hours=hours)
    ),
    st.lists(st.sampled_from(PARAGRAPHS), min_size=4, max_size=10, unique=True),
    st.none() | st.integers(0, 3),
)


# One id is one content: the same content under two dates is the reader's affair, not that of the comparison.
BATCHES = st.lists(ARTICLES, max_size=8, unique_by=lambda article: article.article_id)


@given(BATCHES.flatmap(lambda batch: st.tuples(st.just(batch), st.permutations(batch))))
def test_the_order_of_the_input_does_not_count(orders: tuple[list[Article], list[Article]]) -> None:
    first, second = orders
    assert find_copies(first) == find_copies(second)


@given(BATCHES)
def test_the_first_of_a_voice_is_no_copy_and_none_of_its_copies_is_earlier(batch: list[Article]) -> None:
    copies = find_copies(batch)
    places = {a.article_id: (a.published_at is None, a.published_at or PUBLISHED_AT, a.article_id) for a in batch}
    assert not set(copies) & set(copies.values())
    assert all(places[first] < places[copy] for copy, first in copies.items())
