"""What is known of every mark so far, and whether what stands on a page says anything new.

Invariant: a box that stays ticked is one mark, however often its page is read, written again or copied; and what a page
shows because it was known counts for nothing, until somebody changes it on that page.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.report import MarkedGroup
from pipeline.store import KnownMarks
from schemas.mark import KeptMark, Mark, MarkVerdict
from schemas.subject import Subject

State = tuple[MarkVerdict | None, str]
"""What is ticked, and the note with its white space folded."""

_EMPTY: State = (None, "")


@dataclass(frozen=True)
class Sheet:
    """Where a mark stands: the `page` as a run wrote it, the very file and writing of it (`origin`), who marked it."""

    page: str
    origin: str
    who: str | None


class MarkHistory:
    """All marks of a store, the newest last."""

    def __init__(self, marks: Iterable[KeptMark]) -> None:
        """Take in marks, the oldest first."""
        self.known = KnownMarks(())
        self._by_number: dict[int, Mark] = {}
        self._from: dict[tuple[str, str], list[KeptMark]] = defaultdict(list)
        self._origins: set[str] = set()
        self._said: dict[tuple[str, str | None, str | None, State], int] = {}
        self._subjects: dict[str, Subject] = {}
        self.last = 0
        for kept in marks:
            self.add(kept)

    def add(self, kept: KeptMark) -> None:
        """Take in a mark that is newer than all before."""
        mark, self.last = kept.mark, kept.number
        self.known.add(kept)
        self._by_number[kept.number] = mark
        self._subjects[mark.subject.mark_id] = mark.subject
        if mark.origin is not None:
            self._origins.add(mark.origin)
            self._from[mark.subject.exact, mark.origin].append(kept)
            self._said[mark.subject.exact, mark.page, mark.who, state_of(mark)] = kept.number

    def has_read(self, origin: str) -> bool:
        """Tell whether a mark came from this writing of a file."""
        return origin in self._origins

    def subject(self, mark_id: str) -> Subject | None:
        """Return what a mark was about that had this id."""
        return self._subjects.get(mark_id)

    def stated(self, subject: Subject, groups: Sequence[MarkedGroup]) -> list[State]:
        """Return what a reviewer states in the groups of one subject on one page; several states exclude each other.

        It is what differs from what was shown; where nothing does, it is what was shown.
        """
        pairs = [(_state(group), self._shown(subject, group)) for group in groups]
        changed = dict.fromkeys(now for now, shown in pairs if now != shown)
        return list(changed) or [pairs[0][1]]

    def is_news(self, subject: Subject, state: State, groups: Sequence[MarkedGroup], sheet: Sheet) -> bool:
        """Tell whether a statement says anything that no mark says yet."""
        newest = max(groups, key=lambda group: self._number(subject, group))
        number = self._number(subject, newest)
        earlier = [one for one in self._from.get((subject.exact, sheet.origin), ()) if one.number > number]
        if earlier:
            return state != state_of(earlier[-1].mark)
        if state == self._shown(subject, newest):
            return False
        # A copy of a page, or the page under another name: the same person said the same there.
        if self._said.get((subject.exact, sheet.page, sheet.who, state), 0) > number:
            return False
        kept = self.known.of(subject)
        is_same_person = kept is not None and sheet.who in (None, kept.mark.who)
        return not (kept is not None and is_same_person and state_of(kept.mark) == state)

    def _shown(self, subject: Subject, group: MarkedGroup) -> State:
        number = self._number(subject, group)
        return state_of(self._by_number[number]) if number else _EMPTY

    def _number(self, subject: Subject, group: MarkedGroup) -> int:
        """Return the number of the mark that was shown, 0 for none: in another store it stands for something else."""
        mark = self._by_number.get(group.number)
        return group.number if mark is not None and _is_about(mark.subject, subject) else 0


def _is_about(marked: Subject, subject: Subject) -> bool:
    """Tell whether a mark may have been shown for a subject: its own, or one that was carried over to it."""
    if marked.exact == subject.exact or (marked.loose is not None and marked.loose == subject.loose):
        return True
    return marked.told == subject.told and not set(marked.sides).isdisjoint(subject.sides)


def state_of(mark: Mark) -> State:
    """Return what a mark says."""
    return mark.verdict, _folded(mark.note)


def _state(group: MarkedGroup) -> State:
    return group.verdict, _folded(group.note)


def _folded(note: str) -> str:
    return " ".join(note.split())
