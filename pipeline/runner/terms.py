"""What a batch is run on, how, and what comes of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pipeline.progress import SilentSink, Sink
from pipeline.report import Verdicts
from pipeline.runner.article import Memory
from pipeline.runner.failing import NEVER, FailLimit
from pipeline.stopping import StopCause, Stopping
from schemas.article import Article
from schemas.conflict import Conflict
from schemas.usage import Usage


class Articles(Protocol):
    """Articles in input order, each read when it is asked for; a tuple of them will do."""

    def __len__(self) -> int:
        """Return how many there are."""
        ...

    def __getitem__(self, index: int, /) -> Article:
        """Return one."""
        ...

    def __iter__(self) -> Iterator[Article]:
        """Yield all."""
        ...


class Quarantine(Protocol):
    """Knows the articles that failed in run after run, so that they are not asked about for ever."""

    def reason(self, article: Article) -> str | None:
        """Return why an article is not to be asked about; None where it is."""
        ...

    def note(self, article: Article, failure: str | None) -> None:
        """Remember how an article ended: with a failure of its own, or None."""
        ...


@dataclass(frozen=True)
class Terms:
    """How a batch is run: articles and calls at a time, who is told, and when it ends early.

    After a stop the calls under way have `drain_s` seconds to end.
    """

    concurrency: int = 4
    sink: Sink = field(default_factory=SilentSink)
    stopping: Stopping = field(default_factory=Stopping)
    drain_s: float = 30.0
    fail_limit: FailLimit = NEVER
    quarantine: Quarantine | None = None
    memory: Memory | None = None


@dataclass(frozen=True)
class BatchResult:
    """Every article decided, in input order; `conflicts` are those across articles. Both may lie on disk.

    `usage` is what was spent by stage, `kept` what answers from the cache had cost, `spent` what was spent by article
    id. `quarantined` maps the paths of articles that were left out to the reasons.
    """

    verdicts: Verdicts
    conflicts: Sequence[Conflict] = ()
    usage: Mapping[str, Usage] = field(default_factory=dict)
    kept: Mapping[str, Usage] = field(default_factory=dict)
    spent: Mapping[str, Usage] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    is_down: bool = False
    stop: StopCause | None = None
    stop_reason: str = ""
    quarantined: Mapping[str, str] = field(default_factory=dict)
