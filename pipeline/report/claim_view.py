"""One claim laid out for a reviewer: its passages first, what speaks against it, the model's opinion last.

Every text in a view is plain and is escaped when a template shows it; only links to own pages are markdown.
"""

from dataclasses import dataclass

from pipeline.report import wording
from pipeline.report.boxes_view import BoxesView
from pipeline.report.conflict_view import PASSAGE_CHARS, ConflictView
from pipeline.report.jsonl import findings_of
from pipeline.report.register import Register, claim_id, is_doubted
from pipeline.report.side_view import excerpt
from schemas.article import Article
from schemas.claim import Claim, GroundedClaim
from schemas.finding import Finding, FindingKind, Severity
from schemas.grade import Consistency, Grade, Plausibility
from schemas.verdict import ClaimVerdict, Verdict


@dataclass(frozen=True)
class OtherView:
    """Another claim that a finding rests on: its id, "claim 3" as a link if it has a part of its own, its passage."""

    claim_id: str
    ref: str
    quote: str


@dataclass(frozen=True)
class FindingView:
    """One finding in words: what sort it is, who made it, the sentence that explains it, the other claims concerned."""

    what: str
    made_by: str
    explanation: str
    others: tuple[OtherView, ...]


@dataclass(frozen=True)
class OpinionView:
    """What the model thinks of a claim; `is_doubt` tells that it is not simply content with it."""

    model: str
    grade: str
    reason: str
    relies_on: tuple[str, ...]
    is_decisive: bool
    is_doubt: bool


@dataclass(frozen=True)
class ClaimView:
    """One claim: `place` is where its passages stand, `missing` what they do not say, `question` what to decide.

    `led_by` says of a verdict that other articles led to how they did.
    `conflicts` are quoted in its part, those of the claims `shown_before` in theirs; `quoted` are the ids of all sides.
    """

    number: int
    claim_id: str
    verdict: Verdict
    word: str
    led_by: str
    statement: str
    speaker: str
    reason: str
    place: str
    passages: tuple[tuple[int, str], ...]
    missing: tuple[str, ...]
    findings: tuple[FindingView, ...]
    question: str
    opinion: OpinionView | None
    not_graded: str
    conflicts: tuple[ConflictView, ...] = ()
    shown_before: tuple[int, ...] = ()
    quoted: frozenset[str] = frozenset()
    boxes: BoxesView | None = None

    @property
    def is_doubted(self) -> bool:
        """Tell whether the claim gets a part of its own."""
        return bool(self.question)


def claim_view(article: Article, number: int, decided: ClaimVerdict, register: Register) -> ClaimView:
    """Lay out one claim; its page adds conflicts and boxes, because it knows which conflicts it has shown before."""
    grounded = decided.graded.checked.grounded
    return ClaimView(
        number=number,
        claim_id=claim_id(decided),
        verdict=decided.verdict,
        word=wording.VERDICT[decided.verdict],
        led_by=wording.LED_BY.get(decided.verdict, ""),
        statement=grounded.claim.statement,
        speaker=grounded.claim.speaker or "",
        reason=decided.reason,
        place=_place(article, grounded.claim),
        passages=_passages(article, grounded.claim),
        missing=_missing(grounded),
        findings=tuple(_finding_view(finding, article, register) for finding in _shown_findings(decided)),
        question=_question(decided) if is_doubted(decided) else "",
        opinion=_opinion(decided.graded.grade, article, register),
        not_graded=decided.graded.not_checked.reason if decided.graded.not_checked else "",
    )


def _place(article: Article, claim: Claim) -> str:
    paragraphs = sorted({article.sentence(n).paragraph for n in claim.sentence_numbers})
    sentences = wording.numbered("sentence", claim.sentence_numbers)
    return f"{sentences}, {wording.numbered('paragraph', tuple(paragraphs))}"


def _passages(article: Article, claim: Claim) -> tuple[tuple[int, str], ...]:
    sentences = (article.sentence(n) for n in claim.sentence_numbers)
    return tuple((one.n, excerpt(article.quote(one), claim.value, PASSAGE_CHARS)) for one in sentences)


def _missing(grounded: GroundedClaim) -> tuple[str, ...]:
    return tuple(f"{wording.MISSING[missing.kind]} “{missing.text}”" for missing in grounded.missing)


def _shown_findings(decided: ClaimVerdict) -> list[Finding]:
    weights = list(Severity)
    grade = decided.graded.grade
    findings = [each for each in findings_of(decided) if grade is None or each.kind is not FindingKind.MODEL_DOUBT]
    return sorted(findings, key=lambda finding: -weights.index(finding.severity))


def _finding_view(finding: Finding, article: Article, register: Register) -> FindingView:
    return FindingView(
        what=wording.FINDING[finding.kind],
        made_by=wording.made_by(finding.by),
        explanation=finding.explanation,
        others=tuple(_other_view(other, article, register) for other in finding.with_),
    )


def _other_view(other: str, article: Article, register: Register) -> OtherView:
    quote = excerpt(register.quote(other), None, PASSAGE_CHARS)
    return OtherView(claim_id=other, ref=register.claim_ref(other, article.article_id), quote=quote)


def _question(decided: ClaimVerdict) -> str:
    kinds = (finding.kind for finding in decided.because)
    asked = (wording.QUESTION_ON[kind] for kind in kinds if kind in wording.QUESTION_ON)
    return next(asked, wording.QUESTION[decided.verdict])


def _opinion(grade: Grade | None, article: Article, register: Register) -> OpinionView | None:
    if grade is None:
        return None
    return OpinionView(
        model=grade.model,
        grade=f"{wording.PLAUSIBILITY[grade.plausibility]}, {wording.CONSISTENCY[grade.consistency]}",
        reason=grade.reason,
        relies_on=tuple(register.claim_ref(other, article.article_id) for other in grade.relies_on),
        is_decisive=grade.is_decisive,
        is_doubt=grade.plausibility is not Plausibility.PLAUSIBLE or grade.consistency is Consistency.INCONSISTENT,
    )
