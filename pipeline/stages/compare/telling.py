"""Owns the claims of a batch as comparing reads them: each passage once, with the claims that were taken from it.

A claim that says more than its passage does is left out, but for one that only names whom the passage means: what is
compared is read from the passage. Tellings stand in the order of article ids and places, so nothing built on them
depends on the order in which the articles came.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.stages.compare.clause import Range, clauses, without_asides
from pipeline.stages.compare.once import Once
from pipeline.stages.compare.trigger import words_of
from pipeline.text.status import status_of
from pipeline.text.word import content_words
from schemas.article import Article, SentenceRole
from schemas.claim import ClaimStatus, MissingKind
from schemas.grade import GradedClaim
from schemas.quantity import Quantity

_HEADS = frozenset({SentenceRole.TITLE, SentenceRole.HEADING})


@dataclass(frozen=True)
class Telling:
    """A passage `[start, end)` of an article and the grounded claims taken from it, if any."""

    article: Article
    start: int
    end: int
    claims: tuple[GradedClaim, ...]

    @Once
    def text(self) -> str:
        """Return the passage."""
        return self.article.text[self.start : self.end]

    @Once
    def quantities(self) -> tuple[Quantity, ...]:
        """Return the quantities of its claims that stand in the passage, in order; offsets in the article."""
        found = {
            (q.start, q.end): q
            for claim in self.claims
            for q in claim.checked.quantities
            if self.start <= q.start and q.end <= self.end
        }
        return tuple(found[place] for place in sorted(found)) if len(found) > 1 else tuple(found.values())

    @property
    def subjects(self) -> tuple[str, ...]:
        """Return the subjects of its claims, as the model named them, each once."""
        return tuple(dict.fromkeys(claim.checked.grounded.claim.subject for claim in self.claims))

    @property
    def stems(self) -> frozenset[str]:
        """Return the stems of the words that carry meaning."""
        return frozenset(content_words(self.text))

    @Once
    def words(self) -> frozenset[str]:
        """Return the words of the passage in lower case."""
        return words_of(self.text)

    @Once
    def plain(self) -> str:
        """Return the passage with its asides blanked out."""
        return without_asides(self.text)

    @property
    def clauses(self) -> Iterator[Range]:
        """Yield where the clauses of the plain passage stand in it; to keep them costs more than to find them again."""
        return clauses(self.plain)

    @Once
    def status(self) -> ClaimStatus | None:
        """Return how far the passage says its event has come."""
        return status_of(self.text)

    @Once
    def is_title(self) -> bool:
        """Tell whether the passage is a title or a heading, which says less than the prose under it."""
        sentence = next((s for s in self.article.sentences if s.start <= self.start < s.end), None)
        return sentence is not None and sentence.role in _HEADS

    @Once
    def is_lead(self) -> bool:
        """Tell whether the passage is a title, or the first sentence of the article's prose."""
        sentence = next((s for s in self.article.sentences if s.start <= self.start < s.end), None)
        return sentence is not None and (
            sentence.role is SentenceRole.TITLE or sentence.n == _first_prose(self.article)
        )

    @Once
    def is_headline(self) -> bool:
        """Tell whether the passage, by its first claim, is a title or a heading."""
        n = self.claims[0].checked.grounded.claim.sentence_numbers[0]
        role = self.article.sentence(n).role
        return role is SentenceRole.TITLE or role is SentenceRole.HEADING

    def claim_at(self, start: int, end: int) -> GradedClaim | None:
        """Return the claim of the words at `[start, end)`: the shortest that quotes them."""
        if len(self.claims) == 1:
            return self.claims[0]
        words = self.article.text[start:end].casefold()

        def distance(claim: GradedClaim) -> tuple[bool, bool, int]:
            statement = claim.checked.grounded.claim.statement
            has_quantity = any(q.start < end and start < q.end for q in claim.checked.quantities)
            return words not in statement.casefold(), not has_quantity, len(statement)

        return min(self.claims, key=distance, default=None)


def read_tellings(graded: Mapping[str, Sequence[GradedClaim]], articles: Iterable[Article]) -> tuple[Telling, ...]:
    """Return the passages that grounded claims were taken from; `graded` holds the claims by article id."""
    tellings = []
    for article in sorted(articles, key=lambda one: one.article_id):
        places: dict[tuple[int, int], list[GradedClaim]] = {}
        for claim in graded.get(article.article_id, ()):
            grounded = claim.checked.grounded
            if all(missing.kind is MissingKind.NAME for missing in grounded.missing):
                places.setdefault((grounded.start, grounded.end), []).append(claim)
        for start, end in sorted(places):
            claims = sorted(places[start, end], key=lambda one: one.checked.grounded.claim.claim_id)
            tellings.append(Telling(article, start, end, tuple(claims)))
    return tuple(tellings)


def _first_prose(article: Article) -> int:
    return next((sentence.n for sentence in article.sentences if sentence.role is SentenceRole.BODY), 0)
