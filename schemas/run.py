"""What a run says of itself in `run.json`."""

from enum import StrEnum

from pydantic import AwareDatetime

from schemas.article import RejectedInput
from schemas.frozen import Frozen
from schemas.usage import Usage


class RunOutcome(StrEnum):
    """How a run ended."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    PROVIDER_DOWN = "provider_down"
    INTERRUPTED = "interrupted"


class PromptStamp(Frozen):
    """Which prompt was used: its name, version and the SHA-256 of its file."""

    name: str
    version: str
    sha256: str


class ProviderStamp(Frozen):
    """Who answered: `provider` as chosen, `why` in words, `model` as the server named it, `profile` as applied."""

    provider: str
    why: str
    model: str
    model_named_by_server: str | None
    profile: str


class ArticleStamp(Frozen):
    """One article of the run: its verdict, page and counts."""

    article_id: str
    path: str
    page: str
    verdict: str
    claims: int


class Run(Frozen):
    """The record of one run; `run_id` is a hash of everything that decides its result."""

    run_id: str
    command: tuple[str, ...]
    outcome: RunOutcome
    exit_code: int
    started_at: AwareDatetime
    ended_at: AwareDatetime
    versions: dict[str, str]
    provider: ProviderStamp
    prompts: tuple[PromptStamp, ...]
    schemas: dict[str, str]
    settings: dict[str, str | int | float | bool | None]
    articles: tuple[ArticleStamp, ...]
    rejected: tuple[RejectedInput, ...]
    sentences: dict[str, int]
    claims: dict[str, int]
    not_checked: int
    usage: dict[str, Usage]
    cost_usd: float | None = None
