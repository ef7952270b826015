"""What a run says of itself in `run.json`."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, Field

from schemas.article import RejectedInput
from schemas.frozen import Frozen
from schemas.run_text import joined, texts_of_articles
from schemas.usage import Dollars, Usage


class RunOutcome(StrEnum):
    """How a run ended."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    PROVIDER_DOWN = "provider_down"
    TOO_MANY_FAILURES = "too_many_failures"
    BUDGET = "budget"
    DENIED = "denied"
    INTERRUPTED = "interrupted"
    TERMINATED = "terminated"


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
    """One article of the run: its verdict, page and counts, and what its own calls cost.

    Calls about a pair of articles are in the usage of the run alone.
    """

    article_id: str
    path: str
    page: str
    verdict: str
    claims: int
    usage: Usage


if TYPE_CHECKING:
    # Whoever makes a record may hand it stamps that lie on disk, by `model_copy`; what is read is a tuple.
    Articles = Sequence[ArticleStamp]
else:
    Articles = tuple[ArticleStamp, ...]


class PriceStamp(Frozen):
    """Which prices were counted: the list with its version, and the day of the list where it tells one."""

    source: str
    snapshot_date: date | None = None


class Run(Frozen):
    """The record of one run; `run_id` is a hash of everything that decides its result.

    `usage` is what this run spent, by stage, failed attempts too; `from_cache` what the answers that it took from the
    cache had cost when they were paid. `cost_usd` is the price of the tokens that the endpoint told, and
    `cost_usd_at_most` adds the worst that requests can have cost of which it told nothing; both are None where nobody
    knows a price. `quarantined` are articles that were left out because they failed in run after run. `versions` are of
    this package, the libraries and the stages, and of the engine where a model on this machine answers.
    """

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
    articles: Articles
    rejected: tuple[RejectedInput, ...]
    sentences: dict[str, int]
    claims: dict[str, int]
    not_checked: int
    quarantined: tuple[RejectedInput, ...] = ()
    stop_reason: str | None = None
    usage: dict[str, Usage]
    from_cache: dict[str, Usage] = Field(default_factory=dict)
    price: PriceStamp | None = None
    cost_usd: Dollars | None = None
    cost_usd_at_most: Dollars | None = None

    def json_in_short(self) -> str:
        """Return the record as JSON, indented by two, without its articles."""
        return self.model_copy(update={"articles": ()}).model_dump_json(indent=2)

    def json_parts(self) -> Iterator[str]:
        """Yield the record as JSON, indented by two, article by article: their stamps may lie on disk."""
        return joined(self.json_in_short(), texts_of_articles(self.articles))
