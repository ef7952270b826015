"""One part of an article's page, as data: what a reviewer has to decide about one subject of a mark.

A part asks one question; then come the passages, the comparison written out, what speaks for each side, what is
missing, and at the end what the model thinks, if that is a doubt. Every text is plain and escaped when it is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from pipeline.report import wording
from pipeline.report.answer_view import AnswerView
from pipeline.report.boxes_view import Boxes, BoxesView
from pipeline.report.claim_view import FindingView, OpinionView, claim_of, opinion_view
from pipeline.report.conflict_view import ConflictView
from pipeline.report.passage_view import PassageView, place_of
from pipeline.report.register import Register
from schemas.article import Article
from schemas.mark import MarkVerdict
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict

_MOST_OPINIONS = 3
_MOST_STATED = 6


@dataclass(frozen=True)
class StatedView:
    """A claim of the page's article that a part concerns, as the model read it."""

    number: int
    statement: str
    speaker: str
    place: str


@dataclass(frozen=True)
class FigureView:
    """A value as written, with where it stands, and in figures."""

    written: str
    place: str
    figures: str


@dataclass(frozen=True)
class SubjectView:
    """One part of a page.

    `number` counts parts from 1, worst first and known false alarms last; `anchors` are the numbers of the claims that
    are linked to it, `claims` those that it concerns, and `more_claims` the numbers of those that are not shown.
    `leads_to` is the verdict (None of what is to settle), `word` that in a word, `question` what is to decide,
    `in_short` the part in one cell of a table. `conflict` is the table of a conflict between articles; `figures` say
    how values were read, `answers` what speaks for each side, and `not_graded` why the model gave no opinion.
    """

    number: int
    anchors: tuple[int, ...]
    title: str
    leads_to: Verdict | None
    word: str
    question: str
    in_short: str
    passages: tuple[PassageView, ...]
    conflict: ConflictView | None
    figures: tuple[FigureView, ...]
    findings: tuple[FindingView, ...]
    answers: tuple[AnswerView, ...]
    claims: tuple[StatedView, ...]
    more_claims: tuple[int, ...]
    missing: tuple[str, ...]
    opinions: tuple[OpinionView, ...]
    not_graded: tuple[str, ...]
    boxes: BoxesView

    @property
    def is_false_alarm(self) -> bool:
        """Tell whether a reviewer has called it a false alarm."""
        return self.boxes.ticked == MarkVerdict.FALSE_ALARM

    @property
    def concerns(self) -> str:
        """Return the claims that it concerns in words ("claims 1, 4-6"), or nothing for none."""
        numbers = tuple(sorted((*(claim.number for claim in self.claims), *self.more_claims)))
        return wording.numbered("claim", numbers) if numbers else ""


@dataclass(frozen=True)
class Slot:
    """What a part has by its place on the page: its number, the numbers of the claims linked to it, its boxes."""

    number: int
    anchors: tuple[int, ...]
    boxes: BoxesView


@dataclass(frozen=True)
class Page:
    """What every part of a page is laid out with; `numbered` are its claims by id, each with its number."""

    verdict: ArticleVerdict
    register: Register
    boxes: Boxes
    prompts: Sequence[str]
    numbered: Mapping[str, tuple[int, ClaimVerdict]]

    @property
    def article(self) -> Article:
        """Return the article of the page."""
        return self.verdict.article

    def made_by(self, by: str, prompt: str | None = None) -> str:
        """Return who made a finding or a conflict, in words: a rule, or a model with the prompt it was asked by."""
        asked = prompt if by.startswith("model:") else None
        return wording.WITH_PROMPT.format(wording.made_by(by), asked) if asked else wording.made_by(by)


class AboutClaims(TypedDict):
    """What a part says of the claims that it concerns."""

    claims: tuple[StatedView, ...]
    more_claims: tuple[int, ...]
    opinions: tuple[OpinionView, ...]
    not_graded: tuple[str, ...]


def about_claims(claim_ids: Sequence[str], page: Page) -> AboutClaims:
    """Lay out what is said of the claims of a part, which are in the order of the text."""
    concerned = [page.numbered[one] for one in claim_ids]
    opinions = (opinion_view(page.article, number, claim, page.register) for number, claim in concerned)
    return AboutClaims(
        claims=tuple(_stated(number, claim, page) for number, claim in concerned[:_MOST_STATED]),
        more_claims=tuple(number for number, _ in concerned[_MOST_STATED:]),
        opinions=tuple(one for one in opinions if one is not None)[:_MOST_OPINIONS],
        not_graded=tuple(dict.fromkeys(one.reason for _, claim in concerned if (one := claim.graded.not_checked))),
    )


def _stated(number: int, decided: ClaimVerdict, page: Page) -> StatedView:
    claim = claim_of(decided)
    return StatedView(number, claim.statement, claim.speaker or "", place_of(page.article, claim.sentence_numbers))
