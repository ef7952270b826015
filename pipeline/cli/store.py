"""The `store` commands: whether what is kept is sound, and getting it out again."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline import exit_code
from pipeline.app import check_store, export_run
from pipeline.cli.conclude import conclude
from pipeline.cli.text import printable
from pipeline.store import LATEST

app = typer.Typer(help="Verify and export what `run --store` has kept.", no_args_is_help=True)

StoreArgument = Annotated[str, typer.Argument(metavar="FILE|URL", help="The store.", show_default=False)]
ExportTo = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="Where the JSON lines and run.json go.", show_default=False)
]
OneRun = Annotated[str, typer.Option("--run", metavar="RUN", help="Which run: its id or first digits, or latest.")]


@app.command()
def verify(store: StoreArgument) -> None:
    """Make every hash anew from what it stands for, and name every row that does not match.

    Exit codes: 0 all is sound, 2 no store, or it cannot be read, 3 something does not match.
    """

    def act() -> int:
        count = 0
        for count, found in enumerate(check_store(store), start=1):  # noqa: B007  the last count is told below
            row = f"{found.table} {found.key}: " if found.table else ""
            typer.echo(printable(f"{row}{found.what}"))
        typer.echo(f"{count} rows do not match" if count else "every row matches its hash")
        return exit_code.INCOMPLETE if count else exit_code.DONE

    conclude(act, "interrupted; nothing was changed")


@app.command()
def export(store: StoreArgument, *, out: ExportTo, run: OneRun = LATEST) -> None:
    """Write claims.jsonl, conflicts.jsonl, sentences.jsonl and run.json of a run, as the run itself wrote them.

    Exit codes: 0 done, 2 no such store or run, or the folder cannot be written or holds pages.
    """

    def act() -> int:
        found = export_run(store, out, run)
        typer.echo(printable(f"run {found.name}: {found.articles} articles, {found.claims} claims in {out}"))
        return exit_code.DONE

    conclude(act, "interrupted; give the same command again")
