"""A conflict as a part of the page of one of its articles."""

from collections.abc import Mapping, Sequence

from pipeline.report import wording
from pipeline.report.answer_view import AnswerView, answer_views, statement_views
from pipeline.report.claim_view import FindingView, claim_of
from pipeline.report.conflict_view import conflict_view, seat_for
from pipeline.report.figure import in_figures
from pipeline.report.inline import found_in
from pipeline.report.missing_view import missing_of_conflict
from pipeline.report.passage_view import PassageView, passage_view, place_of, sentences_in
from pipeline.report.side_view import as_of, in_short, letter_of
from pipeline.report.subject_view import FigureView, Page, Slot, SubjectView, about_claims
from schemas.article import Article, Span
from schemas.conflict import Conflict, Relation, Scope, Side
from schemas.verdict import Verdict

_CELL_CHARS = 300
_RELATE = "relate_claims/"


def conflict_subject(slot: Slot, conflict: Conflict, claim_ids: Sequence[str], page: Page) -> SubjectView:
    """Lay out a conflict that asks for a decision.

    Args:
        slot: of the part.
        conflict: with a side in the page's article.
        claim_ids: the claims of the article that it concerns, in the order of the text.
        page: the page.
    """
    own = page.article.article_id
    is_across = any(side.article_id != own for side in conflict.sides)
    view = conflict_view(conflict, page.register, own)
    speakers = {key: said for key, (_, one) in page.numbered.items() if (said := claim_of(one).speaker)}
    answers = (
        answer_views(conflict, page.register, seat_for(conflict, own), speakers)
        if is_across
        else statement_views(conflict, page.register, page.article, speakers)
    )
    prompt = next((label for label in page.prompts if label.startswith(_RELATE)), None)
    return SubjectView(
        number=slot.number,
        anchors=slot.anchors,
        title=view.topic,
        leads_to=leads_to(conflict),
        word=_word_of(conflict),
        question=_question(conflict, answers),
        in_short=_answers(answers)
        if is_across
        else _statements(answers) or in_short(conflict.explanation, _CELL_CHARS),
        passages=_passages(conflict, page.article, speakers),
        conflict=view if is_across else None,
        figures=() if is_across else _figures(conflict, page.article),
        findings=(
            FindingView(_relation(conflict, view.relation), page.made_by(conflict.by, prompt), conflict.explanation),
        ),
        answers=answers if _tells_apart(conflict, answers) else (),
        missing=missing_of_conflict(conflict, page.register, own),
        boxes=slot.boxes,
        **about_claims(claim_ids, page),
    )


def _tells_apart(conflict: Conflict, answers: Sequence[AnswerView]) -> bool:
    """Tell whether what speaks for the answers is worth a look: not where each merely stands in the text."""
    return not is_alone(conflict) and any(one.speaks_for != wording.IN_THE_TEXT for one in answers)


def is_alone(conflict: Conflict) -> bool:
    """Tell whether a conflict has one side: a passage that cannot be, whatever others say."""
    return conflict.relation is Relation.CONTRADICTION and len(conflict.sides) == 1


def verdict_of(conflict: Conflict) -> Verdict:
    """Return the verdict to which a contradiction leads."""
    if is_alone(conflict):
        return Verdict.IMPLAUSIBLE
    return Verdict.CONTRADICTED if conflict.scope is Scope.WITHIN else Verdict.DISPUTED


def leads_to(conflict: Conflict) -> Verdict | None:
    """Return the verdict to which a conflict that has a part leads; None of one that is to settle."""
    if conflict.relation is Relation.UNCLEAR:
        return None
    return Verdict.OUTDATED if conflict.relation is Relation.UPDATE else verdict_of(conflict)


def _word_of(conflict: Conflict) -> str:
    verdict = leads_to(conflict)
    return wording.TO_SETTLE if verdict is None else wording.VERDICT[verdict]


def _relation(conflict: Conflict, relation: str) -> str:
    return wording.CANNOT_BE if is_alone(conflict) else relation


def _question(conflict: Conflict, answers: Sequence[AnswerView]) -> str:
    """Return what is to decide in one sentence, with the answers in it where they tell themselves apart."""
    if is_alone(conflict):
        return wording.QUESTION_ALONE
    told = [one.first for one in answers]
    if conflict.relation is Relation.UPDATE:
        words = _newest(conflict, answers)
        return wording.QUESTION_UPDATE.format(words) if words else wording.QUESTION[Verdict.OUTDATED]
    if len(set(told)) < len(told) or len(told) < 2:  # noqa: PLR2004 - a choice has two answers
        return wording.QUESTION_OF[conflict.relation]
    return wording.QUESTION_BETWEEN[conflict.relation].format(wording.either(told))


def _newest(conflict: Conflict, answers: Sequence[AnswerView]) -> str:
    """Return the answer of the latest source, where another article gives it; nothing where no source has a date."""
    dated = [side for side in conflict.sides if side.published_at]
    newest = max(dated, key=_moment, default=None)
    others = [one for one in answers if newest and not one.is_own]
    latest = [one for one in others if newest and one.letter == letter_of(newest.answer)]
    return next((one.first for one in (*latest, *others)), "")


def _moment(side: Side) -> float:
    return side.published_at.timestamp() if side.published_at else 0.0


def _answers(answers: Sequence[AnswerView]) -> str:
    """Return the answers in a cell: "$70 billion here; elsewhere $7.4 billion (2 outlets), $1 billion (1 outlet)"."""
    here = wording.joined([words for one in answers for words in one.own_values])
    others = ", ".join(f"{one.in_words} ({one.given_by})" for one in answers if not one.is_own)
    return wording.HERE_AND_ELSEWHERE.format(here, others) if here and others else here or others


def _statements(answers: Sequence[AnswerView]) -> str:
    """Return what the sides say in a cell, or nothing where that does not tell them apart."""
    told = [one.first for one in answers]
    return wording.AGAINST.join(told) if len(set(told)) == len(told) > 1 else ""


def _passages(conflict: Conflict, article: Article, speakers: Mapping[str, str]) -> tuple[PassageView, ...]:
    """Return the passages of the article that are sides, each once, in the order of the sides."""
    sides: dict[tuple[int, int], list[Side]] = {}
    for side in conflict.sides:
        if side.article_id == article.article_id:
            sides.setdefault((side.start, side.end), []).append(side)
    views = []
    for place, of_place in sides.items():
        numbers = sentences_in(article, *place)
        words = [span for side in of_place for span in _decisive(side, article)]
        if numbers:
            views.append(passage_view(article, numbers, words, _says(of_place, speakers)))
    return tuple(views)


def _decisive(side: Side, article: Article) -> tuple[Span, ...]:
    """Return the words of a side that decide, else its value where it stands in its passage."""
    if side.words is not None:
        return (side.words,)
    found = found_in(article.text[side.start : side.end], side.value)
    return tuple(Span(start=side.start + one.start, end=side.start + one.end) for one in found)


def _says(sides: Sequence[Side], speakers: Mapping[str, str]) -> str:
    """Return as of when a passage speaks, and who says it, where the article names somebody."""
    said_by = dict.fromkeys(speakers[one] for side in sides for one in side.claim_ids if one in speakers)
    told = [as_of(sides[0].published_at), *(wording.SAID_BY.format(one) for one in said_by)]
    return ", ".join(told)


def _figures(conflict: Conflict, article: Article) -> tuple[FigureView, ...]:
    told = []
    for side in conflict.sides:
        figures = in_figures(side.low, side.high, side.unit, side.value)
        if side.value and figures:
            told.append(FigureView(side.value, place_of(article, sentences_in(article, side.start, side.end)), figures))
    return tuple(told)
