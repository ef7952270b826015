"""What the reviewer reads: one verdict a claim, the worst of them for the article, and the ledger of sentences."""

from enum import StrEnum

from schemas.article import Article, SentenceRole
from schemas.claim import NotChecked
from schemas.conflict import Conflict
from schemas.finding import Finding
from schemas.frozen import Frozen
from schemas.grade import GradedClaim


class Verdict(StrEnum):
    """The verdicts, worst first; the order of definition is the order of severity."""

    CONTRADICTED = "contradicted"
    DISPUTED = "disputed"
    IMPLAUSIBLE = "implausible"
    OUTDATED = "outdated"
    DOUBTFUL = "doubtful"
    PLAUSIBLE = "plausible"
    NOT_CHECKABLE = "not_checkable"
    NOT_CHECKED = "not_checked"

    @property
    def rank(self) -> int:
        """Return the place in the order of severity, 0 for the worst."""
        return list(Verdict).index(self)


class ClaimVerdict(Frozen):
    """The verdict of one claim: all findings, those that led to the verdict, and one sentence for the reviewer."""

    graded: GradedClaim
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    because: tuple[Finding, ...] = ()
    reason: str


class Outcome(StrEnum):
    """What became of a sentence."""

    CLAIM = "claim"
    REPEATED = "repeated"
    NO_CLAIM = "no_claim"
    BOILERPLATE = "boilerplate"
    NOT_CHECKED = "not_checked"


class LedgerLine(Frozen):
    """One sentence accounted for; `reason` says why where the outcome alone does not."""

    article_id: str
    n: int
    start: int
    end: int
    role: SentenceRole
    outcome: Outcome
    claim_ids: tuple[str, ...] = ()
    reason: str | None = None


class ArticleVerdict(Frozen):
    """One article decided: its claims in the order of the text, its conflicts, its ledger, its failures.

    `verdict` is that of its worst claim; an article without claims is `not_checkable`, or `not_checked` where
    something failed.
    """

    article: Article
    verdict: Verdict
    claims: tuple[ClaimVerdict, ...]
    conflicts: tuple[Conflict, ...]
    ledger: tuple[LedgerLine, ...]
    not_checked: tuple[NotChecked, ...] = ()
