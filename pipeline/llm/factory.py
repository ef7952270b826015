"""Builds the model that a run speaks to: whoever was chosen (`choice`), and the stack of adapters in front of it.

A replay is the bare adapter under the cassette: nothing is cached, waited for or sent. Anything else is
`Caching(OpenAI)`, or `Caching(Local(OpenAI))` for a model on this machine, whose requests pass the gate and the policy
of retries one by one. While a recording is made the cache answers nothing, so that the cassette is whole.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.errors import ConfigurationError, UnavailableError
from pipeline.llm.budget import Budget
from pipeline.llm.caching import CachingLLM
from pipeline.llm.choice import Choice, Provider, choose_provider
from pipeline.llm.gate import EndpointGate
from pipeline.llm.lanes import Lanes
from pipeline.llm.local import LOCAL_TIMEOUT_S, LocalLLM, LocalServer, power_of
from pipeline.llm.openai_llm import OpenAILLM, Way
from pipeline.llm.port import LLM
from pipeline.llm.price import Price, StatedPrice, find_price
from pipeline.llm.rates import Rates
from pipeline.llm.replay import recording, replaying
from pipeline.llm.retrying import RetryLimits, RetryPolicy
from pipeline.progress import AttemptFailed, Sink
from pipeline.settings import Settings, url_for_show
from pipeline.stopping import Stopping
from schemas.run import PriceStamp

__all__ = [
    "Choice",
    "Provider",
    "Recording",
    "Seam",
    "batch_folder",
    "cache_folder",
    "choose_provider",
    "fit_settings",
    "make_retry",
    "make_seam",
    "open_llm",
    "price_of",
]


@dataclass(frozen=True)
class Recording:
    """Where to record a run; a cassette that is there may be replaced, or mended by asking only what it lacks."""

    path: Path
    may_replace: bool = False
    is_mended: bool = False


def cache_folder(settings: Settings, choice: Choice) -> Path:
    """Return the folder of the answers of one endpoint: two endpoints may call different models by one name.

    Every file of weights has its own.
    """
    return settings.cache_dir / _digest(choice)


def batch_folder(settings: Settings, choice: Choice) -> Path:
    """Return the folder of the book of batches of one endpoint."""
    return settings.state_dir / "batches" / _digest(choice)


def _digest(choice: Choice) -> str:
    return hashlib.sha256(choice.base_url.encode()).hexdigest()[:12]


def fit_settings(choice: Choice, settings: Settings) -> Settings:
    """Return the settings as they suit who answers: what was not stated is another for a model on this machine.

    It takes minutes where an endpoint takes seconds, and more requests at a time than it has slots wait in it.
    """
    if choice.provider is not Provider.LOCAL:
        return settings
    fitting = {"timeout_s": LOCAL_TIMEOUT_S, "concurrency": power_of(settings).slots}
    return settings.model_copy(
        update={name: value for name, value in fitting.items() if name not in settings.model_fields_set}
    )


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
    budget = Budget(settings.max_cost_usd if price else None, settings.max_tokens, price, stopping)
    gate = EndpointGate(
        Lanes(settings.concurrency, stopping, sink.emit, shortest_pause_s=settings.first_wait_s),
        Rates(settings.requests_per_minute, settings.tokens_per_minute, stopping),
        budget,
    )
    return Seam(Way(gate, make_retry(settings, sink, stopping), price), budget)


def price_of(choice: Choice, settings: Settings, now: datetime) -> Price | None:
    """Return what an endpoint's model costs: as the settings state, else as the list knows; None where nobody knows.

    A model on this machine has no price either, and no limit of the cost is too low for it.

    Raises:
        ConfigurationError: the price is misspelt, or the cost is limited and nobody knows the price.
    """
    stated = StatedPrice.parse(settings.price) if settings.price is not None else None
    price = find_price(choice.model, choice.base_url, stated, now)
    if price is None and settings.max_cost_usd is not None and choice.provider is not Provider.LOCAL:
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
            stack.enter_context(recording(record.path, replace=record.may_replace, mend=record.is_mended))
        endpoint = _endpoint_llm(choice, settings, way, has_canary=record is None)
        stack.callback(endpoint.close)
        if choice.provider is Provider.REPLAY:
            yield endpoint
            return
        llm: LLM = endpoint
        if use_cache:
            cached = CachingLLM(llm, cache_folder(settings, choice), warn, is_asking_anew=record is not None)
            stack.callback(cached.close)
            llm = cached
        yield llm


def _endpoint_llm(choice: Choice, settings: Settings, way: Way | None, *, has_canary: bool) -> OpenAILLM | LocalLLM:
    """Return the adapter; what is recorded has no canary in it, for no replay would ask for that."""
    if choice.weights is not None:
        server = LocalServer(choice.weights, power_of(settings))
        return LocalLLM(server, settings.timeout_s, way, has_canary=has_canary)
    key = settings.api_key.get_secret_value() if settings.api_key else None
    return OpenAILLM(choice.base_url, key, settings.timeout_s, strict=choice.is_strict, way=way)
