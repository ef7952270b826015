"""Owns which conflicts concern which article: two numbers for each side, and no conflict.

Invariant: the conflicts of an article are found in the order in which they were given, each once.
"""

from collections.abc import Sequence

from pipeline.numbered import Numbered
from pipeline.spool import Spool
from schemas.conflict import Conflict


class Concerning:
    """The conflicts with a side in an article, each read from where it is kept when it is asked for."""

    def __init__(self, conflicts: Sequence[Conflict] | Spool[Conflict]) -> None:
        """Go through the conflicts once."""
        self._conflicts = conflicts
        self._places = Numbered()
        for place, conflict in enumerate(conflicts):
            for article_id in dict.fromkeys(side.article_id for side in conflict.sides):
                self._places.add(article_id, place)

    def of(self, article_id: str) -> list[Conflict]:
        """Return those of an article."""
        return [self._conflicts[place] for place in self._places.of(article_id)]
