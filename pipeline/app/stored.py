"""What can be asked of a store: whether it is sound, which runs it holds, what they wrote, how two of them differ."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.files import RUN_RECORD, holds_pages, prepare_pages, write_output
from pipeline.report import OutputPart, render_lines
from pipeline.runner.record import record_parts
from pipeline.store import (
    LATEST,
    Difference,
    Mismatch,
    RunLine,
    compare_runs,
    list_runs,
    read_store,
    stored_run,
    verify_store,
)
from schemas.run import Run


def check_store(place: str) -> Iterator[Mismatch]:
    """Yield every row of a store that does not match its own hash, as it is found.

    Raises:
        ConfigurationError: there is no store, or it cannot be read.
    """
    return verify_store(read_store(place))


def runs_of_store(place: str) -> tuple[RunLine, ...]:
    """Return the runs of a store, the newest first.

    Raises:
        ConfigurationError: there is no store, or it cannot be read.
    """
    return list_runs(read_store(place))


def run_of_store(place: str, reference: str) -> tuple[RunLine, Run]:
    """Return a run and its record.

    Raises:
        ConfigurationError: there is no store, or the reference names no run of it.
    """
    with stored_run(read_store(place), reference) as found:
        return found.line, found.record


def export_run(place: str, out: Path, reference: str = LATEST) -> RunLine:
    """Write the JSON lines of a run, and its record, as the run itself wrote them; return which run it was.

    Raises:
        ConfigurationError: there is no store, the reference names no run of it, or `out` cannot be written, or holds
            the pages of a run, which would no longer fit.
    """
    with stored_run(read_store(place), reference) as found:
        if holds_pages(out):
            raise ConfigurationError(f"{str(out)!r} holds the pages of a run: choose another folder with --out")
        prepare_pages(out)
        record = (OutputPart(RUN_RECORD, text, is_whole=False) for text in record_parts(found.record))
        write_output(out, chain(render_lines(found.verdicts, found.conflicts), record))
        return found.line


def difference_of_runs(place: str, before: str, after: str) -> Difference:
    """Return what became of the articles, claims and conflicts of one run in another.

    Raises:
        ConfigurationError: there is no store, or a reference names no run of it.
    """
    return compare_runs(read_store(place), before, after)
