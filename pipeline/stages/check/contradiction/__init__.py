"""Contradictions inside one article, by rule alone: passages that cannot all be true, each with its place."""

from collections.abc import Iterator

from pipeline.stages.check.contradiction.affinity import Weights
from pipeline.stages.check.contradiction.answered import find_answered
from pipeline.stages.check.contradiction.birth import find_births
from pipeline.stages.check.contradiction.casualty import find_casualties
from pipeline.stages.check.contradiction.currency import find_currencies
from pipeline.stages.check.contradiction.meaning import find_meanings
from pipeline.stages.check.contradiction.model import Contradiction, Passage
from pipeline.stages.check.contradiction.moment import find_moments
from pipeline.stages.check.contradiction.occasion import find_occasions
from pipeline.stages.check.contradiction.outcome import find_outcomes
from pipeline.stages.check.contradiction.renamed import find_renamed
from pipeline.stages.check.contradiction.restated import find_restated
from pipeline.stages.check.contradiction.role import find_names_in_conflict
from pipeline.stages.check.contradiction.slot import find_slots
from pipeline.stages.check.contradiction.state import find_states
from pipeline.stages.check.contradiction.statement import read_statements
from pipeline.stages.check.contradiction.value import find_values
from schemas.article import Article, Span

__all__ = ["Contradiction", "Passage", "find_contradictions"]


def find_contradictions(article: Article) -> tuple[Contradiction, ...]:
    """Return what the article tells in two ways, in the order of the rules; each pair of passages once."""
    places: set[frozenset[Span]] = set()
    kept: list[Contradiction] = []
    for found in _found(article):
        place = frozenset(side.words for side in found.sides)
        if place not in places:
            places.add(place)
            kept.append(found)
    return tuple(kept)


def _found(article: Article) -> Iterator[Contradiction]:
    statements = read_statements(article)
    weights = Weights(statements)
    slots = [slot for statement in statements for slot in find_slots(statement)]
    summary = [slot for slot in slots if slot.statement.is_summary]
    body = [slot for slot in slots if not slot.statement.is_summary]
    yield from find_restated(summary, body, weights)
    yield from find_renamed(statements, weights)
    yield from find_values(slots, weights)
    yield from find_currencies(slots)
    yield from find_meanings(statements, slots)
    yield from find_names_in_conflict(statements)
    yield from find_states(statements, weights)
    yield from find_moments(statements)
    yield from find_births(statements)
    yield from find_outcomes(statements)
    yield from find_casualties(statements)
    yield from find_occasions(statements)
    yield from find_answered(statements)
