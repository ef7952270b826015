"""Whose price counts, and what a request costs under it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import genai_prices
import pytest
from genai_prices import data_snapshot

from pipeline.errors import ConfigurationError
from pipeline.llm.price import Price, StatedPrice, find_price
from schemas.usage import Usage

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OPENAI = "https://api.openai.com/v1"
STATED = StatedPrice(Decimal("0.25"), Decimal(2), Decimal("0.025"))
URLS = {
    "anthropic": "https://api.anthropic.com/v1",
    "azure": "https://mine.openai.azure.com/openai/v1",
    "deepseek": "https://api.deepseek.com",
    "google": "https://generativelanguage.googleapis.com/v1beta/openai",
    "openai": OPENAI,
    "openrouter": "https://openrouter.ai/api/v1",
    "perplexity": "https://api.perplexity.ai",
}
SIZES = [(1, 0, 1), (200_000, 400, 9), (200_001, 9, 9), (272_001, 272_001, 1), (2_000_000, 7, 100_000)]


def used(read: int, cached: int = 0, written: int = 0) -> Usage:
    return Usage(attempts=1, input_tokens=read, cached_tokens=cached, output_tokens=written)


def price_of(model: str, base_url: str = OPENAI, now: datetime = NOW) -> Price:
    price = find_price(model, base_url, None, now)
    assert price is not None
    return price


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.25/2", StatedPrice(Decimal("0.25"), Decimal(2))),
        (" 0.25 / 0.025 / 2 ", STATED),
        ("0/0", StatedPrice(Decimal(0), Decimal(0))),
    ],
)
def test_a_stated_price_is_read(text: str, expected: StatedPrice) -> None:
    assert StatedPrice.parse(text) == expected


@pytest.mark.parametrize(
    "text", ["", "1", "1/2/3/4", "-1/2", "nan/2", "1e3/2", "1/inf", "$1/$2", "1/٢", ".5/1", "1,5/2"]
)
def test_what_is_no_stated_price_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"0\.25/0\.025/2"):
        StatedPrice.parse(text)


def test_a_stated_price_wins_over_the_list_and_says_so() -> None:
    price = find_price("gpt-5-mini", OPENAI, StatedPrice(Decimal(1), Decimal(10)), NOW)
    assert price is not None
    assert (price.source, price.cost(used(1_000_000, 0, 1_000_000))) == ("stated", Decimal(11))


def test_cached_tokens_cost_their_own_price() -> None:
    price = find_price("any", "http://127.0.0.1/v1", STATED, NOW)
    assert price is not None
    assert price.cost(used(1000, 400, 100)) == Decimal("0.00036")


def test_cached_tokens_without_a_price_of_their_own_cost_as_input() -> None:
    price = find_price("any", OPENAI, StatedPrice(Decimal(1), Decimal(2)), NOW)
    assert price is not None
    assert price.cost(used(1000, 400)) == price.cost(used(1000))


def test_an_endpoint_that_tells_more_cached_than_read_is_not_paid_for_it() -> None:
    assert price_of("gpt-5-mini").cost(used(100, 900)) == price_of("gpt-5-mini").cost(used(100, 100))


def test_the_list_names_its_version_and_no_day_that_it_does_not_tell() -> None:
    price = price_of("gpt-5-mini")
    assert (price.source, price.snapshot_date) == (f"genai-prices {genai_prices.__version__}", None)


def test_a_dated_name_has_the_price_of_its_model() -> None:
    assert price_of("gpt-5-mini-2025-08-07").tariffs == price_of("gpt-5-mini").tariffs


@pytest.mark.parametrize(
    "base_url",
    [
        "http://127.0.0.1:8101/v1",
        "http://api.openai.com/v1",
        "https://api.openai.com.example.org/v1",
        "https://api.openai.com@gateway.example.org/v1",
        "https://gateway.example.org/x.openai.azure.com/v1",
        "https://gateway.example.org/api.openai.com/v1",
        "https://[broken/v1",
        "no url",
        "",
    ],
)
def test_an_endpoint_that_the_list_does_not_know_has_no_price(base_url: str) -> None:
    assert find_price("gpt-5-mini", base_url, None, NOW) is None


def test_a_host_that_stands_in_the_path_of_a_gateway_gives_no_price() -> None:
    assert find_price("gemini-2.5-flash", "https://gateway.example.org/x.googleapis.com/v1", None, NOW) is None


@pytest.mark.parametrize("base_url", ["https://API.openai.com:443/v1/", "https://me:secret@api.openai.com/v1"])
def test_a_known_endpoint_is_known_however_it_is_written(base_url: str) -> None:
    assert price_of("gpt-5-mini", base_url).tariffs == price_of("gpt-5-mini").tariffs


def test_a_pattern_that_leaves_the_last_label_open_is_met() -> None:
    assert find_price("kimi-k2-0905-preview", "https://api.moonshot.ai/v1", None, NOW) is not None


@pytest.mark.parametrize("model", ["no-such-model", "text-embedding-3-small", "ft:gpt-4o-mini:acme"])
def test_a_model_without_a_price_for_text_in_and_out_has_none(model: str) -> None:
    assert find_price(model, OPENAI, None, NOW) is None


def test_a_long_request_is_in_the_dearer_tier_as_a_whole() -> None:
    price = price_of("gemini-2.5-pro", URLS["google"])
    assert price.cost(used(200_000)) == Decimal("0.25")
    assert price.cost(used(200_001)) == Decimal("0.5000025")


def test_input_that_may_have_been_written_to_a_charged_cache_counts_as_written() -> None:
    assert price_of("gpt-5.6-terra").cost(used(1000)) == Decimal("0.0025")


def test_the_dearest_hour_of_the_day_counts() -> None:
    off_peak = NOW.replace(hour=20)
    assert price_of("deepseek-chat", URLS["deepseek"], off_peak).cost(used(1_000_000)) == Decimal("0.27")


def test_a_fee_per_request_is_counted_once_and_only_for_what_was_billed() -> None:
    price = price_of("sonar", URLS["perplexity"])
    assert price.cost(used(1_000_000, 0, 0)) == Decimal("1.012")
    assert price.cost(Usage(attempts=1)) == 0


def listed(provider_id: str) -> Iterator[tuple[str, Price]]:
    provider = next(each for each in data_snapshot.get_snapshot().providers if each.id == provider_id)
    for model in provider.models:
        price = find_price(model.id, URLS[provider_id], None, NOW)
        if price is not None:
            yield model.id, price


def dearest_by_the_list(model: str, base_url: str, usage: Usage) -> Decimal:
    """Ask the library itself, by day and by night, with nothing and with all input written to the cache."""
    known = {
        "input_tokens": usage.input_tokens,
        "cache_read_tokens": usage.cached_tokens,
        "output_tokens": usage.output_tokens,
    }
    written = {**known, "cache_write_tokens": usage.input_tokens - usage.cached_tokens}
    return max(
        genai_prices.calc_price(
            genai_prices.Usage(**counts),
            model,
            provider_api_url=base_url,
            genai_request_timestamp=NOW + timedelta(hours=hours),
        ).total_price
        for counts in (known, written)
        for hours in (0, 13)
    )


@pytest.mark.untraced
@pytest.mark.parametrize("provider_id", URLS)
def test_every_listed_price_is_the_library_s_own(provider_id: str) -> None:
    prices = dict(listed(provider_id))
    assert prices
    for model, price in prices.items():
        for usage in (used(*size) for size in SIZES):
            assert price.cost(usage) == dearest_by_the_list(model, URLS[provider_id], usage), (model, usage)


@pytest.mark.untraced
@pytest.mark.parametrize("provider_id", URLS)
def test_no_request_costs_more_than_the_worst_of_its_bound(provider_id: str) -> None:
    bounds = [used(read, 0, written) for read, _, written in SIZES]
    for model, price in listed(provider_id):
        for bound in bounds:
            within = [used(min(r, bound.input_tokens), min(c, r, bound.input_tokens), w) for r, c, w in SIZES]
            costs = [price.cost(each) for each in within if each.output_tokens <= bound.output_tokens]
            assert max(costs) <= price.worst(bound), (model, bound)
