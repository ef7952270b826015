"""What a night tells the people who read its pages in the morning: `nightly/<date>.json`, and the page beside it.

Invariant: a listing says how many there are, also where it shows fewer; the worst are shown.
"""

from datetime import date
from typing import Generic, TypeVar

from pydantic import AwareDatetime

from schemas.article import RejectedInput
from schemas.conflict import Relation, Scope
from schemas.frozen import Frozen
from schemas.run import RunOutcome
from schemas.usage import Dollars, Usage
from schemas.verdict import Verdict

T = TypeVar("T")


class Listing(Frozen, Generic[T]):
    """The first of `count` things."""

    shown: tuple[T, ...] = ()
    count: int = 0

    @property
    def left_out(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.shown)


class PassageLine(Frozen):
    """A passage: `quote` are the article's words; `page` lies in the output folder, None where the run has none.

    `number` and `verdict` are those of the claim that was read from it, None where none was.
    """

    path: str | None
    page: str | None
    number: int | None
    verdict: Verdict | None
    quote: str
    value: str | None = None


class ClaimLine(Frozen):
    """A claim by its verdicts, None where a run did not have it, and the passage that it was read from."""

    claim_id: str
    before: Verdict | None
    after: Verdict | None
    passage: PassageLine
    statement: str


class ConflictLine(Frozen):
    """A conflict by its relations and the number of its sides, 0 where a run did not have it, with its passages.

    These are one of each answer, those of the run before where the conflict is gone: then none has a page.
    """

    conflict_id: str
    scope: Scope
    before: Relation | None
    after: Relation | None
    topic: str
    passages: tuple[PassageLine, ...]
    sides_before: int = 0
    sides_after: int = 0


class ArticleLine(Frozen):
    """An article by its verdicts, None where a run did not have it; `page` is None where it is gone."""

    path: str
    page: str | None
    before: Verdict | None
    after: Verdict | None


class MoveLine(Frozen):
    """An article that lies elsewhere."""

    before: str
    after: str


class UncheckedLine(Frozen):
    """An article of which something was not checked: what, and why."""

    path: str
    page: str
    reasons: tuple[str, ...]


class MarkLine(Frozen):
    """Something that a reviewer left on a page and that was not taken in: where it stands now, and why.

    `page` is a file of the output folder, `line` counts its lines from 1, None where all of the file is meant.
    """

    page: str
    line: int | None
    what: str


class RunLine(Frozen):
    """A run in short: when it was and how it ended."""

    run_id: str
    started_at: AwareDatetime
    ended_at: AwareDatetime
    outcome: RunOutcome
    exit_code: int


class ArticleChanges(Frozen):
    """What became of articles; `decided_anew` have the text that they had, and another verdict.

    Those that are `checked` have the text that they had, too, and any verdict: something of them was not checked
    before, and nothing of them is left so now. None is in both.
    """

    new: Listing[ArticleLine] = Listing[ArticleLine]()
    rewritten: Listing[ArticleLine] = Listing[ArticleLine]()
    checked: Listing[ArticleLine] = Listing[ArticleLine]()
    decided_anew: Listing[ArticleLine] = Listing[ArticleLine]()
    moved: Listing[MoveLine] = Listing[MoveLine]()
    removed: Listing[ArticleLine] = Listing[ArticleLine]()
    carried_over: int = 0

    @property
    def count(self) -> int:
        """Return how many articles there are now."""
        listed = (self.new, self.rewritten, self.checked, self.decided_anew)
        return sum(each.count for each in listed) + self.carried_over


class Counts(Frozen):
    """How many have each fate."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    carried_over: int = 0


class NightReport(Frozen):
    """The report of one night; `number` counts the reports of its date, the UTC date of the run's start, from 1.

    `line` is one line of plain text for a chat. `before` is the run that was compared with, None in a first night:
    then everything is new. `contradictions` are conflicts that are contradictions now and were not; `new_conflicts` and
    `changed_conflicts` are all others that are new or changed, `gone_conflicts` those that are gone; `doubted` claims
    have a verdict that asks for a look and had none; `verdicts` are the other claims whose verdict changed. `hidden`
    counts what was left out of these because a reviewer called it a false alarm. `rejected` are inputs that could not
    be read, `copies` those that hold the same article as another, and count with it. `marks_left` are marks of
    reviewers that were not taken in. `usage` is what the night spent, `from_cache` what the answers had cost that it
    took from the cache.
    """

    date: date
    number: int
    line: str
    run: RunLine
    before: RunLine | None
    stop_reason: str | None
    contradictions: Listing[ConflictLine]
    new_conflicts: Listing[ConflictLine] = Listing[ConflictLine]()
    changed_conflicts: Listing[ConflictLine] = Listing[ConflictLine]()
    gone_conflicts: Listing[ConflictLine] = Listing[ConflictLine]()
    doubted: Listing[ClaimLine]
    verdicts: Listing[ClaimLine]
    claims: Counts
    conflicts: Counts
    articles: ArticleChanges
    unchecked: Listing[UncheckedLine]
    quarantined: Listing[RejectedInput]
    rejected: Listing[RejectedInput]
    copies: Listing[RejectedInput] = Listing[RejectedInput]()
    marks_left: Listing[MarkLine] = Listing[MarkLine]()
    hidden: int
    usage: Usage
    from_cache: Usage
    cost_usd: Dollars | None
    cost_usd_at_most: Dollars | None

    @property
    def has_changed(self) -> bool:
        """Tell whether anything is not as it was before."""
        told = self.articles
        articles = (told.new, told.rewritten, told.checked, told.decided_anew, told.moved, told.removed)
        counts = any(each.new or each.changed or each.gone for each in (self.claims, self.conflicts))
        return counts or any(each.count for each in (*articles, self.contradictions, self.doubted, self.verdicts))
