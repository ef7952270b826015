"""One run of factgrade for the benchmark of the seam, in the process that it measures.

    python bench/seam_run.py FOLDER BASE_URL CONCURRENCY WORK [--profile]

The application function itself, over the articles in FOLDER, with a real HTTP client and a fresh cache below WORK.
Prints JSON: seconds of wall and processor time and the peak of memory where the run starts, begins to ask, begins to
compare, and ends; with --profile also the shares of the threads' processor time (`seam_profile.py`).
"""

import gc
import io
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from seam_profile import Profiles

from pipeline.app import RunCommand, Surroundings, run
from pipeline.cli import GC_THRESHOLD
from pipeline.clock import SystemClock
from pipeline.llm.factory import Provider
from pipeline.progress import CallEnded, ComparisonStarted, Event, OrderedSink, RunEnded, RunStarted
from pipeline.settings import Settings

MEBI = 1024.0
MODEL = "stand-in-medium"


def _now() -> dict[str, float]:
    return {
        "wall_s": time.monotonic(),
        "processor_s": time.process_time(),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBI,
    }


class MeasuringSink:
    """Reads the clocks and the peak of memory where a run begins to ask, begins to compare, and ends."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.read: dict[str, dict[str, float]] = {}
        self.calls = 0
        self.failures: list[str] = []

    def emit(self, event: Event) -> None:
        """Take one event."""
        if isinstance(event, CallEnded):
            self.calls += 1
            self.failures += [event.failure] if event.failure else []
        elif isinstance(event, RunStarted):
            self.read["asking"] = _now()
        elif isinstance(event, ComparisonStarted):
            self.read["comparing"] = {**_now(), "calls": self.calls}
        elif isinstance(event, RunEnded):
            self.read["ended"] = {**_now(), "calls": self.calls}


def measure(folder: Path, base_url: str, concurrency: int, work: Path) -> dict[str, Any]:
    """Run, and return what was read: at the start, at the three events, and how the run ended."""
    settings = Settings(
        base_url=base_url, api_key=None, model=MODEL, profile="medium", concurrency=concurrency,
        cache_dir=work / "cache", state_dir=work / "state",
    )  # fmt: skip
    sink = MeasuringSink()
    command = RunCommand((str(folder),), work / "out", provider=Provider.OPENAI)
    gc.set_threshold(*GC_THRESHOLD)
    start = _now()
    record = run(command, settings, Surroundings(SystemClock(), OrderedSink([sink]), io.BytesIO()))
    return {
        "start": start, **sink.read, "outcome": record.outcome.value, "articles": len(record.articles),
        "claims": sum(record.claims.values()), "not_checked": record.not_checked, "failures": sink.failures[:3],
    }  # fmt: skip


def main() -> None:
    """Measure one run and print it."""
    profiles = Profiles()
    is_profiled = sys.argv[5:] == ["--profile"]
    if is_profiled:
        profiles.start()
    told = measure(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    if is_profiled:
        profiles.stop()
        told["profile"] = profiles.shares()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
