"""Builds the model that a run speaks to: who answers, why, and the stack of adapters in front of it.

A replay is the bare adapter under the cassette: nothing is cached, waited for or sent. Anything else is
`Caching(OpenAI)`, whose requests pass the gate and the policy of retries one by one; without the cache while a
recording is made, so that the cassette is whole.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import ConfigurationError, UnavailableError
from pipeline.llm import cassette
from pipeline.llm.budget import Budget
from pipeline.llm.caching import CachingLLM
from pipeline.llm.gate import EndpointGate
from pipeline.llm.lanes import Lanes
from pipeline.llm.openai_llm import OpenAILLM, Way, request_body
from pipeline.llm.port import LLM, LLMRequest
from pipeline.llm.price import Price, StatedPrice, find_price
from pipeline.llm.rates import Rates
from pipeline.llm.replay import describe, recording, replaying
from pipeline.llm.retrying import RetryLimits, RetryPolicy
from pipeline.progress import AttemptFailed, Sink
from pipeline.settings import Settings, url_for_show
from pipeline.stopping import Stopping
from schemas.run import PriceStamp

OPENAI_URL = "https://api.openai.com/v1"
DEFAULT_MODEL = "gpt-4.1-mini"
_CALL_PATH = "/chat/completions"
_WAYS_OUT = (
    "set FACTGRADE_API_KEY (or OPENAI_API_KEY), name an endpoint with --base-url, "
    "or replay what was recorded with --provider replay --cassette FILE"
)


class Provider(StrEnum):
    """Who may answer."""

    AUTO = "auto"
    OPENAI = "openai"
    REPLAY = "replay"


@dataclass(frozen=True)
class Choice:
    """Who answers: `base_url` and `is_strict` shape the requests, `why` is a clause for people, without a secret."""

    provider: Provider
    why: str
    model: str
    base_url: str
    is_strict: bool | None = None


@dataclass(frozen=True)
class Recording:
    """Where to record a run, and whether a cassette that is there may be replaced."""

    path: Path
    may_replace: bool = False


RequestsFor = Callable[[str], Sequence[LLMRequest[Any]]]


def choose_provider(
    wanted: Provider, settings: Settings, requests_for: RequestsFor, *, is_strict: bool | None = None
) -> Choice:
    """Decide who answers.

    Args:
        wanted: `auto` takes an endpoint where a key or a base URL is set, else the cassette if it covers the articles.
        settings: key, base URL, model and cassette.
        requests_for: gives the first requests of the run for a model's name, to look them up in the cassette.
        is_strict: the dialect of the requests; None leaves it to the endpoint's host, or to the cassette.

    Raises:
        ConfigurationError: nobody can answer; the message names the ways out.
    """
    if wanted is Provider.REPLAY:
        return _replay(settings, is_strict, "asked for by --provider replay")
    if wanted is Provider.OPENAI or settings.api_key or settings.base_url:
        return _endpoint(settings, is_strict)
    if not settings.cassette.exists():
        raise ConfigurationError(f"no model to ask, and no cassette {str(settings.cassette)!r}: {_WAYS_OUT}")
    choice = _replay(settings, is_strict, "no key and no base URL are set, and there is a cassette")
    requests = requests_for(choice.model)
    missing = _count_missing(settings.cassette, choice, requests)
    if missing:
        raise ConfigurationError(
            f"no model to ask, and the cassette {str(settings.cassette)!r} lacks {missing} of the first requests: "
            f"{_WAYS_OUT}"
        )
    if requests:
        return replace(choice, why="no key and no base URL are set, and the cassette covers every article")
    return choice


def _replay(settings: Settings, is_strict: bool | None, why: str) -> Choice:  # noqa: FBT001  None is a third value
    facts = describe(settings.cassette)
    url, was_strict = _recorded_dialect(settings.cassette)
    model = settings.model or min(facts.models, key=lambda name: (-facts.models[name], name))
    return Choice(Provider.REPLAY, why, model, url, was_strict if is_strict is None else is_strict)


def _endpoint(settings: Settings, is_strict: bool | None) -> Choice:  # noqa: FBT001  None is a third value
    url = settings.base_url or OPENAI_URL
    is_openai = urlsplit(url).hostname == urlsplit(OPENAI_URL).hostname
    if is_openai and settings.api_key is None:
        raise ConfigurationError(f"{url_for_show(url)} wants a key: {_WAYS_OUT}")
    if not is_openai and settings.model is None:
        raise ConfigurationError(f"which model of {url_for_show(url)}? Name it with --model or FACTGRADE_MODEL")
    why = "a base URL is set" if settings.base_url else "an API key is set"
    return Choice(Provider.OPENAI, f"{why}: {url_for_show(url)}", settings.model or DEFAULT_MODEL, url, is_strict)


def _recorded_dialect(path: Path) -> tuple[str, bool]:
    """Return the base URL that the first exchange went to, and whether it spoke OpenAI's own dialect."""
    first = cassette.deserialize(path.read_text(encoding="utf-8"))["interactions"][0]["request"]
    try:
        answer = json.loads(first["body"])["response_format"]["json_schema"]
    except (KeyError, TypeError, ValueError):
        answer = {}
    return str(first["uri"]).removesuffix(_CALL_PATH), bool(answer.get("strict", False))


def _count_missing(path: Path, choice: Choice, requests: Sequence[LLMRequest[Any]]) -> int:
    recorded = describe(path).bodies
    bodies = [request_body(request, bool(choice.is_strict)) for request in requests]
    return sum(hashlib.sha256(body).hexdigest() not in recorded for body in bodies)


def cache_folder(settings: Settings, choice: Choice) -> Path:
    """Return the folder of the answers of one endpoint: two endpoints may call different models by one name."""
    return settings.cache_dir / _digest(choice)


def batch_folder(settings: Settings, choice: Choice) -> Path:
    """Return the folder of the book of batches of one endpoint."""
    return settings.state_dir / "batches" / _digest(choice)


def _digest(choice: Choice) -> str:
    return hashlib.sha256(choice.base_url.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Seam:
    """How the requests of one run get to the endpoint, and what watches over their cost."""

    way: Way
    budget: Budget

    @property
    def price_stamp(self) -> PriceStamp | None:
        """Return which prices are counted; None where nobody knows any."""
        price = self.way.price
        return PriceStamp(source=price.source, snapshot_date=price.snapshot_date) if price else None


def make_seam(choice: Choice, settings: Settings, sink: Sink, stopping: Stopping, now: datetime) -> Seam:
    """Return the seam for a run; `sink` is told of pauses and retries, from several threads.

    A replay costs nothing and waits for nothing.

    Raises:
        ConfigurationError: the price is misspelt, or the cost is limited and nobody knows the price.
    """
    if choice.provider is Provider.REPLAY:
        return Seam(Way(), Budget(None, None, None, stopping))
    price = price_of(choice, settings, now)
    budget = Budget(settings.max_cost_usd, settings.max_tokens, price, stopping)
    gate = EndpointGate(
        Lanes(settings.concurrency, stopping, sink.emit, shortest_pause_s=settings.first_wait_s),
        Rates(settings.requests_per_minute, settings.tokens_per_minute, stopping),
        budget,
    )
    return Seam(Way(gate, make_retry(settings, sink, stopping), price), budget)


def price_of(choice: Choice, settings: Settings, now: datetime) -> Price | None:
    """Return what an endpoint's model costs: as the settings state, else as the list knows; None where nobody knows.

    Raises:
        ConfigurationError: the price is misspelt, or the cost is limited and nobody knows the price.
    """
    stated = StatedPrice.parse(settings.price) if settings.price is not None else None
    price = find_price(choice.model, choice.base_url, stated, now)
    if price is None and settings.max_cost_usd is not None:
        raise ConfigurationError(
            f"--max-cost needs a price, and none is known for {choice.model!r} at {url_for_show(choice.base_url)}: "
            "state it with --price INPUT/OUTPUT (US dollars per million tokens), or limit the tokens with --max-tokens"
        )
    return price


def make_retry(settings: Settings, sink: Sink, stopping: Stopping) -> RetryPolicy:
    """Return the policy of retries, which tells `sink` of each failure that is followed by another attempt."""

    def tell(error: UnavailableError, wait_s: float) -> None:
        sink.emit(AttemptFailed(str(error), round(wait_s, 3)))

    limits = RetryLimits(settings.attempts, first_wait_s=settings.first_wait_s, total_s=settings.retry_for_s)
    return RetryPolicy(limits, stopping, tell)


@contextmanager
def open_llm(
    choice: Choice,
    settings: Settings,
    warn: Callable[[str], None],
    record: Recording | None = None,
    *,
    use_cache: bool = True,
    way: Way | None = None,
) -> Iterator[LLM]:
    """Give the model that was chosen, for the length of a `with`; `warn` is told of trouble with the cache.

    `way` is how requests get to the endpoint; None: at once, and once.

    What was exchanged is recorded also when the run inside fails.

    Raises:
        ConfigurationError: the cassette, the cache folder, the URL or the key cannot be used.
    """
    with ExitStack() as stack:
        if choice.provider is Provider.REPLAY:
            stack.enter_context(replaying(settings.cassette))
        elif record:
            stack.enter_context(recording(record.path, replace=record.may_replace))
        key = settings.api_key.get_secret_value() if settings.api_key else None
        endpoint = OpenAILLM(choice.base_url, key, settings.timeout_s, strict=choice.is_strict, way=way)
        stack.callback(endpoint.close)
        if choice.provider is Provider.REPLAY:
            yield endpoint
            return
        llm: LLM = endpoint
        if use_cache and not record:
            cached = CachingLLM(llm, cache_folder(settings, choice), warn)
            stack.callback(cached.close)
            llm = cached
        yield llm
