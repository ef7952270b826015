from time import thread_time

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stages.check.contradiction import Contradiction, find_contradictions
from pipeline.stages.ingest import ingest_articles
from schemas.article import Article
from tests.factories import make_article

FRAGMENTS = (
    "$7.4 billion|50 billion yuan|(about $7 billion)|40%|12|people|killed|Acme|Ann Lee|Anne Lee|on Monday|on Tuesday"
    "|May 8, 2026|from|to|not|has|will|opened|valuation|raised|chief executive|4pm|third place|in|Leeds|.|,|?|said|each"
    "|rose|fell|1968|In brief:"
)
SENTENCES = st.lists(st.sampled_from(FRAGMENTS.split("|")), min_size=1, max_size=14).map(" ".join)
TEXTS = st.lists(SENTENCES | st.text(min_size=1, max_size=40), min_size=1, max_size=8)
VALUES = st.integers(min_value=2, max_value=900)


def told(found: tuple[Contradiction, ...]) -> list[tuple[str, ...]]:
    return [(each.rule, each.relation, *(side.value for side in each.sides)) for each in found]


@settings(deadline=None)
@given(TEXTS)
def test_every_span_indexes_the_text(paragraphs: list[str]) -> None:
    found = ingest_articles("\n\n".join(paragraphs).encode("utf-8", "replace"), "a.txt")
    for article in (each for each in found if isinstance(each, Article)):
        for each in find_contradictions(article):
            for side in each.sides:
                assert article.quote(side.words) == side.value
                assert side.span.start <= side.words.start < side.words.end <= side.span.end
                assert (side.span.start, side.span.end) == (
                    article.sentence(side.n).start,
                    article.sentence(side.n).end,
                )


@settings(deadline=None)
@given(TEXTS)
def test_the_same_article_gives_the_same_answer(paragraphs: list[str]) -> None:
    article = make_article(*paragraphs)
    assert find_contradictions(article) == find_contradictions(article)


@settings(deadline=None)
@given(VALUES, VALUES)
def test_an_unrelated_paragraph_changes_nothing(first: int, second: int) -> None:
    words = f"The blast killed {first} people.", f"The blast killed {second} people.", "It was loud."
    alone = find_contradictions(make_article(*words))
    assert told(find_contradictions(make_article(*words, "Green tea tastes bitter after long brewing."))) == told(alone)


@settings(deadline=None)
@given(VALUES)
def test_a_value_never_contradicts_itself(value: int) -> None:
    assert (
        find_contradictions(make_article(f"The blast killed {value} people.", f"{value} people died in the blast."))
        == ()
    )


def seconds(count: int, fragment: str) -> float:
    article = make_article(*[f"{fragment} {n} people were killed in Leeds on day {n}." for n in range(2, count)])
    start = thread_time()
    find_contradictions(article)
    return thread_time() - start


@settings(deadline=None, max_examples=3)
@given(st.sampled_from(FRAGMENTS.split("|")))
def test_the_work_grows_with_the_length_of_the_article(fragment: str) -> None:
    assert seconds(600, fragment) < 9 * seconds(200, fragment) + 0.5
