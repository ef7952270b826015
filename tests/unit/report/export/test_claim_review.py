"""ClaimReview mark-up of what is signed off."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pipeline.report.export.claim_review import claim_review, claim_review_document
from pipeline.report.export.rating import parse_scale
from pipeline.report.export.sign_off import ReviewedClaim, Standing
from schemas.verdict import Verdict
from tests.golden.export.documents import PUBLISHER, all_reviewed

_SIGNED = {one.claim.verdict: one for one in all_reviewed() if one.standing is Standing.SIGNED_OFF}


def review(one: ReviewedClaim, **changed: Any) -> dict[str, Any]:  # noqa: ANN401  any field of a publisher
    return json.loads("".join(claim_review_document([one], replace(PUBLISHER, **changed))))["@graph"][0]  # type: ignore[no-any-return]


def test_a_rating_has_words_and_no_number_of_ours() -> None:
    assert set(review(_SIGNED[Verdict.CONTRADICTED])["reviewRating"]) == {"@type", "alternateName", "ratingExplanation"}


def test_numbers_of_a_publisher_come_with_their_scale() -> None:
    rating = review(_SIGNED[Verdict.DISPUTED], scale=parse_scale(["disputed=3"]))["reviewRating"]
    assert (rating["ratingValue"], rating["bestRating"], rating["worstRating"]) == (3, 5, 1)


def test_a_person_may_publish_and_needs_no_site() -> None:
    assert review(_SIGNED[Verdict.DISPUTED], is_person=True, url=None)["author"] == {
        "@type": "Person",
        "name": PUBLISHER.name,
    }


def test_whoever_is_quoted_is_credited_and_the_outlet_is_not_the_author() -> None:
    quoted, own = (review(_SIGNED[verdict])["itemReviewed"] for verdict in (Verdict.DISPUTED, Verdict.CONTRADICTED))
    assert (quoted["creditText"], "author" in quoted) == ("the mayor", False)
    assert (own["author"]["name"], "creditText" in own) == ("Coast Daily", False)


def test_only_an_address_of_the_web_is_linked() -> None:
    assert "url" not in review(_SIGNED[Verdict.IMPLAUSIBLE])["itemReviewed"]["appearance"]


def test_an_article_that_tells_nothing_of_itself_has_no_appearance() -> None:
    one = _SIGNED[Verdict.DISPUTED]
    bare = {"title": None, "publisher": None, "published_at": None, "url": None}
    article = one.verdict.article.model_copy(update=bare)
    item = review(replace(one, verdict=one.verdict.model_copy(update={"article": article})))["itemReviewed"]
    assert set(item) == {"@type", "text", "creditText"}


def test_no_reviewer_and_no_note_is_published() -> None:
    told = "".join(claim_review_document(_SIGNED.values(), PUBLISHER))
    assert "note" not in told
    assert "Ana" not in told


def test_nothing_in_it_ends_a_script_element() -> None:
    told = "".join(claim_review_document(_SIGNED.values(), PUBLISHER))
    assert not set("<>&") & set(told)


def test_without_reviews_the_document_is_empty_and_valid() -> None:
    assert json.loads("".join(claim_review_document([], PUBLISHER))) == {"@context": "https://schema.org", "@graph": []}


def test_what_nobody_marked_is_reviewed_by_nobody() -> None:
    with pytest.raises(ValueError, match="reviewed by nobody"):
        claim_review(replace(_SIGNED[Verdict.DISPUTED], mark=None), PUBLISHER)
