"""What a run is asked for, and what it takes from outside."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pipeline.clock import Clock
from pipeline.llm.factory import Provider, Recording
from pipeline.progress import Sink
from pipeline.runner.failing import NEVER, FailLimit
from pipeline.stopping import Stopping
from prompts import Prompt
from schemas.verdict import Verdict


@dataclass(frozen=True)
class RunCommand:
    """What a person asked for; `argv` is the command as typed, for the record.

    `store` is the file or the URL of the database in which what the run wrote is kept for later, None where it is not.
    It may hold a password and is not shown. `fail_on` is the mildest verdict of a claim that ends the run in an exit
    code of its own, None for none.
    """

    paths: tuple[str, ...]
    out: Path
    argv: tuple[str, ...] = ()
    provider: Provider = Provider.AUTO
    record: Recording | None = None
    sentences_per_call: int | None = None
    use_cache: bool = True
    is_strict: bool | None = None
    fail_limit: FailLimit = NEVER
    fail_on: Verdict | None = None
    retry_quarantined: bool = False
    store: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Surroundings:
    """What a run takes from outside: the time, a place to tell its progress, standard input, and who may stop it.

    `sink` is told from several threads at once.
    """

    clock: Clock
    sink: Sink
    standard_input: BinaryIO
    stopping: Stopping = field(default_factory=Stopping)


@dataclass(frozen=True)
class Prompts:
    """The prompts in use."""

    extract: Prompt
    confirm: Prompt
    again: Prompt
    grade: Prompt
    relate: Prompt

    @property
    def all(self) -> tuple[Prompt, ...]:
        """Return them in the order of their use."""
        return self.extract, self.confirm, self.again, self.grade, self.relate
