"""The page of an article in HTML: what the page of markdown has, and beside it the whole text with its passages shown.

Invariant: every passage that a part of the page speaks of leads to that part, and every claim that no part speaks of
to its line in the lists below.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.report import wording
from pipeline.report.article_view import ArticleView, article_view
from pipeline.report.boxes_view import Known
from pipeline.report.html.plot_view import Plot, plot_of
from pipeline.report.html.text_view import Highlight, Paragraph, Target, text_view
from pipeline.report.html.tone import UNSETTLED, rank_of_tone, tone_of_conflict
from pipeline.report.passage_view import sentences_in
from pipeline.report.register import Register, claim_id
from pipeline.report.subject_view import SubjectView
from schemas.article import Article, Span
from schemas.conflict import Conflict, Scope
from schemas.verdict import ArticleVerdict, ClaimVerdict, Outcome, Verdict


@dataclass(frozen=True)
class PartView:
    """A part with how it is shown: its `tone` (a verdict, or unsettled), its plot, and where in the text it stands."""

    subject: SubjectView
    tone: str
    plot: Plot | None
    sentences: tuple[int, ...]


@dataclass(frozen=True)
class LegendLine:
    """How passages of one sort are shown in the text, and what that means."""

    style: str
    words: str


@dataclass(frozen=True)
class PageView:
    """One page; `listed` are the numbers of the claims that have their anchor in the lists and not in a part.

    `sentence_of` is the first sentence of each claim, by the number of the claim.
    """

    article: ArticleView
    parts: tuple[PartView, ...]
    text: tuple[Paragraph, ...]
    legend: tuple[LegendLine, ...]
    listed: frozenset[int]
    sentence_of: Mapping[int, int]

    @property
    def to_look_at(self) -> tuple[PartView, ...]:
        """Return the parts that are to be looked at."""
        return tuple(part for part in self.parts if not part.subject.is_false_alarm)

    @property
    def false_alarms(self) -> tuple[PartView, ...]:
        """Return the parts that a reviewer has called a false alarm; they come last."""
        return tuple(part for part in self.parts if part.subject.is_false_alarm)


@dataclass(frozen=True)
class _Marked:
    """What a part speaks of: its tone, how bad that is, and the passages."""

    tone: str
    rank: int
    spans: tuple[Span, ...]


def page_view(
    verdict: ArticleVerdict, conflicts: Sequence[Conflict], register: Register, known: Known, prompts: Sequence[str]
) -> PageView:
    """Lay out one article; the arguments are those of `article_view`."""
    article = verdict.article
    view = article_view(verdict, conflicts, register, known, prompts)
    by_id = {one.conflict_id: one for one in conflicts}
    claims = {claim_id(claim): claim for claim in verdict.claims}
    marked = [_marked(subject, article, by_id, claims) for subject in view.subjects]
    parts = tuple(
        PartView(
            subject=subject,
            tone=one.tone,
            plot=_plot(by_id.get(subject.boxes.reference), register, article.article_id),
            sentences=_sentences(article, one.spans),
        )
        for subject, one in zip(view.subjects, marked, strict=True)
    )
    anchored = {number for subject in view.subjects for number in subject.anchors}
    listed = frozenset(range(1, len(verdict.claims) + 1)) - anchored
    highlights = [
        *_of_parts(view.subjects, marked),
        *_of_claims(verdict.claims, listed),
        *_unread(verdict),
    ]
    first = {n: claim.graded.checked.grounded.claim.sentence_numbers[0] for n, claim in enumerate(verdict.claims, 1)}
    return PageView(view, parts, text_view(article, highlights), _legend(highlights), listed, first)


def _marked(
    subject: SubjectView, article: Article, conflicts: Mapping[str, Conflict], claims: Mapping[str, ClaimVerdict]
) -> _Marked:
    conflict = conflicts.get(subject.boxes.reference)
    if conflict is None:
        claim = claims[subject.boxes.reference]
        return _Marked(claim.verdict.value, claim.verdict.rank, claim.graded.checked.grounded.spans)
    own = [side for side in conflict.sides if side.article_id == article.article_id]
    also = [claims[one] for side in own for one in side.also if one in claims]
    spans = [Span(start=side.start, end=side.end) for side in own]
    spans += [span for claim in also for span in claim.graded.checked.grounded.spans]
    tone = tone_of_conflict(conflict)
    return _Marked(tone, rank_of_tone(tone), tuple(dict.fromkeys(spans)))


def _plot(conflict: Conflict | None, register: Register, own: str) -> Plot | None:
    return plot_of(conflict, register, own) if conflict and conflict.scope is Scope.ACROSS else None


def _sentences(article: Article, spans: Iterable[Span]) -> tuple[int, ...]:
    return tuple(sorted({n for span in spans for n in sentences_in(article, span.start, span.end)}))


def _of_parts(parts: Sequence[SubjectView], marked: Sequence[_Marked]) -> Iterable[Highlight]:
    for subject, one in zip(parts, marked, strict=True):
        target = Target(f"finding-{subject.number}", subject.number)
        for span in one.spans:
            yield Highlight(span.start, span.end, one.rank, one.tone, is_doubt=True, targets=(target,))


def _of_claims(claims: Sequence[ClaimVerdict], listed: frozenset[int]) -> Iterable[Highlight]:
    for number, claim in enumerate(claims, start=1):
        if number in listed:
            target = Target(f"claim-{number}", number)
            for span in claim.graded.checked.grounded.spans:
                style = claim.verdict.value
                yield Highlight(span.start, span.end, claim.verdict.rank, style, is_doubt=False, targets=(target,))


def _unread(verdict: ArticleVerdict) -> Iterable[Highlight]:
    """Yield the sentences that nobody checked, so that they do not look as if nothing spoke against them."""
    for line in verdict.ledger:
        if line.outcome is Outcome.NOT_CHECKED:
            yield Highlight(line.start, line.end, Verdict.NOT_CHECKED.rank, Outcome.NOT_CHECKED.value, is_doubt=False)


def _legend(highlights: Iterable[Highlight]) -> tuple[LegendLine, ...]:
    ranks = {one.style: one.rank for one in highlights}
    words = {verdict.value: wording.VERDICT[verdict] for verdict in Verdict} | {UNSETTLED: wording.TO_SETTLE}
    return tuple(LegendLine(style, words[style]) for style in sorted(ranks, key=lambda one: ranks[one]))
