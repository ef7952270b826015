"""The `store` commands: whether what is kept is sound, getting it out again, and being rid of what is old."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from pipeline import exit_code
from pipeline.app import check_store, compact_store, export_run, prune_runs
from pipeline.cli.conclude import conclude
from pipeline.cli.option import named, named_path
from pipeline.cli.surrounding import typed
from pipeline.cli.text import is_agreed, say
from pipeline.clock import SystemClock
from pipeline.errors import ConfigurationError
from pipeline.report.wording import counted
from pipeline.settings import load_settings
from pipeline.store import LATEST, Keeping, Pruned, RunLine, place_for_show

app = typer.Typer(help="Verify, export and prune what `run --store` has kept.", no_args_is_help=True)

StoreArgument = Annotated[str, typer.Argument(parser=named, metavar="FILE|URL", help="The store.", show_default=False)]
ExportTo = Annotated[
    Path,
    typer.Option(
        "--out", parser=named_path, metavar="DIR", help="Where the JSON lines and run.json go.", show_default=False
    ),
]
OneRun = Annotated[str, typer.Option("--run", metavar="RUN", help="Which run: its id or first digits, or latest.")]
KeepDays = Annotated[
    int | None, typer.Option("--keep-days", metavar="N", help="Runs of the last N days stay.", show_default=False)
]
KeepRuns = Annotated[
    int | None, typer.Option("--keep-runs", metavar="N", help="The newest N runs stay.", show_default=False)
]
WithArticles = Annotated[
    bool, typer.Option("--with-articles", help="Delete articles, too, where no run that stays has their path.")
]
Compact = Annotated[bool, typer.Option("--compact", help="Give the room back; it takes as much again meanwhile.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]

_MEGABYTE = 1_000_000


@app.command()
def verify(store: StoreArgument) -> None:
    """Make every hash anew from what it stands for, and name every row that does not match.

    Exit codes: 0 all is sound, 2 no store, or it cannot be read, 3 something does not match.
    """

    def act() -> int:
        count = 0
        for count, found in enumerate(check_store(store), start=1):  # noqa: B007  the last count is told below
            row = f"{found.table} {found.key}: " if found.table else ""
            say(f"{row}{found.what}")
        say(f"{count} rows do not match" if count else "every row matches its hash")
        return exit_code.INCOMPLETE if count else exit_code.DONE

    conclude(act, "interrupted; nothing was changed")


@app.command()
def export(store: StoreArgument, *, out: ExportTo, run: OneRun = LATEST) -> None:
    """Write claims.jsonl, conflicts.jsonl, sentences.jsonl and run.json of a run, as the run itself wrote them.

    Exit codes: 0 done, 2 no such store or run, or the folder cannot be written or holds pages.
    """

    def act() -> int:
        found = export_run(store, out, run)
        say(f"run {found.name}: {counted(found.articles, 'article')}, {counted(found.claims, 'claim')} in {out}")
        return exit_code.DONE

    conclude(act, "interrupted; give the same command again")


@app.command()
def prune(
    store: StoreArgument,
    *,
    keep_days: KeepDays = None,
    keep_runs: KeepRuns = None,
    with_articles: WithArticles = False,
    compact: Compact = False,
    yes: Yes = False,
) -> None:
    """Delete old runs, and what no run names any more; a run stays that one of the rules keeps, and the newest always.

    Marks stay, and so do articles unless --with-articles is given. A rule that is not given here is that of
    FACTGRADE_KEEP_DAYS or FACTGRADE_KEEP_RUNS.

    Exit codes: 0 done or declined, 2 no such store, or no rule, 75 the store is in use.
    """

    def act() -> int:
        settings, clock = load_settings(keep_days=keep_days, keep_runs=keep_runs), SystemClock()
        command, keeping = typed(settings), Keeping(settings.keep_days, settings.keep_runs)
        if keeping.has_rule or with_articles or not compact:
            gone = prune_runs(
                store, keeping, clock, command=command, with_articles=with_articles,
                confirm=lambda old: yes or _is_confirmed(store, old, with_articles=with_articles),
            )  # fmt: skip
            say(*_pruned_lines(gone))
        if compact:
            before, after = compact_store(store, clock, command=command)
            say(f"the store had {before / _MEGABYTE:.1f} MB and has {after / _MEGABYTE:.1f} MB")
        return exit_code.DONE

    conclude(act, "interrupted; nothing was deleted")


def _is_confirmed(store: str, old: Sequence[RunLine], *, with_articles: bool) -> bool:
    what = _runs(old) + (f" up to {old[0].started_at:%Y-%m-%d %H:%M} UTC" if old else "")
    also = ", and the articles that no run names any more," if with_articles else ""
    try:
        return is_agreed(f"Delete {what}{also} from {place_for_show(store)}?")
    except typer.Abort:
        raise ConfigurationError("nobody confirmed, so nothing was deleted: give --yes") from None


def _pruned_lines(gone: Pruned | None) -> Iterator[str]:
    if gone is None:
        yield "nothing was deleted"
        return
    yield f"deleted {_runs(gone.runs)}" + ("" if gone.rows else "; there was nothing to delete")
    for run in gone.runs:
        yield f"  {run.name} of {run.started_at:%Y-%m-%d %H:%M} UTC: {run.articles:,} articles, {run.claims:,} claims"
    if gone.rows:
        yield "rows: " + ", ".join(f"{count:,} {name}" for name, count in gone.rows.most_common())


def _runs(runs: Sequence[RunLine]) -> str:
    return counted(len(runs), "run")
