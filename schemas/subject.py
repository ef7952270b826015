"""What a reviewer's mark is about: a doubted claim or a conflict, known by what it says and by what was doubted.

Invariant: a key holds no article id, no path, no place in the text and no white space, so that another sentence may be
edited, a file renamed, a run repeated; it holds the words of every sentence that the doubt rests on, so that a mark
never speaks of words that its reviewer has not read.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC
from enum import StrEnum

from schemas.article import Article, Span
from schemas.claim import Claim
from schemas.conflict import Conflict, Relation, Scope
from schemas.finding import Finding, FindingKind, Severity
from schemas.frozen import Frozen
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict

_ID_DIGITS = 12  # 48 bits: two of a million subjects share an id once in five hundred such runs
_KEY_DIGITS = 32
_MODEL = "model"
SPEAKS_AGAINST = frozenset({Relation.CONTRADICTION, Relation.UPDATE})


class SubjectKind(StrEnum):
    """What sort of thing is marked."""

    CLAIM = "claim"
    CONFLICT = "conflict"


class Subject(Frozen):
    """One thing that can be marked, and what it was when somebody looked at it.

    `exact` is its key. `loose` is that of a claim without its statement, which another model may word otherwise; None
    where other claims of the article share it, and for a conflict. `sides` are keys of what the sides of a conflict
    say, ascending. `reference` is its claim_id or conflict_id, `told` its verdict or relation, `makers` (`rule:total`,
    `model:name`) are who doubts it; `model` and `prompt` are those of the grade, where a model is among them.
    """

    kind: SubjectKind
    exact: str
    loose: str | None = None
    sides: tuple[str, ...] = ()
    reference: str
    told: str
    statement: str
    quotes: tuple[str, ...]
    makers: tuple[str, ...]
    model: str | None = None
    prompt: str | None = None
    article_ids: tuple[str, ...]

    @property
    def mark_id(self) -> str:
        """Return the short id that stands on pages."""
        return self.exact[:_ID_DIGITS]


def fold_words(text: str) -> str:
    """Return a text with its white space folded: how lines are broken is not what it says."""
    return " ".join(text.split())


def subject_of_conflict(conflict: Conflict) -> Subject:
    """Return a conflict as the subject of a mark: its rule, its relation, and what its sides say.

    A model is not named in the key: whichever asks, the question is whether these passages go together.
    """
    maker = _MODEL if conflict.by.startswith(f"{_MODEL}:") else conflict.by
    sides = sorted({_digest([fold_words(side.quote), fold_words(side.value or "")]) for side in conflict.sides})
    return Subject(
        kind=SubjectKind.CONFLICT,
        exact=_digest([SubjectKind.CONFLICT, maker, conflict.relation, sides]),
        sides=tuple(sides),
        reference=conflict.conflict_id,
        told=conflict.relation,
        statement=conflict.topic,
        quotes=tuple(dict.fromkeys(side.quote for side in conflict.sides)),
        makers=(conflict.by,),
        model=conflict.by.partition(":")[2] if maker == _MODEL else None,
        article_ids=tuple(dict.fromkeys(side.article_id for side in conflict.sides)),
    )


def subjects_of_claims(verdict: ArticleVerdict, conflicts: Sequence[Conflict]) -> dict[str, Subject]:
    """Return the claims of an article that are marked by themselves as subjects of marks, by claim id.

    These are the doubted ones against which something speaks that no conflict tells. Where conflicts are all, each of
    them is marked: a claim that it concerns is the same question.

    Args:
        verdict: the article, decided.
        conflicts: those with a side in it.
    """
    subjects: dict[str, Subject] = {}
    for claim in verdict.claims:
        if claim.verdict.rank < Verdict.PLAUSIBLE.rank:
            findings, against = doubts_of_claim(claim, conflicts)
            if findings or not against:
                subjects[_claim_of(claim).claim_id] = _subject_of_claim(verdict.article, claim, findings)
    sharing = Counter(subject.loose for subject in subjects.values())
    return {
        claim_id: subject if sharing[subject.loose] == 1 else subject.model_copy(update={"loose": None})
        for claim_id, subject in subjects.items()
    }


def subjects_against(verdict: ArticleVerdict, conflicts: Sequence[Conflict]) -> dict[str, tuple[Subject, ...]]:
    """Return all that speaks against each doubted claim of an article as subjects, by claim id.

    The claim itself comes first, where it is marked by itself, then the conflicts. Whoever has judged all of them has
    judged the claim.

    Args:
        verdict: the article, decided.
        conflicts: those with a side in it.
    """
    own = subjects_of_claims(verdict, conflicts)
    found = {}
    for claim in verdict.claims:
        if claim.verdict.rank < Verdict.PLAUSIBLE.rank:
            claim_id, (_, against) = _claim_of(claim).claim_id, doubts_of_claim(claim, conflicts)
            itself = (own[claim_id],) if claim_id in own else ()
            found[claim_id] = (*itself, *map(subject_of_conflict, against))
    return found


def doubts_of_claim(
    claim: ClaimVerdict, conflicts: Iterable[Conflict]
) -> tuple[tuple[Finding, ...], tuple[Conflict, ...]]:
    """Return what speaks against a claim: findings, but for those that a conflict tells, and conflicts.

    Args:
        claim: the claim, decided.
        conflicts: those with a side in its article.
    """
    claim_id = _claim_of(claim).claim_id
    against = tuple(
        one
        for one in conflicts
        if one.relation in SPEAKS_AGAINST and any(claim_id in side.claim_ids for side in one.sides)
    )
    found = dict.fromkeys((*claim.graded.checked.findings, *claim.findings, *claim.because))
    weighty = (one for one in found if one.severity is not Severity.INFO)
    return tuple(one for one in weighty if not any(_tells(conflict, one) for conflict in against)), against


def _subject_of_claim(article: Article, claim: ClaimVerdict, findings: Sequence[Finding]) -> Subject:
    stated, grade = _claim_of(claim), claim.graded.grade
    quotes = tuple(article.quote(article.sentence(n)) for n in stated.sentence_numbers)
    doubts = {_doubt(article, claim, finding) for finding in findings}
    day = article.published_at.astimezone(UTC).date().isoformat() if article.published_at else None
    outlet = fold_words(article.publisher or "")
    loose = [SubjectKind.CLAIM, outlet, day, [fold_words(quote) for quote in quotes], sorted(doubts)]
    makers = tuple(dict.fromkeys(one.by for one in findings))
    doubting = grade if grade is not None and f"{_MODEL}:{grade.model}" in makers else None
    return Subject(
        kind=SubjectKind.CLAIM,
        exact=_digest([*loose, fold_words(stated.statement)]),
        loose=_digest(loose),
        reference=stated.claim_id,
        told=claim.verdict,
        statement=stated.statement,
        quotes=quotes,
        makers=makers,
        model=doubting.model if doubting else None,
        prompt=doubting.prompt if doubting else None,
        article_ids=(article.article_id,),
    )


def _tells(conflict: Conflict, finding: Finding) -> bool:
    """Tell whether a conflict inside the article says the same as a finding: by one rule, of the same words."""
    words = {side.words for side in conflict.sides if side.words is not None}
    return conflict.scope is Scope.WITHIN and conflict.by == finding.by and words == set(finding.spans)


def _doubt(article: Article, claim: ClaimVerdict, finding: Finding) -> str:
    """Return a key of what a finding says: who made it, and the sentences that it rests on.

    What a statement adds to its passage is part of it: another model's statement may add something else.
    """
    missing = claim.graded.checked.grounded.missing if finding.kind is FindingKind.UNGROUNDED else ()
    added = sorted([one.kind, fold_words(one.text)] for one in missing)
    return _digest([finding.kind, finding.by, _sentences(article, finding.spans), added])


def _sentences(article: Article, spans: Sequence[Span]) -> list[str]:
    """Return the words of the sentences that spans touch, in the order of the text."""
    return [
        fold_words(article.quote(sentence))
        for sentence in article.sentences
        if any(span.start < sentence.end and sentence.start < span.end for span in spans)
    ]


def _claim_of(claim: ClaimVerdict) -> Claim:
    return claim.graded.checked.grounded.claim


def _digest(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()[:_KEY_DIGITS]
