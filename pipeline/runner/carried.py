"""An edited article: what was read from untouched sentences is carried over, and only the rest is asked about.

Invariant: a carried claim says what it said, of the same words, with the grade it had; what the rules find of it is
found anew, as another sentence may contradict it now.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from schemas.article import Article, Sentence, SentenceRole
from schemas.claim import Claim
from schemas.frozen import Frozen
from schemas.grade import Grade, GradedClaim
from schemas.identity import identify_claim


@dataclass(frozen=True)
class Carried:
    """What an edited article takes over: claims under its own ids, their grades by id, and what is to be asked.

    `asked` holds the numbers of the sentences that are asked about; None: all.
    """

    claims: tuple[Claim, ...] = ()
    grades: Mapping[str, Grade] = field(default_factory=dict)
    asked: Container[int] | None = None


class EarlierArticle(Frozen):
    """An article as it was before it was edited, and its claims after the second pass; `missed` were not checked."""

    article: Article
    graded: tuple[GradedClaim, ...]
    missed: frozenset[int] = frozenset()


NOTHING = Carried()


def carry_over(article: Article, earlier: EarlierArticle) -> Carried:
    """Return what an article takes over from its earlier form: the claims of which every sentence stands unchanged.

    What a claim told of an untouched sentence and an edited one is asked about anew, with all else of that sentence.
    """
    new_of = {old: new for old, new in _unchanged(earlier.article, article) if old not in earlier.missed}
    kept = list(earlier.graded)
    while torn := [one for one in kept if not new_of.keys() >= set(_claim(one).sentence_numbers)]:
        kept = [one for one in kept if one not in torn]
        new_of = {
            old: new for old, new in new_of.items() if not any(old in _claim(one).sentence_numbers for one in torn)
        }
    moved = {_claim(one).claim_id: _moved(article, _claim(one), new_of) for one in kept}
    grades = {
        moved[_claim(one).claim_id].claim_id: one.grade.model_copy(
            update={"relies_on": tuple(moved[other].claim_id for other in one.grade.relies_on if other in moved)}
        )
        for one in kept
        if one.grade is not None
    }
    taken = set(new_of.values())
    return Carried(
        claims=tuple(sorted(moved.values(), key=lambda claim: claim.sentence_numbers)),
        grades=grades,
        asked=frozenset(sentence.n for sentence in article.sentences if sentence.n not in taken),
    )


def _claim(graded: GradedClaim) -> Claim:
    return graded.checked.grounded.claim


def _unchanged(earlier: Article, article: Article) -> Iterator[tuple[int, int]]:
    """Yield the old and the new number of each sentence that stands in both, in one order and in one role."""
    before, after = ([_told(one, sentence) for sentence in one.sentences] for one in (earlier, article))
    for start, other, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        yield from ((start + n + 1, other + n + 1) for n in range(size))


def _told(article: Article, sentence: Sentence) -> tuple[SentenceRole, str]:
    return sentence.role, " ".join(article.quote(sentence).split())


def _moved(article: Article, claim: Claim, new_of: Mapping[int, int]) -> Claim:
    numbers = tuple(new_of[n] for n in claim.sentence_numbers)
    return claim.model_copy(
        update={
            "claim_id": identify_claim(article.article_id, numbers[0], claim.statement),
            "article_id": article.article_id,
            "sentence_numbers": numbers,
        }
    )
