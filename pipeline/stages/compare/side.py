"""Owns how a disagreement becomes a conflict: one side for each article and answer, in a fixed order."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.stages.compare.batch import ESTIMATED
from pipeline.stages.compare.model import Answer, Disagreement
from schemas.article import Article
from schemas.conflict import Conflict, Scope, Side
from schemas.identity import identify_conflict_across
from schemas.quantity import QuantityKind


def make_conflict(one: Disagreement, copies: Mapping[str, str]) -> Conflict:
    """Return a disagreement as a conflict; `copies` maps an article to the one of which it is a copy."""
    sides = tuple(side for number, group in enumerate(one.groups, start=1) for side in _sides(number, group, copies))
    notes = list(dict.fromkeys(_notes(one, sides, copies)))
    return Conflict(
        conflict_id=identify_conflict_across(one.rule, one.topic, sides),
        scope=Scope.ACROSS,
        relation=one.relation,
        topic=one.topic,
        sides=sides,
        by=one.rule if one.rule.startswith("model:") else f"rule:{one.rule}",
        explanation=" ".join([one.explanation, *notes]),
    )


def _sides(number: int, group: Sequence[Answer], copies: Mapping[str, str]) -> Iterator[Side]:
    alike: dict[tuple[str, object], list[Answer]] = {}
    for answer in group:
        alike.setdefault((answer.article_id, said(answer)), []).append(answer)
    for answers in alike.values():
        yield _side(number, answers, copies)


def _side(number: int, answers: Sequence[Answer], copies: Mapping[str, str]) -> Side:
    """Return the side of one article and value: the first passage of its prose is shown, else a headline."""
    shown = min(answers, key=lambda one: (one.telling.is_title, one.start))
    claim_ids = [_claim_id(shown), *(_claim_id(answer) for answer in answers)]
    claims = list(dict.fromkeys(claim for claim in claim_ids if claim is not None))
    quantity = shown.quantity
    return Side(
        claim_id=claims[0] if claims else None,
        article_id=shown.article_id,
        published_at=shown.article.published_at,
        value=shown.value,
        low=quantity.low if quantity else None,
        high=quantity.high if quantity else None,
        unit=quantity.unit if quantity else None,
        quote=shown.telling.text,
        start=shown.telling.start,
        end=shown.telling.end,
        answer=number,
        repeats=copies.get(shown.article_id),
        also=tuple(claims[1:]),
    )


def said(answer: Answer) -> object:
    """Return what an answer says, however it is written: equal for "$70B" and "$70 billion"."""
    quantity = answer.quantity
    if quantity is None:
        return answer.words
    return quantity.low, quantity.high, quantity.unit if quantity.kind is QuantityKind.MONEY else None


def _claim_id(answer: Answer) -> str | None:
    claim = answer.telling.claim_at(answer.start, answer.end)
    return claim.claim_id if claim else None


def _notes(one: Disagreement, sides: Sequence[Side], copies: Mapping[str, str]) -> Iterator[str]:
    """Yield what an editor has to know of the sources: missing dates, and copies that count as one voice."""
    answers = {answer.article_id: answer for group in one.groups for answer in group}
    for answer in (answer for group in one.groups for answer in group):
        if ESTIMATED in answer.note and f"{source(answer.article)} ({answer.note})" not in one.explanation:
            yield f"{source(answer.article)} carries {answer.note}, which is taken for it."
    told: dict[str, set[int]] = {}
    for side in sides:
        told.setdefault(side.article_id, set()).add(side.answer)
    for side in sides:
        first = copies.get(side.article_id)
        if first in answers:
            copy, original = source(answers[side.article_id].article), source(answers[first].article)
            is_alike = told[side.article_id] <= told[first]
            how = ": they count as one voice" if is_alike else ", which tells it differently"
            yield f"{copy} is a copy of {original}{how}."


def source(article: Article) -> str:
    """Return what an article is called in a sentence: its outlet, else its file."""
    return article.publisher or article.path.replace("\\", "/").rpartition("/")[2] or article.path
