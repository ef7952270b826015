"""The `gold` commands: a gold file for articles of one's own, and whether its passages are in them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline import exit_code
from pipeline.app import Surroundings
from pipeline.app.gold import check_gold, new_gold
from pipeline.cli.conclude import conclude
from pipeline.cli.option import Paths, named_path
from pipeline.cli.text import say
from pipeline.clock import SystemClock
from pipeline.progress import SilentSink
from pipeline.report.wording import counted

app = typer.Typer(help="Label articles of your own, to measure a model on them: docs/eval.md.", no_args_is_help=True)

GoldSources = Annotated[
    list[str],
    typer.Argument(metavar="DIR|PATH", help="The output folder of a run, or articles.", show_default=False),
]
GoldOut = Annotated[
    Path, typer.Option("--out", parser=named_path, metavar="FILE", help="The gold file; it must not be there.")
]
GoldFile = Annotated[Path, typer.Argument(parser=named_path, metavar="FILE", help="The gold file.", show_default=False)]


@app.command()
def new(sources: GoldSources, *, out: GoldOut = Path("gold.json")) -> None:
    """Write a gold file to begin with: filled from a run, or an empty frame for articles.

    Exit codes: 0 done, 2 the file is there already, or there is nothing to make it from.
    """

    def act() -> int:
        draft = new_gold(sources, out, _around())
        claims = sum(len(one["claims"]) for one in draft["articles"].values())
        say(
            f"{out}: {counted(len(draft['articles']), 'article')}, {counted(claims, 'passage')}, "
            + counted(len(draft["across"]), "question"),
            draft["note"],
        )
        return exit_code.DONE

    conclude(act)


@app.command()
def check(file: GoldFile, paths: Paths) -> None:
    """Hold a gold file against its articles, and name every passage that is not in them.

    Exit codes: 0 all is in place, 2 it is no gold file, or there is nothing to read, 3 something is wrong with it.
    """

    def act() -> int:
        faults = check_gold(file, paths, _around())
        say(*(f"{one.place}: {one.what}{' (is this meant?)' if one.is_doubt else ''}" for one in faults))
        wrong = sum(not one.is_doubt for one in faults)
        say(f"{wrong} faults" if wrong else "every passage is in its article")
        return exit_code.INCOMPLETE if wrong else exit_code.DONE

    conclude(act)


def _around() -> Surroundings:
    return Surroundings(SystemClock(), SilentSink(), sys.stdin.buffer)
