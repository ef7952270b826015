"""Grading: the model reads an article's claims once more and says how believable and how consistent each is.

Only grounded claims are graded. A call that failed leaves its claims without a grade and with the reason.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import LLMError
from pipeline.llm.halving import ask_halving
from pipeline.llm.port import Ask, LLMReply, LLMRequest
from prompts import Setup, unmarked
from schemas.article import Article
from schemas.claim import CheckedClaim, NotChecked
from schemas.finding import Severity
from schemas.grade import Grade, GradedClaim
from schemas.profile import Profile
from schemas.reply_grades import ReplyGrade, ReplyGrades, reply_grades

VERSION = "1"
# A reason is asked for in one short sentence, and a title is one; a model that obeys its article, and a file, may hold
# anything there.
_MAX_LINE_CHARS = 500


@dataclass(frozen=True)
class Batch:
    """What one request shows (`view`, numbered from 1) and asks about (`asked`); `offset` claims come before."""

    offset: int
    view: Sequence[CheckedClaim]
    asked: tuple[int, ...]

    def unit(self, article: Article) -> str:
        """Return the name of the batch: the article, and which of its grounded claims are asked about."""
        first, last = self.offset + self.asked[0], self.offset + self.asked[-1]
        return f"{article.path} claim {first}" if first == last else f"{article.path} claims {first}-{last}"

    @property
    def halves(self) -> tuple["Batch", ...]:
        """Return the two halves of the batch, with the same view; nothing for one that asks about a single claim."""
        middle = len(self.asked) // 2
        parts = (self.asked[:middle], self.asked[middle:])
        return tuple(Batch(self.offset, self.view, part) for part in parts) if middle else ()


def grade_claims(
    article: Article,
    checked: Sequence[CheckedClaim],
    ask: Ask,
    setup: Setup,
    *,
    known: Mapping[str, Grade] | None = None,
) -> tuple[GradedClaim, ...]:
    """Return every claim of the article, with its grade or with the reason why it has none; the order is kept.

    A batch whose answer did not end is halved. Claims of `known`, by id, keep the grade that they have there, and are
    shown beside the others without being asked about.

    Raises:
        ConfigurationError: no call can work as configured.
    """
    grounded = [claim for claim in checked if claim.grounded.is_grounded]
    answered = ask_halving(
        list(_batches(grounded, setup.profile, known or {})),
        ask,
        request=lambda batch: _request(article, batch, setup),
        halve=lambda batch: batch.halves,
    )
    graded = {
        claim_id: GradedClaim(checked=claim, grade=known[claim_id])
        for claim_id, claim in ((claim.grounded.claim.claim_id, claim) for claim in grounded)
        if known and claim_id in known
    }
    for batch, answer in answered:
        for claim in _graded(article, batch, answer, setup):
            graded[claim.checked.grounded.claim.claim_id] = claim
    return tuple(graded.get(c.grounded.claim.claim_id, GradedClaim(checked=c)) for c in checked)


def _batches(claims: Sequence[CheckedClaim], profile: Profile, known: Container[str]) -> Iterator[Batch]:
    for offset in range(0, len(claims), profile.claims_in_view):
        view = claims[offset : offset + profile.claims_in_view]
        asked = [n for n, claim in enumerate(view, 1) if claim.grounded.claim.claim_id not in known]
        for start in range(0, len(asked), profile.claims_per_call):
            yield Batch(offset, view, tuple(asked[start : start + profile.claims_per_call]))


def _request(article: Article, batch: Batch, setup: Setup) -> LLMRequest[ReplyGrades]:
    dated = article.published_at.date().isoformat() if article.published_at else "no date"
    head = [article.title or "no title", *([article.publisher] if article.publisher else [])]
    system, user = setup.prompt.render(
        article=", ".join([*map(_short, head), dated]),
        claims="\n".join(f"{i}. {_shown(claim)}" for i, claim in enumerate(batch.view, 1)),
        asked="\n".join(f"{n}. {_shown(batch.view[n - 1])}" for n in batch.asked),
    )
    return LLMRequest(
        stage="grade",
        unit=batch.unit(article),
        prompt=setup.prompt.label,
        system=system,
        user=user,
        reply_model=reply_grades(batch.asked),
        model=setup.model,
        max_tokens=max(len(batch.asked), 2) * setup.profile.grade_tokens_per_claim,
    )


def _shown(claim: CheckedClaim) -> str:
    computed = [f.explanation for f in claim.findings if f.severity is not Severity.INFO]
    speaker = claim.grounded.claim.speaker
    said = f" (says {speaker})" if speaker else ""
    return unmarked(f"{claim.grounded.claim.statement}{said}") + "".join(f" [computed: {text}]" for text in computed)


def _graded(
    article: Article, batch: Batch, answer: LLMReply[ReplyGrades] | LLMError, setup: Setup
) -> Iterator[GradedClaim]:
    if isinstance(answer, LLMError):
        for claim in (batch.view[number - 1] for number in batch.asked):
            failure = NotChecked(
                stage="grade",
                unit=batch.unit(article),
                claim_ids=(claim.grounded.claim.claim_id,),
                sentence_numbers=claim.grounded.claim.sentence_numbers,
                reason=str(answer),
            )
            yield GradedClaim(checked=claim, not_checked=failure)
        return
    for reply in answer.value.grades:
        grade = _grade(reply, batch.view, answer.model, setup)
        yield GradedClaim(checked=batch.view[reply.claim - 1], grade=grade)


def _grade(reply: ReplyGrade, view: Sequence[CheckedClaim], model: str, setup: Setup) -> Grade:
    others = [n for n in dict.fromkeys(reply.relies_on) if 1 <= n <= len(view) and n != reply.claim]
    return Grade(
        plausibility=reply.plausibility,
        consistency=reply.consistency,
        reason=_short(reply.reason),
        relies_on=tuple(view[n - 1].grounded.claim.claim_id for n in others),
        model=model,
        prompt=setup.prompt.label,
        is_decisive=setup.profile.is_decisive,
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MAX_LINE_CHARS else f"{line[:_MAX_LINE_CHARS]}…"
