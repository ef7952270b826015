"""Which mark counts for a claim or a conflict as it is found now: the rules by which a mark carries over.

A mark counts where its key is the subject's own. Where it is not:
- a mark on a claim counts for one whose statement alone differs, if neither shares sentences and doubts with others;
- a mark on a conflict that agrees (or says "fixed") counts as long as every side that was marked is still there;
- "false alarm" on a conflict never counts for more sides or for fewer: it says nothing of a passage nobody judged.
Of several the newest counts; where that takes back what was said, nothing does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from schemas.mark import KeptMark
from schemas.subject import Subject, SubjectKind


class KnownMarks:
    """The newest mark of each key, found by subject."""

    def __init__(self, marks: Iterable[KeptMark]) -> None:
        """Take in marks, the oldest first."""
        self._exact: dict[str, KeptMark] = {}
        self._loose: dict[str, dict[str, KeptMark]] = defaultdict(dict)
        self._by_side: dict[str, dict[str, KeptMark]] = defaultdict(dict)
        for kept in marks:
            self.add(kept)

    def add(self, kept: KeptMark) -> None:
        """Take in a mark that is newer than all before."""
        subject = kept.mark.subject
        self._exact[subject.exact] = kept
        if subject.loose is not None:
            self._loose[subject.loose][subject.exact] = kept
        for side in subject.sides:
            self._by_side[side][subject.exact] = kept

    def __iter__(self) -> Iterator[KeptMark]:
        """Give the newest mark of each key."""
        return iter(self._exact.values())

    def of(self, subject: Subject) -> KeptMark | None:
        """Return the mark that counts for a subject; None where there is none, or it was taken back."""
        newest = self.newest(subject)
        return None if newest is None or newest.mark.is_withdrawal else newest

    def newest(self, subject: Subject) -> KeptMark | None:
        """Return the newest mark that speaks of a subject, also one that takes back what was said; else None.

        Pages show its number: what is ticked on a page that shows a withdrawal is said after that.
        """
        own = self._exact.get(subject.exact)
        found = [own] if own is not None else []
        found += self._like(subject)
        return max(found, key=lambda kept: kept.number, default=None)

    def _like(self, subject: Subject) -> Iterable[KeptMark]:
        if subject.kind is SubjectKind.CLAIM:
            return self._loose[subject.loose].values() if subject.loose in self._loose else ()
        sharing = (self._by_side[side] for side in subject.sides if side in self._by_side)
        others = {exact: kept for marks in sharing for exact, kept in marks.items()}
        return (kept for kept in others.values() if _still_holds(kept, subject))


def _still_holds(kept: KeptMark, subject: Subject) -> bool:
    """Tell whether a mark on a conflict of the same makers and relation speaks of one with more sides, too."""
    marked = kept.mark.subject
    is_same_question = (marked.told, _maker(marked)) == (subject.told, _maker(subject))
    return kept.mark.agrees and is_same_question and set(marked.sides) <= set(subject.sides)


def _maker(subject: Subject) -> tuple[str, ...]:
    return tuple("model" if maker.startswith("model:") else maker for maker in subject.makers)
