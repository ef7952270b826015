"""From two runs of a store to the report of a night, in `nightly/` of the output folder.

Invariant: everything is counted; of each list the worst are shown, up to `MOST_SHOWN`.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any, TypeVar

from pipeline.files import next_number, write_dated
from pipeline.report import NO_TEMPLATES, OwnTemplates, chat_line, not_checked_of, render_night
from pipeline.store import (
    LATEST,
    ArticleChange,
    Changes,
    ClaimChange,
    ConflictChange,
    Difference,
    Fate,
    Passage,
    Store,
    StoredRun,
    compare_runs,
    damage_told,
    settled_in,
    stored_run,
)
from schemas.conflict import Relation
from schemas.night_report import (
    ArticleChanges,
    ArticleLine,
    ClaimLine,
    ConflictLine,
    Counts,
    Listing,
    MarkLine,
    MoveLine,
    NightReport,
    PassageLine,
    RunLine,
    UncheckedLine,
)
from schemas.run import Run
from schemas.usage import Usage
from schemas.verdict import Verdict

FOLDER = "nightly"
MOST_SHOWN = 100

# A list may take its lines from two fates, and of one fate there may be three lists.
_MOST_KEPT = 3 * MOST_SHOWN
_MOST_REASONS = 3

T = TypeVar("T")
L = TypeVar("L")


def report_night(
    store: Store,
    out: Path,
    *,
    before: str | None,
    after: str = LATEST,
    marks_left: Sequence[MarkLine] = (),
    own: OwnTemplates = NO_TEMPLATES,
) -> tuple[NightReport, Path]:
    """Compare a night with the run before it, write `nightly/<date>.md` and `.json`; return the report and its page.

    Args:
        store: that holds both.
        out: the output folder, whose pages are those of `after`; nobody else may write into it.
        before: the run to compare with, as a person names it; None: there is none, so that everything is new.
        after: the run of the night.
        marks_left: what reviewers left on pages and was not taken in.
        own: templates that the page is made with before the packaged one.

    Raises:
        ConfigurationError: the store cannot be read, a reference names no run, or the folder cannot be written.
    """
    difference = _compare(store, before, after)
    earlier = None
    if before is not None:
        with stored_run(store, before, with_articles=False) as found:
            earlier = found.record
    with stored_run(store, after, with_articles=False) as found, damage_told():
        report = make_night_report(difference, found.record, earlier, unchecked_of(found), marks_left)
    report = report.model_copy(update={"number": next_number(out / FOLDER, report.date)})
    page, lines = render_night(report, own)
    write_dated(out / FOLDER, (lines, page))
    return report, out / FOLDER / page.name


def _compare(store: Store, before: str | None, after: str) -> Difference:
    """Compare two runs without what a reviewer has settled as a false alarm."""
    settled: frozenset[str] = frozenset()
    difference = compare_runs(store, before, after, most_listed=_MOST_KEPT)
    # What is left out makes room for others, which may be settled as well.
    while more := settled_in(store, difference) - settled:
        settled |= more
        difference = compare_runs(store, before, after, most_listed=_MOST_KEPT, hidden=settled)
    return difference


def make_night_report(
    difference: Difference,
    record: Run,
    before: Run | None,
    unchecked: Listing[UncheckedLine],
    marks_left: Sequence[MarkLine] = (),
) -> NightReport:
    """Return the report of a night, the first of its date.

    Args:
        difference: from the run before to that of the night.
        record: of the night.
        before: of the run before, None where there is none.
        unchecked: the articles of which something was not checked.
        marks_left: what reviewers left on pages and was not taken in.
    """
    claims, conflicts = difference.claims, difference.conflicts
    by_fate = {fate: _conflicts_that_are(fate, conflicts) for fate in Fate}
    doubted = sum(n for (_, was, now), n in claims.moves.items() if _is_doubt(was, now))
    against = sum(n for (_, was, now), n in conflicts.moves.items() if _is_contradiction(was, now))
    changed = sum(n for (fate, _, _), n in claims.moves.items() if fate is Fate.CHANGED)
    both = sum(n for (fate, was, now), n in claims.moves.items() if fate is Fate.CHANGED and _is_doubt(was, now))
    others = [one for one in claims.listed if one.fate is Fate.CHANGED and not _is_doubt(one.before, one.after)]
    report = NightReport(
        date=record.started_at.astimezone(UTC).date(),
        number=1,
        line="",
        run=_run(record),
        before=_run(before) if before else None,
        stop_reason=record.stop_reason,
        contradictions=_worst(
            [one for one in conflicts.listed if _is_contradiction(one.before, one.after)], _conflict, against
        ),
        new_conflicts=by_fate[Fate.NEW],
        changed_conflicts=by_fate[Fate.CHANGED],
        gone_conflicts=by_fate[Fate.GONE],
        doubted=_worst([one for one in claims.listed if _is_doubt(one.before, one.after)], _claim, doubted),
        verdicts=_worst(others, _claim, changed - both),
        claims=_counts(claims.counts),
        conflicts=_counts(conflicts.counts),
        articles=_articles(difference),
        unchecked=unchecked,
        quarantined=_first(record.quarantined),
        rejected=_first([one for one in record.rejected if not one.is_copy]),
        copies=_first([one for one in record.rejected if one.is_copy]),
        marks_left=_first(marks_left),
        hidden=claims.hidden + conflicts.hidden,
        usage=sum(record.usage.values(), Usage()),
        from_cache=sum(record.from_cache.values(), Usage()),
        cost_usd=record.cost_usd,
        cost_usd_at_most=record.cost_usd_at_most,
    )
    return report.model_copy(update={"line": chat_line(report)})


def unchecked_of(run: StoredRun) -> Listing[UncheckedLine]:
    """Return the articles of a run of which something was not checked, with the reasons."""
    places = run.verdicts.unchecked()
    lines = []
    for place, page in places[:MOST_SHOWN]:
        verdict = run.verdicts[place]
        reasons = [f"{failed.what}: {failed.reason}" for failed in not_checked_of(verdict)]
        more = [f"and {len(reasons) - _MOST_REASONS} more"] if len(reasons) > _MOST_REASONS else []
        told = (*reasons[:_MOST_REASONS], *more) or ("a claim has no grade",)
        lines.append(UncheckedLine(path=verdict.article.path, page=page, reasons=told))
    return Listing[UncheckedLine](shown=tuple(lines), count=len(places))


def _run(record: Run) -> RunLine:
    return RunLine(
        run_id=record.run_id,
        started_at=record.started_at,
        ended_at=record.ended_at,
        outcome=record.outcome,
        exit_code=record.exit_code,
    )


def _is_doubt(before: str | None, after: str | None) -> bool:
    """Tell whether something asks for a look now and did not before."""
    return _asks_for_a_look(after) and not _asks_for_a_look(before)


def _asks_for_a_look(verdict: str | None) -> bool:
    return verdict is not None and Verdict(verdict).rank < Verdict.PLAUSIBLE.rank


def _is_contradiction(before: str | None, after: str | None) -> bool:
    return after == Relation.CONTRADICTION.value != before


def _conflicts_that_are(fate: Fate, changes: Changes[ConflictChange]) -> Listing[ConflictLine]:
    """Return the conflicts of a fate that are no new contradictions."""
    listed = [one for one in changes.listed if one.fate is fate and not _is_contradiction(one.before, one.after)]
    count = sum(n for (of, was, now), n in changes.moves.items() if of is fate and not _is_contradiction(was, now))
    return _worst(listed, _conflict, count)


def _articles(difference: Difference) -> ArticleChanges:
    changes = difference.articles
    changed = [one for one in changes.listed if one.fate is Fate.CHANGED]
    by_fate = {fate: [one for one in changes.listed if one.fate is fate] for fate in Fate}
    others = [one for one in changed if not one.is_rewritten and not one.is_checked]
    anew = changes.counts[Fate.CHANGED] - difference.rewritten - difference.checked
    return ArticleChanges(
        new=_worst(by_fate[Fate.NEW], _article, changes.counts[Fate.NEW]),
        rewritten=_worst([one for one in changed if one.is_rewritten], _article, difference.rewritten),
        checked=_worst([one for one in changed if one.is_checked], _article, difference.checked),
        decided_anew=_worst(others, _article, anew),
        moved=Listing[MoveLine](
            shown=tuple(MoveLine(before=one.before, after=one.after) for one in difference.moved[:MOST_SHOWN]),
            count=len(difference.moved),
        ),
        removed=_worst(by_fate[Fate.GONE], _article, changes.counts[Fate.GONE]),
        carried_over=changes.counts[Fate.CARRIED_OVER],
    )


def _worst(changes: Sequence[Any], line: Callable[[Any], T], count: int) -> Listing[T]:
    """Return changes as lines, the worst first, of equals those that came first."""
    shown = sorted(changes, key=lambda one: one.rank)[:MOST_SHOWN]
    return Listing[Any](shown=tuple(map(line, shown)), count=count)


def _first(things: Sequence[L]) -> Listing[L]:
    return Listing[Any](shown=tuple(things[:MOST_SHOWN]), count=len(things))


def _counts(counts: Counter[Fate]) -> Counts:
    return Counts(
        new=counts[Fate.NEW], changed=counts[Fate.CHANGED], gone=counts[Fate.GONE],
        carried_over=counts[Fate.CARRIED_OVER],
    )  # fmt: skip


def _conflict(one: ConflictChange) -> ConflictLine:
    # The pages of the run before are not there any more, or not as they were.
    passage = _passage_gone if one.fate is Fate.GONE else _passage
    return ConflictLine(
        conflict_id=one.conflict_id, scope=one.scope, before=one.before, after=one.after, topic=one.topic,
        passages=tuple(map(passage, one.passages)), sides_before=one.sides_before, sides_after=one.sides_after,
    )  # fmt: skip


def _passage_gone(one: Passage) -> PassageLine:
    return PassageLine(path=one.path, page=None, number=None, verdict=None, quote=one.quote, value=one.value)


def _passage(one: Passage) -> PassageLine:
    return PassageLine(
        path=one.path, page=one.page, number=one.number, verdict=one.verdict, quote=one.quote, value=one.value
    )


def _claim(one: ClaimChange) -> ClaimLine:
    passage = PassageLine(path=one.path, page=one.page, number=one.number, verdict=one.after, quote=one.quote)
    return ClaimLine(
        claim_id=one.claim_id, before=one.before, after=one.after, passage=passage, statement=one.statement
    )


def _article(one: ArticleChange) -> ArticleLine:
    return ArticleLine(path=one.path, page=one.page, before=one.before, after=one.after)
