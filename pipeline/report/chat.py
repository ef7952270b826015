"""One line of plain text for a chat: how a night went, or why there was none.

Invariant: it has at most 200 characters, no word of an article, and no sign that Slack or Teams would act on.
"""

import re
from decimal import Decimal

from pipeline.report import wording
from pipeline.report.escape import clean
from pipeline.stopping import is_out_of_time
from schemas.night_report import NightReport

_MOST_CHARS = 200
_CENT = Decimal("0.01")
_ACTS_IN_CHAT = re.compile(r"[*_~`<>&|@#\[\]]|://")


def chat_line(night: NightReport) -> str:
    """Return one line of plain text for a chat, without a sign that Slack or Teams would act on.

    It has at most 200 characters and no word of an article; what is least urgent goes where it would be longer.
    """
    ending = wording.ENDING_IN_SHORT.get(night.run.outcome)
    if is_out_of_time(night.stop_reason):
        ending = wording.OUT_OF_TIME_IN_SHORT
    head = f"factgrade {night.date.isoformat()}{f' ({ending})' if ending else ''}: "
    told = night.articles
    is_first = night.before is None
    clauses = [
        (night.contradictions.count, "contradiction" if is_first else "new contradiction", ""),
        (night.doubted.count, "doubted claim" if is_first else "newly doubted claim", ""),
        (night.unchecked.count + night.quarantined.count, "article", " not fully checked"),
        (night.rejected.count, "input", " not read"),
        (night.marks_left.count, "mark", " not taken in"),
        (told.new.count + told.rewritten.count, "article", " in all" if is_first else " new or rewritten"),
        (told.checked.count, "article", " checked at last"),
        (night.verdicts.count, "other verdict", " changed"),
        (night.changed_conflicts.count, "conflict", " changed"),
        (told.removed.count, "article", " removed"),
        (told.moved.count, "article", " moved"),
    ]
    said = [f"{wording.counted_in_full(count, noun)}{rest}" for count, noun, rest in clauses if count] or [
        f"{'no new doubt' if night.has_changed else 'nothing new'} in {wording.counted_in_full(told.count, 'article')}"
    ]
    said = [*(["first night"] if is_first else []), *said]
    said += [_cost(night.cost_usd)] if night.cost_usd else []
    while len(head + ", ".join(said)) > _MOST_CHARS:
        said.pop()
    return head + ", ".join(said)


def _cost(usd: Decimal) -> str:
    """Return a cost in cents; less than one is no "$0.00", since it was asked and paid for."""
    return f"${usd:.2f}" if usd >= _CENT else "under $0.01"


def chat_failure(reason: str) -> str:
    """Return the line for a chat of a night that wrote no report, as short; `reason` holds no text of an article."""
    plain = " ".join(_ACTS_IN_CHAT.sub(" ", clean(reason)).split())
    line = f"factgrade: no night, {plain}"
    return line if len(line) <= _MOST_CHARS else line[: _MOST_CHARS - 3] + "..."
