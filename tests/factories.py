"""Builders of what flows through the pipeline, for every test: real values, short to write, the same on every run.

Every argument but the text has a default, ids are hashes of what they name, and offsets are found in the text, so
that a test states only what it is about.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from schemas.article import Article, Sentence, SentenceRole, Span
from schemas.claim import (
    CheckedClaim,
    Claim,
    ClaimKind,
    ClaimStatus,
    GroundedClaim,
    Missing,
    NotChecked,
)
from schemas.conflict import Conflict, Relation, Scope, Side
from schemas.finding import Finding, FindingKind, Severity
from schemas.grade import Consistency, Grade, GradedClaim, Plausibility
from schemas.quantity import Quantity, QuantityKind
from schemas.verdict import ArticleVerdict, ClaimVerdict, LedgerLine, Outcome, Verdict

PUBLISHED_AT = datetime(2026, 5, 6, 9, 30, tzinfo=UTC)


def digest(*parts: object) -> str:
    """Return a SHA-256 over the parts, in hexadecimal."""
    return hashlib.sha256("\x00".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def make_article(
    *paragraphs: str | Sequence[str],
    roles: Mapping[int, SentenceRole] | None = None,
    path: str = "news/harbour-bridge.txt",
    title: str | None = "Harbour bridge opens",
    publisher: str | None = "Coast Daily",
    published_at: datetime | None = PUBLISHED_AT,
    url: str | None = None,
) -> Article:
    """Build an article of paragraphs, each one sentence or a sequence of them; `roles` are by sentence number."""
    blocks = [[block] if isinstance(block, str) else list(block) for block in paragraphs]
    text = "\n\n".join(" ".join(block) for block in blocks)
    return Article(
        article_id=digest(text),
        path=path,
        title=title,
        publisher=publisher,
        published_at=published_at,
        url=url,
        text=text,
        sentences=_sentences(blocks, roles or {}),
    )


def _sentences(blocks: Sequence[Sequence[str]], roles: Mapping[int, SentenceRole]) -> tuple[Sentence, ...]:
    sentences: list[Sentence] = []
    start = 0
    for paragraph, block in enumerate(blocks, start=1):
        for words in block:
            n, end = len(sentences) + 1, start + len(words)
            role = roles.get(n, SentenceRole.BODY)
            sentences.append(Sentence(n=n, start=start, end=end, role=role, paragraph=paragraph))
            start = end + 1
        start += 1
    return tuple(sentences)


def make_claim(
    article: Article,
    *numbers: int,
    statement: str | None = None,
    kind: ClaimKind = ClaimKind.FACT,
    subject: str = "the bridge",
    attribute: str = "cost",
    value: str | None = None,
    speaker: str | None = None,
) -> Claim:
    """Build a claim of the given sentences, the first if none is given; it states their words by default."""
    sentence_numbers = numbers or (1,)
    stated = statement or " ".join(article.quote(article.sentence(n)) for n in sentence_numbers)
    return Claim(
        claim_id=digest(article.article_id, sentence_numbers, stated)[:16],
        article_id=article.article_id,
        sentence_numbers=sentence_numbers,
        statement=stated,
        kind=kind,
        subject=subject,
        attribute=attribute,
        value=value,
        speaker=speaker,
    )


def make_grounded(article: Article, claim: Claim | None = None, *, missing: Sequence[Missing] = ()) -> GroundedClaim:
    """Ground a claim in its sentences: one span where they are adjacent, else the quote is the first alone."""
    claim = claim or make_claim(article)
    sentences = [article.sentence(n) for n in claim.sentence_numbers]
    is_adjacent = sentences[-1].n - sentences[0].n == len(sentences) - 1
    whole = Span(start=sentences[0].start, end=(sentences[-1] if is_adjacent else sentences[0]).end)
    return GroundedClaim(
        claim=claim,
        spans=tuple(Span(start=sentence.start, end=sentence.end) for sentence in sentences),
        quote=article.quote(whole),
        start=whole.start,
        end=whole.end,
        missing=tuple(missing),
    )


def make_quantity(
    article: Article,
    text: str,
    low: Decimal | int | str | None,
    high: Decimal | int | str | None = None,
    *,
    kind: QuantityKind = QuantityKind.MONEY,
    unit: str | None = "USD",
    qualifier: str | None = None,
) -> Quantity:
    """Build a quantity where `text` first stands in the article; `high` is `low` unless given."""
    start = article.text.index(text)
    bounds = [None if bound is None else Decimal(bound) for bound in (low, low if high is None else high)]
    return Quantity(
        text=text,
        start=start,
        end=start + len(text),
        kind=kind,
        low=bounds[0],
        high=bounds[1],
        unit=unit,
        qualifier=qualifier,
    )


def make_finding(
    kind: FindingKind = FindingKind.VALUE_CONFLICT,
    explanation: str = "The article gives two values for one thing.",
    *,
    by: str = "rule:value",
    severity: Severity = Severity.ERROR,
    others: Sequence[str] = (),
) -> Finding:
    """Build a finding; `others` are the ids of the other claims concerned."""
    return Finding(kind=kind, by=by, severity=severity, explanation=explanation, with_=tuple(others))


def make_checked(
    grounded: GroundedClaim,
    *,
    quantities: Sequence[Quantity] = (),
    status: ClaimStatus | None = None,
    findings: Sequence[Finding] = (),
) -> CheckedClaim:
    """Build a checked claim."""
    return CheckedClaim(grounded=grounded, quantities=tuple(quantities), status=status, findings=tuple(findings))


def make_grade(
    plausibility: Plausibility = Plausibility.PLAUSIBLE,
    consistency: Consistency = Consistency.CONSISTENT,
    *,
    reason: str = "It fits the other claims.",
    relies_on: Sequence[str] = (),
    model: str = "small-1.5b",
    is_decisive: bool = False,
) -> Grade:
    """Build the grade of a model, by default a content and small one."""
    return Grade(
        plausibility=plausibility,
        consistency=consistency,
        reason=reason,
        relies_on=tuple(relies_on),
        model=model,
        prompt="grade/v1",
        is_decisive=is_decisive,
    )


def make_graded(
    checked: CheckedClaim, grade: Grade | None = None, *, not_checked: NotChecked | None = None
) -> GradedClaim:
    """Build a graded claim, ungraded by default."""
    return GradedClaim(checked=checked, grade=grade, not_checked=not_checked)


def make_claim_verdict(
    graded: GradedClaim,
    verdict: Verdict = Verdict.PLAUSIBLE,
    *,
    findings: Sequence[Finding] = (),
    because: Sequence[Finding] = (),
    reason: str = "Nothing speaks against it.",
) -> ClaimVerdict:
    """Build the verdict of a claim."""
    return ClaimVerdict(graded=graded, verdict=verdict, findings=tuple(findings), because=tuple(because), reason=reason)


def make_side(
    article: Article,
    claim: Claim,
    value: str | None = None,
    low: Decimal | int | str | None = None,
    *,
    unit: str | None = "USD",
) -> Side:
    """Build a side of a conflict from a claim of an article; `high` is `low`."""
    grounded = make_grounded(article, claim)
    bound = None if low is None else Decimal(low)
    return Side(
        claim_id=claim.claim_id,
        article_id=article.article_id,
        published_at=article.published_at,
        value=value,
        low=bound,
        high=bound,
        unit=unit,
        quote=grounded.quote,
        start=grounded.start,
        end=grounded.end,
    )


def make_conflict(
    *sides: Side,
    topic: str = "What did the bridge cost?",
    relation: Relation = Relation.CONTRADICTION,
    by: str = "rule:value",
    explanation: str = "The values differ by more than rounding.",
) -> Conflict:
    """Build a conflict; it is within an article where all sides stand in one."""
    is_within = len({side.article_id for side in sides}) == 1
    return Conflict(
        conflict_id=digest(topic, relation, *(side.claim_id for side in sides))[:16],
        scope=Scope.WITHIN if is_within else Scope.ACROSS,
        relation=relation,
        topic=topic,
        sides=sides,
        by=by,
        explanation=explanation,
    )


def make_ledger(article: Article, claims: Sequence[Claim], failed: Mapping[int, str]) -> tuple[LedgerLine, ...]:
    """Account for every sentence: `failed` are the reasons by number of those that were not checked."""
    lines = []
    for sentence in article.sentences:
        ids = tuple(claim.claim_id for claim in claims if sentence.n in claim.sentence_numbers)
        outcome = Outcome.CLAIM if ids else _outcome(sentence, failed)
        lines.append(
            LedgerLine(
                article_id=article.article_id,
                n=sentence.n,
                start=sentence.start,
                end=sentence.end,
                role=sentence.role,
                outcome=outcome,
                claim_ids=ids,
                reason=failed.get(sentence.n),
            )
        )
    return tuple(lines)


def _outcome(sentence: Sentence, failed: Mapping[int, str]) -> Outcome:
    if sentence.n in failed:
        return Outcome.NOT_CHECKED
    by_role = {SentenceRole.BOILERPLATE: Outcome.BOILERPLATE, SentenceRole.REPEATED: Outcome.REPEATED}
    return by_role.get(sentence.role, Outcome.NO_CLAIM)


def make_article_verdict(
    article: Article,
    claims: Sequence[ClaimVerdict] = (),
    *,
    conflicts: Sequence[Conflict] = (),
    not_checked: Sequence[NotChecked] = (),
    failed: Mapping[int, str] | None = None,
) -> ArticleVerdict:
    """Decide an article by its worst claim; without claims it is not checkable, or not checked where units failed."""
    stated = [claim.graded.checked.grounded.claim for claim in claims]
    empty = Verdict.NOT_CHECKED if not_checked else Verdict.NOT_CHECKABLE
    reasons = {n: each.reason for each in not_checked for n in each.sentence_numbers} | dict(failed or {})
    return ArticleVerdict(
        article=article,
        verdict=min((claim.verdict for claim in claims), key=lambda verdict: verdict.rank, default=empty),
        claims=tuple(claims),
        conflicts=tuple(conflicts),
        ledger=make_ledger(article, stated, reasons),
        not_checked=tuple(not_checked),
    )
