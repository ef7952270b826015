"""The `cache` commands: what earlier runs left, whether it is sound, and how to be rid of it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from pipeline import exit_code
from pipeline.cli.conclude import conclude
from pipeline.cli.text import is_agreed, say
from pipeline.clock import SystemClock
from pipeline.errors import ConfigurationError
from pipeline.llm import cache_report
from pipeline.llm.cache_report import Inspection, Stock, Tally
from pipeline.report.wording import counted
from pipeline.settings import load_settings

app = typer.Typer(help="Look at, verify and clear the answers that are kept between runs.", no_args_is_help=True)

_MEGABYTE = 1_000_000
_INTERRUPTED = "interrupted; what was done so far stays done"

OlderThan = Annotated[
    int | None,
    typer.Option("--older-than", min=0, max=36_500, metavar="DAYS", help="Only what was kept more days ago than this."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Repair = Annotated[
    bool,
    typer.Option("--repair", help="Delete damaged entries, and set damaged files aside, so that they are asked again."),
]


@app.command()
def stats() -> None:
    """Show what is kept: entries, size and age by endpoint, answers and tokens by stage and by model.

    Exit codes: 0 done, 2 configuration.
    """

    def act() -> int:
        for folder in _folders():
            say(*_stock_lines(cache_report.measure(folder)))
        return exit_code.DONE

    conclude(act, _INTERRUPTED)


@app.command()
def clear(*, older_than: OlderThan = None, yes: Yes = False) -> None:
    """Delete what is kept, so that it is asked again; nothing is deleted in a folder that holds anything else.

    Exit codes: 0 done or declined, 2 configuration, or the folder holds anything else than caches.
    """

    def act() -> int:
        root = load_settings().cache_dir
        cache_report.require_caches_only(root)
        if not yes and not _is_confirmed(root, older_than):
            say("nothing was cleared")
            return exit_code.DONE
        before = None if older_than is None else SystemClock().now() - timedelta(days=older_than)
        gone = cache_report.clear(root, before)
        say(f"cleared {gone.entries} entries" + (f" and {gone.files} set-aside files" if gone.files else ""))
        return exit_code.DONE

    conclude(act, _INTERRUPTED)


@app.command()
def verify(*, repair: Repair = False) -> None:
    """Check every entry and the files they are in.

    Exit codes: 0 all is sound or was repaired, 2 configuration, 3 something is damaged.
    """

    def act() -> int:
        found = []
        for folder in _folders():
            found.append(cache_report.inspect(folder, repair=repair))
            say(*_inspection_lines(found[-1]))
        return exit_code.INCOMPLETE if any(each.is_damaged for each in found) else exit_code.DONE

    conclude(act, _INTERRUPTED)


def _folders() -> list[Path]:
    root = load_settings().cache_dir
    folders = cache_report.cache_folders(root)
    say(f"cache: {root}" + ("" if folders else " (nothing is kept)"))
    return folders


def _is_confirmed(root: Path, older_than: int | None) -> bool:
    what = "all answers" if older_than is None else f"the answers of more than {older_than} days ago"
    try:
        return is_agreed(f"Delete {what} in {root}?")
    except typer.Abort:
        raise ConfigurationError("nobody confirmed, so nothing was cleared: give --yes") from None


def _stock_lines(stock: Stock) -> Iterator[str]:
    age = f", {stock.oldest:%Y-%m-%d %H:%M} to {stock.newest:%Y-%m-%d %H:%M} UTC" if stock.oldest else ""
    yield f"{stock.folder.name}: {stock.entries} entries, {stock.size_bytes / _MEGABYTE:.1f} MB{age}"
    for name, tally in sorted(stock.by_stage.items()):
        yield f"  stage {name}: {_amount(tally)}"
    for name, tally in sorted(stock.by_model.items()):
        yield f"  model {name}: {_amount(tally)}"
    if stock.useless:
        yield f"  {stock.useless} entries answer nothing; see factgrade cache verify"
    if stock.fault is not None:
        yield f"  the file is damaged ({stock.fault}), so there may be more; see factgrade cache verify"


def _amount(tally: Tally) -> str:
    usage = tally.usage
    return (
        f"{counted(tally.answers, 'answer')}, {usage.input_tokens} tokens in ({usage.cached_tokens} cached), "
        f"{usage.output_tokens} out"
    )


def _inspection_lines(found: Inspection) -> Iterator[str]:
    end = " (deleted)" if found.is_repaired else ""
    yield f"{found.folder.name}: {found.sound} entries are sound"
    if found.damaged:
        yield f"  {found.damaged} entries are damaged{end}"
    if found.outdated:
        yield f"  {found.outdated} entries were written by an earlier version and are asked again{end}"
    for fault in found.faults:
        yield f"  SQLite: {fault}"
    if found.set_aside_now is not None:
        yield f"  the file is set aside as {found.set_aside_now.name}"
    for file in found.set_aside:
        yield f"  set aside before: {file.name}"
