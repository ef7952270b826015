"""Nights for tests, in this process and without a server: an inbox, a store, a folder of pages, and a model by script.

Invariant: the model's answer to a claim depends on the words of its sentence alone, so that what a night finds does not
depend on what was asked together.
"""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.app import RunCommand, Surroundings
from pipeline.app.nightly import NightCommand, NightEnd, nightly
from pipeline.heartbeat import Heartbeat
from pipeline.llm.port import LLMRequest
from pipeline.llm.scripted import Answer, ScriptedLLM
from pipeline.progress import Event
from pipeline.settings import Settings
from pipeline.stopping import Stopping
from tests.chaos_answer import good_answer
from tests.chaos_articles import make_up, write_articles

AT = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)
# The bytes of a page that name the run that decided on it.
_OF_RUN = b"- Run: "


class FixedClock:
    """Tells one time until it is set to another."""

    def __init__(self, at: datetime = AT) -> None:
        """Begin at a time."""
        self.at = at

    def now(self) -> datetime:
        """Return the time."""
        return self.at


@dataclass
class Told:
    """A sink that keeps what it is told."""

    events: list[Event] = field(default_factory=list)

    def emit(self, event: Event) -> None:
        """Keep an event."""
        self.events.append(event)


def answered(request: LLMRequest[Any]) -> Answer:
    """Return the good answer to a request."""
    names = {"extract": "ReplyClaims", "grade": "ReplyGrades", "relate": "ReplyRelation"}
    form = {"json_schema": {"name": names[request.stage]}}
    body = {"messages": [{"content": request.system}, {"content": request.user}], "response_format": form}
    answer: dict[str, Any] = json.loads(good_answer(body))
    return answer


@dataclass
class Nights:
    """An inbox below `folder`, with a store at `store` and pages in `out`; every night is a day later."""

    folder: Path
    store: str
    script: Callable[[LLMRequest[Any]], Answer] = answered
    model: str = "m"
    heartbeat: Heartbeat | None = None
    clock: FixedClock = field(default_factory=FixedClock)
    requests: list[LLMRequest[Any]] = field(default_factory=list)
    told: Told = field(default_factory=Told)

    @property
    def inbox(self) -> Path:
        """Return where articles are put."""
        return self.folder / "in"

    @property
    def out(self) -> Path:
        """Return where pages are written."""
        return self.folder / "out"

    def put(self, count: int, first: int = 0) -> None:
        """Put made-up articles into the inbox."""
        write_articles(self.inbox, make_up(count, 1, first))

    def edit(self, name: str, change: Callable[[str], str]) -> None:
        """Change the text of an article."""
        file = self.inbox / name
        record = json.loads(file.read_text("utf-8"))
        record["text"] = change(record["text"])
        file.write_text(json.dumps(record), encoding="utf-8")

    def night(self, stopping: Stopping | None = None, out: Path | None = None, **more: Any) -> NightEnd:  # noqa: ANN401  any setting
        """Run a night, and keep what the model was asked."""
        settings = Settings(base_url="http://127.0.0.1:9/v1", model=self.model, profile="large", concurrency=2, **more)
        llm = ScriptedLLM(self.script, model=self.model)
        self.told = Told()
        around = Surroundings(self.clock, self.told, io.BytesIO(), stopping or Stopping())
        command = RunCommand((str(self.inbox),), out or self.out, store=self.store)
        try:
            return nightly(NightCommand(command, heartbeat=self.heartbeat), settings, around, llm=llm)
        finally:
            self.requests = llm.requests
            self.clock.at += timedelta(days=1)

    def asked(self, stage: str = "extract") -> list[str]:
        """Return the units that a stage of the last night asked about."""
        return [request.unit for request in self.requests if request.stage == stage]


def files_of(out: Path) -> dict[str, bytes]:
    """Return the files of a folder but for run.json and the reports, without the line that names the run."""
    found = {}
    for path in out.iterdir():
        if path.is_file() and path.name != "run.json" and not path.name.startswith("."):
            lines = path.read_bytes().split(b"\n")
            found[path.name] = b"\n".join(line for line in lines if not line.startswith(_OF_RUN))
    return found


def lines_of(out: Path, name: str) -> Sequence[dict[str, Any]]:
    """Return the rows of a file of JSON lines."""
    return [json.loads(line) for line in (out / name).read_text("utf-8").splitlines()]
