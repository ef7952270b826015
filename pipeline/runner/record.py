"""The record of a run, `run.json`: what decided its result, and what came of it.

`run_id` is a hash of what decides the result and of nothing else: no time, no path, so equal runs have equal ids.
"""

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version

from pipeline import exit_code
from pipeline.runner.account import Account, stamp_of
from pipeline.runner.reading import Reading
from pipeline.runner.stamps import Stamps
from pipeline.runner.terms import BatchResult
from pipeline.stages import check, compare, confirm, decide, extract, grade, ground
from pipeline.stopping import StopCause
from prompts import Prompt
from schemas.article import RejectedInput
from schemas.catalogue import schema_digests
from schemas.profile import Profile
from schemas.run import ArticleStamp, PriceStamp, PromptStamp, ProviderStamp, Run, RunOutcome
from schemas.usage import Usage

_LIBRARIES = ("openai", "instructor", "pydantic", "trafilatura", "syntok")
_STAGES = {
    "extract": extract.VERSION,
    "confirm": confirm.VERSION,
    "ground": ground.VERSION,
    "check": check.VERSION,
    "grade": grade.VERSION,
    "compare": compare.VERSION,
    "decide": decide.VERSION,
}
_STOPPED = {
    StopCause.INTERRUPT: RunOutcome.INTERRUPTED,
    StopCause.TERMINATE: RunOutcome.TERMINATED,
    StopCause.BUDGET: RunOutcome.BUDGET,
    StopCause.TIME: RunOutcome.BUDGET,
    StopCause.DENIAL: RunOutcome.DENIED,
}

_DIGITS = 16

Setting = str | int | float | bool | None


@dataclass(frozen=True)
class Identity:
    """All that decides the result of a run: the articles, and how the model is asked."""

    article_ids: Iterable[str]
    prompts: tuple[Prompt, ...]
    model: str
    profile: Profile

    @property
    def run_id(self) -> str:
        """Return 16 hexadecimal digits, equal for equal runs."""
        digest, way = hashlib.sha256(b"[["), json.dumps(self._way, sort_keys=True)
        # As the digest of one list, of which there need never be the text: an article has 70 bytes there.
        for number, article_id in enumerate(self.article_ids):
            digest.update(f"{', ' if number else ''}{json.dumps(article_id)}".encode())
        digest.update(f"], {way[1:]}".encode())
        return digest.hexdigest()[:_DIGITS]

    @property
    def way(self) -> str:
        """Return 16 hexadecimal digits, equal where articles are asked about in the same way."""
        return _digest(self._way)

    @property
    def _way(self) -> list[object]:
        return [
            [prompt.sha256 for prompt in self.prompts],
            schema_digests(),
            _STAGES,
            self.model,
            self.profile.model_dump(mode="json"),
        ]


def _digest(parts: list[object]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:_DIGITS]


def outcome_of(result: BatchResult, reading: Reading, not_checked: int) -> RunOutcome:
    """Return how a run ended, in which so many units were not checked; an article given twice is no failure."""
    if result.stop in _STOPPED:
        return _STOPPED[result.stop]
    if result.is_down:
        return RunOutcome.PROVIDER_DOWN
    if result.stop is StopCause.FAILURES:
        return RunOutcome.TOO_MANY_FAILURES
    return RunOutcome.INCOMPLETE if reading.rejected or not_checked else RunOutcome.COMPLETE


@dataclass(frozen=True)
class Spending:
    """Which prices were counted, and the most that all requests can have cost, those that nobody waited for too.

    Both are None where nobody knows a price.
    """

    price: PriceStamp | None = None
    at_most_usd: Decimal | None = None


def make_record(
    identity: Identity,
    provider: ProviderStamp,
    reading: Reading,
    result: BatchResult,
    *,
    command: Sequence[str],
    settings: Mapping[str, Setting],
    spending: Spending,
    times: tuple[datetime, datetime],
) -> Run:
    """Return the record of a run that ended; `times` are its start and its end."""
    account = Account()
    stamps = Stamps(_stamped(result, account))
    outcome = outcome_of(result, reading, account.not_checked)
    spent = sum(result.usage.values(), Usage(cost_usd=None if spending.price is None else Decimal(0))).cost_usd
    record = Run(
        run_id=identity.run_id,
        command=tuple(command),
        outcome=outcome,
        exit_code=exit_code.of_outcome(outcome),
        started_at=times[0],
        ended_at=times[1],
        versions=_versions(),
        provider=provider,
        prompts=tuple(PromptStamp(name=p.name, version=p.version, sha256=p.sha256) for p in identity.prompts),
        schemas=schema_digests(),
        settings=dict(settings),
        articles=(),
        rejected=(*reading.rejected, *reading.duplicates),
        sentences=dict(sorted(account.sentences.items())),
        claims=dict(sorted(account.claims.items())),
        not_checked=account.not_checked,
        quarantined=tuple(RejectedInput(path=path, reason=why) for path, why in result.quarantined.items()),
        stop_reason=result.stop_reason or None,
        usage=dict(result.usage),
        from_cache=dict(result.kept),
        price=spending.price,
        cost_usd=spent,
        cost_usd_at_most=None if spent is None else max(spent, spending.at_most_usd or spent),
    )
    return record.model_copy(update={"articles": stamps})


def _stamped(result: BatchResult, account: Account) -> Iterator[ArticleStamp]:
    """Yield the stamps of the articles of a run, each counted."""
    for verdict in result.verdicts:
        account.add(verdict)
        yield stamp_of(verdict, result.spent.get(verdict.article.article_id, Usage()))


def record_parts(record: Run) -> Iterator[str]:
    """Yield the text of `run.json`, article by article: together what the record is as JSON, indented by two."""
    yield from record.json_parts()
    yield "\n"


def tool_version() -> str:
    """Return the version of this package, or "unknown" where it runs without being installed."""
    return _version_of("factgrade")


def _versions() -> dict[str, str]:
    stages = {f"stage {name}": number for name, number in _STAGES.items()}
    libraries = {name: _version_of(name) for name in _LIBRARIES}
    return {"factgrade": tool_version(), "python": platform.python_version(), **libraries, **stages}


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
