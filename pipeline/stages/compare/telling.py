"""Owns the claims of an article as comparing reads them: each passage once, with the claims that were taken from it.

A claim that says more than its passage does is left out, but for one that only names whom the passage means: what is
compared is read from the passage. Tellings stand in the order of their places. A claim is held as far as comparing
reads it, and a telling that met others can be one that loads its article and its claims anew each time.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.stages.compare.clause import Range, clauses, without_asides
from pipeline.stages.compare.trigger import words_of
from pipeline.text.once import Once
from pipeline.text.status import status_of
from pipeline.text.word import content_words
from schemas.article import Article, SentenceRole
from schemas.claim import ClaimKind, ClaimStatus, MissingKind
from schemas.finding import FindingKind, Severity
from schemas.grade import GradedClaim
from schemas.quantity import Quantity

# Of a passage from which no claim was taken.
NO_NUMBER = -1

_HEADS = frozenset({SentenceRole.TITLE, SentenceRole.HEADING})


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim as far as comparing reads it; `n` is the number of its first sentence.

    `is_at_odds`: a rule found that it contradicts its own article.
    """

    claim_id: str
    statement: str
    subject: str
    attribute: str
    n: int
    is_fact: bool
    status: ClaimStatus | None
    is_at_odds: bool
    quantities: tuple[Quantity, ...]


Claims = Callable[[int], tuple[Stated, ...]]


class Telling:
    """A passage `[start, end)` of an article and the grounded claims taken from it, if any.

    `number` is its place among the tellings of a batch that is kept outside of memory.
    """

    def __init__(
        self, article: Article, start: int, end: int, claims: Claims | None = None, number: int = NO_NUMBER
    ) -> None:
        """Hold the passage, and what gives its claims by its number, None where there are none; nothing is read yet."""
        self._article, self._claims = article, claims
        self.article_id, self.start, self.end, self.number = article.article_id, start, end, number

    def __eq__(self, other: object) -> bool:
        """Tell whether both are one passage."""
        return isinstance(other, Telling) and self._place == other._place

    def __hash__(self) -> int:
        """Return the hash of the passage."""
        return hash(self._place)

    @property
    def _place(self) -> tuple[str, int, int]:
        return self.article_id, self.start, self.end

    @property
    def article(self) -> Article:
        """Return the article of the passage."""
        return self._article

    @Once
    def claims(self) -> tuple[Stated, ...]:
        """Return the claims taken from the passage."""
        return self._claims(self.number) if self._claims else ()

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
            for q in claim.quantities
            if self.start <= q.start and q.end <= self.end
        }
        return tuple(found[place] for place in sorted(found)) if len(found) > 1 else tuple(found.values())

    @property
    def subjects(self) -> tuple[str, ...]:
        """Return the subjects of its claims, as the model named them, each once."""
        return tuple(dict.fromkeys(claim.subject for claim in self.claims))

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
        role = self.article.sentence(self.claims[0].n).role
        return role is SentenceRole.TITLE or role is SentenceRole.HEADING

    def claim_at(self, start: int, end: int) -> Stated | None:
        """Return the claim of the words at `[start, end)`: the shortest that quotes them."""
        if len(self.claims) == 1:
            return self.claims[0]
        words = self.article.text[start:end].casefold()

        def distance(claim: Stated) -> tuple[bool, bool, int]:
            has_quantity = any(q.start < end and start < q.end for q in claim.quantities)
            return words not in claim.statement.casefold(), not has_quantity, len(claim.statement)

        return min(self.claims, key=distance, default=None)


Place = tuple[int, int, tuple[Stated, ...]]


def read_places(graded: Sequence[GradedClaim]) -> list[Place]:
    """Return the passages of one article that grounded claims were taken from, ascending, each with its claims."""
    places: dict[tuple[int, int], list[Stated]] = {}
    for claim in graded:
        grounded = claim.checked.grounded
        if all(missing.kind is MissingKind.NAME for missing in grounded.missing):
            places.setdefault((grounded.start, grounded.end), []).append(_stated(claim))
    return [
        (start, end, tuple(sorted(places[start, end], key=lambda one: one.claim_id))) for start, end in sorted(places)
    ]


def _stated(graded: GradedClaim) -> Stated:
    checked, claim = graded.checked, graded.checked.grounded.claim
    return Stated(
        claim_id=claim.claim_id,
        statement=claim.statement,
        subject=claim.subject,
        attribute=claim.attribute,
        n=claim.sentence_numbers[0],
        is_fact=claim.kind is ClaimKind.FACT,
        status=checked.status,
        is_at_odds=any(f.kind is FindingKind.VALUE_CONFLICT and f.severity is Severity.ERROR for f in checked.findings),
        quantities=checked.quantities,
    )


def _first_prose(article: Article) -> int:
    return next((sentence.n for sentence in article.sentences if sentence.role is SentenceRole.BODY), 0)
