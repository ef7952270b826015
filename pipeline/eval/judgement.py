"""What was said of one labelled thing, beside what people said of it.

Invariant: a judgement holds ids and labels, never text of a set, so that it may be kept where the set may not. What was
not answered for a technical reason is told neither way.
"""

from dataclasses import dataclass

from schemas.frozen import Frozen


class Judgement(Frozen):
    """One labelled thing (`item_id`) of a document, and what became of it.

    `is_wanted`: people say that it should be told. `is_told`: the pipeline tells it; None where it could not be asked.
    `kinds` are the groups that it is counted in beside all of its `task`. `answer` is the word that the stage used (a
    grade, a relation), `score` how surely it tells it, in whatever unit; None where there is no such thing.
    """

    item_id: str
    doc_id: str
    task: str
    kinds: tuple[str, ...]
    is_wanted: bool
    is_told: bool | None
    answer: str = ""
    score: float | None = None

    @property
    def is_right(self) -> bool | None:
        """Tell whether it was told as people say; None where it could not be asked."""
        return None if self.is_told is None else self.is_told == self.is_wanted


@dataclass(frozen=True)
class Case:
    """A judgement with what a person needs to understand it: the passage, and what was expected and said, in words."""

    judgement: Judgement
    passage: str
    said: str
