"""The first pass over a run: what its files need to know of one another, and nothing more.

All that grows with the run lies in a scratch file; memory holds the counts.
"""

from collections import Counter
from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Protocol

from pipeline.report.conflict_view import reading_place
from pipeline.report.register import Register, places_of, source_of
from pipeline.report.scratch import Order, Row, Scratch
from schemas.conflict import Conflict, Relation, Scope
from schemas.verdict import ArticleVerdict, Verdict

# What one page and the next ask for is much the same.
_MOST_REMEMBERED = 512
# Before every article: what an article has of a conflict that was given counts.
_GIVEN: Order = (-1, "", -1)


class Verdicts(Protocol):
    """The articles of a run, decided; each may be read from a disk anew whenever it is asked for. A tuple is one."""

    def __iter__(self) -> Iterator[ArticleVerdict]:
        """Give them one after another, in one order every time."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __getitem__(self, n: int, /) -> ArticleVerdict:
        """Return the one at place `n`, counted from 0 in that order."""


@dataclass(frozen=True)
class Survey:
    """A run at a glance: how many articles and claims have a verdict, who is who, and in `scratch` all the rest."""

    article_verdicts: Counter[Verdict]
    claim_verdicts: Counter[Verdict]
    register: Register
    scratch: Scratch = field(repr=False)

    @property
    def articles(self) -> int:
        """Return how many articles there are, each id once."""
        return self.scratch.count_articles()

    def rows(self) -> Iterator[Row]:
        """Yield the articles: worst first, then by path, then as given."""
        return self.scratch.rows()

    def conflicts(self) -> Iterator[Conflict]:
        """Yield each conflict once: the open before the explained, those within an article first, most sides first."""
        return self.scratch.conflicts()

    def concerning(self, article_id: str) -> Sequence[Conflict]:
        """Return the conflicts with a side in an article, in the same order."""
        return self.scratch.concerning(article_id)

    def questions(self, relations: Collection[Relation], most: int, but: Container[str]) -> Iterator[Conflict]:
        """Yield the first conflicts between articles that have one of some relations, in the same order.

        `but` are the ids of those to leave out.
        """
        return islice((one for one in self._across(but) if one.relation in relations), most)

    def across(self, but: Container[str] = ()) -> Counter[Relation]:
        """Return how many conflicts between articles there are, by relation, without some, given by id."""
        return Counter(one.relation for one in self._across(but))

    def _across(self, but: Container[str]) -> Iterator[Conflict]:
        return (one for one in self.conflicts() if one.scope is Scope.ACROSS and one.conflict_id not in but)


def survey_verdicts(verdicts: Verdicts, conflicts: Sequence[Conflict]) -> Survey:
    """Go through the verdicts once.

    Raises:
        ValueError: two articles would share a page, because their ids begin alike.
    """
    scratch = Scratch()
    article_verdicts, claim_verdicts = Counter[Verdict](), Counter[Verdict]()
    for conflict in conflicts:
        scratch.add_conflict(_GIVEN, conflict, reading_place(conflict))
    for n, verdict in enumerate(verdicts):
        _enter(scratch, n, verdict)
        article_verdicts[verdict.verdict] += 1
        claim_verdicts.update(claim.verdict for claim in verdict.claims)
    scratch.sort()
    _check_pages(scratch)
    remembered = lru_cache(_MOST_REMEMBERED)
    register = Register(remembered(scratch.source), remembered(scratch.place))
    return Survey(article_verdicts, claim_verdicts, register, scratch)


def _enter(scratch: Scratch, n: int, verdict: ArticleVerdict) -> None:
    order = verdict.verdict.rank, verdict.article.path, n
    scratch.add_article(order, source_of(verdict.article), places_of(verdict))
    for conflict in verdict.conflicts:
        scratch.add_conflict(order, conflict, reading_place(conflict))


def _check_pages(scratch: Scratch) -> None:
    found = scratch.clash()
    if found is not None:
        page, path = found
        raise ValueError(f"two articles share the page {page!r}: rename the file {path!r}")
