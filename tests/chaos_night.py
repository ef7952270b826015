"""One run of the application against a server for tests, in this process, with everything small that can be waited for.

Invariant: the ledger of a night holds the requests of this run alone, and all of them.
"""

import io
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.app import RunCommand, Surroundings, run
from pipeline.clock import SystemClock
from pipeline.progress import OrderedSink
from pipeline.settings import Settings
from pipeline.stopping import Stopping
from schemas.run import Run
from schemas.usage import Usage
from tests.chaos_articles import MadeUp, write_articles
from tests.chaos_plan import Entry, Unit
from tests.chaos_policy import PRICE, End, Outcome, Reckoning
from tests.chaos_server import ChaosServer

TIMEOUT_S = 2.0


@dataclass(frozen=True)
class Night:
    """One run, its folder, and what the server saw."""

    articles: list[MadeUp]
    record: Run
    out: Path
    ledger: list[Entry] = field(repr=False)

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.out / name).read_text("utf-8").split("\n") if line]

    @cached_property
    def claims(self) -> list[dict[str, Any]]:
        """Return the claims in the order of the articles given; the file begins with the worst."""
        return sorted(self.lines("claims.jsonl"), key=lambda row: str(row["article"]["path"]))

    @cached_property
    def sentences(self) -> list[dict[str, Any]]:
        paths = {stamp.article_id: stamp.path for stamp in self.record.articles}
        return sorted(self.lines("sentences.jsonl"), key=lambda row: paths[row["article_id"]])

    @property
    def files(self) -> dict[str, bytes]:
        """Return every file but the record, which tells times and spending."""
        return {path.name: path.read_bytes() for path in self.out.iterdir() if path.name != "run.json"}

    @property
    def spent(self) -> Usage:
        """Return the usage of all stages."""
        return sum(self.record.usage.values(), Usage())

    @property
    def answered(self) -> set[Unit]:
        """Return the questions that got a valid answer."""
        return {unit for unit, walk in self.reckoning.walks.items() if walk.end is End.GOOD}

    @cached_property
    def reckoning(self) -> Reckoning:
        return Reckoning(self.ledger)

    @cached_property
    def outcomes(self) -> list[Outcome]:
        return [self.reckoning.follow(article) for article in self.articles]


def spend_night(
    folder: Path,
    server: ChaosServer,
    articles: list[MadeUp],
    *,
    stopping: Stopping | None = None,
    **settings: Any,  # noqa: ANN401  any setting
) -> Night:
    """Run over the articles; the cache, the state and the files are kept in `folder`."""
    plain = {
        "base_url": server.url, "api_key": None, "model": "test", "profile": "large", "price": PRICE,
        "timeout_s": TIMEOUT_S, "first_wait_s": 0.005, "concurrency": 16,
        "cache_dir": folder / "cache", "state_dir": folder / "state",
    }  # fmt: skip
    source = write_articles(folder / "in", articles)
    around = Surroundings(SystemClock(), OrderedSink([]), io.BytesIO(), stopping or Stopping())
    before = len(server.ledger)
    record = run(RunCommand((str(source),), folder / "out"), Settings(**{**plain, **settings}), around)
    return Night(articles, record, folder / "out", server.ledger[before:])
