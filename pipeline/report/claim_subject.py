"""A claim with a doubt of its own as a part of the page of its article."""

from collections.abc import Sequence

from pipeline.report import wording
from pipeline.report.claim_view import FindingView, claim_of, doubt_in_words, finding_view, shown_findings
from pipeline.report.figure import in_figures
from pipeline.report.inline import found_in
from pipeline.report.missing_view import missing_of_claim
from pipeline.report.passage_view import PassageView, passage_view, place_of, runs_of, sentences_in
from pipeline.report.side_view import as_of, in_short
from pipeline.report.subject_view import FigureView, Page, Slot, SubjectView, about_claims
from schemas.article import Article, Span
from schemas.finding import Finding, FindingKind
from schemas.verdict import ClaimVerdict, Verdict

_CELL_CHARS = 300
_TITLE_CHARS = 120
_DOUBTS = frozenset({FindingKind.UNGROUNDED, FindingKind.MODEL_DOUBT})
_IMPOSSIBLE = frozenset({FindingKind.DATE_IMPOSSIBLE, FindingKind.VALUE_IMPOSSIBLE})
_LEADS_TO = {
    **dict.fromkeys(FindingKind, Verdict.CONTRADICTED),
    **dict.fromkeys(_IMPOSSIBLE, Verdict.IMPLAUSIBLE),
    **dict.fromkeys(_DOUBTS, Verdict.DOUBTFUL),
}
_WITH_FIGURES = _IMPOSSIBLE | {FindingKind.ARITHMETIC_FAILS, FindingKind.VALUE_CONFLICT}


def claim_subject(slot: Slot, claim: ClaimVerdict, findings: Sequence[Finding], page: Page) -> SubjectView:
    """Lay out a claim that is doubted.

    Args:
        slot: of the part; the claim is linked to it where no earlier part concerns it.
        claim: the claim, decided.
        findings: those that speak against it and that no conflict tells.
        page: the page.
    """
    stated, article = claim_of(claim), page.article
    kinds = [finding.kind for finding in findings]
    verdict = leading_verdict(claim, findings)
    passages = _passages(claim, findings, article)
    return SubjectView(
        number=slot.number,
        anchors=slot.anchors,
        title=_title(claim, kinds, verdict),
        leads_to=verdict,
        word=wording.VERDICT[verdict],
        question=_question(kinds, verdict),
        in_short=_in_short(claim, findings),
        passages=passages,
        conflict=None,
        figures=_figures(claim, article) if _WITH_FIGURES.intersection(kinds) else (),
        findings=_findings(claim, findings, passages, page),
        answers=(),
        missing=missing_of_claim(findings, claim.graded.checked.grounded),
        boxes=slot.boxes,
        **about_claims([stated.claim_id], page),
    )


def leading_verdict(claim: ClaimVerdict, findings: Sequence[Finding]) -> Verdict:
    """Return the verdict to which the claim's own findings lead: its own, unless a conflict led to that."""
    if not findings or any(finding in claim.because for finding in findings):
        return claim.verdict
    return min((_LEADS_TO[finding.kind] for finding in findings), key=lambda verdict: verdict.rank)


def _title(claim: ClaimVerdict, kinds: Sequence[FindingKind], verdict: Verdict) -> str:
    what = wording.FINDING[kinds[0]] if kinds else wording.VERDICT[verdict].capitalize()
    return f"{what}: “{in_short(claim_of(claim).statement, _TITLE_CHARS)}”"


def _question(kinds: Sequence[FindingKind], verdict: Verdict) -> str:
    asked = (wording.QUESTION_ON[kind] for kind in kinds if kind in wording.QUESTION_ON)
    return next(asked, wording.QUESTION[verdict])


def _passages(claim: ClaimVerdict, findings: Sequence[Finding], article: Article) -> tuple[PassageView, ...]:
    """Return the sentences of the claim, and those on which its findings rest, in the order of the text."""
    words = [span for finding in findings for span in finding.spans]
    stated = claim_of(claim)
    numbers = {*stated.sentence_numbers, *(n for span in words for n in sentences_in(article, span.start, span.end))}
    runs = runs_of(sorted(numbers))
    words = [span for span in words if not _is_all(span, article)]
    if not words:
        words = [span for run in runs_of(stated.sentence_numbers) for span in _value(article, run, stated.value)]
    said_by = [wording.SAID_BY.format(stated.speaker)] if stated.speaker else []
    dated = as_of(article.published_at)
    own = ", ".join([dated, *said_by])
    told = ((run, own if set(stated.sentence_numbers).intersection(run) else dated) for run in runs)
    return tuple(passage_view(article, run, words, says) for run, says in told)


def _is_all(span: Span, article: Article) -> bool:
    """Tell whether a span is a whole sentence: words that decide are told apart from others by being fewer."""
    numbers = sentences_in(article, span.start, span.end)
    return (
        bool(numbers)
        and span.start <= article.sentence(numbers[0]).start
        and article.sentence(numbers[-1]).end <= span.end
    )


def _value(article: Article, numbers: Sequence[int], value: str | None) -> list[Span]:
    start, end = article.sentence(numbers[0]).start, article.sentence(numbers[-1]).end
    return [Span(start=start + one.start, end=start + one.end) for one in found_in(article.text[start:end], value)]


def _figures(claim: ClaimVerdict, article: Article) -> tuple[FigureView, ...]:
    told = []
    for one in claim.graded.checked.quantities:
        figures = in_figures(one.low, one.high, one.unit, one.text)
        if figures:
            told.append(FigureView(one.text, place_of(article, sentences_in(article, one.start, one.end)), figures))
    return tuple(told)


def _in_short(claim: ClaimVerdict, findings: Sequence[Finding]) -> str:
    """Return why a claim is doubted in a cell; what a model thinks stands at the end of the part alone."""
    grade = claim.graded.grade
    if findings and findings[0].kind is FindingKind.MODEL_DOUBT and grade is not None:
        return wording.MODEL_FINDS.format(grade.model, doubt_in_words(grade))
    return in_short(findings[0].explanation if findings else claim.reason, _CELL_CHARS)


def _findings(
    claim: ClaimVerdict, findings: Sequence[Finding], passages: Sequence[PassageView], page: Page
) -> tuple[FindingView, ...]:
    """Return the findings in words, without passages that stand above; where there are none, the verdict's reason."""
    grade = claim.graded.grade
    prompt = grade.prompt if grade else None
    shown = shown_findings(findings, grade)
    if shown:
        return tuple(_finding(one, passages, page, prompt) for one in shown)
    if findings:
        return (FindingView(wording.FINDING[FindingKind.MODEL_DOUBT], page.made_by(findings[0].by, prompt), ""),)
    return (FindingView(wording.VERDICT[claim.verdict], "", claim.reason),)


def _finding(finding: Finding, passages: Sequence[PassageView], page: Page, prompt: str | None) -> FindingView:
    view = finding_view(finding, page.article, page.register)
    others = (one for one in view.others if not any(one.quote in passage.words.text for passage in passages))
    return FindingView(view.what, page.made_by(finding.by, prompt), view.explanation, tuple(others))
