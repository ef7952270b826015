"""Extraction: the model is shown numbered sentences and answers with the claims that each of them makes.

The model never copies a passage: it names a number, and the passage follows from it. A window that failed is reported
with its reason, and never becomes "no claim".
"""

import re
from collections.abc import Container, Sequence

from pipeline.errors import ConfigurationError, LLMError
from pipeline.llm.halving import ask_halving
from pipeline.llm.port import Ask, LLMReply, LLMRequest
from pipeline.stages.extract.anchor import anchor
from pipeline.stages.extract.window import Window, halves_of, passed_over, plan_windows, window_of
from pipeline.text.name import find_names
from pipeline.text.quantity import find_quantities
from pipeline.text.sentence import MAX_SENTENCE_CHARS
from pipeline.text.status import status_of
from pipeline.text.word import content_words
from prompts import Prompt, Setup
from schemas.article import Article
from schemas.claim import Claim, ClaimKind, ClaimStatus, Extraction, GroundedClaim, NotChecked
from schemas.identity import identify_claim
from schemas.reply_claims import ReplyClaim, ReplyClaims, reply_claims

VERSION = "1"
# A clause that was cut off its sentence, or nothing at all: it cannot be understood alone.
_FRAGMENT = re.compile(
    r"$|(?:and|or|but|nor|as|for|which|who|whose|that|with|by|to|of|in|on|at|from|because|while|when|where)\b"
)
_PLAN = re.compile(r"\b(?:is|are|was|were)\s+planning\b|\b(?:plans?|intends?|aims?|seeks?)\s+to\b|\bin\s+talks\b")
# What a model says freely is cut where no honest answer is as long: a model that obeys its article may answer anything,
# and every word of it would be shown, kept and compared.
_MAX_FIELD_CHARS = 300
_NOTHING = frozenset({"", "-", "null", "none", "n/a", "unknown"})


def extraction_requests(article: Article, setup: Setup) -> tuple[LLMRequest[ReplyClaims], ...]:
    """Return the requests of the first pass, one a window, without asking them."""
    return tuple(_request(article, window, setup) for window in plan_windows(article, setup.profile.sentences_per_call))


def extract_claims(article: Article, ask: Ask, setup: Setup, *, only: Container[int] | None = None) -> Extraction:
    """Return the claims of an article, in the order of its sentences; a window whose answer did not end is halved.

    `only` holds the numbers of the sentences that are asked about; None: all.

    Raises:
        ConfigurationError: an example of the prompt does not fit the reply model, or no call can work as configured.
    """
    check_examples(setup.prompt)
    answered = ask_halving(
        plan_windows(article, setup.profile.sentences_per_call, only),
        ask,
        request=lambda window: _request(article, window, setup),
        halve=lambda window: halves_of(article, window),
    )
    return _extraction(article, answered, passed_over(article))


def ask_again(
    article: Article,
    grounded: Sequence[GroundedClaim],
    ask: Ask,
    setup: Setup,
    *,
    only: Container[int] | None = None,
) -> Extraction:
    """Ask once more, sentence by sentence, where the first pass left something out or added something.

    A sentence is asked about again when it holds a figure or a name and gave no claim, or when a claim of it says more
    than it does. `grounded` are the claims of the first pass. `only` holds the numbers of the sentences that may be
    asked about; None: all.
    """
    notes = _notes(article, grounded)
    asked = [n for n in sorted(notes) if only is None or n in only]
    windows = [window_of(article, [article.sentence(n)]) for n in asked]
    requests = [_request(article, window, setup, note=notes[window.numbers[0]]) for window in windows]
    answers = ask(requests) if requests else []
    return _extraction(article, list(zip(windows, answers, strict=True)), {})


def check_examples(prompt: Prompt) -> None:
    """Refuse a prompt whose worked examples break the rules that it teaches.

    Raises:
        ConfigurationError: an answer does not fit the reply model, or holds a number that its text does not.
    """
    for example in prompt.examples:
        shown = example.text.count("\n") + 1
        try:
            reply = reply_claims(shown, 100).model_validate(example.answer)
        except ValueError as error:
            raise ConfigurationError(
                f"prompt {prompt.label}: an example's answer breaks the schema: {error}"
            ) from error
        for claim in reply.claims:
            for quantity in find_quantities(claim.statement):
                if quantity.text not in example.text:
                    raise ConfigurationError(
                        f"prompt {prompt.label}: an example states {quantity.text!r}, which its text does not hold"
                    )


def _notes(article: Article, grounded: Sequence[GroundedClaim]) -> dict[int, str]:
    told = {n for claim in grounded for n in claim.claim.sentence_numbers}
    notes: dict[int, str] = {}
    for window in plan_windows(article, 1):
        (sentence,) = window.sentences
        text = article.quote(sentence)
        named = [q.text for q in find_quantities(text)] + [n.text for n in find_names(text) if not n.is_initial]
        if sentence.n not in told and named:
            notes[sentence.n] = f"The sentence names {'; '.join(dict.fromkeys(named))}. State what it says of them."
    added: dict[int, list[str]] = {}
    for claim in grounded:
        added.setdefault(claim.claim.sentence_numbers[0], []).extend(missing.text for missing in claim.missing)
    for n, texts in added.items():
        if texts:
            notes[n] = f"Leave out what the sentence does not say: {'; '.join(dict.fromkeys(texts))}."
    return notes


def _request(article: Article, window: Window, setup: Setup, **extra: str) -> LLMRequest[ReplyClaims]:
    count = len(window.sentences)
    values = {
        "title": _line(article.title or "-", _MAX_FIELD_CHARS),
        "before": _line(article.quote(window.before)) if window.before else "-",
        "sentences": "\n".join(f"{i}. {_line(article.quote(s))}" for i, s in enumerate(window.sentences, 1)),
        **extra,
    }
    system, user = setup.prompt.render(**values)
    return LLMRequest(
        stage="extract",
        unit=f"{article.path} {_span(window.numbers)}",
        prompt=setup.prompt.label,
        system=system,
        user=user,
        reply_model=reply_claims(count, count * setup.profile.claims_per_sentence),
        model=setup.model,
        max_tokens=max(count, 2) * setup.profile.extract_tokens_per_sentence,
    )


def _extraction(
    article: Article,
    answered: Sequence[tuple[Window, LLMReply[ReplyClaims] | LLMError]],
    silent: dict[int, str],
) -> Extraction:
    claims: dict[str, Claim] = {}
    failed: list[NotChecked] = []
    for window, answer in sorted(answered, key=lambda one: one[0].numbers):
        if isinstance(answer, LLMError):
            reason = str(answer)
            unit = f"{article.path} {_span(window.numbers)}"
            failed.append(NotChecked(stage="extract", unit=unit, sentence_numbers=window.numbers, reason=reason))
            continue
        for claim in _claims(article, window, answer.value):
            claims.setdefault(claim.claim_id, claim)
    ordered = sorted(claims.values(), key=lambda claim: claim.sentence_numbers)
    return Extraction(claims=tuple(ordered), not_checked=tuple(failed), passed_over=silent)


def _claims(article: Article, window: Window, reply: ReplyClaims) -> list[Claim]:
    shown = [*window.sentences, *([window.before] if window.before else [])]
    passages = [article.quote(sentence) for sentence in shown]
    claims = []
    for stated in reply.claims:
        if _FRAGMENT.match(stated.statement.strip()) or not any(map(str.isalnum, stated.statement)):
            continue
        place = anchor(stated.statement, stated.sentence - 1, passages)
        if place < len(window.sentences):  # else it repeats the sentence before, which has a window of its own
            claims.append(_claim(article, window.sentences[place].n, stated))
    return claims


def _claim(article: Article, number: int, stated: ReplyClaim) -> Claim:
    statement = _line(stated.statement, MAX_SENTENCE_CHARS)
    passage = article.quote(article.sentence(number))
    return Claim(
        claim_id=identify_claim(article.article_id, number, statement),
        article_id=article.article_id,
        sentence_numbers=(number,),
        statement=statement,
        kind=_kind(stated.kind, statement),
        subject=_line(stated.subject, _MAX_FIELD_CHARS),
        attribute=_line(stated.attribute, _MAX_FIELD_CHARS),
        value=_standing_in(passage, stated.value),
        speaker=_standing_in(passage, stated.speaker),
    )


def _kind(stated: ClaimKind, statement: str) -> ClaimKind:
    """Return the kind that the model gave; a forecast must speak of what is open, and that a plan exists is a fact."""
    is_open = status_of(statement) in (ClaimStatus.PLANNED, ClaimStatus.UNCERTAIN) and not _PLAN.search(statement)
    return ClaimKind.FACT if stated is ClaimKind.FORECAST and not is_open else stated


def _standing_in(passage: str, value: str | None) -> str | None:
    """Return a value or a speaker if every word that carries meaning stands in the passage, else None."""
    text = _line(value or "", _MAX_FIELD_CHARS)
    words = set(content_words(text))
    return text if words and words <= set(content_words(passage)) and text.casefold() not in _NOTHING else None


def _line(text: str, limit: int | None = None) -> str:
    line = " ".join(text.split())
    return line if limit is None or len(line) <= limit else f"{line[:limit]}…"


def _span(numbers: Sequence[int]) -> str:
    return f"sentence {numbers[0]}" if len(numbers) == 1 else f"sentences {numbers[0]}-{numbers[-1]}"
