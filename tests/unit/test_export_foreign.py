"""An article that does not read as English is told by every export: no rule has checked it."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.store import open_store
from tests import kept
from tests.factories import make_article_verdict

GERMAN = kept.article(
    "Bei einem Brand in der Halle von Brandt in Tarsk sind am Freitag drei Menschen gestorben, teilte die Polizei mit.",
    path="de.txt",
)
ENGLISH = kept.article("Four people died in a fire at the hall of Brandt, the police said.", path="en.txt")
TOLD = "Not checked by the rules: the article does not read as English"
REVIEWS = ("claimreview", "--publisher", "Desk", "--page-url", "https://desk.example/{stem}")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("foreign") / "news.db"
    kept.save(open_store(file), kept.decided(GERMAN), kept.decided(ENGLISH))
    return str(file)


def exported(store: str, *words: str) -> tuple[str, str]:
    ended = CliRunner().invoke(app, ["export", *words, "--store", store])
    assert ended.exit_code == 0, ended.output
    return ended.stdout, ended.stderr


def test_sarif_warns_of_it(store: str) -> None:
    (run,) = json.loads(exported(store, "sarif")[0])["runs"]
    told = [(one["level"], one["message"]["text"]) for one in run["invocations"][0]["toolExecutionNotifications"]]
    assert [text.partition(",")[0] for level, text in told if level == "warning"] == [f"de.txt: {TOLD}"]


def test_a_workflow_gets_a_notice_at_its_file(store: str) -> None:
    (line,) = (one for one in exported(store, "github")[0].splitlines() if TOLD in one)
    assert line.startswith("::notice file=de.txt,title=factgrade language::")


def test_a_table_of_claims_has_it_beside_each_claim(store: str) -> None:
    rows = csv.DictReader(exported(store, "csv")[0].splitlines())
    assert {row["path"]: row["read_by_rules"] for row in rows} == {"de.txt": "no", "en.txt": "yes"}


@pytest.mark.parametrize("words", [("sarif",), ("github",), REVIEWS])
def test_people_are_told_how_many(store: str, words: tuple[str, ...]) -> None:
    assert "not checked by the rules, which read English alone: 1 article" in exported(store, *words)[1]


def test_a_table_of_claims_has_a_row_for_an_article_without_any(tmp_path: Path) -> None:
    store = tmp_path / "news.db"
    kept.save(open_store(store), make_article_verdict(GERMAN), kept.decided(ENGLISH))
    rows = csv.DictReader(exported(str(store), "csv")[0].splitlines())
    told = {row["path"]: (row["claim_id"][:4], row["verdict"], row["read_by_rules"]) for row in rows}
    assert told["de.txt"] == ("", "not_checkable", "no")
    assert told["en.txt"][0]
