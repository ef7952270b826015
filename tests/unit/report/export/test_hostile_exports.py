"""A hostile string in every field of an article, an answer and a mark: no export lets it act, and each could."""

import csv
import json
from collections.abc import Callable
from io import StringIO

import pytest

from pipeline.cli.text import printable
from pipeline.report.export import (
    ReviewedClaim,
    annotations,
    claim_review_document,
    claim_sheet,
    conflict_sheet,
    outlets,
    reviewed_claims,
    sarif_document,
    whereabouts,
    workflow_commands,
)
from pipeline.report.export.annotation import Annotation
from pipeline.text.language import reads_as_english
from schemas.conflict import Conflict
from schemas.verdict import ArticleVerdict
from tests.golden.export.documents import PUBLISHER, TOOL
from tests.hostile_run import HostileRun, run_with
from tests.hostile_strings import HOSTILE
from tests.inert import (
    acting_cells,
    acting_commands,
    acting_in_sarif,
    acting_in_script,
    acting_in_terminal,
)

pytestmark = pytest.mark.untraced

# No file, answer or store can hold half a surrogate pair; see the tests of ingestion.
NAMES = sorted(set(HOSTILE) - {"surrogate"})


def remarks(run: HostileRun) -> list[Annotation]:
    where = whereabouts(run.verdicts, str)
    return [one for verdict in run.verdicts for one in annotations(verdict, conflicts(run, verdict), where, run.known)]


def reviews(run: HostileRun) -> list[ReviewedClaim]:
    return [one for verdict in run.verdicts for one in reviewed_claims(verdict, conflicts(run, verdict), run.known)]


def conflicts(run: HostileRun, verdict: ArticleVerdict) -> list[Conflict]:
    return [*verdict.conflicts, *run.conflicts]


DOCUMENTS: dict[str, tuple[Callable[[HostileRun], str], Callable[[str], list[str]]]] = {
    "claims": (lambda run: "".join(claim_sheet(reviews(run), reads_as_english)), acting_cells),
    "conflicts": (
        lambda run: "".join(conflict_sheet(run.conflicts, outlets(run.verdicts), run.known)),
        acting_cells,
    ),
    "ClaimReview": (
        lambda run: "".join(claim_review_document([one for one in reviews(run) if one.mark], PUBLISHER)),
        acting_in_script,
    ),
    "SARIF": (lambda run: "".join(sarif_document(remarks(run), TOOL)), acting_in_sarif),
    "commands": (lambda run: "".join(workflow_commands(remarks(run))), acting_commands),
    "terminal": (lambda run: printable(run.words), acting_in_terminal),
}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_acts_in_an_export(name: str) -> None:
    run = run_with(HOSTILE[name])
    assert [(kind, found) for kind, (make, acting) in DOCUMENTS.items() for found in acting(make(run))] == []


def raw_table(words: str) -> str:
    with StringIO() as table:
        csv.writer(table).writerow([words])
        return table.getvalue()


RAW: dict[str, tuple[Callable[[str], str], Callable[[str], list[str]], int]] = {
    "table": (raw_table, acting_cells, 20),
    "ClaimReview": (lambda words: json.dumps({"@type": "Claim", "text": words}), acting_in_script, 20),
    "SARIF": (lambda words: json.dumps({"message": {"text": words}}), acting_in_sarif, 15),
    "commands": (lambda words: f"::error title=x::{words}\n", acting_commands, 15),
    "terminal": (lambda words: words, acting_in_terminal, 12),
}


@pytest.mark.parametrize("kind", RAW)
def test_without_the_escaping_the_strings_act(kind: str) -> None:
    make, acting, least = RAW[kind]
    assert len([name for name in NAMES if acting(make(HOSTILE[name]))]) >= least
