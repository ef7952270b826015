"""Six articles on two events, replayed: every planted contradiction is found, and nothing else is called one."""

import contextlib
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.rendered import dead_links

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "batches" / "six"
CASSETTE = ROOT / "cassettes" / "test_batches" / "test_six.yaml"
PAGES = ROOT / "tests" / "golden" / "six"
GOLD: dict[str, Any] = json.loads((FOLDER / "gold.json").read_text(encoding="utf-8"))
TWO = 2

Across = list[tuple[dict[str, Any], list[tuple[str, str]]]]


def flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("six")
    words = (
        "run",
        str(FOLDER.relative_to(ROOT)),
        "--out",
        str(folder),
        "--provider",
        "replay",
        "--cassette",
        str(CASSETTE.relative_to(ROOT)),
    )
    with contextlib.chdir(ROOT):
        result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def across(out: Path) -> Across:
    """Return the conflicts between articles, each with its sides as the article's number and the passage."""
    number = {c["article"]["id"]: Path(c["article"]["path"]).name[:3] for c in lines(out, "claims.jsonl")}
    conflicts = [conflict for conflict in lines(out, "conflicts.jsonl") if conflict["scope"] == "across"]
    return [(c, [(number[s["article_id"]], flat(s["quote"])) for s in c["sides"]]) for c in conflicts]


def touched(sides: list[tuple[str, str]], values: dict[str, Any]) -> set[str]:
    return {key for key, value in values.items() if any(k == key and flat(value["at"]) in q for k, q in sides)}


def test_six(out: Path) -> None:
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["outcome"] == "complete"


def test_the_pages_are_as_they_were_read_and_agreed_to(out: Path) -> None:
    """After a wanted change: `make example`, and read the difference."""
    written = {page.name: page.read_text(encoding="utf-8") for page in out.glob("*.md")}
    assert {page.name: page.read_text(encoding="utf-8") for page in PAGES.glob("*.md")} == written


@pytest.mark.parametrize("planted", GOLD["across"], ids=lambda planted: planted["topic"])
def test_a_planted_contradiction_is_found(planted: dict[str, Any], across: Across) -> None:
    found = [touched(sides, planted["values"]) for conflict, sides in across if conflict["relation"] == "contradiction"]
    apart = [
        keys for keys in found if len(keys) >= TWO and not any(keys <= set(agree) for agree in planted.get("agree", []))
    ]
    assert apart


@pytest.mark.parametrize("planted", GOLD["not_contradictions"], ids=lambda planted: planted["topic"])
def test_what_is_explained_is_no_contradiction(planted: dict[str, Any], across: Across) -> None:
    values = {side["article"]: side for side in (planted["a"], planted["b"])}
    both = [
        c["topic"] for c, sides in across if c["relation"] == "contradiction" and touched(sides, values) == set(values)
    ]
    assert both == []


def test_every_contradiction_is_a_planted_one(across: Across) -> None:
    stray = [
        conflict["topic"]
        for conflict, sides in across
        if conflict["relation"] == "contradiction"
        and not any(len(touched(sides, planted["values"])) >= TWO for planted in GOLD["across"])
    ]
    assert stray == []


def test_every_link_of_the_pages_leads_to_a_part(out: Path) -> None:
    assert dead_links({path.name: path.read_text("utf-8") for path in out.glob("*.md")}) == []


def test_a_copy_is_one_voice(out: Path) -> None:
    ((first, second),) = GOLD["copies"]
    paths = {c["article"]["id"]: Path(c["article"]["path"]).name[:3] for c in lines(out, "claims.jsonl")}
    repeats = {
        (paths[s["article_id"]], paths[s["repeats"]])
        for c in lines(out, "conflicts.jsonl")
        for s in c["sides"]
        if s["repeats"]
    }
    assert repeats == {(second, first)}
