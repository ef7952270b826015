"""A reviewer's mark: what somebody decided about a doubted claim or a conflict."""

from enum import StrEnum

from pydantic import AwareDatetime

from schemas.frozen import Frozen
from schemas.subject import Subject


class MarkVerdict(StrEnum):
    """What a reviewer says of a doubt."""

    AGREE = "agree"
    FALSE_ALARM = "false_alarm"
    FIXED = "fixed"


class Mark(Frozen):
    """One mark; without a verdict and without a note it takes back what was said before.

    `who` is the reviewer, where they are named. `run_id` and `page` (a file name) tell where it was made, and `origin`
    which writing of which file that was; all are None for a mark that was given by a command alone.
    """

    subject: Subject
    verdict: MarkVerdict | None
    note: str
    who: str | None
    marked_at: AwareDatetime
    run_id: str | None = None
    page: str | None = None
    origin: str | None = None

    @property
    def agrees(self) -> bool:
        """Tell whether it says that the doubt is justified."""
        return self.verdict in (MarkVerdict.AGREE, MarkVerdict.FIXED)

    @property
    def is_false_alarm(self) -> bool:
        """Tell whether it says that the doubt is not justified."""
        return self.verdict is MarkVerdict.FALSE_ALARM

    @property
    def is_withdrawal(self) -> bool:
        """Tell whether it takes back what was said before."""
        return self.verdict is None and not self.note


class KeptMark(Frozen):
    """A mark with its number in the store: a later one has a higher number."""

    number: int
    mark: Mark
