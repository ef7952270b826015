"""Contradictions inside one article, by rule alone: passages that cannot all be true, each with its place."""

from collections.abc import Iterator

from pipeline.stages.check.contradiction.affinity import Weights
from pipeline.stages.check.contradiction.model import Contradiction, Passage
from pipeline.stages.check.contradiction.restated import find_restated
from pipeline.stages.check.contradiction.slot import find_slots
from pipeline.stages.check.contradiction.statement import read_statements
from pipeline.stages.check.contradiction.value import find_values
from schemas.article import Article

__all__ = ["Contradiction", "Passage", "find_contradictions"]


def find_contradictions(article: Article) -> tuple[Contradiction, ...]:
    """Return what the article tells in two ways, in the order of the rules; each pair of passages once."""
    return tuple(_found(article))


def _found(article: Article) -> Iterator[Contradiction]:
    statements = read_statements(article)
    weights = Weights(statements)
    slots = [slot for statement in statements for slot in find_slots(statement)]
    summary = [slot for slot in slots if slot.statement.is_summary]
    body = [slot for slot in slots if not slot.statement.is_summary]
    yield from find_restated(summary, body, weights)
    yield from find_values(slots, weights)
