"""Comparing does not depend on the order of the articles, and one article moves nothing but its own sides."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.runner.disk_store import DiskStore
from pipeline.stages.compare import Comparison, compare_articles
from schemas.conflict import Relation
from tests.telling import Told, claims_of, compare, tell

PLACES = ("Tarn", "Oster")
SUBJECT = "Norvik Lines"
SENTENCES = st.sampled_from(
    [
        "Norvik Lines said 12 people were killed near Tarn.",
        "At least 15 people were killed, Norvik Lines said.",
        "The ferry Alma was carrying 312 passengers.",
        "There were 321 passengers aboard the Alma.",
        "Norvik Lines raised $7.4 billion in a funding round.",
        "The financing of Norvik Lines came to 50 billion yuan (about $7.35 billion).",
        "Norvik Lines has completed a $70 billion round.",
        "Norvik Lines is planning a funding round.",
        "Ann Lee is the chief executive of Norvik Lines.",
        "Norvik Lines' chief executive, Bob Ray, resigned.",
        "The Alma ran aground at Calder Point on Sunday evening.",
        "The Alma ran aground at Fenwick Head on Saturday evening.",
        "The Alma was insured.",
        "The Alma was not insured.",
    ]
)


@st.composite
def _told(draw: st.DrawFn) -> Told:
    number = draw(st.integers(0, 10**6))
    sentences = draw(st.lists(SENTENCES, min_size=1, max_size=5, unique=True))
    day = draw(st.one_of(st.none(), st.integers(0, 5)))
    title = "Ferry Alma of Norvik Lines runs aground near Tarn"
    return tell(title, *sentences, subject=SUBJECT, day=day, outlet=f"Paper {number}")


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_the_order_of_the_articles_changes_nothing(data: st.DataObject) -> None:
    told = data.draw(st.lists(_told(), min_size=2, max_size=5, unique_by=lambda told: told[0].article_id))
    turned = data.draw(st.permutations(told))
    articles = [article for article, _ in turned]
    turned_claims = {article: tuple(reversed(claims)) for article, claims in claims_of(turned).items()}
    assert compare_articles(turned_claims, articles) == compare(*told)


@settings(max_examples=100, deadline=None)
@given(st.lists(_told(), min_size=2, max_size=4, unique_by=lambda told: told[0].article_id), _told())
def test_a_further_article_takes_no_contradiction_away(told: list[Told], further: Told) -> None:
    if further[0].article_id in {article.article_id for article, _ in told}:
        return
    before, after = (_contradicted(compare(*some)) for some in (told, [*told, further]))
    assert before <= after


@settings(max_examples=100, deadline=None)
@given(st.lists(_told(), min_size=2, max_size=5, unique_by=lambda told: told[0].article_id))
def test_where_it_is_kept_what_was_read_changes_nothing(told: list[Told]) -> None:
    from_disk = compare_articles(claims_of(told), [article for article, _ in told], store=DiskStore(most_held=1))
    assert from_disk == compare(*told)


def _contradicted(comparison: Comparison) -> set[frozenset[str]]:
    """Return the claims that stand against each other, by pairs of sides of two answers."""
    return {
        frozenset((one.claim_id or "", other.claim_id or ""))
        for conflict in comparison.conflicts
        if conflict.relation is Relation.CONTRADICTION
        for one in conflict.sides
        for other in conflict.sides
        if one.answer != other.answer and one.article_id != other.article_id
    }


@settings(max_examples=100, deadline=None)
@given(st.lists(_told(), min_size=2, max_size=5, unique_by=lambda told: told[0].article_id))
def test_a_conflict_is_between_articles_and_shows_their_own_words(told: list[Told]) -> None:
    texts = {article.article_id: article.text for article, _ in told}
    for conflict in compare(*told).conflicts:
        assert len({side.article_id for side in conflict.sides}) > 1
        assert all(texts[side.article_id][side.start : side.end] == side.quote for side in conflict.sides)
