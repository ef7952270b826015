"""What schema.org knows, and what Google required."""

import copy
from typing import Any

import pytest

from pipeline.report.export.claim_review import claim_review
from pipeline.report.export.sign_off import Standing
from pipeline.report.export.vocabulary import faults, require_known
from tests.golden.export.documents import PUBLISHER, all_reviewed

_REVIEWS = [claim_review(one, PUBLISHER) for one in all_reviewed() if one.standing is Standing.SIGNED_OFF]


def changed(place: str, value: object) -> dict[str, Any]:
    """Return a review with another value at a place; None takes away what is there."""
    review = node = copy.deepcopy(_REVIEWS[0])
    *way, name = place.split(".")
    for step in way:
        node = node[step]  # type: ignore[assignment]  # every step of these places is an object
    node.pop(name, None)
    node.update({} if value is None else {name: value})
    return review


def test_every_review_is_valid() -> None:
    assert len(_REVIEWS) == 3
    for review in _REVIEWS:
        require_known(review)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("claimReview", "x", "ClaimReview.claimReview is no property of ClaimReview"),
        ("itemReviewed.firstAppeared", "x", "ClaimReview.itemReviewed.firstAppeared is no property of Claim"),
        ("claimReviewed", None, "ClaimReview lacks claimReviewed"),
        ("url", None, "ClaimReview lacks url"),
        ("reviewRating", None, "ClaimReview lacks reviewRating"),
        ("reviewRating.alternateName", None, "ClaimReview.reviewRating lacks alternateName"),
        ("itemReviewed.author.name", None, "ClaimReview.itemReviewed.author lacks name"),
        ("claimReviewed", " ", "ClaimReview.claimReviewed is no Text"),
        ("claimReviewed", 7, "ClaimReview.claimReviewed is no Text"),
        ("url", "javascript:alert(1)", "ClaimReview.url is no URL"),
        ("datePublished", "4 November", "ClaimReview.datePublished is no Date or DateTime"),
        ("reviewRating.ratingValue", True, "ClaimReview.reviewRating.ratingValue is no Number or Text"),
        ("author", "Ana", "ClaimReview.author is no Organization or Person"),
        ("author.@type", "Claim", "ClaimReview.author is a Claim and no Organization or Person"),
        ("reviewRating", [{"@type": "Rating"}], "ClaimReview.reviewRating[0] lacks alternateName"),
    ],
)
def test_a_planted_mistake_is_named_by_its_place(place: str, value: object, told: str) -> None:
    review = changed(place, value)
    assert list(faults(review, frozenset({"ClaimReview"}), "ClaimReview")) == [told]
    with pytest.raises(ValueError, match=r"breaks the vocabulary of schema\.org"):
        require_known(review)
