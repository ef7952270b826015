"""The batch commands as a person gives them, each in a process of its own as far as state goes.

Invariant: nothing but the disk and the server connects two commands.
"""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from pipeline.cli import app
from tests.batch_account import Account
from tests.chaos_articles import make_up

# The last one tells the event of the one before it, so that a pair is asked about.
ARTICLES = make_up(3, 1, first=5)
NOT_YET = 75
_MOST_ROUNDS = 9
_PLAIN = ("--model", "test", "--profile", "large", "--price", "2/8")


class Desk:
    """Gives commands about the folder `in` to an account."""

    def __init__(self, account: Account) -> None:
        """Speak to `account`."""
        self.account = account

    def submit(self, *words: str, paths: tuple[str, ...] = ("in",)) -> Any:  # noqa: ANN401  typer's result has no public type
        return self._call("batch", "submit", *paths, *_PLAIN, *words)

    def collect(self, *words: str, paths: tuple[str, ...] = ("in",)) -> Any:  # noqa: ANN401  as above
        return self._call("batch", "collect", *paths, "--out", "out", *_PLAIN, *words)

    def status(self) -> Any:  # noqa: ANN401  as above
        return self._call("batch", "status", "--model", "test")

    def live(self, *words: str, out: str = "live") -> Any:  # noqa: ANN401  as above
        return self._call("run", "in", "--out", out, *_PLAIN, *words)

    def finish(self, **options: Any) -> Any:  # noqa: ANN401  as above
        """Let batches end and collect them, until there are pages; return the last result."""
        for _ in range(_MOST_ROUNDS):
            self.account.finish_all()
            result = self.collect(**options)
            if result.exit_code != NOT_YET:
                return result
        raise AssertionError("no pages after many rounds")

    def _call(self, *words: str) -> Any:  # noqa: ANN401  as above
        return CliRunner().invoke(app, [*words, "--base-url", self.account.url])


def record(out: str = "out") -> dict[str, Any]:
    """Return the record of the run in a folder."""
    loaded: dict[str, Any] = json.loads(Path(out, "run.json").read_bytes())
    return loaded


def pages(out: str) -> dict[str, bytes]:
    """Return every file of a run but its record."""
    return {path.name: path.read_bytes() for path in Path(out).iterdir() if path.name != "run.json"}


def spent(record: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return a field of `usage` or `from_cache`, summed over the stages."""
    fields = ("attempts", "input_tokens", "output_tokens", "cost_usd")
    return {name: sum(stage[name] or 0 for stage in record[kind].values()) for name in fields}


def unchecked(out: str = "out") -> set[str]:
    """Return why sentences were not checked."""
    lines = Path(out, "sentences.jsonl").read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    return {row["reason"] for row in rows if row["outcome"] == "not_checked"}
