"""Exports the claims and the conflicts of a run as tables for spreadsheets."""

from collections.abc import Iterable, Iterator

from pipeline.app.export import Echo, ExportCommand, deliver, opened, with_conflicts
from pipeline.report.boxes_view import Known
from pipeline.report.export import (
    BYTE_ORDER_MARK,
    ReviewedClaim,
    claim_sheet,
    conflict_sheet,
    outlets,
    reviewed_claims,
)
from pipeline.store import StoredRun
from pipeline.text.language import reads_as_english
from schemas.conflict import Conflict
from schemas.verdict import ArticleVerdict


def export_claims(command: ExportCommand, echo: Echo, *, has_byte_order_mark: bool = False) -> int:
    """Export the claims of a run as a table, and the articles without any; return how many rows there are.

    Raises:
        ConfigurationError: there is no store or run, or the file cannot be written.
    """
    with opened(command) as (found, known):
        rows = claim_sheet(_claims(found, known), reads_as_english)
        return _deliver_counted(rows, command, echo, has_byte_order_mark=has_byte_order_mark)


def export_conflicts(command: ExportCommand, echo: Echo, *, has_byte_order_mark: bool = False) -> int:
    """Export the conflicts of a run as a table with a row a side; return how many rows there are.

    Raises:
        ConfigurationError: there is no store or run, or the file cannot be written.
    """
    with opened(command) as (found, known):
        rows = conflict_sheet(_conflicts(found), outlets(found.verdicts), known)
        return _deliver_counted(rows, command, echo, has_byte_order_mark=has_byte_order_mark)


def _claims(found: StoredRun, known: Known) -> Iterator[ReviewedClaim | ArticleVerdict]:
    """Yield the claims of a run, and each article that has none: who reads the table sees that it was there."""
    for verdict, conflicts in with_conflicts(found):
        if verdict.claims:
            yield from reviewed_claims(verdict, conflicts, known)
        else:
            yield verdict


def _conflicts(found: StoredRun) -> Iterator[Conflict]:
    """Yield the conflicts of a run, each once, as its articles come."""
    seen: set[str] = set()
    for _, conflicts in with_conflicts(found):
        for one in conflicts:
            if one.conflict_id not in seen:
                seen.add(one.conflict_id)
                yield one


def _deliver_counted(rows: Iterable[str], command: ExportCommand, echo: Echo, *, has_byte_order_mark: bool) -> int:
    """Deliver a table; return how many rows stand below its head."""
    count = 0

    def pieces() -> Iterator[str]:
        nonlocal count
        if has_byte_order_mark:
            yield BYTE_ORDER_MARK
        for count, row in enumerate(rows):  # noqa: B007  the last number is that of the rows below the head
            yield row

    deliver(pieces(), command, echo)
    return count
