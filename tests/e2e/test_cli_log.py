"""`--log-file`: every event is there, each in a line of JSON, and neither a key nor a word of an article."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.batch_account import Account
from tests.batch_input import Document
from tests.batch_server import KEY, Fault
from tests.batch_service import Answered, Failing
from tests.chaos_answer import stage_of, title_of
from tests.chaos_articles import MadeUp, write_articles
from tests.e2e.desk import NOT_YET, Desk, record, unchecked
from tests.loopback import completion

PLANTED = "Xanthe Quillon of Mirrabelle counted 4711 zebrafish."
CLAIM = {"sentence": 1, "subject": PLANTED, "attribute": PLANTED, "value": None, "kind": PLANTED, "speaker": None}
FAULTS: Mapping[str, Answered] = {
    "schema": completion(json.dumps({"claims": [{**CLAIM, "statement": PLANTED}]})),
    "extra": completion(json.dumps({"claims": [], PLANTED: KEY})),
    "prose": completion(PLANTED),
    "refusal": completion(None, refusal=f"I will not say that {PLANTED}"),
    "filter": completion(PLANTED, finish_reason="content_filter"),
    "length": completion(PLANTED, finish_reason="length"),
    "rejection": Failing(400, code=PLANTED, kind=PLANTED),
    "fault": Failing(500, code=f"{PLANTED} {KEY}"),
    "throttle": Failing(429, code=PLANTED),
}


@pytest.fixture
def faulty(desk: Desk, account: Account, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Put down an article for each fault and a good one, all with the planted sentence."""
    monkeypatch.setenv("FACTGRADE_ATTEMPTS", "2")
    articles = [
        MadeUp(f"{name}.json", f"Fault {n} in town", (PLANTED, f"{n} of 90 went."))
        for n, name in enumerate(["good", *FAULTS], 1)
    ]
    names = {one.title: one.name.removesuffix(".json") for one in articles}
    write_articles(Path("in"), articles)

    def odd(body: Document) -> Answered | None:
        return FAULTS.get(names.get(title_of(body), "")) if stage_of(body) != "relate" else None

    account.odd = odd
    return desk


@pytest.fixture
def night(faulty: Desk) -> Any:  # noqa: ANN401  typer's result has no public type
    """Run over the articles, live."""
    return faulty.live("--log-file", "logs/night.jsonl", out="out")


def lines(path: str = "logs/night.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text("utf-8").split("\n") if line]


def failed() -> list[str]:
    return [line["path"] for line in lines() if line["event"] == "article failed"]


def test_every_line_is_an_object_with_its_moment_level_and_event(night: Any) -> None:  # noqa: ANN401  as above
    assert night.exit_code == 3, night.output
    for line in lines():
        assert line["at"].endswith("Z")
        assert line["level"] in ("info", "warning", "error")
    assert [line["at"] for line in lines()] == sorted(line["at"] for line in lines())


@pytest.mark.usefixtures("night")
def test_every_event_of_a_night_with_failures_is_there() -> None:
    counts = Counter(line["event"] for line in lines())
    assert (
        counts["provider chosen"] == counts["run started"] == counts["comparison started"] == counts["run ended"] == 1
    )
    assert counts["article ended"] + counts["article failed"] == len(record()["articles"])
    assert {f"in/{name}.json" for name in FAULTS} - {"in/fault.json", "in/throttle.json"} == set(failed())
    assert counts["attempt failed"] >= 2
    assert counts["lanes changed"] >= 1
    failures = [line for line in lines() if line["event"] == "call ended" and line["failure"]]
    assert {line["level"] for line in failures} == {"warning"}
    assert lines()[-1]["not_checked"] == record()["not_checked"]


@pytest.mark.usefixtures("night")
def test_the_calls_of_the_log_add_up_to_the_record() -> None:
    usages = [line["usage"] for line in lines() if line["event"] == "call ended"]
    for name in ("attempts", "input_tokens", "output_tokens"):
        assert sum(usage.get(name, 0) for usage in usages) == sum(one[name] for one in record()["usage"].values())


@pytest.mark.parametrize("secret", [KEY, PLANTED, "zebrafish", "Quillon", "4711"])
def test_neither_key_nor_article_stands_in_the_log_the_output_or_the_record(night: Any, secret: str) -> None:  # noqa: ANN401  as above
    assert secret not in Path("logs/night.jsonl").read_text("utf-8")
    assert secret not in night.stderr
    assert secret not in night.stdout
    assert secret not in Path("out/run.json").read_text("utf-8")


def test_neither_stands_there_after_batches(faulty: Desk) -> None:
    results = [faulty.submit("--log-file", "night.jsonl")]
    while len(results) == 1 or results[-1].exit_code == NOT_YET:
        faulty.account.finish_all()
        results.append(faulty.collect("--log-file", "night.jsonl"))
    assert results[-1].exit_code == 3
    outputs = "".join(result.output for result in results)
    everything = outputs + Path("night.jsonl").read_text("utf-8") + Path("out/run.json").read_text("utf-8")
    assert not [secret for secret in (KEY, "zebrafish", "Quillon", "4711") if secret in everything]
    assert not any("zebrafish" in reason for reason in unchecked())


@pytest.mark.usefixtures("night")
def test_the_planted_sentence_is_on_the_pages_and_the_key_is_nowhere() -> None:
    texts = {path.name: path.read_text("utf-8") for path in Path("out").iterdir()}
    assert "zebrafish" in texts["claims.jsonl"]
    assert not [name for name, text in texts.items() if KEY in text]


def test_a_url_with_a_password_is_told_without_it(desk: Desk, account: Account) -> None:
    url = account.url.replace("//", "//editor:hunter2@")
    result = desk.live("--log-file", "night.jsonl", "--base-url", url, out="out")
    assert result.exit_code in (0, 2, 3, 75)
    everything = result.output + Path("night.jsonl").read_text("utf-8")
    assert "hunter2" not in everything
    assert "hunter2" not in (Path("out/run.json").read_text("utf-8") if Path("out/run.json").exists() else "")


def test_a_second_run_appends(desk: Desk) -> None:
    desk.live("--log-file", "night.jsonl")
    first = Path("night.jsonl").read_bytes()
    desk.live("--log-file", "night.jsonl")
    assert Path("night.jsonl").read_bytes().startswith(first)
    assert [line["event"] for line in lines("night.jsonl")].count("run ended") == 2


def test_a_log_that_cannot_be_written_ends_with_two_before_anything_is_asked(desk: Desk, account: Account) -> None:
    result = desk.live("--log-file", "in")
    assert (result.exit_code, "cannot write the log 'in'" in result.stderr) == (2, True)
    assert not account.live


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device that is always full is Linux's own")
def test_a_disk_that_is_full_costs_the_log_and_no_result(desk: Desk) -> None:
    result = desk.live("--log-file", "/dev/full")
    assert result.exit_code == 0, result.output
    assert result.stderr.count("cannot be written any more (No space left on device)") == 1
    assert record("live")["outcome"] == "complete"


def test_the_batch_commands_keep_a_log_too(desk: Desk, account: Account) -> None:
    account.fail_next("POST /v1/files", Fault.BROKEN)
    desk.submit("--log-file", "night.jsonl")
    desk.finish()
    assert [line["event"] for line in lines("night.jsonl")] == ["attempt failed"]
