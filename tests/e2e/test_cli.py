import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest
from typer.testing import CliRunner

from pipeline.cli import app, main
from tests.loopback import Answer, Loopback, Received, Script, completion

Serve = Callable[[Script], Loopback]
Cli = Callable[..., Any]
STORY = "Harbour bridge reopens\n\nThe bridge in Porthaven reopened on Monday. The repair cost $4.2 million.\n"
OTHER = "Ferry line closes\n\nThe ferry between Porthaven and Eastmere closed in May. It carried 900 people a day.\n"
OUTPUT = {"index.md", "run.json", "claims.jsonl", "conflicts.jsonl", "sentences.jsonl", "markable.jsonl"}


def claims_of(user: str) -> dict[str, Any]:
    stated = re.findall(r"^(\d+)\. (.+)$", user, re.MULTILINE)
    return {"claims": [
        {"sentence": int(n), "subject": "it", "attribute": "is", "value": None, "statement": text, "kind": "fact",
         "speaker": None}
        for n, text in stated
    ]}  # fmt: skip


def grades_of(schema: dict[str, Any]) -> dict[str, Any]:
    claim = schema["$defs"]["ReplyGrade"]["properties"]["claim"]
    return {"grades": [
        {"claim": n, "reason": "Plain.", "relies_on": [], "consistency": "consistent", "plausibility": "plausible"}
        for n in claim.get("enum", [claim.get("const")])
    ]}  # fmt: skip


def honest(received: Received) -> Answer:
    """Answer as a careful model would: each sentence is a claim, each claim is plausible."""
    body = received.json
    form = body["response_format"]["json_schema"]
    if form["name"] == "CanaryReply":
        return Answer(completion('{"word": "kestrel"}'))
    user = body["messages"][-1]["content"]
    reply = claims_of(user) if form["name"] == "ReplyClaims" else grades_of(form["schema"])
    return Answer(completion(json.dumps(reply)))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FACTGRADE_API_KEY", "OPENAI_API_KEY", "FACTGRADE_BASE_URL", "OPENAI_BASE_URL", "FACTGRADE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FACTGRADE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("FACTGRADE_ATTEMPTS", "1")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def cli() -> Cli:
    def call(*words: str, stdin: bytes | None = None) -> Any:  # noqa: ANN401  typer's result has no public type
        return CliRunner().invoke(app, words, input=stdin)

    return call


def run_with(server: Loopback, *words: str) -> Sequence[str]:
    return ("run", *words, "--out", "out", "--base-url", server.url, "--model", "test-7b")


def record(out: str = "out") -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(out, "run.json").read_bytes())
    return loaded


def test_a_run_writes_its_pages_and_sums_up(cli: Cli, serve: Serve) -> None:
    result = cli(*run_with(serve(honest), "story.txt"))
    assert result.exit_code == 0, result.output
    assert {path.name for path in Path("out").iterdir()} == {*OUTPUT, record()["articles"][0]["page"]}
    assert result.stdout.splitlines()[0].startswith("openai: a base URL is set")
    assert re.search(r"^1 article, [1-9]\d* claims: ", result.stdout, re.MULTILINE)
    assert result.stdout.splitlines()[-1] == "run complete; pages: out/index.md"


def test_the_record_says_what_decided_the_run(cli: Cli, serve: Serve) -> None:
    cli(*run_with(serve(honest), "story.txt", "--sentences-per-call", "2", "--profile", "large"))
    run = record()
    assert run["provider"]["model"] == "test-7b"
    assert run["provider"]["model_named_by_server"] == "served-1"
    assert run["settings"]["sentences_per_call"] == 2
    assert run["usage"]["extract"]["input_tokens"] > 0
    assert {prompt["name"] for prompt in run["prompts"]} == {
        "extract_claims",
        "confirm_claims",
        "extract_again",
        "grade_claims",
        "relate_claims",
    }
    assert "xllamacpp" not in run["versions"]


def files(out: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(out).iterdir() if path.name != "run.json"}


def test_equal_runs_write_equal_pages_under_one_id(cli: Cli, serve: Serve) -> None:
    server = serve(honest)
    Path("other.txt").write_text(OTHER, encoding="utf-8")
    cli(*run_with(server, "."), "--concurrency", "1")
    first, pages = record(), files("out")
    cli(*run_with(server, "."), "--concurrency", "8", "--no-cache")
    assert record()["run_id"] == first["run_id"]
    assert files("out") == pages


def test_another_model_is_another_run(cli: Cli, serve: Serve) -> None:
    server = serve(honest)
    cli(*run_with(server, "story.txt"))
    first = record()["run_id"]
    cli(*run_with(server, "story.txt"), "--model", "other-7b")
    assert record()["run_id"] != first


def test_a_second_run_is_answered_from_the_cache(cli: Cli, serve: Serve) -> None:
    server = serve(honest)
    cli(*run_with(server, "story.txt"))
    asked = len(server.received)
    result = cli(*run_with(server, "story.txt"))
    assert len(server.received) == asked
    assert "from the cache" in result.stderr


def test_a_folder_runs_its_articles_and_nothing_else(cli: Cli, serve: Serve) -> None:
    Path("README.md").write_text("About this folder, which holds two articles.", encoding="utf-8")
    Path("labels.json").write_text('{"story.txt": ["a label"]}', encoding="utf-8")
    result = cli(*run_with(serve(honest), "."))
    assert result.exit_code == 0, result.output
    assert [article["path"] for article in record()["articles"]] == ["story.txt"]
    assert "skipped labels.json" in result.stderr


def test_the_same_json_named_by_itself_is_rejected(cli: Cli, serve: Serve) -> None:
    Path("labels.json").write_text('{"story.txt": ["a label"]}', encoding="utf-8")
    result = cli(*run_with(serve(honest), "story.txt", "labels.json"))
    assert result.exit_code == 3
    assert [item["path"] for item in record()["rejected"]] == ["labels.json"]


def test_standard_input_is_an_article(cli: Cli, serve: Serve) -> None:
    result = cli(*run_with(serve(honest), "-"), stdin=STORY.encode())
    assert result.exit_code == 0, result.output
    assert record()["articles"][0]["path"] == "-"


@pytest.mark.parametrize(("fail_on", "code"), [("implausible", 5), ("doubtful", 5), ("contradicted", 0), ("true", 2)])
def test_a_run_may_end_with_5_for_what_it_found(cli: Cli, serve: Serve, fail_on: str, code: int) -> None:
    Path("late.txt").write_text("The new bridge in Porthaven opened on 31 February 2026.\n", encoding="utf-8")
    assert cli(*run_with(serve(honest), "late.txt", "--fail-on", fail_on)).exit_code == code
    if code != 2:
        assert (record()["exit_code"], record()["outcome"]) == (code, "complete")


def test_an_article_given_twice_is_run_once(cli: Cli, serve: Serve) -> None:
    Path("copy.txt").write_text(STORY, encoding="utf-8")
    result = cli(*run_with(serve(honest), "."))
    assert result.exit_code == 0
    assert len(record()["articles"]) == 1
    assert "a copy: story.txt: the same article as 'copy.txt'" in result.stdout


def test_a_recording_replays_byte_for_byte(cli: Cli, serve: Serve) -> None:
    cli(*run_with(serve(honest), "story.txt"), "--record", "tape.yaml")
    claims = Path("out/claims.jsonl").read_bytes()
    result = cli("run", "story.txt", "--out", "again", "--cassette", "tape.yaml")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("replay: no key and no base URL are set")
    assert Path("again/claims.jsonl").read_bytes() == claims
    assert record("again")["provider"]["provider"] == "replay"


def test_a_recording_is_kept_when_the_run_fails(cli: Cli, serve: Serve) -> None:
    first = iter([True])
    server = serve(lambda received: honest(received) if next(first, False) else Answer("{}", 401))
    result = cli(*run_with(server, "story.txt"), "--record", "tape.yaml", "--sentences-per-call", "1")
    assert result.exit_code == 2
    assert "kind: fact" in Path("tape.yaml").read_text(encoding="utf-8") or Path("tape.yaml").stat().st_size


def test_a_recording_is_not_replaced_unless_told(cli: Cli, serve: Serve) -> None:
    server = serve(honest)
    Path("tape.yaml").write_text("mine", encoding="utf-8")
    assert cli(*run_with(server, "story.txt"), "--record", "tape.yaml").exit_code == 2
    assert not server.received
    assert cli(*run_with(server, "story.txt"), "--record", "tape.yaml", "--replace").exit_code == 0


def test_a_page_of_an_article_that_is_gone_is_removed(cli: Cli, serve: Serve) -> None:
    server = serve(honest)
    Path("other.txt").write_text(OTHER, encoding="utf-8")
    cli(*run_with(server, "story.txt", "other.txt"))
    Path("out/mine.md").write_text("kept", encoding="utf-8")
    cli(*run_with(server, "story.txt"))
    assert {path.name for path in Path("out").glob("*.md")} == {"index.md", "mine.md", record()["articles"][0]["page"]}


def test_credentials_in_a_url_are_not_written_down(cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    url = serve(honest).url.replace("http://", "http://user:hunter2@")
    monkeypatch.setattr("sys.argv", ["factgrade", "run", "story.txt", "--base-url", url])
    result = cli("run", "story.txt", "--out", "out", "--base-url", url, "--model", "test-7b")
    assert result.exit_code == 0, result.output
    written = b"".join(path.read_bytes() for path in Path("out").iterdir())
    assert b"hunter2" not in written + result.output.encode()


def test_a_key_is_not_written_down(cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTGRADE_API_KEY", "sk-hunter2")
    result = cli(*run_with(serve(honest), "story.txt"), "--record", "tape.yaml")
    written = b"".join(path.read_bytes() for path in [*Path("out").iterdir(), Path("tape.yaml")])
    assert result.exit_code == 0
    assert b"hunter2" not in written + result.output.encode()


def test_the_version_is_told(cli: Cli) -> None:
    result = cli("--version")
    assert result.exit_code == 0
    assert re.fullmatch(r"factgrade \S+\n", result.stdout)


def test_the_program_ends_with_the_code_of_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["factgrade", "run", "none.txt"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2


def test_an_interrupt_before_the_first_call_leaves_at_once(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    left: list[int] = []
    monkeypatch.setattr("pipeline.cli.command.run_pipeline", interrupt)
    monkeypatch.setattr("os._exit", left.append)
    monkeypatch.setattr("sys.argv", ["factgrade", "run", "story.txt"])
    with pytest.raises(SystemExit):
        main()
    assert left == [130]
    assert "interrupted before anything was written" in cli("run", "story.txt").stderr
