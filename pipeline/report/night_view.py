"""One night laid out: what to look at first, then what changed, what was not checked, and what it cost.

Every text in a view is plain and is escaped when the template shows it; links lead to pages one folder up.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from pipeline.report import wording
from pipeline.report.inline import Link
from pipeline.report.register import file_name
from pipeline.report.side_view import excerpt, in_utc
from pipeline.stopping import is_out_of_time
from schemas.article import RejectedInput
from schemas.conflict import Relation
from schemas.night_report import (
    ArticleLine,
    ClaimLine,
    ConflictLine,
    Counts,
    Listing,
    MarkLine,
    MoveLine,
    NightReport,
    PassageLine,
    UncheckedLine,
)
from schemas.run import RunOutcome
from schemas.usage import Usage
from schemas.verdict import Verdict

_QUOTE_CHARS = 240
_PAGE = re.compile(r"[a-z0-9-]+(?:\.marked-\d+)?\.md")
T = TypeVar("T")


@dataclass(frozen=True)
class Quoted:
    """A passage with where it stands."""

    where: str | Link
    quote: str


@dataclass(frozen=True)
class Line:
    """One line of a list: what it is about, what became of it, the passages."""

    what: str | Link
    became: str
    quotes: tuple[Quoted, ...] = ()

    @property
    def is_question(self) -> bool:
        """Tell whether no colon is needed behind what it is about."""
        return isinstance(self.what, str) and self.what.endswith("?")


@dataclass(frozen=True)
class Section:
    """A list under its title; `left_out` says how many more there are."""

    title: str
    lines: tuple[Line, ...]
    left_out: str


@dataclass(frozen=True)
class NightView:
    """The page of a night; `is_quiet` where nothing changed and nothing failed."""

    title: str
    line: str
    compared: str
    is_quiet: bool
    as_it_was: str
    first: tuple[Section, ...]
    changed: tuple[Section, ...]
    conflicts: str
    claims: str
    articles: str
    hidden: str
    marks_left: tuple[Section, ...]
    unchecked: tuple[Section, ...]
    copies: tuple[Section, ...]
    cost: tuple[str, ...]
    ending: str


def night_view(night: NightReport) -> NightView:
    """Lay out one night."""
    number = f", report {night.number}" if night.number > 1 else ""
    told = night.articles
    return NightView(
        title=f"Night of {night.date.isoformat()}{number}",
        line=night.line,
        compared=_compared(night),
        is_quiet=is_quiet(night),
        as_it_was=", ".join(
            wording.counted_in_full(count, noun)
            for count, noun in (
                (told.carried_over, "article"),
                (night.claims.carried_over, "claim"),
                (night.conflicts.carried_over, "conflict"),
            )
        ),
        first=_sections(
            (wording.NEW_CONTRADICTIONS, night.contradictions, _conflict),
            (wording.NEWLY_DOUBTED, night.doubted, _claim),
        ),
        changed=_sections(
            ("Other new conflicts", night.new_conflicts, _conflict),
            ("Conflicts that changed", night.changed_conflicts, _conflict),
            ("Conflicts that are gone", night.gone_conflicts, _conflict),
            ("Other verdicts that changed", night.verdicts, _claim),
            ("New articles", told.new, _article),
            ("Rewritten articles", told.rewritten, _article),
            ("Articles checked at last", told.checked, _article),
            ("Articles with another verdict on the same text", told.decided_anew, _article),
            ("Moved articles", told.moved, _move),
            ("Removed articles", told.removed, _article),
        ),
        conflicts=_counts(night.conflicts),
        claims=_counts(night.claims),
        articles=_article_counts(night),
        hidden=wording.counted_in_full(night.hidden, "change") if night.hidden else "",
        marks_left=_sections(("Not taken in", night.marks_left, _mark)),
        unchecked=_sections(
            ("Not checked", night.unchecked, _unchecked),
            ("Left out, because they failed in run after run", night.quarantined, _rejected),
            ("Not read", night.rejected, _rejected),
        ),
        copies=_sections(("Copies of another input", night.copies, _rejected)),
        cost=_cost(night),
        ending=_ending(night),
    )


def is_quiet(night: NightReport) -> bool:
    """Tell whether nothing changed and nothing is to be done."""
    lists: tuple[Listing[Any], ...] = (night.unchecked, night.quarantined, night.rejected, night.marks_left)
    is_done = night.run.exit_code == 0 and not any(each.count for each in lists)
    return night.before is not None and is_done and not night.has_changed


def _sections(*parts: tuple[str, Listing[Any], Callable[[Any], Line]]) -> tuple[Section, ...]:
    return tuple(
        Section(
            title=f"{title} ({listing.count:,})",
            lines=tuple(map(line, listing.shown)),
            left_out=f"{listing.left_out:,}" if listing.left_out else "",
        )
        for title, listing, line in parts
        if listing.count
    )


def _conflict(one: ConflictLine) -> Line:
    relation = wording.RELATION[one.after or one.before or Relation.UNCLEAR]
    scope = wording.SCOPE[one.scope]
    return Line(one.topic, f"{scope}, {relation}{_was(one)}", tuple(map(_quoted, one.passages)))


def _was(one: ConflictLine) -> str:
    """Return what of a conflict was otherwise before."""
    if one.before is None or one.after is None:
        return ""
    was = [wording.RELATION[one.before]] if one.before is not one.after else []
    if one.sides_before != one.sides_after:
        was.append(f"{wording.counted_in_full(one.sides_before, 'passage')}, now {one.sides_after:,}")
    return f"; before: {', '.join(was) or 'other values'}"


def _claim(one: ClaimLine) -> Line:
    return Line(_became(one.before, one.after), "", (_quoted(one.passage),))


def _article(one: ArticleLine) -> Line:
    return Line(_to_page(one.path, one.page, ""), _became(one.before, one.after))


def _move(one: MoveLine) -> Line:
    return Line(one.before, f"now {one.after}")


def _unchecked(one: UncheckedLine) -> Line:
    return Line(_to_page(one.path, one.page, ""), "; ".join(one.reasons))


def _rejected(one: RejectedInput) -> Line:
    return Line(one.path, one.reason)


def _mark(one: MarkLine) -> Line:
    line = f"line {one.line}: " if one.line else ""
    return Line(_to_page(one.page, one.page, ""), f"{line}{one.what}")


def _ending(night: NightReport) -> str:
    ending = wording.ENDING[night.run.outcome]
    if is_out_of_time(night.stop_reason):
        ending = wording.OUT_OF_TIME
    elif night.marks_left.count and night.run.outcome is RunOutcome.COMPLETE:
        ending = wording.DONE_BUT_FOR_MARKS
    reason = f" The reason: {night.stop_reason}." if night.stop_reason else ""
    return f"{ending} Exit code {night.run.exit_code}.{reason}"


def _quoted(one: PassageLine) -> Quoted:
    name = file_name(one.path) if one.path else "an article that is gone"
    label = name if one.number is None else f"{name}, claim {one.number}"
    has_part = one.verdict is not None and one.verdict.rank < Verdict.PLAUSIBLE.rank
    anchor = f"#claim-{one.number}" if has_part and one.number is not None else ""
    return Quoted(_to_page(label, one.page, anchor), excerpt(one.quote, one.value, _QUOTE_CHARS))


def _to_page(label: str, page: str | None, anchor: str) -> str | Link:
    """Return a link to a page, or the label alone where there is none, or none of a name that we give."""
    return Link(label, f"../{page}{anchor}") if page and _PAGE.fullmatch(page) else label


def _became(before: Verdict | None, after: Verdict | None) -> str:
    if before is None or before is after:
        return wording.VERDICT[after] if after else ""
    return f"{wording.VERDICT[before]} → {wording.VERDICT[after] if after else 'gone'}"


def _compared(night: NightReport) -> str:
    if night.before is None:
        return wording.FIRST_NIGHT
    cut = "" if night.before.exit_code in (0, 3) else f", which was cut short ({night.before.outcome.value})"
    return f"Compared with run {night.before.run_id} of {in_utc(night.before.started_at)}{cut}."


def _counts(counts: Counts) -> str:
    return f"{counts.new:,} new, {counts.changed:,} changed, {counts.gone:,} gone, {counts.carried_over:,} carried over"


def _article_counts(night: NightReport) -> str:
    told = night.articles
    return (
        f"{told.new.count:,} new, {told.rewritten.count:,} rewritten, {told.checked.count:,} checked at last, "
        f"{told.decided_anew.count:,} with another verdict on the same text, {told.moved.count:,} moved, "
        f"{told.removed.count:,} removed, {told.carried_over:,} carried over"
    )


def _cost(night: NightReport) -> tuple[str, ...]:
    return tuple(_lines_of_cost(night))


def _lines_of_cost(night: NightReport) -> Iterable[str]:
    cost = "no price is known" if night.cost_usd is None else f"${night.cost_usd:.4f}"
    most = night.cost_usd_at_most
    bound = f", at most ${most:.4f}" if most is not None and most != night.cost_usd else ""
    spent = f"{_spent(night.usage)}; {cost}{bound}" if night.usage.attempts else "nothing was asked"
    yield f"This night: {spent}"
    if night.from_cache.attempts:
        paid = night.from_cache.cost_usd
        saved = "" if paid is None else f"; they had cost ${paid:.4f}"
        yield f"Answers from the cache: {_spent(night.from_cache)}{saved}"


def _spent(usage: Usage) -> str:
    return (
        f"{wording.counted_in_full(usage.attempts, 'request')}, {usage.input_tokens:,} tokens in "
        f"({usage.cached_tokens:,} of them from the prompt cache), {usage.output_tokens:,} out"
    )
