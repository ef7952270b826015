"""The `report` command: pages of a stored run in another form than Markdown."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline import exit_code
from pipeline.app import own_templates, report_html
from pipeline.cli.conclude import conclude
from pipeline.cli.option import StoreOf, Templates, named_path
from pipeline.cli.show import sink_for
from pipeline.cli.surrounding import typed
from pipeline.cli.text import say
from pipeline.clock import SystemClock
from pipeline.errors import ConfigurationError
from pipeline.report.wording import counted
from pipeline.settings import load_settings
from pipeline.store import LATEST

AsHtml = Annotated[
    bool, typer.Option("--html", help="Pages of HTML, which open in any browser, without a server or a script.")
]
SiteTo = Annotated[
    Path, typer.Option("--out", parser=named_path, metavar="DIR", help="Where index.html and the pages go.")
]
OneRun = Annotated[str, typer.Option("--run", metavar="RUN", help="Which run: its id or first digits, or latest.")]


def report(
    *, store: StoreOf, out: SiteTo, html: AsHtml = False, run: OneRun = LATEST, templates: Templates = None
) -> None:
    """Write a stored run as a small site: index.html, and a page an article with its text beside the findings.

    Exit codes: 0 done, 2 usage, no such store or run, or the folder cannot be written, 75 folder or store in use.
    """

    def act() -> int:
        if not html:
            raise ConfigurationError("name the form of the report: --html is the only one")
        settings = load_settings(templates=templates)
        with sink_for(sys.stderr) as sink:
            own = own_templates(settings, sink)
        found = report_html(store, out, SystemClock(), run, command=typed(settings), own=own)
        place = out / "index.html"
        say(f"run {found.name}: {counted(found.articles, 'article')}, {counted(found.claims, 'claim')}; pages: {place}")
        return exit_code.DONE

    conclude(act, "interrupted; give the same command again")
