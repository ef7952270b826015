"""The `diff` command: what changed from one run of a store to another."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from pipeline import exit_code
from pipeline.app import difference_of_runs
from pipeline.cli.conclude import conclude
from pipeline.cli.grid import print_grid
from pipeline.cli.option import StoreOf
from pipeline.cli.text import say, say_all
from pipeline.store import ArticleChange, Changes, ClaimChange, ConflictChange, Difference, Fate, RunLine

_COLUMNS = {
    "articles": ("path", "rewritten", "checked at last"),
    "claims": ("path", "claim"),
    "conflicts": ("question", "sides"),
}

Before = Annotated[
    str, typer.Argument(metavar="RUN", help="The earlier run: its id or first digits, latest or previous.")
]
After = Annotated[str, typer.Argument(metavar="RUN", help="The later run, named likewise.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON in place of tables.")]


def diff(before: Before, after: After, *, store: StoreOf, as_json: AsJson = False) -> None:
    """Show which articles, claims and conflicts are new, gone, changed or carried over from one run to another.

    Exit codes: 0 done, 2 no such store or run.
    """

    def act() -> int:
        found = difference_of_runs(store, before, after)
        if as_json:
            say_all(json.dumps(_as_json(found), indent=2))
        else:
            _show(found)
        return exit_code.DONE

    conclude(act)


def _parts(found: Difference) -> dict[str, Changes[Any]]:
    return {"articles": found.articles, "claims": found.claims, "conflicts": found.conflicts}


def _as_json(found: Difference) -> dict[str, object]:
    return {
        "before": _run(found.before),
        "after": _run(found.after),
        "moved": [asdict(move) for move in found.moved],
        **{
            name: {fate.value: changes.counts[fate] for fate in Fate}
            | {"changes": [asdict(one) for one in changes.listed]}
            for name, changes in _parts(found).items()
        },
    }


def _run(line: RunLine | None) -> dict[str, object] | None:
    if line is None:
        return None
    return {"run": line.name, "started_at": line.started_at.isoformat(), "outcome": line.outcome.value}


def _show(found: Difference) -> None:
    runs = filter(None, (found.before, found.after))
    say("from " + " to ".join(f"run {run.name} ({run.started_at:%Y-%m-%d %H:%M} UTC)" for run in runs))
    counts = [(name, *(f"{changes.counts[fate]:,}" for fate in Fate)) for name, changes in _parts(found).items()]
    print_grid(("", *(fate.value.replace("_", " ") for fate in Fate)), counts)
    if found.moved:
        say("", "moved")
        print_grid(("from", "to"), ((move.before, move.after) for move in found.moved))
    for name, changes in _parts(found).items():
        if changes.listed:
            say("", name)
            print_grid(("", "from", "to", *_COLUMNS[name]), map(_row, changes.listed))


def _row(change: ArticleChange | ClaimChange | ConflictChange) -> tuple[str, ...]:
    cells: tuple[str, ...]
    if isinstance(change, ArticleChange):
        cells = (change.path, "yes" if change.is_rewritten else "", "yes" if change.is_checked else "")
    elif isinstance(change, ClaimChange):
        cells = (change.path, change.statement)
    else:
        cells = (change.topic, f"{change.sides_before} to {change.sides_after}")
    return change.fate.value, change.before or "", change.after or "", *cells
