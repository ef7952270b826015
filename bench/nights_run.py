"""One night for the benchmark of nights, in the process that it measures.

    python bench/nights_run.py INBOX BASE_URL CONCURRENCY WORK

The application function itself, with a real HTTP client and a cache below WORK, which the nights share. Prints JSON:
seconds of wall and processor time and the peak of memory of the whole process, what the night wrote, how it ended.
"""

import gc
import io
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from pipeline.app import RunCommand, Surroundings
from pipeline.app.nightly import NightCommand, nightly
from pipeline.cli import GC_THRESHOLD
from pipeline.clock import SystemClock
from pipeline.llm.factory import Provider
from pipeline.progress import CallEnded, Event, OrderedSink
from pipeline.settings import Settings

MEBI = 1024.0
MODEL = "stand-in-medium"


class CountingSink:
    """Counts calls, and keeps the first failures."""

    def __init__(self) -> None:
        """Begin with none."""
        self.calls = 0
        self.failures: list[str] = []

    def emit(self, event: Event) -> None:
        """Take one event."""
        if isinstance(event, CallEnded) and not event.is_cached:
            self.calls += 1
            self.failures += [event.failure] if event.failure else []


def measure(inbox: Path, base_url: str, concurrency: int, work: Path) -> dict[str, Any]:
    """Run a night, and return what it cost and how it ended."""
    settings = Settings(
        base_url=base_url, api_key=None, model=MODEL, profile="medium", concurrency=concurrency,
        cache_dir=work / "cache", state_dir=work / "state",
    )  # fmt: skip
    sink, began = CountingSink(), time.monotonic()
    command = RunCommand((str(inbox),), work / "out", provider=Provider.OPENAI, store=str(work / "news.db"))
    gc.set_threshold(*GC_THRESHOLD)
    gc.freeze()
    end = nightly(NightCommand(command), settings, Surroundings(SystemClock(), OrderedSink([sink]), io.BytesIO()))
    return {
        "wall_s": time.monotonic() - began, "processor_s": time.process_time(),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBI, "calls": sink.calls,
        "failures": sink.failures[:3], "outcome": end.record.outcome.value, "run_id": end.record.run_id,
        "articles": len(end.record.articles), "claims": sum(end.record.claims.values()),
        "not_checked": end.record.not_checked,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))))
