"""Where in a run marks may hold, told by the passages that they are about, so that no other article has to be read.

Invariant: an article that is left out has no passage of a mark, so that none of these marks holds there.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from sqlalchemy import Connection, select

from pipeline.store import table
from pipeline.store.fetch import fetch
from schemas.mark import Mark
from schemas.subject import fold_words
from schemas.verdict import Verdict

_DOUBTED = tuple(verdict.value for verdict in Verdict if verdict.rank < Verdict.PLAUSIBLE.rank)


def places_like(connection: Connection, run: int, marks: Iterable[Mark]) -> list[int]:
    """Return the places of the articles of a run in which one of these marks may hold: its passages stand there."""
    marked = _Passages(marks)
    return _places_with(connection, run, marked) if marked else []


class _Passages:
    """The passages that were marked, by their first words."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._by_word: dict[str, set[str]] = defaultdict(set)
        for mark in marks:
            for quote in map(fold_words, mark.subject.quotes):
                self._by_word[_first_word(quote)].add(quote)

    def __bool__(self) -> bool:
        return bool(self._by_word)

    def begin(self, quote: str) -> bool:
        """Tell whether a quote begins with one of them: that of a claim may go on with its other sentences."""
        folded = fold_words(quote)
        return any(folded.startswith(passage) for passage in self._by_word.get(_first_word(folded), ()))


def _first_word(words: str) -> str:
    return words.partition(" ")[0]


def _places_with(connection: Connection, run: int, marked: _Passages) -> list[int]:
    """Return the places of the articles of a run in which one of these passages is doubted, or a side of a conflict."""
    placed, through, decided = table.run_article, table.article_verdict_claim, table.claim_verdict
    claims = (
        select(placed.c.place, table.claim.c.quote)
        .join(through, through.c.article_verdict_key == placed.c.article_verdict_key)
        .join(decided, decided.c.claim_verdict_key == through.c.claim_verdict_key)
        .join(table.claim, table.claim.c.claim_key == decided.c.claim_key)
        .where(placed.c.run == run, decided.c.verdict.in_(_DOUBTED))
    )
    held, side = table.article_verdict_conflict, table.conflict_side
    sides = (
        select(placed.c.place, side.c.quote)
        .join(held, held.c.article_verdict_key == placed.c.article_verdict_key)
        .join(side, side.c.conflict_key == held.c.conflict_key)
        .where(placed.c.run == run)
    )
    rows = chain(fetch(connection, claims), fetch(connection, sides))
    return sorted({row["place"] for row in rows if marked.begin(row["quote"])})
