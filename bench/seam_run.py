"""One run of factgrade for the benchmark of the seam, in the process that it measures.

    python bench/seam_run.py FOLDER BASE_URL CONCURRENCY WORK [--profile | --until-comparing]

The application function itself, over the articles in FOLDER, with a real HTTP client and a fresh cache below WORK.
Prints JSON: seconds of wall and processor time and the peak of memory where the run starts, begins to ask, begins to
compare, and ends; with --profile also the shares of the threads' processor time (`seam_profile.py`). With
--until-comparing the process prints and ends there.
"""

import gc
import io
import json
import os
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

    def __init__(self, *, is_asking_all: bool) -> None:
        """Begin with nothing read; where the asking is all, end the process when it is over."""
        self._is_asking_all = is_asking_all
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
            if self._is_asking_all:
                print(json.dumps(self.read), flush=True)
                os._exit(0)
        elif isinstance(event, RunEnded):
            self.read["ended"] = {**_now(), "calls": self.calls}


def measure(
    folder: Path, base_url: str, concurrency: int, work: Path, *, is_asking_all: bool = False
) -> dict[str, Any]:
    """Run, and return what was read: at the start, at the three events, and how the run ended."""
    settings = Settings(
        base_url=base_url, api_key=None, model=MODEL, profile="medium", concurrency=concurrency,
        cache_dir=work / "cache", state_dir=work / "state",
    )  # fmt: skip
    sink = MeasuringSink(is_asking_all=is_asking_all)
    sink.read["start"] = _now()
    command = RunCommand((str(folder),), work / "out", provider=Provider.OPENAI)
    gc.set_threshold(*GC_THRESHOLD)
    gc.freeze()
    record = run(command, settings, Surroundings(SystemClock(), OrderedSink([sink]), io.BytesIO()))
    return {
        **sink.read, "outcome": record.outcome.value, "articles": len(record.articles),
        "claims": sum(record.claims.values()), "not_checked": record.not_checked, "failures": sink.failures[:3],
    }  # fmt: skip


def main() -> None:
    """Measure one run and print it."""
    folder, base_url, concurrency, work = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
    profiles = Profiles()
    is_profiled = "--profile" in sys.argv[5:]
    if is_profiled:
        profiles.start()
    told = measure(folder, base_url, concurrency, work, is_asking_all="--until-comparing" in sys.argv[5:])
    if is_profiled:
        profiles.stop()
        told["profile"] = profiles.shares()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
