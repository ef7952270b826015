"""Confirming: the model is asked about each claim alone whether its sentence says so; what it denies is taken back.

It is for models that write claims better than they attach them: "the plant is maintenance", made of a list of what the
plant does, holds only words of its sentence. Whoever wrote it often knows better when asked. A claim is taken back and
never judged by this, and no sentence is lost: where all of its claims were taken back, it stands as its own claim.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import LLMError
from pipeline.llm.port import Ask, LLMRequest
from pipeline.text.fold import fold_tokens
from pipeline.text.name import find_names
from pipeline.text.word import refers_back
from prompts import Setup
from schemas.article import Article, SentenceRole, Span
from schemas.claim import Claim, GroundedClaim, NotChecked
from schemas.identity import identify_claim
from schemas.reply_confirmation import ReplyConfirmation

VERSION = "1"
_ANSWER_TOKENS = 24
_LENDS = frozenset({SentenceRole.TITLE, SentenceRole.BODY, SentenceRole.LIST})


@dataclass(frozen=True)
class Confirmed:
    """The claims that were not taken back, and what kept some of them from being asked about."""

    claims: tuple[GroundedClaim, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()


def confirm_claims(article: Article, grounded: Sequence[GroundedClaim], ask: Ask, setup: Setup) -> Confirmed:
    """Return the claims without those that the model, asked about each alone, does not find in their sentence.

    One that repeats its sentence word for word, or is ungrounded, is not asked about. A claim whose question failed
    stays, and is told as not checked: a failure takes nothing back. Nothing is asked where the profile says so
    (`is_confirming`).

    Raises:
        ConfigurationError: no call can work as configured.
    """
    if not setup.profile.is_confirming:
        return Confirmed(tuple(grounded))
    asked = [claim for claim in grounded if claim.is_grounded and not _repeats(claim)]
    answers = ask([_request(article, claim, setup) for claim in asked]) if asked else []
    denied = {
        claim.claim.claim_id
        for claim, answer in zip(asked, answers, strict=True)
        if not isinstance(answer, LLMError) and answer.value.answer == "no"
    }
    failed = [
        _missed(article, claim, answer)
        for claim, answer in zip(asked, answers, strict=True)
        if isinstance(answer, LLMError)
    ]
    return Confirmed(tuple(one for one in grounded if one.claim.claim_id not in denied), tuple(failed))


def _missed(article: Article, claim: GroundedClaim, error: LLMError) -> NotChecked:
    return NotChecked(
        stage="confirm",
        unit=_unit(article, claim),
        claim_ids=(claim.claim.claim_id,),
        sentence_numbers=claim.claim.sentence_numbers,
        reason=str(error),
    )


def _unit(article: Article, claim: GroundedClaim) -> str:
    return f"{article.path} sentence {claim.claim.sentence_numbers[0]}"


def restore_sentences(
    article: Article, kept: Sequence[GroundedClaim], told: Sequence[GroundedClaim]
) -> tuple[GroundedClaim, ...]:
    """Return the claims that were kept, with each sentence of `told` as its own claim where none of it was kept."""
    present = {n for claim in kept for n in claim.claim.sentence_numbers}
    lost: dict[int, Claim] = {}
    for claim in told:
        lost.setdefault(claim.claim.sentence_numbers[0], claim.claim)
    whole = [_whole(article, n, claim) for n, claim in lost.items() if n not in present]
    return tuple(sorted([*kept, *whole], key=lambda one: one.claim.sentence_numbers))


def _repeats(claim: GroundedClaim) -> bool:
    return fold_tokens(claim.claim.statement) == fold_tokens(claim.quote)


def _request(article: Article, claim: GroundedClaim, setup: Setup) -> LLMRequest[ReplyConfirmation]:
    number = claim.claim.sentence_numbers[0]
    before = [s for s in article.sentences[: number - 1] if s.role in _LENDS][-1:] if refers_back(claim.quote) else []
    system, user = setup.prompt.render(
        before=_line(article.quote(before[0])) if before else "-",
        sentence=_line(claim.quote),
        claim=claim.claim.statement,
    )
    return LLMRequest(
        stage="confirm",
        unit=_unit(article, claim),
        prompt=setup.prompt.label,
        system=system,
        user=user,
        reply_model=ReplyConfirmation,
        model=setup.model,
        max_tokens=_ANSWER_TOKENS,
    )


def _whole(article: Article, number: int, denied: Claim) -> GroundedClaim:
    """Return a sentence as a claim; of the claim that was taken back only what the sentence is about is left."""
    sentence = article.sentence(number)
    quote = article.quote(sentence)
    statement = _line(quote)
    name = next((name.text for name in find_names(quote) if not name.is_origin), denied.subject)
    claim = Claim(
        claim_id=identify_claim(article.article_id, number, statement),
        article_id=article.article_id,
        sentence_numbers=(number,),
        statement=statement,
        kind=denied.kind,
        subject=name,
        attribute=denied.attribute,
        value=None,
        speaker=denied.speaker,
    )
    span = Span(start=sentence.start, end=sentence.end)
    return GroundedClaim(claim=claim, spans=(span,), quote=quote, start=span.start, end=span.end)


def _line(text: str) -> str:
    return " ".join(text.split())
