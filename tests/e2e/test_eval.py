"""`factgrade eval` from the command line: sets in every form, replayed, by rule, or by a server that is asked."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipeline.app import Surroundings
from pipeline.app.evaluate import EvalCommand
from pipeline.app.evaluate import evaluate as run_evaluation
from pipeline.cli import app
from pipeline.clock import SystemClock
from pipeline.errors import StoppedError
from pipeline.eval.task import Way
from pipeline.progress import SilentSink
from pipeline.settings import Settings
from pipeline.stopping import StopCause, Stopping
from tests.batch_server import KEY
from tests.e2e.desk import Desk

ROOT = Path(__file__).parents[2]
CASSETTES = (ROOT / "cassettes" / "seeds.yaml", ROOT / "cassettes" / "test_batches" / "test_six.yaml")
CLAIMS = [
    {
        "id": f"c{n}",
        "doc_id": f"d{n // 2}",
        "claim": f"Some {90 + 20 * (n % 3)}% of the pupils passed.",
        "label": n % 3 == 0,
    }
    for n in range(9)
]


def evaluate(*words: str | Path, out: Path) -> Result:
    return CliRunner().invoke(app, ["eval", *map(str, words), "--out", str(out)])


def results(out: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((out / "report.json").read_text())["results"]
    return found


def told(result: dict[str, Any]) -> dict[tuple[str, str | None], tuple[int, int, int]]:
    return {(row["task"], row["kind"]): (row["found"], row["wanted"], row["raised"]) for row in result["rows"]}


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    path = tmp_path / "claims.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in CLAIMS))
    return path


def test_the_recorded_sets_are_replayed_each_from_its_own_cassette(tmp_path: Path) -> None:
    sets = [ROOT / "seeds", ROOT / "tests" / "batches" / "six"]
    done = evaluate(*sets, "--provider", "replay", *(w for c in CASSETTES for w in ("--cassette", c)), out=tmp_path)
    assert done.exit_code == 0, done.output
    seeds, six = results(tmp_path)
    assert told(seeds)["contradictions", "between articles"] == (6, 8, 0)
    assert told(seeds)["passages", None] == (36, 36, 0)
    assert told(six)["contradictions", None] == (12, 12, 0)
    assert seeds["spent"]["calls"] > six["spent"]["calls"] > 100
    assert seeds["asked"]["prompts"][0] == "extract_claims/v1"
    stored = json.loads((ROOT / "docs" / "results" / "samples.json").read_text())["results"]
    again = "the samples give other figures than docs/results/samples.json: store them anew, and run: make results"
    assert [one["rows"] for one in stored if one["asked"]["way"] == "both"] == [seeds["rows"], six["rows"]], again


def test_a_set_of_rows_is_known_by_its_form_and_judged_by_rules_that_ask_nobody(claims: Path, tmp_path: Path) -> None:
    done = evaluate(claims, "--way", "rules", out=tmp_path / "out")
    assert done.exit_code == 0, done.output
    (result,) = results(tmp_path / "out")
    assert (result["adapter"], result["taken"]) == ("claims", 9)
    assert (result["spent"]["calls"], result["asked"]["model"]) == (0, "")
    assert told(result)["plausibility", "false"][:2] == (6, 6)


def test_a_sample_is_judged_and_told(claims: Path, tmp_path: Path) -> None:
    evaluate(claims, "--way", "rules", "--each", "2", out=tmp_path / "out")
    (result,) = results(tmp_path / "out")
    assert (result["taken"], result["size"]) == (4, 9)
    assert "4 of 9 examples" in (tmp_path / "out" / "report.md").read_text()


def test_two_evaluations_of_the_same_write_the_same_but_for_the_seconds(claims: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        evaluate(claims, "--way", "rules", out=tmp_path / name)
    names = ("errors.md", "examples.jsonl")
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)
    first, second = (results(tmp_path / name)[0] for name in ("a", "b"))
    assert {**first, "spent": 0} == {**second, "spent": 0}


def test_an_endpoint_is_asked_in_the_ways_that_are_named(desk: Desk, claims: Path, tmp_path: Path) -> None:
    words = ("--base-url", desk.account.url, "--model", "m-9b", "--way", "model", "--way", "both")
    done = evaluate(claims, *words, "--again", "order", out=tmp_path / "out")
    assert done.exit_code == 0, done.output
    model, both = results(tmp_path / "out")
    assert (model["asked"]["way"], both["asked"]["way"]) == ("model", "both")
    assert model["spent"]["calls"] == both["spent"]["calls"] == both["spent"]["cached"] == 3
    assert model["stability"]["asked"] == 9
    assert told(both)["plausibility", "false"][0] == 6


Words = Callable[[Path], tuple[str | Path, ...]]


def beside(claims: Path, name: str, content: str) -> Path:
    """Write another file beside that of the claims, and return the folder of both."""
    (claims.parent / name).write_text(content)
    return claims.parent


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (lambda claims: (claims.parent / "none",), "is no folder and no file"),
        (lambda claims: (claims, "--as", "brat"), "no form 'brat'"),
        (lambda _: (ROOT / "seeds", "--way", "model"), "'seeds' (gold) knows the ways rules, both"),
        (lambda claims: (claims, claims, claims, *("--cassette", "a") * 2), "one --cassette for all sets"),
        (lambda claims: (claims, "--prompt", "grade_claims"), "--prompt takes NAME=FILE"),
        (lambda claims: (claims, "--prompt", "poem=x.md"), "no prompt 'poem'"),
        (lambda claims: (beside(claims, "none.jsonl", "\n") / "none.jsonl",), "none.jsonl' holds no row"),
        (lambda claims: (claims, "--as", "summedits"), "holds no example of the form summedits"),
        (lambda claims: (beside(claims, "b.jsonl", claims.read_text()),), "several examples of the id 'c0'"),
        (
            lambda claims: (beside(claims, "gold.json", '{"articles": {}, "copies": [["1", "2"]]}'),),
            "['1', '2'], which are no keys under 'articles'",
        ),
    ],
)
def test_what_cannot_be_evaluated_is_told_and_ends_with_2(
    words: Words, message: str, claims: Path, tmp_path: Path
) -> None:
    done = evaluate(*words(claims), out=tmp_path / "out")
    assert (done.exit_code, message in done.output) == (2, True), done.output


def test_a_draft_of_a_prompt_is_asked_in_place_of_the_active_one(desk: Desk, claims: Path, tmp_path: Path) -> None:
    draft = tmp_path / "short.md"
    draft.write_text((ROOT / "prompts" / "grade_claims" / "v1.md").read_text().replace("fact", "claim", 1))
    words = ("--base-url", desk.account.url, "--model", "m", "--prompt", f"grade_claims={draft}", "--no-examples")
    done = evaluate(claims, *words, out=tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "grade_claims/draft short-no-examples" in results(tmp_path / "out")[0]["asked"]["prompts"]
    assert KEY not in (tmp_path / "out" / "report.json").read_text()


def test_a_stop_leaves_nothing_written(tmp_path: Path, claims: Path) -> None:
    stopping = Stopping()
    stopping.stop("enough", StopCause.INTERRUPT)
    around = Surroundings(SystemClock(), SilentSink(), BytesIO(), stopping)
    command = EvalCommand((str(claims),), tmp_path / "out", ways=(Way.RULES,))
    with pytest.raises(StoppedError, match="enough"):
        run_evaluation(command, Settings(), around)
    assert not list((tmp_path / "out").iterdir())


def test_an_endpoint_that_refuses_the_key_ends_it_with_2(desk: Desk, claims: Path, tmp_path: Path) -> None:
    words = ("eval", str(claims), "--base-url", desk.account.url, "--model", "m", "--out", str(tmp_path / "out"))
    done = CliRunner().invoke(app, words, env={"FACTGRADE_API_KEY": "wrong"})
    assert done.exit_code == 2, done.output


def test_what_could_not_be_asked_ends_with_3_and_is_neither_right_nor_wrong(claims: Path, tmp_path: Path) -> None:
    nobody = ("--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--way", "model")
    done = CliRunner().invoke(
        app, ["eval", str(claims), *nobody, "--out", str(tmp_path / "out")], env={"FACTGRADE_ATTEMPTS": "1"}
    )
    assert done.exit_code == 3, done.output
    assert "0 of 0 told, 0 raised that should not be, 9 not checked" in done.output


def test_a_budget_that_is_used_up_ends_with_4_and_writes_nothing(desk: Desk, claims: Path, tmp_path: Path) -> None:
    words = ("--base-url", desk.account.url, "--model", "m", "--max-tokens", "10")
    done = evaluate(claims, *words, out=tmp_path / "out")
    assert done.exit_code == 4, done.output
    assert not list((tmp_path / "out").iterdir())
