"""The `runs` commands: which runs a store holds, and what one of them came to."""

from collections.abc import Iterator
from typing import Annotated

import typer

from pipeline import exit_code
from pipeline.app import run_of_store, runs_of_store
from pipeline.cli.conclude import conclude
from pipeline.cli.grid import print_grid
from pipeline.cli.option import StoreOf
from pipeline.cli.text import say
from pipeline.report.wording import counted
from pipeline.store import RunLine
from schemas.run import Run
from schemas.verdict import Verdict

app = typer.Typer(help="List and show the runs of a store.", no_args_is_help=True)

_MOST_NAMED = 50

WhichRun = Annotated[
    str, typer.Argument(metavar="RUN", help="Its id or first digits, latest or previous.", show_default=False)
]


@app.command(name="list")
def list_runs(*, store: StoreOf) -> None:
    """Show the runs of a store, the newest first.

    Exit codes: 0 done, 2 no store, or it cannot be read.
    """

    def act() -> int:
        lines = runs_of_store(store)
        if not lines:
            say("the store holds no runs")
        else:
            print_grid(
                ("run", "started (UTC)", "outcome", "articles", "claims", "not checked", "model"), map(_row, lines)
            )
        return exit_code.DONE

    conclude(act)


@app.command()
def show(run: WhichRun, *, store: StoreOf) -> None:
    """Show what a run came to.

    Exit codes: 0 done, 2 no such store or run.
    """

    def act() -> int:
        for line in _lines(*run_of_store(store, run)):
            say(line)
        return exit_code.DONE

    conclude(act)


def _row(line: RunLine) -> tuple[str, ...]:
    outcome = f"{line.outcome.value} (cut short)" if line.is_cut_short else line.outcome.value
    counts = (f"{line.articles:,}", f"{line.claims:,}", f"{line.not_checked:,}")
    return line.name, f"{line.started_at:%Y-%m-%d %H:%M}", outcome, *counts, line.model


def _lines(line: RunLine, run: Run) -> Iterator[str]:
    yield f"run {line.name}: {run.outcome.value}" + (" (cut short)" if line.is_cut_short else "")
    yield f"command: {' '.join(run.command)}"
    yield f"time: {run.started_at:%Y-%m-%d %H:%M:%S} to {run.ended_at:%Y-%m-%d %H:%M:%S} UTC"
    yield f"asked: {run.provider.model} by {run.provider.provider}, profile {run.provider.profile}"
    claims = [f"{run.claims[verdict.value]} {verdict.value}" for verdict in Verdict if run.claims.get(verdict.value)]
    yield f"claims: {', '.join(claims) or 'none'}"
    yield f"not checked: {counted(run.not_checked, 'unit')}"
    if run.cost_usd is not None:
        yield f"cost: ${run.cost_usd:.4f}"
    if run.stop_reason:
        yield f"stopped: {run.stop_reason}"
    articles = sorted(run.articles, key=lambda one: (Verdict(one.verdict).rank, one.path))
    for article in articles[:_MOST_NAMED]:
        yield f"{article.verdict}: {article.path} ({counted(article.claims, 'claim')})"
    if len(articles) > _MOST_NAMED:
        yield f"and {len(articles) - _MOST_NAMED} others: the view `articles` of the store has all"
    for item in run.rejected:
        yield f"{'a copy' if item.is_copy else 'not read'}: {item.path}: {item.reason}"
