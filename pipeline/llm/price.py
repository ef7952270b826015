"""What the tokens of one request cost in US dollars; the only importer of genai_prices, which is asked offline.

Invariant: a cost is never less than what the endpoint bills for the tokens it told. Where that depends on what nobody
tells (which input was written to a cache that charges for it, the minute of the day), the dearer price counts. Prices
belong to single requests, never to sums: a long request may be in a dearer tier as a whole.
"""

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlsplit

import genai_prices
from genai_prices.types import ModelPrice, PriceCalculation, TieredPrices

from pipeline.errors import ConfigurationError
from schemas.usage import Usage

_STATED_SOURCE = "stated"
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_WITHOUT_CACHE, _WITH_CACHE = 2, 3

# Prices of the next day count too: a run must not outspend its budget because a cheap hour ends.
_HOURS_AHEAD = range(25)


@dataclass(frozen=True)
class StatedPrice:
    """A price that a person states, in US dollars per million tokens; cached input costs as other input if None."""

    input_per_million: Decimal
    output_per_million: Decimal
    cached_input_per_million: Decimal | None = None

    @classmethod
    def parse(cls, text: str) -> "StatedPrice":
        """Read "input/output" or "input/cached input/output", as in "0.25/2" or "0.25/0.025/2".

        Raises:
            ConfigurationError: the text is neither.
        """
        parts = [part.strip() for part in text.split("/")]
        if len(parts) not in (_WITHOUT_CACHE, _WITH_CACHE) or not all(_NUMBER.fullmatch(part) for part in parts):
            raise ConfigurationError(
                f"the price {text!r} must be 'input/output' or 'input/cached input/output' in US dollars per million "
                "tokens, as in '0.25/2' or '0.25/0.025/2'"
            )
        first, *between, last = (Decimal(part) for part in parts)
        return cls(first, last, between[0] if between else None)


@dataclass(frozen=True)
class _Band:
    """Dollars a token, for requests of more than `above` input tokens."""

    above: int
    input: Decimal
    cached: Decimal
    output: Decimal


@dataclass(frozen=True)
class _Tariff:
    """The bands in rising order, the first from 0, and the dollars that a request costs whatever its size."""

    bands: tuple[_Band, ...]
    per_request: Decimal = Decimal(0)

    def cost(self, usage: Usage) -> Decimal:
        band = self._reached(usage)[-1]
        cached = min(usage.cached_tokens, usage.input_tokens)
        tokens = (usage.input_tokens - cached) * band.input + cached * band.cached + usage.output_tokens * band.output
        return self._with_fee(usage, tokens)

    def worst(self, usage: Usage) -> Decimal:
        dearest = max(
            usage.input_tokens * max(band.input, band.cached) + usage.output_tokens * band.output
            for band in self._reached(usage)
        )
        return self._with_fee(usage, dearest)

    def _reached(self, usage: Usage) -> tuple[_Band, ...]:
        if len(self.bands) == 1:
            return self.bands
        return tuple(band for band in self.bands if band.above == 0 or usage.input_tokens > band.above)

    def _with_fee(self, usage: Usage, tokens: Decimal) -> Decimal:
        return tokens + self.per_request if usage.input_tokens or usage.output_tokens else tokens


@dataclass(frozen=True)
class Price:
    """What one model costs at one endpoint.

    `source` says where the price is from, in a line for people. `snapshot_date` is the day of the price list, as far
    as its maker tells: genai-prices dates no bundled list (the newest day in it lies in the future), so that its
    version in `source` alone identifies the list.
    """

    source: str
    tariffs: tuple[_Tariff, ...]
    snapshot_date: date | None = None

    def cost(self, usage: Usage) -> Decimal:
        """Return what one request cost; a request without tokens was not billed and costs nothing."""
        return max(tariff.cost(usage) for tariff in self.tariffs)

    def worst(self, usage: Usage) -> Decimal:
        """Return the most that a request of at most these tokens can cost, however much of it is cached."""
        return max(tariff.worst(usage) for tariff in self.tariffs)


def find_price(model: str, base_url: str, stated: StatedPrice | None, now: datetime) -> Price | None:
    """Return what `model` costs at `base_url`, or None where nobody knows.

    The endpoint decides whose prices apply, never the model's name: a gateway or a local server has none of its own.

    Args:
        model: as the requests name it.
        base_url: of the API.
        stated: wins over the list.
        now: an aware instant; the dearest price of the day that begins with it counts.
    """
    if stated is not None:
        return Price(_STATED_SOURCE, (_stated_tariff(stated),))
    place = _Place(base_url)
    found = (_look_up(model, place, now + timedelta(hours=hours)) for hours in _HOURS_AHEAD)
    tariffs = tuple(dict.fromkeys(tariff for price in found if price is not None and (tariff := _tariff(price))))
    return Price(f"genai-prices {genai_prices.__version__}", tariffs) if tariffs else None


@dataclass(frozen=True)
class _Place:
    """A base URL as the patterns of the price list can safely be matched with it."""

    base_url: str

    @cached_property
    def host(self) -> str:
        """Return scheme and host, without a user's name or a port; empty where the URL has none."""
        try:
            parts = urlsplit(self.base_url)
        except ValueError:
            return ""
        return f"{parts.scheme}://{parts.hostname}" if parts.hostname else ""

    @cached_property
    def url(self) -> str:
        """Return the URL with no dot in its path: a gateway may be asked for the host behind it there."""
        return self.host + urlsplit(self.base_url).path.replace(".", "-") if self.host else ""

    def is_matched_whole(self, pattern: str) -> bool:
        """Tell whether a provider's pattern covers the host to its end: "api.openai.com.example.org" is another."""
        match = re.match(pattern, self.url)
        return match is not None and (match.end() >= len(self.host) or match.group().endswith("."))


def _look_up(model: str, place: _Place, instant: datetime) -> ModelPrice | None:
    try:
        found = _ask_list(model, place.url, instant)
    except LookupError:
        return None
    return found.model_price if place.is_matched_whole(found.provider.api_pattern) else None


def _ask_list(model: str, url: str, instant: datetime) -> PriceCalculation:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return genai_prices.calc_price(
            genai_prices.Usage(), model, provider_api_url=url, genai_request_timestamp=instant
        )


def _stated_tariff(stated: StatedPrice) -> _Tariff:
    cached = stated.cached_input_per_million
    per_million = (
        stated.input_per_million,
        stated.input_per_million if cached is None else cached,
        stated.output_per_million,
    )
    return _Tariff((_Band(0, *(_per_token(price) for price in per_million)),))


def _tariff(price: ModelPrice) -> _Tariff | None:
    """Return the tariff of a model that answers in text; one without a price for input or output has none."""
    read, write, out = price.input_mtok, price.cache_write_mtok, price.output_mtok
    if read is None or out is None:
        return None
    cached = read if price.cache_read_mtok is None else price.cache_read_mtok
    bands = tuple(
        _Band(
            start,
            max(_per_token(_at(each, start)) for each in (read, write) if each is not None),
            _per_token(_at(cached, start)),
            _per_token(_at(out, start)),
        )
        for start in sorted({0, *_starts(each for each in (read, write, cached, out) if each is not None)})
    )
    fee = price.requests_kcount
    return _Tariff(bands, fee.scaleb(-3) if isinstance(fee, Decimal) else Decimal(0))


def _starts(prices: Iterable[Decimal | TieredPrices]) -> set[int]:
    return {tier.start for price in prices if isinstance(price, TieredPrices) for tier in price.tiers}


def _at(price: Decimal | TieredPrices, above: int) -> Decimal:
    """Return the price per million for a request of just more than `above` input tokens."""
    if isinstance(price, Decimal):
        return price
    reached = [tier.price for tier in price.tiers if tier.start <= above]
    return reached[-1] if reached else price.base


def _per_token(per_million: Decimal) -> Decimal:
    return per_million.scaleb(-6)
