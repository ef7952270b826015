"""What a run would ask and cost, told before anything is spent.

The calls of the first round without an answer in the cache are known exactly. What comes after depends on their
answers, so it is estimated, from what the run over the sample articles took.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import SecretStr

from pipeline.app.command import RunCommand, Surroundings
from pipeline.app.estimate import ASKED_AGAIN_PER_SENTENCE, CLAIMS_PER_SENTENCE, CONFIRMED_PER_SENTENCE
from pipeline.app.job import warning
from pipeline.app.own_template import own_templates
from pipeline.app.plan import Plan, make_plan, read_inputs, way_of, wire_stages
from pipeline.llm.address import shown, speaks_strictly
from pipeline.llm.caching import lookup
from pipeline.llm.factory import Choice, Provider, cache_folder, price_of
from pipeline.llm.gate import worst_usage
from pipeline.llm.openai_llm import request_body
from pipeline.llm.port import LLMReply, LLMRequest
from pipeline.llm.price import Price
from pipeline.llm.shelf import Shelf
from pipeline.presence import is_there
from pipeline.runner.collecting import Collected, collect_requests
from pipeline.runner.quarantine import open_quarantine, quarantine_folder
from pipeline.runner.terms import Articles
from pipeline.settings import Settings
from pipeline.spool import Spool
from pipeline.stages.compare.opened import MOST_ALIKE, MOST_OPEN
from pipeline.stages.extract.window import plan_windows
from schemas.article import Article
from schemas.usage import Usage

# Measured on the recorded run over the sample articles (151 sentences asked about, a model of 1.5 billion parameters).
BYTES_PER_TOKEN = 5.0
SHARE_OF_LIMIT = {"extract": 0.26, "confirm": 0.3, "grade": 0.43, "relate": 0.18}
# What a later call takes, as a multiple of the mean of the known ones: its input and its output.
_TO_KNOWN = {"extract": (1.0, 1.0), "confirm": (0.3, 0.05), "grade": (1.7, 1.0), "relate": (1.7, 1.0)}
_BOTH_ORDERS = 2

_FREE = {
    Provider.REPLAY: "none is needed: a replay costs nothing",
    Provider.LOCAL: "none is needed: a model on this machine is not billed",
}


@dataclass(frozen=True)
class Amount:
    """Calls with the tokens and US dollars that they take; the dollars are None where nobody knows a price."""

    calls: int
    usage: Usage
    cost_usd: Decimal | None


@dataclass(frozen=True)
class Forecast:
    """What a run would do.

    Of the articles, `left_out` would not be asked about, because they failed in run after run. `answered` calls have an
    answer in the cache. `likely` and `at_most` are about the calls that would be made first, by stage in `stages`: with
    tokens as they usually are, and with the bound that a budget reserves. Later calls depend on their answers, and both
    amounts of theirs are estimates. `price` says where the price is from; None where nobody knows one.
    """

    articles: int
    left_out: int
    answered: int
    stages: Mapping[str, int]
    likely: Amount
    at_most: Amount
    later_likely: Amount
    later_at_most: Amount
    price: str | None


def forecast_run(command: RunCommand, settings: Settings, around: Surroundings) -> Forecast:
    """Find out what a run would ask; nothing is asked and nothing is written, so that an endpoint needs no key.

    Raises:
        ConfigurationError: as a run does.
        StoppedError: a stop was asked for.
    """
    own_templates(settings, around.sink)  # a run would refuse those that fail
    reading = read_inputs(command, around, is_written=True)
    wanted = _with_key(settings) if command.provider is Provider.OPENAI else settings
    plan = make_plan(command, wanted, reading.articles)
    if plan.choice.provider is Provider.OPENAI:
        shown(plan.choice.base_url)  # a run would refuse what is no URL
    price = None if plan.choice.provider is Provider.REPLAY else price_of(plan.choice, settings, around.clock.now())
    asked = _asked(command, settings, around, reading.articles, plan)
    collected = _collect(command, settings, around, asked, plan)
    return _Teller(plan, price).tell(asked, collected, left_out=len(reading.articles) - len(asked))


def _with_key(settings: Settings) -> Settings:
    return settings if settings.api_key else settings.model_copy(update={"api_key": SecretStr("none")})


def _asked(command: RunCommand, settings: Settings, around: Surroundings, articles: Articles, plan: Plan) -> Articles:
    """Return the articles that a run would not leave out."""
    is_kept = is_there(quarantine_folder(settings))
    if plan.choice.provider is Provider.REPLAY or command.retry_quarantined or not is_kept:
        return articles
    with open_quarantine(settings, way_of(plan), warning(around.sink), around.clock) as quarantine:
        if quarantine is None:  # the settings want none
            return articles
        asked = Spool(Article)
        for article in articles:
            if quarantine.reason(article) is None:
                asked.add(article)
        return asked


def _collect(command: RunCommand, settings: Settings, around: Surroundings, asked: Articles, plan: Plan) -> Collected:
    folder = cache_folder(settings, plan.choice)
    if not command.use_cache or command.record or plan.choice.provider is Provider.REPLAY or not is_there(folder):
        return collect_requests(asked, wire_stages(plan), lambda _request: None, around.stopping)
    shelf = Shelf(folder, warning(around.sink))
    try:

        def find(request: LLMRequest[Any]) -> LLMReply[Any] | None:
            return lookup(shelf, request)

        return collect_requests(asked, wire_stages(plan), find, around.stopping)
    finally:
        shelf.close()


class _Teller:
    def __init__(self, plan: Plan, price: Price | None) -> None:
        self._plan = plan
        self._price = price

    def tell(self, asked: Articles, collected: Collected, left_out: int) -> Forecast:
        requests = list(collected.missing.values())
        worst = [self._worst(request) for request in requests]
        likely = [self._likely(request, bound) for request, bound in zip(requests, worst, strict=True)]
        later = [self._later(asked, collected, is_most=is_most) for is_most in (False, True)]
        return Forecast(
            articles=len(asked) + left_out,
            left_out=left_out,
            answered=len(collected.found),
            stages=dict(sorted(Counter(request.stage for request in requests).items())),
            likely=self._amount(likely),
            at_most=self._amount(worst),
            later_likely=self._amount(_later_usage(later[0], likely)),
            later_at_most=self._amount(_later_usage(later[1], worst)),
            price=self._price.source if self._price else _FREE.get(self._plan.choice.provider),
        )

    def _worst(self, request: LLMRequest[Any]) -> Usage:
        choice: Choice = self._plan.choice
        is_strict = speaks_strictly(choice.base_url, choice.is_strict)
        return worst_usage(request_body(request, is_strict), request)

    @staticmethod
    def _likely(request: LLMRequest[Any], bound: Usage) -> Usage:
        written = request.max_tokens * SHARE_OF_LIMIT.get(request.stage, 1.0)
        return Usage(attempts=1, input_tokens=round(bound.input_tokens / BYTES_PER_TOKEN), output_tokens=round(written))

    def _amount(self, usages: Iterable[Usage]) -> Amount:
        total, cost = Usage(), Decimal(0)
        for usage in usages:
            total += usage
            cost += self._price.worst(usage) if self._price else 0
        return Amount(total.attempts, total, cost if self._price else None)

    def _later(self, articles: Articles, collected: Collected, *, is_most: bool) -> Counter[str]:
        """Return how many calls of each stage come after the known ones, likely or at most."""
        profile = self._plan.profile
        again = 1.0 if is_most else ASKED_AGAIN_PER_SENTENCE
        claims = float(profile.claims_per_sentence) if is_most else CLAIMS_PER_SENTENCE
        confirmed = (claims if is_most else CONFIRMED_PER_SENTENCE) if profile.is_confirming else 0.0
        calls: Counter[str] = Counter()
        for index, prompt in collected.waiting.items():
            windows = plan_windows(articles[index], profile.sentences_per_call)
            asked = sum(len(window.sentences) for window in windows)
            if prompt in {self._plan.prompts.extract.label, self._plan.prompts.confirm.label}:
                calls["extract"] += math.ceil(asked * again)
                calls["confirm"] += math.ceil(asked * confirmed)
            if prompt != self._plan.prompts.grade.label:
                calls["grade"] += math.ceil(asked * claims / profile.claims_per_call)
        if collected.waiting and len(articles) > 1 and is_most:
            calls["relate"] = _BOTH_ORDERS * (MOST_OPEN + MOST_ALIKE)
        return +calls


def _later_usage(calls: Mapping[str, int], known: list[Usage]) -> list[Usage]:
    """Return the usage of later calls, each so many times as large as the mean of the known ones."""
    if not known:
        return []
    total = sum(known, Usage())
    read, written = total.input_tokens // len(known), total.output_tokens // len(known)
    return [
        Usage(
            attempts=1,
            input_tokens=round(read * _TO_KNOWN[stage][0]),
            output_tokens=round(written * _TO_KNOWN[stage][1]),
        )
        for stage, count in calls.items()
        for _ in range(count)
    ]
