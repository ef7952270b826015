"""The `mark` command and the `marks` commands: what reviewers decided, from a command or from the pages."""

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline import exit_code
from pipeline.app import CollectedMarks, MarkCommand, collect_folder, give_mark, marks_of_store, statistics_of_store
from pipeline.cli.conclude import conclude
from pipeline.cli.grid import print_grid
from pipeline.cli.option import StoreOf, named_path
from pipeline.cli.text import say, say_all
from pipeline.clock import SystemClock
from pipeline.store import MakerLine
from schemas.mark import KeptMark, MarkVerdict

app = typer.Typer(help="Collect, list and count the marks that reviewers leave on pages.", no_args_is_help=True)


class Decision(StrEnum):
    """The words in which a mark is given."""

    AGREE = "agree"
    FALSE_ALARM = "false-alarm"
    FIXED = "fixed"


OnWhat = Annotated[
    str, typer.Argument(metavar="ID", help="A claim_id or conflict_id, or its first digits.", show_default=False)
]
Says = Annotated[Decision, typer.Option("--as", help="What you say of it.", show_default=False)]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="A note that is shown with it.", show_default=False)]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decided.", show_default=False)]
Pages = Annotated[
    Path, typer.Argument(parser=named_path, metavar="DIR", help="The folder of the pages.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON in place of tables.")]


def mark(on: OnWhat, *, says: Says, store: StoreOf, note: Note = "", by: By = None, as_json: AsJson = False) -> None:
    """Mark a claim or a conflict that a stored run doubted.

    Exit codes: 0 done, 2 no such store or id, 75 another process writes into the store.
    """

    def act() -> int:
        command = MarkCommand(on, MarkVerdict(says.value.replace("-", "_")), note, by)
        kept = give_mark(store, command, SystemClock())
        if as_json:
            _print_json(_as_json(kept))
        else:
            subject = kept.mark.subject
            say(f"{says.value}: {subject.kind.value} {subject.reference[:12]}, {subject.statement}")
        return exit_code.DONE

    conclude(act, "interrupted; give the same command again")


@app.command()
def collect(folder: Pages, *, store: StoreOf, by: By = None, as_json: AsJson = False) -> None:
    """Read the ticked boxes and notes of pages back into a store, made if there is none; no page is changed.

    Exit codes: 0 done, 2 no such folder, or no page in it, or the store cannot be written, 3 something that was ticked
    cannot be read, 75 another process writes into the store.
    """

    def act() -> int:
        found = collect_folder(store, folder, SystemClock(), by)
        if as_json:
            _print_json(_collected(found))
        else:
            _show_collected(found)
        if found.made_store is not None:
            say(f"there was no store {found.made_store!r}: a new one was made", to_error=True)
        return exit_code.INCOMPLETE if found.faults else exit_code.DONE

    conclude(act, "interrupted; give the same command again")


@app.command(name="list")
def list_marks(*, store: StoreOf, as_json: AsJson = False) -> None:
    """Show every mark, the newest first; one that was changed or taken back stands there, too.

    Exit codes: 0 done, 2 no store, or it cannot be read.
    """

    def act() -> int:
        marks = marks_of_store(store)[::-1]
        if as_json:
            _print_json([_as_json(kept) for kept in marks])
        elif marks:
            print_grid(("mark", "when (UTC)", "who", "verdict", "about", "made by", "note"), map(_row, marks))
        else:
            say("the store holds no marks")
        return exit_code.DONE

    conclude(act)


@app.command()
def stats(*, store: StoreOf, as_json: AsJson = False) -> None:
    """Show how often reviewers agree with each rule and each model, with a 95 % interval; "fixed" agrees.

    Exit codes: 0 done, 2 no store, or it cannot be read.
    """

    def act() -> int:
        lines = statistics_of_store(store)
        if as_json:
            _print_json([asdict(line) for line in lines])
        elif lines:
            names = ("made by", "prompt", "agree", "of these fixed", "false alarm", "precision", "95 % interval")
            print_grid(names, map(_counts, lines))
        else:
            say("the store holds no marks that agree or call a false alarm")
        return exit_code.DONE

    conclude(act)


def _show_collected(found: CollectedMarks) -> None:
    say(f"{len(found.new)} new marks, {found.known_before} known before")
    for kept in found.new:
        say(f"{_word(kept)}: {kept.mark.subject.statement} ({kept.mark.page})")
    for fault in (*found.faults, *found.differing):
        line = f", line {fault.line}" if fault.line else ""
        say(f"{fault.page}{line}: {fault.what}", to_error=True)


def _collected(found: CollectedMarks) -> dict[str, object]:
    return {
        "new": [_as_json(kept) for kept in found.new],
        "known_before": found.known_before,
        "faults": [asdict(fault) for fault in found.faults],
        "differing": [asdict(fault) for fault in found.differing],
    }


def _as_json(kept: KeptMark) -> dict[str, object]:
    return {"number": kept.number, **kept.mark.model_dump(mode="json", exclude={"origin"})}


def _row(kept: KeptMark) -> tuple[str, ...]:
    mark = kept.mark
    makers = ", ".join(mark.subject.makers)
    about = mark.subject.statement
    return (str(kept.number), f"{mark.marked_at:%Y-%m-%d %H:%M}", mark.who or "", _word(kept), about, makers, mark.note)


def _word(kept: KeptMark) -> str:
    if kept.mark.verdict:
        return kept.mark.verdict.value.replace("_", " ")
    return "withdrawn" if kept.mark.is_withdrawal else "note"


def _counts(line: MakerLine) -> tuple[str, ...]:
    counts = (f"{line.agree:,}", f"{line.fixed:,}", f"{line.false_alarm:,}")
    return line.made_by, line.prompt or "", *counts, f"{line.precision:.2f}", f"{line.low:.2f} to {line.high:.2f}"


def _print_json(value: object) -> None:
    say_all(json.dumps(value, indent=2))
