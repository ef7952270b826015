"""What a rule of comparing says: one question, the answers that articles give to it, and how these relate."""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.stages.compare.telling import Telling
from pipeline.text.once import Once
from pipeline.text.quantity import tolerance
from schemas.article import Article
from schemas.conflict import Relation
from schemas.quantity import Quantity, QuantityKind

# Equal numbers of these are one figure only in one unit; what a number counts is settled by the question.
_IN_UNITS = frozenset({QuantityKind.MONEY, QuantityKind.DURATION, QuantityKind.MEASURE})

Figure = tuple[str, Decimal | None, Decimal | None, str | None]


@dataclass(frozen=True)
class Answer:
    """What one telling answers: the words at `[start, end)` of the article's text; `quantity` where they are an amount.

    `note` is what a reader has to know of this answer alone ("no date; the latest day it names is 2026-05-06").
    """

    telling: Telling
    start: int
    end: int
    quantity: Quantity | None = None
    note: str = ""

    @Once
    def figure(self) -> Figure:
        """Return what the answer states, for counting who states the same.

        Raises:
            ValueError: the answer is no amount.
        """
        quantity = self.quantity
        if quantity is None:
            raise ValueError(f"the answer {self.value!r} is no amount")
        return (
            quantity.kind,
            quantity.low,
            quantity.high,
            quantity.unit if quantity.kind in _IN_UNITS else None,
        )

    @Once
    def measured(self) -> Quantity:
        """Return the amount as it is compared: what is counted is settled by the question, so a count has no noun.

        Raises:
            ValueError: the answer is no amount.
        """
        quantity = self.quantity
        if quantity is None:
            raise ValueError(f"the answer {self.value!r} is no amount")
        is_count = quantity.kind in {QuantityKind.COUNT, QuantityKind.NUMBER}
        return quantity.model_copy(update={"unit": None, "noun": None}) if is_count and quantity.unit else quantity

    @Once
    def ends(self) -> tuple[Decimal | None, Decimal | None]:
        """Return the lowest and the highest value that the amount can stand for, as it is compared."""
        return tolerance(self.measured)

    @Once
    def width(self) -> Decimal:
        """Return how far the ends of an amount lie apart, as a share of it; infinite where one is open."""
        low, high = self.ends if self.quantity else (None, None)
        return Decimal("Infinity") if low is None or high is None else (high - low) / max(abs(high), Decimal(1))

    @Once
    def article_id(self) -> str:
        """Return the id of the article that gives the answer."""
        return self.telling.article_id

    @property
    def article(self) -> Article:
        """Return the article that gives the answer."""
        return self.telling.article

    @Once
    def words(self) -> str:
        """Return the answer without case and line breaks, for comparison only."""
        return " ".join(self.value.split()).casefold()

    @Once
    def value(self) -> str:
        """Return the answer as written."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True)
class Disagreement:
    """One question (`topic`) that articles answer in several ways; the answers of one group agree with one another.

    `rule` names the rule that found it; `explanation` is one sentence or two for an editor. At least two groups, and
    at least two articles.
    """

    rule: str
    topic: str
    relation: Relation
    groups: tuple[tuple[Answer, ...], ...]
    explanation: str
