from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.check import check_claims
from pipeline.stages.ground import ground_claims, replace_ungrounded
from pipeline.text.support import missing_from
from schemas.article import Article, SentenceRole
from schemas.claim import Claim, GroundedClaim
from tests.factories import make_article, make_claim

PIECES = (
    "𝔗he|é|e\u0301|ﬁ|ﬀ|ß|İ|ǆ|\u00ad|\u200b|\u202e|\ud800|🌧🏽|👨\u200d👩\u200d👧|\u2028|\x00|½|²|٣|１２|$7.4 billion|40%"
    "|not|never|Leeds|Müller|May 5|Monday|he|raised|the company|.|?|‹|“|”|–"
)
SPACED = st.lists(st.sampled_from(PIECES.split("|")), min_size=1, max_size=8).map(" ".join)
SENTENCE = SPACED | st.text(min_size=1, max_size=30)
SENTENCES = st.lists(SENTENCE, min_size=1, max_size=6)
ROLES = st.dictionaries(st.integers(1, 6), st.sampled_from(SentenceRole))


@st.composite
def stated(draw: st.DrawFn) -> tuple[Article, list[Claim]]:
    sentences = draw(SENTENCES)
    article = make_article(*sentences, roles=draw(ROLES))
    numbers = st.sets(st.integers(1, len(sentences)), min_size=1).map(sorted)
    claims = [make_claim(article, *draw(numbers), statement=draw(SENTENCE)) for _ in range(draw(st.integers(0, 5)))]
    return article, claims


@given(stated())
def test_a_quote_is_the_articles_own_text(case: tuple[Article, list[Claim]]) -> None:
    article, claims = case
    for grounded in ground_claims(article, claims):
        assert grounded.quote == article.text[grounded.start : grounded.end]
        assert grounded.start == grounded.spans[0].start


@given(stated())
def test_no_claim_is_dropped_changed_or_moved(case: tuple[Article, list[Claim]]) -> None:
    article, claims = case
    assert [grounded.claim for grounded in ground_claims(article, claims)] == claims


@given(SPACED)
def test_a_sentence_supports_itself(sentence: str) -> None:
    assert missing_from(sentence, sentence) == ()


@given(stated())
def test_quantities_and_findings_stand_inside_the_passage(case: tuple[Article, list[Claim]]) -> None:
    article, claims = case
    for checked in check_claims(article, ground_claims(article, claims))[0]:
        for quantity in checked.quantities:
            assert article.text[quantity.start : quantity.end] == quantity.text
            assert any(s.start <= quantity.start and quantity.end <= s.end for s in checked.grounded.spans)


@given(stated(), st.integers(0, 5))
def test_both_passes_together_keep_what_is_grounded(case: tuple[Article, list[Claim]], cut: int) -> None:
    article, claims = case
    grounded = ground_claims(article, claims)
    merged = replace_ungrounded(grounded[:cut], grounded[cut:])
    assert set(map(numbers, filter(is_grounded, grounded))) == set(map(numbers, filter(is_grounded, merged)))
    assert [numbers(c) for c in merged] == sorted(numbers(c) for c in merged)
    assert all(claim in grounded for claim in merged)


def is_grounded(claim: GroundedClaim) -> bool:
    return claim.is_grounded


def numbers(claim: GroundedClaim) -> tuple[int, ...]:
    return claim.claim.sentence_numbers
