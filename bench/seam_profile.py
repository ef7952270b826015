"""Where the processor time of a run goes, thread by thread: cProfile on the clock of each thread, for chosen functions.

A sampling profiler sees the thread that waits for the interpreter's lock as often as the one that works; the clock of
a thread stands still while the thread waits.
"""

import cProfile
import pstats
import sys
import threading
import time
from types import FrameType

# What is told, each by the end of its file and the name of its function; a part is indented below what it is part of.
ROWS = (
    ("stages: extraction, requests made and claims read", "stages/extract/__init__.py", "extract_claims"),
    ("stages: second asking, requests made and claims read", "stages/extract/__init__.py", "ask_again"),
    ("stages: grounding", "stages/ground.py", "ground_claims"),
    ("stages: check", "stages/check/__init__.py", "check_claims"),
    ("stages: grading, requests made and grades read", "stages/grade.py", "grade_claims"),
    ("spool: an article read", "pipeline/spool.py", "__getitem__"),
    ("spool: a graded article written", "pipeline/spool.py", "add"),
    ("seam: one call in all", "llm/caching.py", "complete"),
    ("- cache: look-up and its key", "llm/caching.py", "lookup"),
    ("- cache: entry made", "llm/cache_entry.py", "write_entry"),
    ("- cache: entry committed", "llm/shelf.py", "set"),
    ("- body made", "llm/openai_llm.py", "_body"),
    ("- openai and httpx2: one request in all", "openai/_base_client.py", "post"),
    ("- - httpx2: sent and received", "httpx2/_client.py", "send"),
    ("- gate: a turn, by itself", "llm/gate.py", "turn"),
    ("- answer read", "llm/reply.py", "read_answer"),
)


class Profiles:
    """The profiles of all threads that begin while it is on."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._profiles: list[cProfile.Profile] = []

    def start(self) -> None:
        """Profile every thread that begins from now on."""
        threading.setprofile(self._begin)

    def stop(self) -> None:
        """Profile no more threads; those under way go on."""
        threading.setprofile(None)

    def shares(self) -> dict[str, float]:
        """Return the share of each row in the processor time of the profiled threads."""
        stats = pstats.Stats(self._profiles[0])
        for other in self._profiles[1:]:
            stats.add(other)
        total = stats.total_tt  # type: ignore[attr-defined]  # typeshed does not know it
        found = {label: 0.0 for label, *_ in ROWS}
        for (file, _line, name), (_calls, _all, _own, cumulative, _callers) in stats.stats.items():  # type: ignore[attr-defined]  # nor this
            for label, end, function in ROWS:
                if name == function and file.endswith(end):
                    found[label] += cumulative
        return {label: seconds / total for label, seconds in found.items()}

    def _begin(self, _frame: FrameType, _event: str, _argument: object) -> None:
        sys.setprofile(None)
        profile = cProfile.Profile(time.thread_time)
        with self._lock:
            self._profiles.append(profile)
        profile.enable()
