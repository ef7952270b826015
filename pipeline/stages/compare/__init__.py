"""Comparing: claims of different articles that name one subject and attribute, with values that exclude each other.

Only what is named alike is compared, so this finds few and safe cases. Whether time or scope explains a difference is
not judged: the relation is `unclear`, which is shown to the reviewer and moves no verdict.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from pipeline.text.quantity import admits, comparable
from pipeline.text.word import content_words
from schemas.article import Article
from schemas.conflict import Conflict, Relation, Scope, Side
from schemas.grade import GradedClaim
from schemas.quantity import Quantity

VERSION = "1"

_Question = tuple[frozenset[str], frozenset[str]]
_Answer = tuple[Article, GradedClaim, Quantity]


def compare_articles(graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article]) -> tuple[Conflict, ...]:
    """Return the conflicts between articles; the result does not depend on the order of the articles.

    `graded` holds the claims by article id. Ungrounded claims and claims without exactly one value are left out.
    """
    asked: dict[_Question, list[_Answer]] = {}
    for article in sorted(articles, key=lambda one: one.article_id):
        for claim in graded.get(article.article_id, ()):
            for question, quantity in _questions(claim):
                asked.setdefault(question, []).append((article, claim, quantity))
    conflicts = [_conflict(answers) for answers in asked.values() if _disagree(answers)]
    return tuple(sorted(conflicts, key=lambda conflict: conflict.conflict_id))


def _questions(graded: GradedClaim) -> Iterator[tuple[_Question, Quantity]]:
    claim = graded.checked.grounded.claim
    if graded.checked.grounded.is_grounded and len(graded.checked.quantities) == 1:
        subject, attribute = frozenset(content_words(claim.subject)), frozenset(content_words(claim.attribute))
        if subject and attribute:
            yield (subject, attribute), graded.checked.quantities[0]


def _disagree(answers: Sequence[_Answer]) -> bool:
    """Tell whether two articles give values of one unit that cannot both be true; linear but for equal questions."""
    values: dict[tuple[str, str | None, object, object], _Answer] = {}
    for article, claim, quantity in answers:
        values.setdefault((article.article_id, quantity.unit, quantity.low, quantity.high), (article, claim, quantity))
    distinct = list(values.values())
    return any(
        first[0].article_id != second[0].article_id
        and comparable(first[2], second[2])
        and not admits(first[2], second[2])
        for i, first in enumerate(distinct)
        for second in distinct[i + 1 :]
    )


def _conflict(answers: Sequence[_Answer]) -> Conflict:
    sides = tuple(_side(*answer) for answer in answers)
    claim = answers[0][1].checked.grounded.claim
    identity = json.dumps(sorted(side.claim_id for side in sides))
    return Conflict(
        conflict_id=hashlib.sha256(identity.encode()).hexdigest(),
        scope=Scope.ACROSS,
        relation=Relation.UNCLEAR,
        topic=f"{claim.subject}: {claim.attribute}?",
        sides=sides,
        by="rule:same_question",
        explanation="The articles give values that cannot both be true at one time and of one thing.",
    )


def _side(article: Article, graded: GradedClaim, quantity: Quantity) -> Side:
    grounded = graded.checked.grounded
    return Side(
        claim_id=grounded.claim.claim_id,
        article_id=article.article_id,
        published_at=article.published_at,
        value=quantity.text,
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        quote=grounded.quote,
        start=grounded.start,
        end=grounded.end,
    )
