"""Owns what the model is asked where the rules leave a disagreement open, and how far its answer counts.

A pair is asked about in both orders. The model's relation replaces `unclear` only where the rules allow it; that of a
model whose word does not decide is told beside, and moves nothing. A call that failed leaves the relation `unclear`.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from pipeline.stages.compare.batch import Batch, OfArticle
from pipeline.stages.compare.found import Found
from pipeline.stages.compare.keyed import Keyed, key_of
from pipeline.stages.compare.likeness import find_alike
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.relate import NO_DATE, Pair, PairSide, Related
from pipeline.stages.compare.side import source
from pipeline.stages.compare.telling import Telling
from schemas.claim import NotChecked
from schemas.conflict import Relation

# The model is asked about so many pairs of a run at most; the rest stays `unclear`, and is shown.
MOST_OPEN = 40
MOST_ALIKE = 20

# In the words of the prompt's examples; what is said of the days is added for each order.
_VALUES_DIFFER = "The values differ."
_ALL = frozenset(Relation)
_DATED = frozenset({Relation.UPDATE})

Relate = Callable[[Sequence[Pair]], list[Related]]


@dataclass(frozen=True)
class Voice:
    """Who relates pairs: `relate` asks, `model` is its name, `is_decisive` tells whether its word counts."""

    relate: Relate
    model: str
    is_decisive: bool


def ask_open(
    found: Found, batch: Batch, voice: Voice, concerned: Container[str] | None = None
) -> tuple[Iterator[Disagreement], tuple[NotChecked, ...]]:
    """Return the disagreements with what the model says of the open ones, those it adds, and the calls that failed.

    Only what has an article of `concerned` (by id) on one side is asked about; None: all.
    """

    def is_asked(*sides: OfArticle) -> bool:
        return concerned is None or any(side.article_id in concerned for side in sides)

    open_all = (n for n, one in enumerate(found) if one.relation is Relation.UNCLEAR and _pair_of(one))
    open_at = list(islice((n for n in open_all if is_asked(*_sides(found[n]))), MOST_OPEN))
    alike = list(islice((pair for pair in _alike(found, batch) if is_asked(*pair)), MOST_ALIKE))
    pairs = [_pair(found[n].topic, *_sides(found[n])) for n in open_at]
    pairs += [_pair("Do both tell the same?", *_whole(pair)) for pair in alike]
    related = voice.relate(pairs) if pairs else []
    told = {n: _told(found[n], one, voice) for n, one in zip(open_at, related, strict=False)}
    added = [_added(pair, one, voice) for pair, one in zip(alike, related[len(open_at) :], strict=True)]
    missed = tuple(one.missed for one in related if one.missed is not None)
    by_rule = (told.get(n, one) for n, one in enumerate(found))
    return (one for one in chain(by_rule, added) if one is not None), missed


def _told(found: Disagreement, one: Related, voice: Voice) -> Disagreement | None:
    if one.missed is not None:
        return replace(found, explanation=f"{found.explanation} The model could not be asked: {one.reason}.")
    if one.is_same and voice.is_decisive:
        return None
    said = _said(one)
    if one.relation is Relation.UNCLEAR or not voice.is_decisive:
        return replace(found, explanation=f"{found.explanation} {said}")
    return replace(found, relation=one.relation, rule=f"model:{voice.model}", explanation=f"{found.explanation} {said}")


def _said(one: Related) -> str:
    """Return what the model says of a pair in words of an editor, with its reason."""
    reason = one.reason.rstrip(". ")
    if one.is_refused:
        return f"{reason}."
    if one.relation is Relation.UNCLEAR and not one.is_same:
        return f"The model leaves it open: {reason}."
    return f"The model takes it for {_named(one)}: {reason}."


def _added(pair: tuple[Telling, Telling], one: Related, voice: Voice) -> Disagreement | None:
    """Return a disagreement that the model alone sees; nothing where it sees none, or a rounding or scope."""
    if one.missed is not None or one.relation not in {Relation.CONTRADICTION, Relation.UPDATE}:
        return None
    left, right = _whole(pair)
    return Disagreement(
        rule=f"model:{voice.model}",
        topic=f"Do both tell the same: {left.telling.subjects[0]}?",
        relation=one.relation if voice.is_decisive else Relation.UNCLEAR,
        groups=((left,), (right,)),
        explanation=f"No rule compares these passages. The model takes them for {_named(one)}: {one.reason}",
    )


def _named(one: Related) -> str:
    words = {
        Relation.CONTRADICTION: "a contradiction",
        Relation.UPDATE: "an update",
        Relation.ROUNDING: "a rounding",
        Relation.DIFFERENT_SCOPE: "two different things",
        Relation.UNCLEAR: "one thing told twice",
    }
    return words[one.relation]


def _alike(found: Found, batch: Batch) -> Iterator[tuple[Telling, Telling]]:
    """Yield passages without a value that are about one thing and that no rule has set against each other."""
    told = Keyed(batch.archive.store)
    for n, one in enumerate(found):
        for answer in (answer for group in one.groups for answer in group):
            told.add(_key(answer.article_id, answer.telling.start), n)
    for left, right in find_alike(batch):
        both = (told.at(_key(one.article_id, one.start)) for one in (left, right))
        if set(next(both)).isdisjoint(next(both)) and " ".join(left.text.split()) != " ".join(right.text.split()):
            yield left, right


def _key(article_id: str, start: int) -> int:
    return key_of(f"{start} {article_id}")


def _pair_of(one: Disagreement) -> bool:
    return all(answer.telling.claims for answer in _sides(one))


def _sides(one: Disagreement) -> tuple[Answer, Answer]:
    """Return the two answers that are asked about: the first of the first group beside one of another article.

    It may be that none but its own article tells otherwise; then the next of the group is asked about.
    """
    return next(
        (left, right)
        for left in one.groups[0]
        for group in one.groups[1:]
        for right in group
        if left.article_id != right.article_id
    )


def _whole(pair: tuple[Telling, Telling]) -> tuple[Answer, Answer]:
    left, right = (Answer(telling, telling.start, telling.end) for telling in pair)
    return left, right


def _pair(topic: str, left: Answer, right: Answer) -> Pair:
    has_days = left.article.published_at is not None and right.article.published_at is not None
    return Pair(
        topic,
        _side(left),
        _side(right),
        _VALUES_DIFFER if left.quantity and right.quantity else "",
        _ALL if has_days else _ALL - _DATED,
    )


def _side(answer: Answer) -> PairSide:
    claim = answer.telling.claim_at(answer.start, answer.end)
    if claim is None:
        raise ValueError(f"no claim tells {answer.value!r}")
    article = answer.article
    return PairSide(
        article_id=article.article_id,
        claim_id=claim.claim_id,
        outlet=source(article),
        published=article.published_at.date().isoformat() if article.published_at else NO_DATE,
        statement=claim.statement,
        quote=answer.telling.text,
        value=_value(answer),
    )


def _value(answer: Answer) -> str | None:
    quantity = answer.quantity
    if quantity is None:
        return None
    ends = [format(end, "f") for end in dict.fromkeys((quantity.low, quantity.high)) if end is not None]
    return f"{' to '.join(ends)} {quantity.unit or ''}".strip()
