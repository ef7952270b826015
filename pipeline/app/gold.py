"""Gold files of one's own: one to begin with, and what is wrong with one that was edited."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.app.command import RunCommand, Surroundings
from pipeline.app.plan import read_inputs
from pipeline.errors import ConfigurationError
from pipeline.eval.gold import parse_gold
from pipeline.eval.gold_check import Fault, faults_of
from pipeline.eval.gold_draft import draft_from_articles, draft_from_run
from pipeline.files import RUN_RECORD, prepare_output, read_json, read_rows, write_pieces
from pipeline.presence import is_file, is_there
from pipeline.report.jsonl import visible


def new_gold(paths: Sequence[str], out: Path, around: Surroundings) -> dict[str, Any]:
    """Write a gold file to begin with, and return what it holds.

    Args:
        paths: the output folder of a run, from which it is filled; else articles, as `run` takes them.
        out: the file, which must not be there.
        around: what is taken from outside.

    Raises:
        ConfigurationError: the file is there already or cannot be written, or there is nothing to make it from.
    """
    if is_there(out):
        raise ConfigurationError(
            f"{str(out)!r} is there already, and may hold somebody's work: name another with --out"
        )
    folder = Path(paths[0])
    if len(paths) == 1 and is_file(folder / RUN_RECORD):
        draft = draft_from_run(read_rows(folder / "claims.jsonl"), read_rows(folder / "conflicts.jsonl"))
    else:
        draft = draft_from_articles(read_inputs(RunCommand(tuple(paths), Path()), around).articles)
    prepare_output(out.parent)
    write_pieces(out, [visible(json.dumps(draft, ensure_ascii=False, indent=1)), "\n"])
    return draft


def check_gold(file: Path, paths: Sequence[str], around: Surroundings) -> tuple[Fault, ...]:
    """Return what is wrong with a gold file, held against its articles.

    Raises:
        ConfigurationError: the file or an article cannot be read, or the file has not the form of a gold file.
    """
    gold = parse_gold(read_json(file), str(file))
    reading = read_inputs(RunCommand(tuple(paths), Path()), around)
    return tuple(faults_of(gold, reading.articles))
