"""A conflict laid out for the index: one question, a row a side, and how the sides relate.

What needs a decision is shown with all its passages; what explains itself may be shown in one line.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.report import wording
from pipeline.report.register import Register
from pipeline.report.side_view import Seat, SideView, excerpt, side_views
from schemas.conflict import Conflict, Relation, Scope

_CELL_CHARS = 300
TOPIC_CHARS = 200

OPEN = frozenset({Relation.CONTRADICTION, Relation.UNCLEAR})
NO_MATTER = frozenset({Relation.ROUNDING, Relation.DIFFERENT_SCOPE})
_READING_ORDER = (
    Relation.CONTRADICTION,
    Relation.UNCLEAR,
    Relation.UPDATE,
    Relation.DIFFERENT_SCOPE,
    Relation.ROUNDING,
)
# Between the questions that an editor asks first, of which there are two sorts, and those asked last.
_COMMON, _MINOR, _WEIGHTS = 2, 3, 4


@dataclass(frozen=True)
class ConflictView:
    """One question with all its sides; `relation` and `explanation` say how they relate, `made_by` who says so."""

    topic: str
    relation: str
    made_by: str
    explanation: str
    sides: tuple[SideView, ...]

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


def conflict_view(conflict: Conflict, register: Register, seen_from: str | None) -> ConflictView:
    """Lay out a conflict for the page of the article `seen_from`, or for the index where that is None."""
    return ConflictView(
        topic=excerpt(conflict.topic, None, TOPIC_CHARS),
        relation=wording.RELATION[conflict.relation],
        made_by=wording.made_by(conflict.by),
        explanation=conflict.explanation,
        sides=side_views(conflict.sides, register, seat_for(conflict, seen_from)),
    )


def seat_for(conflict: Conflict, article_id: str | None) -> Seat:
    """Return the seat from which a conflict is read."""
    return Seat(article_id, _CELL_CHARS, has_parts=conflict.relation in OPEN)


def in_reading_order(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Return conflicts in the order in which they are read, each once."""
    once = {one.conflict_id: one for one in conflicts}
    return sorted(once.values(), key=lambda one: (*reading_place(one), one.topic, one.conflict_id))


def relation_at(place: int) -> Relation:
    """Return the relation of conflicts of which `reading_place` begins with this number."""
    return _READING_ORDER[place]


def reading_place(conflict: Conflict) -> tuple[int, int, int]:
    """Return what sorts conflicts: the open before the explained, those within an article first, most sides first.

    Of as many sides come first those on lives, and last those on ages and durations.
    """
    weight = next((n for n, pattern in enumerate(wording.WEIGHTY) if pattern.search(conflict.topic)), _COMMON)
    weight = _MINOR if wording.MINOR.match(conflict.topic) else weight
    place = _WEIGHTS * -len(conflict.sides) + weight
    return _READING_ORDER.index(conflict.relation), list(Scope).index(conflict.scope), place
