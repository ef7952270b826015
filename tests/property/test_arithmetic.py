"""Arithmetic on any text: it never raises, its spans index the text, a paragraph apart changes nothing but offsets."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stages.check.arithmetic import Sum, find_arithmetic
from schemas.article import Span
from tests.factories import PUBLISHED_AT, make_article

FRAGMENTS = (
    "12|18|20 million|$5 million|£4m|40%|two-thirds|2019|2024|three|people|members|of the|of|or|(|)|,|:|;|.|and"
    "|the remaining|including|a total of|in all|rose|fell|by|to|from|up|doubled|twice as many as|the|aged 80|born in"
    "|1950|38 years ago|3 points|total|A, B and C|x||\ue000|\u00a0|yuan|¥5|up to|-|—|0|0%|$0|infinity|1e9"
)
PIECES = st.sampled_from(FRAGMENTS.split("|"))
NEWS = st.lists(PIECES, max_size=30).map(" ".join)
PARAGRAPHS = st.lists(st.lists(NEWS | st.text(max_size=60), min_size=1, max_size=3), min_size=1, max_size=3)
APART = "Rain fell over the hills all night."
SUMS = (
    "12 of the 18 members (76%) agreed.",
    "The blast left three killed and seven injured, ten casualties in all.",
    "Sales rose 8% to $5.4 million from $5 million.",
    "It cost 50 billion yuan ($7.35 billion).",
)


def shifted(one: Sum, chars: int) -> Sum:
    spans = tuple(Span(start=span.start + chars, end=span.end + chars) for span in one.spans)
    return one.model_copy(update={"spans": spans, "sentence_numbers": tuple(n + 1 for n in one.sentence_numbers)})


@given(PARAGRAPHS)
@settings(deadline=None)
def test_any_article_is_read_and_every_span_indexes_a_number_of_its_sentence(paragraphs: list[list[str]]) -> None:
    article = make_article(*paragraphs)
    for one in find_arithmetic(article):
        sentences = [article.sentence(n) for n in one.sentence_numbers]
        for span in one.spans:
            assert 0 <= span.start < span.end <= len(article.text)
            assert any(found.start <= span.start and span.end <= found.end for found in sentences)


@given(st.lists(NEWS, min_size=1, max_size=3))
@settings(deadline=None)
def test_a_paragraph_apart_moves_offsets_and_nothing_else(sentences: list[str]) -> None:
    alone = find_arithmetic(make_article(sentences))
    moved = find_arithmetic(make_article(APART, sentences))
    assert moved == tuple(shifted(one, len(APART) + 2) for one in alone)


@given(st.permutations(SUMS))
@settings(deadline=None)
def test_every_sum_is_found_wherever_it_stands(sentences: list[str]) -> None:
    rules = sorted(one.rule for one in find_arithmetic(make_article(*sentences)))
    assert rules == ["change", "currency_rate", "parts_and_whole", "share_of_total"]


def seconds(count: int) -> float:
    article = make_article(*(SUMS * count), published_at=PUBLISHED_AT)
    begun = time.thread_time()
    find_arithmetic(article)
    return time.thread_time() - begun


def test_the_time_grows_with_the_length_of_the_article() -> None:
    seconds(5)
    assert min(seconds(200) for _ in range(2)) < 20 * max(seconds(40), 0.01)


def test_a_sentence_of_more_numbers_than_can_be_told_apart_is_read() -> None:
    article = make_article("12 of the 18 members (76%) agreed on " + "7, " * 900 + "and 8.")
    assert [one.holds for one in find_arithmetic(article)] == [False]
