"""What is said of claims on the page of their article: as the model read them, what was found, what the model thinks.

Every text in a view is plain and is escaped when a template shows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.report import wording
from pipeline.report.inline import Link, Passage, marked
from pipeline.report.jsonl import findings_of
from pipeline.report.passage_view import place_of, runs_of
from pipeline.report.register import Register
from pipeline.report.side_view import excerpt
from schemas.article import Article
from schemas.claim import Claim
from schemas.finding import Finding, FindingKind, Severity
from schemas.grade import Consistency, Grade, Plausibility
from schemas.verdict import ClaimVerdict, Verdict

_CELL_CHARS = 300


@dataclass(frozen=True)
class OtherView:
    """Another claim that a finding rests on: "claim 3", as a link if it has a part of its own, and its passage."""

    ref: str | Link
    quote: str


@dataclass(frozen=True)
class FindingView:
    """One finding in words: what sort it is, who made it, the sentence that explains it, the other claims concerned."""

    what: str
    made_by: str
    explanation: str
    others: tuple[OtherView, ...] = ()


@dataclass(frozen=True)
class OpinionView:
    """What a model thinks of a claim that it is not simply content with; `note` says if its word decides nothing."""

    number: int
    model: str
    grade: str
    reason: str
    relies_on: tuple[str | Link, ...]
    note: str


@dataclass(frozen=True)
class ClaimView:
    """A claim against which nothing speaks, or that was not checked: how the model put it, and what is said of it.

    `is_verbatim`: the statement has the very words of its sentences.
    """

    number: int
    claim_id: str
    statement: str
    is_verbatim: bool
    speaker: str
    place: str
    reason: str
    findings: tuple[FindingView, ...]
    opinion: OpinionView | None
    not_graded: str


@dataclass(frozen=True)
class ReadView:
    """Sentences from which claims were read, and the claims: `place` says where they stand."""

    place: str
    words: tuple[Passage, ...]
    claims: tuple[ClaimView, ...]


def read_views(
    article: Article, claims: Sequence[tuple[int, ClaimVerdict]], register: Register, *verdicts: Verdict
) -> tuple[ReadView, ...]:
    """Lay out the claims of some verdicts by the sentences from which they were read, in the order of the text.

    Args:
        article: the article of the page.
        claims: its claims with their numbers.
        register: who is who.
        verdicts: which claims are wanted.
    """
    by_sentences: dict[tuple[int, ...], list[ClaimView]] = {}
    reasons: dict[str, int] = {}
    for number, decided in claims:
        if decided.verdict in verdicts:
            numbers = decided.graded.checked.grounded.claim.sentence_numbers
            view = _without_repetition(claim_view(article, number, decided, register), reasons)
            by_sentences.setdefault(numbers, []).append(view)
    return tuple(
        ReadView(place_of(article, numbers), _words(article, numbers), tuple(views))
        for numbers, views in by_sentences.items()
    )


def _without_repetition(view: ClaimView, reasons: dict[str, int]) -> ClaimView:
    """Return a claim of which the model's reason is told by the number of the claim that had it before."""
    if view.opinion is None:
        return view
    first = reasons.setdefault(view.opinion.reason, view.number)
    told = wording.AS_FOR.format(first)
    return view if first == view.number else replace(view, opinion=replace(view.opinion, reason=told))


def claim_view(article: Article, number: int, decided: ClaimVerdict, register: Register) -> ClaimView:
    """Lay out one claim in a line."""
    claim = claim_of(decided)
    return ClaimView(
        number=number,
        claim_id=claim.claim_id,
        statement=claim.statement,
        is_verbatim=claim.statement.split() == decided.graded.checked.grounded.quote.split(),
        speaker=claim.speaker or "",
        place=place_of(article, claim.sentence_numbers),
        reason=decided.reason,
        findings=tuple(
            FindingView(wording.FINDING[one.kind], wording.made_by(one.by), one.explanation)
            for one in shown_findings(findings_of(decided), decided.graded.grade)
        ),
        opinion=opinion_view(article, number, decided, register),
        not_graded=decided.graded.not_checked.reason if decided.graded.not_checked else "",
    )


def claim_of(decided: ClaimVerdict) -> Claim:
    """Return a claim as the model stated it."""
    return decided.graded.checked.grounded.claim


def shown_findings(findings: Sequence[Finding], grade: Grade | None) -> list[Finding]:
    """Return findings, the heaviest first, without the doubt of the model where its opinion tells it."""
    weights = list(Severity)
    shown = [one for one in findings if grade is None or one.kind is not FindingKind.MODEL_DOUBT]
    return sorted(shown, key=lambda finding: -weights.index(finding.severity))


def finding_view(finding: Finding, article: Article, register: Register) -> FindingView:
    """Lay out a finding with the passages of the other claims on which it rests."""
    return FindingView(
        what=wording.FINDING[finding.kind],
        made_by=wording.made_by(finding.by),
        explanation=finding.explanation,
        others=tuple(
            OtherView(register.claim_ref(other, article.article_id), excerpt(register.quote(other), None, _CELL_CHARS))
            for other in finding.with_
        ),
    )


def opinion_view(article: Article, number: int, decided: ClaimVerdict, register: Register) -> OpinionView | None:
    """Lay out what the model thinks of a claim; None where it is content with it, or was not asked."""
    grade = decided.graded.grade
    if grade is None or not _is_doubt(grade):
        return None
    return OpinionView(
        number=number,
        model=grade.model,
        grade=doubt_in_words(grade),
        reason=grade.reason,
        relies_on=tuple(register.claim_ref(other, article.article_id) for other in grade.relies_on),
        note="" if grade.is_decisive else wording.TOO_SMALL,
    )


def doubt_in_words(grade: Grade) -> str:
    """Return what a model doubts in a claim: "implausible, inconsistent with the rest of the article"."""
    is_plausible = grade.plausibility is Plausibility.PLAUSIBLE
    is_consistent = grade.consistency is Consistency.CONSISTENT
    told = "" if is_plausible else wording.PLAUSIBILITY[grade.plausibility]
    rest = "" if is_consistent else wording.CONSISTENCY[grade.consistency]
    return ", ".join(filter(None, (told, rest)))


def _is_doubt(grade: Grade) -> bool:
    return grade.plausibility is not Plausibility.PLAUSIBLE or grade.consistency is Consistency.INCONSISTENT


def _words(article: Article, numbers: Sequence[int]) -> tuple[Passage, ...]:
    """Return the words of sentences, those that stand side by side as one."""
    passages = []
    for run in runs_of(numbers):
        text = article.text[article.sentence(run[0]).start : article.sentence(run[-1]).end]
        passages.append(marked(text, (), _CELL_CHARS))
    return tuple(passages)
