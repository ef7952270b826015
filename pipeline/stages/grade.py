"""Grading: the model reads an article's claims once more and says how believable and how consistent each is.

Only grounded claims are graded. A call that failed leaves its claims without a grade and with the reason.
"""

from collections.abc import Iterator, Sequence

from pipeline.errors import LLMError
from pipeline.llm.port import Ask, LLMReply, LLMRequest
from prompts import Setup
from schemas.article import Article
from schemas.claim import CheckedClaim, NotChecked
from schemas.finding import Severity
from schemas.grade import Grade, GradedClaim
from schemas.reply_grades import ReplyGrade, ReplyGrades, reply_grades

VERSION = "1"


def grade_claims(article: Article, checked: Sequence[CheckedClaim], ask: Ask, setup: Setup) -> tuple[GradedClaim, ...]:
    """Return every claim of the article, with its grade or with the reason why it has none; the order is kept.

    Raises:
        ConfigurationError: no call can work as configured.
    """
    grounded = [claim for claim in checked if claim.grounded.is_grounded]
    batches = list(_batches(grounded, setup.profile.claims_per_call, setup.profile.claims_in_view))
    answers = ask([_request(article, view, asked, setup) for view, asked in batches]) if batches else []
    graded: dict[str, GradedClaim] = {}
    for (view, asked), answer in zip(batches, answers, strict=True):
        for claim in _graded(article, view, asked, answer, setup):
            graded[claim.checked.grounded.claim.claim_id] = claim
    return tuple(graded.get(c.grounded.claim.claim_id, GradedClaim(checked=c)) for c in checked)


def _batches(
    claims: Sequence[CheckedClaim], size: int, in_view: int
) -> Iterator[tuple[Sequence[CheckedClaim], tuple[int, ...]]]:
    """Yield the claims that are shown (a block of `in_view`), and which of them, numbered from 1, are to be graded."""
    for block in range(0, len(claims), in_view):
        view = claims[block : block + in_view]
        for start in range(0, len(view), size):
            yield view, tuple(range(start + 1, min(start + size, len(view)) + 1))


def _request(
    article: Article,
    view: Sequence[CheckedClaim],
    asked: tuple[int, ...],
    setup: Setup,
) -> LLMRequest[ReplyGrades]:
    dated = article.published_at.date().isoformat() if article.published_at else "no date"
    system, user = setup.prompt.render(
        article=", ".join([article.title or "no title", *([article.publisher] if article.publisher else []), dated]),
        claims="\n".join(f"{i}. {_shown(claim)}" for i, claim in enumerate(view, 1)),
        asked="\n".join(f"{n}. {_shown(view[n - 1])}" for n in asked),
    )
    return LLMRequest(
        stage="grade",
        unit=_unit(article, asked),
        prompt=setup.prompt.label,
        system=system,
        user=user,
        reply_model=reply_grades(asked),
        model=setup.model,
        max_tokens=max(len(asked), 2) * setup.profile.grade_tokens_per_claim,
    )


def _unit(article: Article, asked: Sequence[int]) -> str:
    return f"{article.path} claims {asked[0]}-{asked[-1]}"


def _shown(claim: CheckedClaim) -> str:
    computed = [f.explanation for f in claim.findings if f.severity is not Severity.INFO]
    speaker = claim.grounded.claim.speaker
    said = f" (says {speaker})" if speaker else ""
    return f"{claim.grounded.claim.statement}{said}" + "".join(f" [computed: {text}]" for text in computed)


def _graded(
    article: Article,
    view: Sequence[CheckedClaim],
    asked: Sequence[int],
    answer: LLMReply[ReplyGrades] | LLMError,
    setup: Setup,
) -> Iterator[GradedClaim]:
    if isinstance(answer, LLMError):
        for number in asked:
            claim = view[number - 1]
            failure = NotChecked(
                stage="grade",
                unit=_unit(article, asked),
                claim_ids=(claim.grounded.claim.claim_id,),
                sentence_numbers=claim.grounded.claim.sentence_numbers,
                reason=str(answer),
            )
            yield GradedClaim(checked=claim, not_checked=failure)
        return
    for grade in answer.value.grades:
        yield GradedClaim(
            checked=view[grade.claim - 1],
            grade=_grade(grade, view, answer.model, setup),
        )


def _grade(reply: ReplyGrade, view: Sequence[CheckedClaim], model: str, setup: Setup) -> Grade:
    others = [n for n in dict.fromkeys(reply.relies_on) if 1 <= n <= len(view) and n != reply.claim]
    return Grade(
        plausibility=reply.plausibility,
        consistency=reply.consistency,
        reason=" ".join(reply.reason.split()),
        relies_on=tuple(view[n - 1].grounded.claim.claim_id for n in others),
        model=model,
        prompt=setup.prompt.label,
        is_decisive=setup.profile.is_decisive,
    )
