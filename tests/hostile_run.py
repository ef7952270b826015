"""A run in which one string stands in every field that an article, a model, a rule or a reviewer can fill.

Invariant: beside the string nothing in the run acts anywhere, so that whatever acts comes of the string.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.report import RunHeadline
from schemas.article import Article, RejectedInput
from schemas.claim import Claim, ClaimKind, Missing, MissingKind, NotChecked
from schemas.conflict import Conflict, Relation
from schemas.finding import FindingKind
from schemas.grade import Plausibility
from schemas.mark import KeptMark
from schemas.subject import Subject
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict
from tests import factories as make
from tests.marking import AGREE, mark
from tests.rendered import render_files


@dataclass(frozen=True)
class HostileRun:
    """The run: two articles on one event, decided, what is said against them, and an input that could not be read."""

    words: str
    verdicts: list[ArticleVerdict]
    conflicts: list[Conflict]
    rejected: list[RejectedInput]

    @property
    def headline(self) -> RunHeadline:
        """Return what the pages say of the run."""
        return RunHeadline(self.words, self.words, "small", is_decisive=True, run_id="4f1c09d2ab77", prompts=("p/v1",))

    def known(self, subject: Subject) -> KeptMark:
        """Know a mark on everything, with the string as its note and as the name of who gave it."""
        return KeptMark(number=1, mark=mark(subject, AGREE, self.words, who=self.words))

    def files(self) -> dict[str, str]:
        """Return the pages and the JSON lines."""
        return render_files(self.verdicts, self.conflicts, self.rejected, self.headline)


def run_with(words: str) -> HostileRun:
    """Return the run with `words` everywhere."""
    articles = [_article(words, n) for n in (1, 2)]
    claims = [make.make_claim(article, 2, statement=f"{words} x", value=words) for article in articles]
    across = [
        _conflict(words, zip(articles, claims, strict=True), relation)
        for relation in (Relation.CONTRADICTION, Relation.UNCLEAR, Relation.ROUNDING)
    ]
    verdicts = [_verdict(article, words) for article in articles]
    return HostileRun(words, verdicts, across, [RejectedInput(path=words or "-", reason=words)])


def _article(words: str, n: int) -> Article:
    """Return an article of which the string is a sentence, between others, and everything else that is said of it."""
    return make.make_article(
        (f"The bridge of pier {n} cost $40 million.", f"{words}", "It opened on Monday."),
        words,
        path=f"{words}/{words}",
        title=words,
        publisher=words,
        url=words,
    )


def _conflict(words: str, sides: Iterable[tuple[Article, Claim]], relation: Relation) -> Conflict:
    shown = [make.make_side(article, claim, words, n) for n, (article, claim) in enumerate(sides, 1)]
    return make.make_conflict(*shown, topic=words, relation=relation, by=f"model:{words}", explanation=words)


def _verdict(article: Article, words: str) -> ArticleVerdict:
    stated = make.make_claim(
        article, 2, statement=f"{words} x", subject=words, attribute=words, value=words, speaker=words
    )
    impossible = make.make_finding(FindingKind.DATE_IMPOSSIBLE, words, by="rule:date", others=[stated.claim_id])
    doubt = make.make_finding(FindingKind.MODEL_DOUBT, words, by=f"model:{words}")
    grade = make.make_grade(Plausibility.IMPLAUSIBLE, reason=words, model=words, is_decisive=True)
    grounded = make.make_grounded(article, stated, missing=[Missing(kind=MissingKind.WORDS, text=words)])
    doubted = make.make_claim_verdict(
        make.make_graded(make.make_checked(grounded, findings=[impossible, doubt]), grade),
        Verdict.IMPLAUSIBLE,
        findings=[impossible, doubt],
        because=[impossible],
        reason=words,
    )
    twin = make.make_claim(article, 4, statement=f"{words} y", subject=words, attribute=words, value=words)
    within = make.make_conflict(
        make.make_side(article, stated, words, 1),
        make.make_side(article, twin, words, 2),
        topic=words,
        explanation=words,
    )
    failed = NotChecked(stage=words, unit=words, reason=words)
    others = [
        _plain(article, twin),
        _plain(article, make.make_claim(article, 1, kind=ClaimKind.OPINION, speaker=words)),
    ]
    return make.make_article_verdict(
        article, [doubted, *others], conflicts=[within], not_checked=[failed], failed={3: words}
    )


def _plain(article: Article, claim: Claim) -> ClaimVerdict:
    graded = make.make_graded(make.make_checked(make.make_grounded(article, claim)), make.make_grade(reason="It fits."))
    return make.make_claim_verdict(graded)
