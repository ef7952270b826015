"""A newsroom for tests of marks: two articles that disagree, runs by the application itself, and a reviewer.

Invariant: runs ask nobody but `tests.chaos_answer`, so that each sentence becomes one claim.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from pipeline.app import CollectedMarks, RunCommand, Surroundings, collect_marks, run
from pipeline.llm.port import LLMRequest
from pipeline.llm.scripted import ScriptedLLM
from pipeline.progress import RecordingSink, Warned
from pipeline.report import MarkedGroup, read_page
from pipeline.settings import Settings
from pipeline.store import KnownMarks, list_marks, open_store
from schemas.mark import KeptMark
from schemas.run import Run
from tests.answering import GoodAnswers

HEAD = "---\ntitle: {title}\npublisher: {publisher}\ndate: 2026-05-06T09:30:00Z\n---\n\n"
FIRST = "The ferry sails to the island every day."
OWN = "The Norhaven bridge cost $40 million, and 120% of the voters paid for it."
OTHER = "The Norhaven bridge cost $45 million."
RIVAL = "The Norhaven bridge cost $52 million."


@dataclass
class Hours:
    """A clock that goes on by an hour whenever it is asked."""

    at: datetime = datetime(2026, 11, 3, 2, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the next hour."""
        self.at += timedelta(hours=1)
        return self.at


@dataclass
class Newsroom:
    """An inbox, a folder of pages and a store below `home`."""

    home: Path
    clock: Hours = field(default_factory=Hours)
    warnings: list[str] = field(default_factory=list)

    def write(self, name: str, *sentences: str, publisher: str = "Coast Daily", title: str = "A bridge") -> None:
        """Put an article into the inbox."""
        inbox = self.home / "in"
        inbox.mkdir(exist_ok=True)
        (inbox / name).write_text(HEAD.format(title=title, publisher=publisher) + "\n\n".join(sentences), "utf-8")

    def run(self, *, has_store: bool = True, reword: Callable[[str], str] = str, model: str = "m", **more: Any) -> Run:  # noqa: ANN401  any setting
        """Run over the inbox; `reword` makes another model's statements of those that repeat their sentences."""
        command = RunCommand((str(self.home / "in"),), self.pages, store=self.store if has_store else None)
        settings = Settings(base_url="http://127.0.0.1:9/v1", model=model, profile="small", store_wait_s=0.01, **more)
        sink = RecordingSink()
        llm = ScriptedLLM(lambda request: _answer(request, reword))
        record = run(command, settings, Surroundings(self.clock, sink, BytesIO()), llm=llm)
        self.warnings = [event.message for event in sink.events if isinstance(event, Warned)]
        return record

    @property
    def pages(self) -> Path:
        """Return the folder of the pages."""
        return self.home / "out"

    @property
    def store(self) -> str:
        """Return the address of the store."""
        return str(self.home / "news.db")

    def page(self, part: str) -> Path:
        """Return the page whose name holds `part`."""
        (path,) = (one for one in self.pages.glob(f"*{part}*.md") if ".marked-" not in one.name)
        return path

    def groups(self, part: str) -> dict[str, MarkedGroup]:
        """Return what stands on a page, by id."""
        return {group.mark_id: group for group in read_page(self.page(part).read_bytes()).groups}

    def tick(self, part: str, box: str, nth: int = 0, note: str = "") -> str:
        """Tick the nth box of a name on a page, in the way of a person; return the id behind it."""
        path = self.page(part)
        text = path.read_text("utf-8")
        found = list(re.finditer(rf"- \[(.)\] {box} .*? (\w{{12}}) -->", text))[nth]
        text = text[: found.start(1)] + "x" + text[found.end(1) :]
        if note:
            end = text.index(f"\n<!-- mark end {found[2]}", found.start())
            text = f"{text[:end]} {note}{text[end:]}"
        path.write_text(text, "utf-8")
        return found[2]

    def collect(self, who: str | None = None) -> CollectedMarks:
        """Collect the marks on the pages."""
        return collect_marks(open_store(self.store), self.pages, self.clock, who)

    def marks(self) -> tuple[KeptMark, ...]:
        """Return every mark of the store."""
        return list_marks(open_store(self.store))

    def known(self) -> KnownMarks:
        """Return which marks count."""
        return KnownMarks(self.marks())


def _answer(request: LLMRequest[Any], reword: Callable[[str], str]) -> Any:  # noqa: ANN401  a reply of any stage
    if request.stage == "confirm":
        return {"answer": "yes"}
    value = GoodAnswers("extract", "grade", "relate")(request)
    assert value is not None, request.stage
    plain = value.value.model_dump()
    for claim in plain.get("claims", ()):
        claim["statement"] = reword(claim["statement"])
    return plain
