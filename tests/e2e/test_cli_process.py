"""The program as a process: its entry points, its exit codes as the shell sees them, and Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.loopback import Answer, Loopback, Received, Script, completion

Serve = Callable[[Script], Loopback]
ROOT = Path(__file__).parents[2]
NO_CLAIMS = Answer(completion('{"claims": []}'))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    for name in ("first", "second"):
        text = f"Title {name}\n\nThe {name} bridge of Porthaven reopened on Monday.\n"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    cleared = {"FACTGRADE_API_KEY": "", "OPENAI_API_KEY": "", "OPENAI_BASE_URL": "", "FACTGRADE_BASE_URL": ""}
    environment = {**os.environ, **cleared, "PYTHONPATH": str(ROOT), "FACTGRADE_CACHE_DIR": str(folder / "cache")}
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", *words],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_the_module_is_the_program(folder: Path) -> None:
    with start(folder, "run", "none.txt") as process:
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 2
    assert errors.splitlines() == [
        "factgrade: there is nothing to read:",
        "  none.txt: there is no such file or folder: check the path",
    ]


def test_ctrl_c_writes_what_is_done_and_leaves_at_once(folder: Path, serve: Serve) -> None:
    is_reached, is_over = threading.Event(), threading.Event()

    def answer(received: Received) -> Answer:
        if b"second" in received.body:
            is_reached.set()
            is_over.wait(240)
        return NO_CLAIMS

    words = (
        "run",
        "first.txt",
        "second.txt",
        "--base-url",
        serve(answer).url,
        "--model",
        "m",
        "--concurrency",
        "1",
        "--drain",
        "1",
    )
    with start(folder, *words, "--out", "out") as process:
        assert is_reached.wait(120)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
        is_over.set()
    assert process.returncode == 130, errors
    run = json.loads((folder / "out/run.json").read_bytes())
    assert (run["outcome"], run["exit_code"], run["not_checked"]) == ("interrupted", 130, 1)
    assert [article["verdict"] for article in run["articles"]] == ["not_checkable", "not_checked"]
