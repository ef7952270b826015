"""ClaimReview mark-up (schema.org, JSON-LD) of claims that a reviewer has signed off.

Invariant: every review passes `vocabulary.require_known`; a reviewer's name and note are in none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath

from pipeline.report.escape import clean
from pipeline.report.export.json_text import json_list
from pipeline.report.export.rating import BEST, LABELS, WORST, Scale
from pipeline.report.export.sign_off import ReviewedClaim
from pipeline.report.export.vocabulary import CONTEXT, require_known
from pipeline.report.export.web_url import PageUrl, web_url
from pipeline.report.register import claim_id, page_name
from schemas.article import Article

_Node = dict[str, object]


@dataclass(frozen=True)
class Publisher:
    """Who publishes the reviews, and where: a person or an organisation; `scale` are numbers of its own, if any."""

    name: str
    page_url: PageUrl
    url: str | None = None
    is_person: bool = False
    scale: Scale = field(default_factory=dict)


def claim_review_document(signed: Iterable[ReviewedClaim], publisher: Publisher) -> Iterator[str]:
    """Yield a JSON-LD document, piece by piece; `signed` are claims that are signed off.

    Raises:
        ValueError: a review breaks the vocabulary, which is a mistake here.
    """
    reviews = (_checked(claim_review(one, publisher)) for one in signed)
    return json_list(f'{{"@context": "{CONTEXT}", "@graph": [', reviews, "]}\n")


def claim_review(signed: ReviewedClaim, publisher: Publisher) -> _Node:
    """Return the review of a claim that is signed off.

    Raises:
        ValueError: the claim has no mark, so that nobody signed it off.
    """
    if signed.mark is None:
        raise ValueError("a claim without a mark is reviewed by nobody")
    claim = signed.claim.graded.checked.grounded.claim
    return _node(
        "ClaimReview",
        identifier=claim.claim_id,
        url=publisher.page_url.filled(_places(signed)),
        datePublished=signed.mark.marked_at.astimezone(UTC).date().isoformat(),
        author=_node("Person" if publisher.is_person else "Organization", name=publisher.name, url=publisher.url),
        claimReviewed=claim.statement,
        itemReviewed=_item(signed),
        reviewRating=_rating(signed, publisher.scale),
    )


def _checked(node: _Node) -> _Node:
    require_known(node)
    return node


def _places(signed: ReviewedClaim) -> Mapping[str, str]:
    page = page_name(signed.verdict.article)
    return {
        "page": page,
        "stem": PurePosixPath(page).stem,
        "number": str(signed.number),
        "claim_id": claim_id(signed.claim),
        "article_id": signed.verdict.article.article_id,
    }


def _item(signed: ReviewedClaim) -> _Node:
    """Return the claim as the article makes it; where it quotes somebody, they are credited and not the outlet."""
    article, grounded = signed.verdict.article, signed.claim.graded.checked.grounded
    speaker = clean(grounded.claim.speaker or "")
    return _node(
        "Claim",
        text=grounded.quote,
        datePublished=_instant(article.published_at),
        author=None if speaker else _outlet(article),
        creditText=speaker,
        appearance=_appearance(article),
    )


def _appearance(article: Article) -> _Node | None:
    work = _node(
        "CreativeWork",
        url=None if article.url is None else web_url(article.url),
        headline=article.title,
        datePublished=_instant(article.published_at),
        publisher=_outlet(article),
    )
    return work if len(work) > 1 else None


def _rating(signed: ReviewedClaim, scale: Scale) -> _Node:
    value = scale.get(signed.claim.verdict)
    numbers: _Node = {} if value is None else {"ratingValue": value, "bestRating": BEST, "worstRating": WORST}
    label = LABELS[signed.claim.verdict].rating
    return _node("Rating", alternateName=label, ratingExplanation=signed.reason) | numbers


def _outlet(article: Article) -> _Node | None:
    return _node("Organization", name=article.publisher) if clean(article.publisher or "") else None


def _node(kind: str, **properties: object) -> _Node:
    """Return an object of schema.org with what is there of its properties; texts are cleaned here already."""
    shown = {name: clean(value) if isinstance(value, str) else value for name, value in properties.items()}
    return {"@type": kind} | {name: value for name, value in shown.items() if value not in (None, "")}


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
