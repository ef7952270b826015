"""Owns the amounts of a passage with what they are: by its words, by what its claim names, or by what is counted."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.stages.compare.concept import Concept, counted_alike, named_alike, read_concepts
from pipeline.stages.compare.telling import Telling
from schemas.quantity import Quantity, QuantityKind

VAGUE = 5

_NONE_WORDS = frozenset({"nobody", "no"})
_NONE = re.compile(
    r"\b(?:nobody|no[\s-]one|no(?=\s(?:injuries|casualties|deaths|fatalities|victims)\b))", re.IGNORECASE
)


def read_amounts(telling: Telling) -> Iterator[tuple[Quantity, Concept]]:
    """Yield the amounts of a passage and their attributes; orders of size ("hundreds") are left out."""
    if telling.quantities or not _NONE_WORDS.isdisjoint(telling.words):
        yield from (pair for pair in _concepts(telling) if not _is_vague(pair[0]))


def _concepts(telling: Telling) -> Iterator[tuple[Quantity, Concept]]:
    """Yield the attributes that the words name; then those that a claim of one amount names, for what is left."""
    known = set()
    amounts = telling.quantities if _NONE_WORDS.isdisjoint(telling.words) else (*telling.quantities, *_none(telling))
    for quantity, concept in read_concepts(telling.text, telling.words, amounts, telling.start):
        known.add(quantity.start)
        yield quantity, concept
    for claim in telling.claims:
        if len(claim.quantities) == 1 and claim.quantities[0].start not in known:
            quantity = claim.quantities[0]
            named = named_alike(claim.attribute, quantity)
            if named and telling.start <= quantity.start < telling.end:
                yield quantity, named
    for quantity in telling.quantities:
        counted = counted_alike(quantity) if quantity.start not in known else None
        if counted:
            yield quantity, counted


def _none(telling: Telling) -> Iterator[Quantity]:
    """Yield what says that there was nobody ("nobody was hurt", "no injuries") as the count that it is."""
    for match in _NONE.finditer(telling.text):
        start = telling.start + match.start()
        yield Quantity(
            text=match.group(), start=start, end=telling.start + match.end(), kind=QuantityKind.COUNT,
            low=Decimal(0), high=Decimal(0), unit="person", step=Decimal(1),
        )  # fmt: skip


def _is_vague(quantity: Quantity) -> bool:
    return quantity.low is not None and quantity.high is not None and quantity.high >= VAGUE * quantity.low > 0
