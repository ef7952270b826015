"""Exports ClaimReview mark-up of what reviewers have signed off, and refuses the rest with a word on what to do."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.app.export import Echo, ExportCommand, deliver, opened, with_conflicts
from pipeline.errors import ConfigurationError
from pipeline.report import clean_name
from pipeline.report.export import Publisher, ReviewedClaim, Standing, claim_review_document, reviewed_claims
from pipeline.store import StoredRun, place_for_show
from pipeline.text.language import reads_as_english
from schemas.conflict import Conflict
from schemas.verdict import ArticleVerdict

_PREFIX = re.compile(r"[0-9a-f]{4,64}")
_SHOWN_DIGITS = 12

_REFUSED = {
    Standing.NOT_MARKED: "claim {claim!r} is not signed off: once a reviewer agrees with what led to its "
    "verdict, say so with {agree}",
    Standing.FALSE_ALARM: "a reviewer called what led to the verdict of claim {claim!r} a false alarm, so that there "
    "is nothing to publish: if that was wrong, say so with {agree}",
    Standing.UNGROUNDED: "claim {claim!r} says more than its passage, so that its words are not the article's, and no "
    "mark makes a review of it: read the passage on the page of the article",
    Standing.NOT_DOUBTED: "nothing speaks against claim {claim!r}, so that there is nothing to review: choose a claim "
    "that is doubted",
}


@dataclass
class ReviewTally:
    """How the claims that were looked at stand; those signed off are exported.

    `unread` are the articles that the rules did not read, as they are in another language.
    """

    claims: Counter[Standing] = field(default_factory=Counter)
    unread: int = 0


def export_claim_reviews(command: ExportCommand, publisher: Publisher, claim: str | None, echo: Echo) -> ReviewTally:
    """Export what reviewers have signed off as ClaimReview mark-up.

    Args:
        command: which run, and where to.
        publisher: who publishes it.
        claim: the id of the only claim that is wanted, or its first digits; None for all.
        echo: takes the document where no file is named.

    Raises:
        ConfigurationError: there is no store or run, the file cannot be written, the publisher has no name, or the one
            claim is not signed off.
    """
    if clean_name(publisher.name) is None:
        raise ConfigurationError(f"{publisher.name!r} is no name: say with --publisher who publishes the reviews")
    tally = ReviewTally()
    with opened(command) as (found, known):
        claims = (one for article in _counted(found, tally) for one in reviewed_claims(*article, known))
        wanted = claims if claim is None else [_require_signed(_the_claim(claims, claim), command.store)]
        deliver(claim_review_document(_signed(wanted, tally), publisher), command, echo)
    return tally


def _counted(found: StoredRun, tally: ReviewTally) -> Iterator[tuple[ArticleVerdict, tuple[Conflict, ...]]]:
    for verdict, conflicts in with_conflicts(found):
        tally.unread += not reads_as_english(verdict.article.text)
        yield verdict, conflicts


def _signed(claims: Iterable[ReviewedClaim], tally: ReviewTally) -> Iterator[ReviewedClaim]:
    for one in claims:
        tally.claims[one.standing] += 1
        if one.standing is Standing.SIGNED_OFF:
            yield one


def _the_claim(claims: Iterable[ReviewedClaim], reference: str) -> ReviewedClaim:
    if not _PREFIX.fullmatch(reference):
        raise ConfigurationError(f"{reference!r} is no id: give at least four digits of a claim_id")
    by_id = {_id_of(one): one for one in claims if _id_of(one).startswith(reference)}
    if not by_id:
        raise ConfigurationError(f"the run has no claim {reference!r}: claims.jsonl has the ids")
    if len(by_id) > 1:
        raise ConfigurationError(f"several claims begin with {reference!r}: give more digits")
    return next(iter(by_id.values()))


def _require_signed(one: ReviewedClaim, store: str) -> ReviewedClaim:
    if one.standing is not Standing.SIGNED_OFF:
        claim_id, to_judge = _id_of(one), next(iter(one.to_judge), _id_of(one))
        agree = f"`factgrade mark {to_judge[:_SHOWN_DIGITS]} --as agree --store {place_for_show(store)}`"
        raise ConfigurationError(_REFUSED[one.standing].format(claim=claim_id[:_SHOWN_DIGITS], agree=agree))
    return one


def _id_of(one: ReviewedClaim) -> str:
    return one.claim.graded.checked.grounded.claim.claim_id
