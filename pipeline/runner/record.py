"""The record of a run, `run.json`: what decided its result, and what came of it.

`run_id` is a hash of what decides the result and of nothing else: no time, no path, so equal runs have equal ids.
"""

import hashlib
import json
import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from pipeline import exit_code
from pipeline.report import page_name
from pipeline.runner.batch import BatchResult
from pipeline.runner.reading import Reading
from pipeline.stages import check, compare, decide, extract, grade, ground
from prompts import Prompt
from schemas.catalogue import schema_digests
from schemas.profile import Profile
from schemas.run import ArticleStamp, PromptStamp, ProviderStamp, Run, RunOutcome
from schemas.verdict import ArticleVerdict

_LIBRARIES = ("openai", "instructor", "pydantic", "trafilatura", "syntok")
_STAGES = {
    "extract": extract.VERSION,
    "ground": ground.VERSION,
    "check": check.VERSION,
    "grade": grade.VERSION,
    "compare": compare.VERSION,
    "decide": decide.VERSION,
}
Setting = str | int | float | bool | None


@dataclass(frozen=True)
class Identity:
    """All that decides the result of a run: the articles, and how the model is asked."""

    article_ids: tuple[str, ...]
    prompts: tuple[Prompt, ...]
    model: str
    profile: Profile

    @property
    def run_id(self) -> str:
        """Return 16 hexadecimal digits, equal for equal runs."""
        parts = [
            list(self.article_ids),
            [prompt.sha256 for prompt in self.prompts],
            schema_digests(),
            _STAGES,
            self.model,
            self.profile.model_dump(mode="json"),
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def outcome_of(result: BatchResult, reading: Reading) -> RunOutcome:
    """Return how a run ended; an article given twice is no failure."""
    if result.is_interrupted:
        return RunOutcome.INTERRUPTED
    if result.is_down:
        return RunOutcome.PROVIDER_DOWN
    has_failures = reading.rejected or any(verdict.not_checked for verdict in result.verdicts)
    return RunOutcome.INCOMPLETE if has_failures else RunOutcome.COMPLETE


def make_record(
    identity: Identity,
    provider: ProviderStamp,
    reading: Reading,
    result: BatchResult,
    *,
    command: Sequence[str],
    settings: Mapping[str, Setting],
    times: tuple[datetime, datetime],
) -> Run:
    """Return the record of a run that ended; `times` are its start and its end."""
    outcome = outcome_of(result, reading)
    return Run(
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
        articles=tuple(_stamp(verdict) for verdict in result.verdicts),
        rejected=(*reading.rejected, *reading.duplicates),
        sentences=_counts(line.outcome.value for verdict in result.verdicts for line in verdict.ledger),
        claims=_counts(claim.verdict.value for verdict in result.verdicts for claim in verdict.claims),
        not_checked=sum(len(verdict.not_checked) for verdict in result.verdicts),
        usage=result.usage,
    )


def _stamp(verdict: ArticleVerdict) -> ArticleStamp:
    return ArticleStamp(
        article_id=verdict.article.article_id,
        path=verdict.article.path,
        page=page_name(verdict.article),
        verdict=verdict.verdict.value,
        claims=len(verdict.claims),
    )


def _counts(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


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
