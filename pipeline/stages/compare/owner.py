"""Owns whose a phrase of a passage is: the named body or person that its clause, its sentence or its claims speak of.

Invariant: an answer rests on the passage, or on the one entity that its claims name; where several fit, there is none.
"""

import re
from collections.abc import Iterable

from pipeline.stages.compare.batch import Batch, OfArticle
from pipeline.stages.compare.reading import is_body
from pipeline.stages.compare.telling import Telling
from pipeline.text.name.find import Name

_PREPOSITION = re.compile(
    r"\b(?:of|in|at|from|for|near|with|by|on|against|to|between|over|under|like|and)\s(?:the\s)?$", re.IGNORECASE
)


def names_of(batch: Batch, telling: Telling) -> tuple[Name, ...]:
    """Return the names of a passage that can be bodies or persons."""
    return batch.reading(telling).bodies_in(telling.start, telling.end)


def subject_of(batch: Batch, telling: Telling, begin: int, at: int) -> str | None:
    """Return the entity that the clause `[begin, ...)` speaks of at `at`; both are offsets into the article.

    The nearest name before it in the clause, rather one that hangs on no preposition; else the first of the sentence;
    else what the claims speak of.
    """
    text = telling.article.text
    before = [name for name in names_of(batch, telling) if name.end <= at]
    inside = [name for name in before if name.start >= begin]
    inside = [name for name in inside if not _PREPOSITION.search(text[telling.start : name.start])] or inside
    if before:
        return key_of(batch, telling, inside[-1] if inside else before[0])
    return told_of(batch, telling)


def possessor_of(batch: Batch, telling: Telling, at: int) -> str | None:
    """Return whom "its" or "their" at an offset of the article means: the one entity that stands before it.

    Where none does, the one that follows in the same passage ("While its details ..., Acme ..."), else what the claims
    speak of; None where several could be meant.
    """
    names = names_of(batch, telling)
    keys = {key_of(batch, telling, name) for name in names if name.end <= at} or {
        key_of(batch, telling, name) for name in names
    }
    if keys:
        return next(iter(keys)) if len(keys) == 1 else None
    return told_of(batch, telling)


def told_of(batch: Batch, telling: Telling) -> str | None:
    """Return the one entity that the claims of a passage speak of, None where there are more."""
    told = {batch.canonical(key) for key in batch.entities(telling) if is_body(key)}
    return next(iter(told)) if len(told) == 1 else None


def written(told: Iterable[OfArticle], batch: Batch, key: str) -> str:
    """Return an entity as the articles of some answers write it most often, else its folded form."""
    return batch.written(told, key)


def key_of(batch: Batch, telling: Telling, name: Name) -> str:
    """Return the entity that a name in a passage means, as the whole batch knows it."""
    return batch.canonical(batch.reading(telling).key_of(name.text))


def is_headline(telling: Telling) -> bool:
    """Tell whether a passage is a title or a heading, where the present tense tells what has happened."""
    return telling.is_headline
