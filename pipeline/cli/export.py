"""The `export` commands: what a run found, in the formats of other tools.

Invariant: a document goes to a file or to standard output, and nothing else does; what is said of it goes to standard
error.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline import exit_code
from pipeline.app import (
    AnnotationTally,
    ExportCommand,
    ReviewTally,
    export_claim_reviews,
    export_claims,
    export_conflicts,
    export_sarif,
    export_workflow,
)
from pipeline.cli.conclude import conclude
from pipeline.cli.option import StoreOf, named_path
from pipeline.cli.text import hand_over, say
from pipeline.report.export import PageUrl, Publisher, Standing, parse_scale, require_web_url
from pipeline.report.wording import counted
from pipeline.store import LATEST

app = typer.Typer(
    help="Write what a run found for other tools: ClaimReview, SARIF, GitHub Actions, spreadsheets.",
    no_args_is_help=True,
)

_INTERRUPTED = "interrupted; no file was written"


class Of(StrEnum):
    """What a table is of."""

    CLAIMS = "claims"
    CONFLICTS = "conflicts"


_NOTHING = {
    Of.CLAIMS: "nothing to export: the run has no articles",
    Of.CONFLICTS: "nothing to export: the run has no conflicts",
}

OneRun = Annotated[str, typer.Option("--run", metavar="RUN", help="Which run: its id or first digits, or latest.")]
OutFile = Annotated[
    Path | None,
    typer.Option(
        "--out", parser=named_path, metavar="FILE", help="Where to; else standard output.", show_default=False
    ),
]
PublisherName = Annotated[
    str, typer.Option("--publisher", metavar="NAME", help="Who publishes the reviews.", show_default=False)
]
PublisherUrl = Annotated[
    str | None,
    typer.Option("--publisher-url", metavar="URL", help="The site of who publishes them.", show_default=False),
]
IsPerson = Annotated[bool, typer.Option("--person", help="Who publishes them is a person, not an organisation.")]
PageOfReview = Annotated[
    str,
    typer.Option(
        "--page-url",
        metavar="TEMPLATE",
        help="The page of a review, with {page}, {stem}, {number}, {claim_id}, {article_id} filled in.",
        show_default=False,
    ),
]
OneClaim = Annotated[
    str | None,
    typer.Option("--claim", metavar="ID", help="Only this claim: its claim_id or first digits.", show_default=False),
]
Ratings = Annotated[
    list[str] | None,
    typer.Option(
        "--rating",
        metavar="VERDICT=N",
        help="A number from 1 (false) to 5 (true) of your own scale beside the words; may be given for each verdict.",
        show_default=False,
    ),
]
Root = Annotated[
    Path, typer.Option("--root", parser=named_path, metavar="DIR", help="The folder that paths are told from.")
]
OnlyOpen = Annotated[
    bool, typer.Option("--only-open", help="Leave known false alarms out; not every reader heeds a suppression.")
]
TableOf = Annotated[Of, typer.Option("--of", help="What the rows are.")]
Bom = Annotated[bool, typer.Option("--bom", help="Begin with a byte order mark, which Excel needs to see UTF-8.")]


@app.command()
def claimreview(
    *,
    store: StoreOf,
    publisher: PublisherName,
    page_url: PageOfReview,
    publisher_url: PublisherUrl = None,
    person: IsPerson = False,
    claim: OneClaim = None,
    rating: Ratings = None,
    run: OneRun = LATEST,
    out: OutFile = None,
) -> None:
    """Write ClaimReview mark-up (schema.org, JSON-LD) of the claims that a reviewer has signed off, and of no other.

    Exit codes: 0 done, 2 no such store, run or claim, the claim is not signed off, or an option cannot work.
    """

    def act() -> int:
        who = Publisher(
            name=publisher,
            page_url=PageUrl.parse(page_url),
            url=None if publisher_url is None else require_web_url(publisher_url, "--publisher-url"),
            is_person=person,
            scale=parse_scale(rating or ()),
        )
        _tell_reviews(export_claim_reviews(ExportCommand(store, run, out), who, claim, hand_over))
        return exit_code.DONE

    conclude(act, _INTERRUPTED)


@app.command()
def sarif(
    *, store: StoreOf, root: Root = Path(), only_open: OnlyOpen = False, run: OneRun = LATEST, out: OutFile = None
) -> None:
    """Write SARIF 2.1.0 of what is doubted, for code scanning and editors; known false alarms are suppressed in it.

    Exit codes: 0 done, 2 no such store or run, or the file cannot be written.
    """

    def act() -> int:
        command = ExportCommand(store, run, out)
        _tell_remarks(export_sarif(command, root, hand_over, only_open=only_open), root)
        return exit_code.DONE

    conclude(act, _INTERRUPTED)


@app.command()
def github(*, store: StoreOf, root: Root = Path(), run: OneRun = LATEST, out: OutFile = None) -> None:
    """Write what is doubted as workflow commands of GitHub Actions: it shows beside the lines of a pull request.

    Exit codes: 0 done, 2 no such store or run, or the file cannot be written.
    """

    def act() -> int:
        _tell_remarks(export_workflow(ExportCommand(store, run, out), root, hand_over), root)
        return exit_code.DONE

    conclude(act, _INTERRUPTED)


@app.command()
def csv(
    *, store: StoreOf, of: TableOf = Of.CLAIMS, bom: Bom = False, run: OneRun = LATEST, out: OutFile = None
) -> None:
    """Write the claims of a run, or its conflicts with a row a side, as CSV in which no text is taken for a formula.

    An article without a claim has a row of its own among the claims.

    Exit codes: 0 done, 2 no such store or run, or the file cannot be written.
    """

    def act() -> int:
        export = export_claims if of is Of.CLAIMS else export_conflicts
        rows = export(ExportCommand(store, run, out), hand_over, has_byte_order_mark=bom)
        say(counted(rows, "row") if rows else _NOTHING[of], to_error=True)
        return exit_code.DONE

    conclude(act, _INTERRUPTED)


def _tell_reviews(tally: ReviewTally) -> None:
    signed = tally.claims[Standing.SIGNED_OFF]
    others = (Standing.NOT_MARKED, Standing.FALSE_ALARM, Standing.UNGROUNDED)
    left_out = ", ".join(f"{tally.claims[one]} {one.value}" for one in others if tally.claims[one])
    told = counted(signed, "review") if signed else "nothing to export: no claim is signed off"
    say(told + (f"; left out: {left_out}" if left_out else ""), to_error=True)
    _tell_unread(tally.unread)


def _tell_remarks(tally: AnnotationTally, root: Path) -> None:
    told = counted(tally.exported, "finding") if tally.exported else "nothing to export"
    say(told + (f"; {tally.false_alarms} known false alarms" if tally.false_alarms else ""), to_error=True)
    _tell_unread(tally.unread)
    if tally.outside:
        say(
            f"left out: {counted(tally.outside, 'finding')} in articles outside of {str(root)!r}: give their folder"
            " with --root",
            to_error=True,
        )


def _tell_unread(articles: int) -> None:
    if articles:
        say(f"not checked by the rules, which read English alone: {counted(articles, 'article')}", to_error=True)
