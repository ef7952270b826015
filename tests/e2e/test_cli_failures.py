"""What goes wrong from outside: each has its message and its exit code, and what could be done is done."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.loopback import Answer, Loopback, Script, completion

Serve = Callable[[Script], Loopback]
STORY = "Harbour bridge reopens\n\nThe bridge in Porthaven reopened on Monday. The repair cost $4.2 million.\n"
NO_CLAIMS = Answer(completion('{"claims": []}'))
NOWHERE = "http://127.0.0.1:9/v1"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FACTGRADE_API_KEY", "OPENAI_API_KEY", "FACTGRADE_BASE_URL", "OPENAI_BASE_URL", "FACTGRADE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FACTGRADE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("FACTGRADE_ATTEMPTS", "1")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    return tmp_path


def run(url: str, *words: str) -> Any:  # noqa: ANN401  typer's result has no public type
    return CliRunner().invoke(app, ["run", *words, "--out", "out", "--base-url", url, "--model", "test-7b"])


def record() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path("out/run.json").read_bytes())
    return loaded


def ledger() -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path("out/sentences.jsonl").read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run"], "Missing argument"),
        (["run", "story.txt", "--provider", "carrier-pigeon"], "carrier-pigeon"),
        (["run", "story.txt", "--sentences-per-call", "0"], "--sentences-per-call"),
        (["run", "story.txt", "--profile", "huge", "--model", "m", "--base-url", NOWHERE], "PROFILE"),
        (["run", "story.txt", "--concurrency", "0"], "FACTGRADE_CONCURRENCY"),
        (["run", "story.txt", "--replace"], "--replace and --mend go with --record"),
        (["run", "story.txt", "--record", "c.yaml", "--replace", "--mend"], "give one of them"),
        (["run", "story.txt", "--gguf", "a", "--base-url", NOWHERE], "--base-url and --gguf name different models"),
        (["run", "story.txt", "--gguf", "a", "--model", "m"], "--gguf and --model name different models"),
        (["run", "story.txt", "--provider", "openai", "--gguf", "a"], "--gguf and --provider openai name different"),
        (
            ["nightly", ".", "--store", "s", "--provider", "replay", "--base-url", NOWHERE],
            "--provider replay name different",
        ),
        (["eval", ".", "--provider", "local", "--cassette", "a"], "--cassette and --provider local name different"),
        (["doctor", "--cassette", "a", "--gguf", "a"], "--gguf and --cassette name different"),
        (
            ["run", "story.txt", "--store", ".", "--model", "m", "--base-url", NOWHERE],
            "cannot be opened: check the path",
        ),
        (["run", "none.txt"], "none.txt: there is no such file"),
        (["run", ".", "--out", "."], "'.' is to be read and to hold the pages"),
        (["run", "story.txt", "--base-url", "http://[", "--model", "m"], "the base URL must be like"),
        (["doctor", "--base-url", "http://[", "--model", "m"], "the base URL must be like"),
        (["run", "story.txt", "--templates", "x" * 300], "there is no folder of templates"),
        (["run", "story.txt", "--cassette", "x" * 300], "no model to ask, and no cassette"),
        (["run", "empty"], "the folder holds no article files"),
        (["run", "story.txt"], "set FACTGRADE_API_KEY"),
        (["run", "story.txt", "--provider", "openai"], "wants a key"),
        (["run", "story.txt", "--provider", "replay"], "no cassette can be read"),
        (["run", "story.txt", "--base-url", NOWHERE], "Name it with --model"),
        (
            ["run", "story.txt", "--out", "story.txt", "--model", "m", "--base-url", NOWHERE],
            "cannot write to the output folder 'story.txt'",
        ),
    ],
)
def test_a_command_that_cannot_work_ends_with_two_and_says_why(folder: Path, words: list[str], message: str) -> None:
    (folder / "empty").mkdir()
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


@pytest.mark.parametrize("command", [["run", "story.txt"], ["nightly", ".", "--store", "s"], ["eval", "."], ["doctor"]])
def test_a_cassette_that_is_named_is_not_passed_over_for_an_endpoint(
    monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("FACTGRADE_API_KEY", "k")
    result = CliRunner().invoke(app, [*command, "--cassette", "tape.yaml"])
    assert result.exit_code == 2
    assert "--cassette names a recording, and an endpoint is set" in result.stderr


def test_settings_of_json_in_a_folder_alone_are_nothing_to_read(folder: Path) -> None:
    (folder / "settings").mkdir()
    (folder / "settings/a.json").write_text('{"colour": "red"}', encoding="utf-8")
    result = run(NOWHERE, "settings")
    assert result.exit_code == 2
    assert "no article was given" in result.stderr


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", ""),
        ("zeros.txt", bytes(4096), ""),
        ("big.txt", b"A sentence of some words. " * 800_000, "larger than 10 MB"),
        ("broken.json", b'{"text": "half', ""),
    ],
)
def test_a_file_that_is_no_article_is_rejected_and_the_others_go_on(
    serve: Serve, folder: Path, name: str, data: bytes, reason: str
) -> None:
    (folder / name).write_bytes(data)
    result = run(serve([NO_CLAIMS]).url, "story.txt", name)
    assert result.exit_code == 3, result.output
    (rejected,) = record()["rejected"]
    assert rejected["path"] == name
    assert reason in rejected["reason"]
    assert f"not read: {name}: {rejected['reason']}" in result.stdout
    assert [article["path"] for article in record()["articles"]] == ["story.txt"]


def test_a_missing_path_beside_a_good_one_is_reported(serve: Serve) -> None:
    result = run(serve([NO_CLAIMS]).url, "story.txt", "none.txt")
    assert result.exit_code == 3
    assert [item["path"] for item in record()["rejected"]] == ["none.txt"]


def test_where_every_file_is_rejected_nobody_is_needed_and_the_index_says_so(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    result = CliRunner().invoke(app, ["run", "empty.txt", "--out", "out"])
    assert result.exit_code == 3, result.output
    assert "nobody is asked" in result.stdout.splitlines()[0]
    assert "empty.txt" in Path("out/index.md").read_text(encoding="utf-8")


def test_latin_1_keeps_its_pound_sign(serve: Serve, folder: Path) -> None:
    (folder / "latin.txt").write_bytes("The bridge\n\nThe repair cost £4 million in Porthaven.\n".encode("latin-1"))
    server = serve([NO_CLAIMS])
    assert run(server.url, "latin.txt").exit_code == 0
    assert "£4 million" in server.received[0].json["messages"][-1]["content"]


def test_truncated_html_is_read_as_far_as_it_goes(serve: Serve, folder: Path) -> None:
    text = "<p>The bridge in Porthaven reopened on Monday after repairs that cost $4.2 million.</p>" * 3
    (folder / "page.html").write_text(f"<html><body><h1>Bridge</h1>{text}<p>And then the tra", encoding="utf-8")
    server = serve([NO_CLAIMS])
    result = run(server.url, "page.html")
    assert result.exit_code == 0, result.output
    assert "Porthaven" in server.received[0].json["messages"][-1]["content"]


def test_one_broken_line_of_json_lines_is_rejected_by_its_number(serve: Serve, folder: Path) -> None:
    good = [json.dumps({"title": f"Title {n}", "text": f"The bridge number {n} reopened on Monday."}) for n in (1, 3)]
    (folder / "feed.jsonl").write_text(f"{good[0]}\n{{broken\n{good[1]}\n", encoding="utf-8")
    result = run(serve([NO_CLAIMS]).url, "feed.jsonl")
    assert result.exit_code == 3, result.output
    assert [item["path"] for item in record()["rejected"]] == ["feed.jsonl:2"]
    assert [article["path"] for article in record()["articles"]] == ["feed.jsonl:1", "feed.jsonl:3"]


def test_an_endpoint_that_is_not_there_ends_with_75_after_writing() -> None:
    result = run(NOWHERE, "story.txt", "--sentences-per-call", "1")
    assert result.exit_code == 75, result.output
    assert record()["outcome"] == "provider_down"
    assert {line["outcome"] for line in ledger()} <= {"not_checked", "no_claim"}
    assert "cannot be reached" in next(line["reason"] for line in ledger() if line["outcome"] == "not_checked")
    assert "stopped answering" in Path("out/index.md").read_text(encoding="utf-8")


def test_a_refused_key_stops_the_run_with_two(serve: Serve) -> None:
    server = serve([Answer("{}", 401)])
    result = run(server.url, "story.txt", "--sentences-per-call", "1", "--concurrency", "1")
    assert result.exit_code == 2
    assert "check the API key" in result.stderr
    assert len(server.received) == 1
    assert not Path("out/index.md").exists()


@pytest.mark.parametrize("content", ["The bridge reopened, it seems.", '{"claims": [{"sentence": 1, "subj', "{}"])
def test_an_answer_that_breaks_its_schema_leaves_its_sentences_not_checked(serve: Serve, content: str) -> None:
    result = run(serve([Answer(completion(content))]).url, "story.txt")
    assert result.exit_code == 3, result.output
    assert record()["outcome"] == "incomplete"
    failed = [line for line in ledger() if line["outcome"] == "not_checked"]
    assert failed
    assert all("broke the schema" in line["reason"] for line in failed)
    assert "not checked: " in result.stdout


def test_a_body_that_is_no_completion_leaves_its_sentences_not_checked(serve: Serve) -> None:
    result = run(serve([Answer("<html>gateway</html>")]).url, "story.txt")
    assert result.exit_code == 3, result.output
    assert any(line["outcome"] == "not_checked" for line in ledger())


def test_a_cache_folder_that_cannot_be_used_is_a_configuration_error(
    serve: Serve, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTGRADE_CACHE_DIR", str(folder / "story.txt"))
    result = run(serve([NO_CLAIMS]).url, "story.txt")
    assert result.exit_code == 2
    assert "the cache folder" in result.stderr


def test_a_damaged_cache_is_told_and_costs_no_result(serve: Serve, folder: Path) -> None:
    server = serve([NO_CLAIMS])
    run(server.url, "story.txt")
    (database,) = (folder / "cache").rglob("cache.db")
    database.write_bytes(b"no database" * 500)
    result = run(server.url, "story.txt")
    assert result.exit_code == 0, result.output
    assert "warning: the cache was damaged" in result.stderr


def test_a_replay_of_another_article_names_what_is_missing(serve: Serve, folder: Path) -> None:
    run(serve([NO_CLAIMS]).url, "story.txt", "--record", "tape.yaml")
    (folder / "other.txt").write_text("Ferry\n\nThe ferry of Eastmere closed in May.\n", encoding="utf-8")
    words = ["run", "other.txt", "--cassette", "tape.yaml"]
    asked = CliRunner().invoke(app, [*words, "--provider", "replay"])
    assert (asked.exit_code, asked.stderr.count("no recording of extract 'other.txt")) == (2, 1)
    assert "let a model answer, which `factgrade run --record FILE` records" in asked.stderr
    assert "a second signal" not in asked.stderr
    chosen = CliRunner().invoke(app, words)
    assert (chosen.exit_code, "lacks 1 of the first requests" in chosen.stderr) == (2, True)


def test_a_replay_cannot_be_recorded(serve: Serve) -> None:
    run(serve([NO_CLAIMS]).url, "story.txt", "--record", "tape.yaml")
    words = ["run", "story.txt", "--provider", "replay", "--cassette", "tape.yaml", "--record", "new.yaml"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "a replay cannot be recorded" in result.stderr


def test_control_characters_of_a_file_name_do_not_reach_the_terminal(serve: Serve, folder: Path) -> None:
    (folder / "a\x1b[2J.txt").write_bytes(b"")
    result = run(serve([NO_CLAIMS]).url, "a\x1b[2J.txt", "no\x1bpe.txt")
    assert result.exit_code == 3
    assert "\x1b" not in result.output


@pytest.mark.parametrize("command", [["run", "story.txt"], ["nightly", "in", "--store", "n.db"]])
def test_files_of_somebody_else_are_refused_before_anything_is_asked(
    serve: Serve, folder: Path, command: list[str]
) -> None:
    server = serve([NO_CLAIMS])
    foreign = {"site/index.md": "# our own site\n", "site/run.json": '{"mine": 1}\n'}
    for name, text in {**foreign, "in/story.txt": STORY}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, [*command, "--out", "site", "--base-url", server.url, "--model", "m"])
    assert (result.exit_code, server.received) == (2, [])
    assert "'site/index.md', 'site/run.json': not of this tool and would be lost" in result.stderr
    assert {name: (folder / name).read_text("utf-8") for name in foreign} == foreign
