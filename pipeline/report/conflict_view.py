"""A conflict laid out: one question, the answers to it, and what is left to decide.

What needs a decision is shown with all its passages; what explains itself may be shown in one line.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.report import wording
from pipeline.report.boxes_view import BoxesView
from pipeline.report.register import Register
from pipeline.report.side_view import Seat, SideView, excerpt, side_views
from schemas.conflict import Conflict, Relation, Scope

PASSAGE_CHARS = 1200
_CELL_CHARS = 300
_TOPIC_CHARS = 200

OPEN = frozenset({Relation.CONTRADICTION, Relation.UNCLEAR})
NO_MATTER = frozenset({Relation.ROUNDING, Relation.DIFFERENT_SCOPE})
_READING_ORDER = (
    Relation.CONTRADICTION,
    Relation.UNCLEAR,
    Relation.UPDATE,
    Relation.DIFFERENT_SCOPE,
    Relation.ROUNDING,
)


@dataclass(frozen=True)
class ConflictView:
    """One question with all its sides; `explanation` is empty where a finding beside it says the same.

    `question` is what to decide, where the conflict asks for a decision; its page adds the `boxes`.
    """

    topic: str
    relation: str
    made_by: str
    explanation: str
    question: str
    is_across: bool
    sides: tuple[SideView, ...]
    boxes: BoxesView | None = None

    @property
    def has_answers(self) -> bool:
        """Tell whether there are letters to compare."""
        return len({side.answer for side in self.sides}) > 1

    @property
    def has_values(self) -> bool:
        """Tell whether a side has a value as written."""
        return any(side.value for side in self.sides)

    @property
    def has_figures(self) -> bool:
        """Tell whether a side has a value in figures."""
        return any(side.figures for side in self.sides)


def conflict_view(conflict: Conflict, register: Register, seen_from: str | None, said: frozenset[str]) -> ConflictView:
    """Lay out a conflict for the page of the article `seen_from`, or for the index where that is None.

    `said` are the explanations that the reader has just read.
    """
    is_across = conflict.scope is Scope.ACROSS
    seat = Seat(seen_from, _CELL_CHARS if is_across else PASSAGE_CHARS)
    return ConflictView(
        topic=excerpt(conflict.topic, None, _TOPIC_CHARS),
        relation=wording.RELATION[conflict.relation],
        made_by=wording.made_by(conflict.by),
        explanation="" if conflict.explanation in said else conflict.explanation,
        question=wording.QUESTION_OF.get(conflict.relation, ""),
        is_across=is_across,
        sides=side_views(conflict.sides, register, seat),
    )


def in_reading_order(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Return conflicts in the order in which they are read, each once."""
    once = {one.conflict_id: one for one in conflicts}
    return sorted(once.values(), key=lambda one: (*reading_place(one), one.topic, one.conflict_id))


def relation_at(place: int) -> Relation:
    """Return the relation of conflicts of which `reading_place` begins with this number."""
    return _READING_ORDER[place]


def reading_place(conflict: Conflict) -> tuple[int, int, int]:
    """Return what sorts conflicts: the open before the explained, those within an article first, most sides first."""
    return _READING_ORDER.index(conflict.relation), list(Scope).index(conflict.scope), -len(conflict.sides)
