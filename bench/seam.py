"""How much of an endpoint's throughput a run gets, what it asks for, and what it holds in memory; against langextract.

    python bench/seam.py [--rival-python PATH] [--rounds N] [--sizes [N ...]] [--whole-sizes [N ...]]

Articles are made up (`seam_article.py`), the endpoint is a stand-in on 127.0.0.1 (`seam_server.py`) that answers after
300 ms whatever it is asked, and each run has a process of its own (`seam_run.py`, `seam_rival.py`). The rival needs an
interpreter that has langextract and openai; without one it is not measured.

The ideal for so many calls is calls x latency / concurrency, and for factgrade the passes more that the last articles
need one after another: the second asking and the grading. A share is the ideal over the wall time of the asking. The
limit of the processor is one core over the processor time of a call, since one process of Python uses one.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from seam_article import write_articles
from seam_server import DEFAULT_LATENCY_S

HERE = Path(__file__).parent
ARTICLES, CONCURRENCY = 500, 64
PASSES_AFTER_THE_FIRST = 2
SIZES = (500, 2_000, 5_000)
# Comparing takes longer than the asking here, and the time of one part of it grows with the square of the articles.
WHOLE_SIZES = (500, 2_000)
PROFILED_ARTICLES = 100
# Short enough that the processor is the limit, since only memory is looked at.
MEMORY_LATENCY_S = 0.005
_LANGEXTRACT_DEFAULT = 0


@contextmanager
def served(latency_s: float) -> Iterator[str]:
    """Run the stand-in for the length of a `with`, and give its address."""
    command = [sys.executable, str(HERE / "seam_server.py"), str(latency_s)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603  ours
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.stdin.close()
        server.wait()


def started(script: str, *given: object, python: str = sys.executable) -> dict[str, Any]:
    """Return what a script of this folder prints, run in a process of its own."""
    command = [python, str(HERE / script), *map(str, given)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  ours
    if done.returncode:
        raise SystemExit(f"{script} failed:\n{done.stderr[-2000:]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def ledger(address: str) -> dict[str, Any]:
    """Return what the clients asked since the last time."""
    with urlopen(f"{address}/ledger") as answer:  # noqa: S310  ours, on 127.0.0.1
        told: dict[str, Any] = json.load(answer)
    return told


def between(told: dict[str, Any], begin: str, end: str, clock: str) -> float:
    """Return the difference of a clock between two events of a run."""
    return float(told[end][clock] - told[begin][clock])


def share_line(name: str, calls: int, wall_s: float, processor_s: float, passes_after: int = 0) -> str:
    """Return what a run got of its ideal and of the limit of the processor."""
    ideal_s = calls * DEFAULT_LATENCY_S / CONCURRENCY + passes_after * DEFAULT_LATENCY_S
    return (
        f"{name}: {calls} calls in {wall_s:.1f} s, ideal {ideal_s:.1f} s: {ideal_s / wall_s:.1%};"
        f" {processor_s / calls * 1000:.2f} ms of processor time a call,"
        f" limit {calls / processor_s:.0f} calls a second, got {calls / wall_s:.0f}"
    )


def told_of_server(told: dict[str, Any], client: str) -> str:
    """Return whether the stand-in kept up."""
    account = told[client]
    requests = account["requests"]
    return (
        f"  server: {told['server_processor_s'] / requests * 1000:.2f} ms of processor time a request, answers late by"
        f" {account['late_s'] / requests * 1000:.1f} ms on average; at most {account['most_in_flight']} in flight"
    )


def token_lines(account: dict[str, Any], articles: int) -> Iterator[str]:
    """Yield calls and tokens an article, by what was asked for."""
    for kind, count in account["kinds"].items():
        per = {name: number / articles for name, number in count.items()}
        yield (
            f"  {kind}: {per['requests']:.2f} calls, {per['prompt_tokens']:.0f} tokens in,"
            f" {per['completion_tokens']:.0f} out an article"
        )


def run_factgrade(folder: Path, address: str, work: Path) -> list[str]:
    """Run it, and return what to print."""
    told = started("seam_run.py", folder, f"{address}/factgrade/v1", CONCURRENCY, work)
    asked = ledger(address)
    calls = int(told["comparing"]["calls"])
    wall_s = between(told, "asking", "comparing", "wall_s")
    processor_s = between(told, "asking", "comparing", "processor_s")
    steps = {"reading": ("start", "asking"), "asking": ("asking", "comparing"), "the rest": ("comparing", "ended")}
    spent = ", ".join(f"{name} {between(told, *ends, 'wall_s'):.1f} s" for name, ends in steps.items())
    return [
        share_line("factgrade", calls, wall_s, processor_s, PASSES_AFTER_THE_FIRST),
        f"  {spent}; {told['outcome']}, {told['claims']} claims, {told['not_checked']} not checked",
        told_of_server(asked, "factgrade"),
        *token_lines(asked["factgrade"], ARTICLES),
    ]


def run_rival(folder: Path, address: str, python: str, batch_length: int) -> list[str]:
    """Run langextract, and return what to print."""
    given = (folder, f"{address}/langextract/v1", CONCURRENCY, batch_length)
    told = started("seam_rival.py", *given, python=python)
    asked = ledger(address)
    length = "its default" if batch_length == _LANGEXTRACT_DEFAULT else str(batch_length)
    name = f"langextract {told['version']}, batch_length {length}"
    return [
        share_line(name, asked["langextract"]["requests"], told["wall_s"], told["processor_s"]),
        f"  {told['extractions']} extractions, {told['placed']} placed in the text",
        told_of_server(asked, "langextract"),
        *token_lines(asked["langextract"], ARTICLES),
    ]


def compare_throughput(temp: Path, rounds: int, rival_python: str | None) -> None:
    """Print what both get, in turns."""
    size_bytes = write_articles(temp / "articles", ARTICLES)
    print(f"{ARTICLES} articles of {size_bytes // ARTICLES} bytes, concurrency {CONCURRENCY}, {DEFAULT_LATENCY_S} s")
    with served(DEFAULT_LATENCY_S) as address:
        for number in range(rounds):
            print("\n".join(run_factgrade(temp / "articles", address, temp / f"run-{number}")), flush=True)
            for batch_length in (_LANGEXTRACT_DEFAULT, CONCURRENCY):
                if rival_python:
                    told = run_rival(temp / "articles", address, rival_python, batch_length)
                    print("\n".join(told), flush=True)
        if not rival_python:
            print("langextract: not measured, since no --rival-python was given")


def profile(temp: Path) -> None:
    """Print where the processor time of the asking goes, as a profile of all threads sees it."""
    write_articles(temp / "few", PROFILED_ARTICLES)
    with served(DEFAULT_LATENCY_S) as address:
        given = (temp / "few", f"{address}/factgrade/v1", CONCURRENCY, temp / "profiled", "--profile")
        told = started("seam_run.py", *given)
    print("profile of the asking, share of processor time (a profiler slows calls of Python down, not those of C):")
    for name, share in told["profile"].items():
        print(f"  {name}: {share:.1%}")


def compare_memory(temp: Path, sizes: Sequence[int], *, is_whole: bool) -> None:
    """Print the peak of memory of each size, until comparing starts or of the whole run, and how it grows."""
    part, event, until = ("the whole run", "ended", ()) if is_whole else ("asking", "comparing", ("--until-comparing",))
    before: tuple[int, float] | None = None
    for size in sizes:
        folder, work = temp / f"articles-{size}-{event}", temp / f"run-{size}-{event}"
        write_articles(folder, size)
        with served(MEMORY_LATENCY_S) as address:
            told = started("seam_run.py", folder, f"{address}/factgrade/v1", CONCURRENCY, work, *until)
        peak_mib = told[event]["peak_mib"]
        growth = f", {peak_mib / before[1]:.2f} of the one before, {_slope(before, (size, peak_mib))}" if before else ""
        wall_s = between(told, "start", event, "wall_s")
        print(f"{part}, {size} articles: peak {peak_mib:.0f} MiB{growth}; {wall_s:.0f} s", flush=True)
        before = size, peak_mib


def _slope(before: tuple[int, float], after: tuple[int, float]) -> str:
    return f"{(after[1] - before[1]) / (after[0] - before[0]) * 1000:.0f} MiB for each 1,000 articles more"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Throughput, tokens and memory of the model seam.")
    parser.add_argument("--rival-python", help="an interpreter that has langextract and openai")
    parser.add_argument("--rounds", type=int, default=2, help="how often both are run; 0 for none")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="articles to ask about for memory")
    parser.add_argument("--whole-sizes", type=int, nargs="*", default=WHOLE_SIZES, help="and to run to the end")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temp:
        if given.rounds:
            compare_throughput(Path(temp), given.rounds, given.rival_python)
            profile(Path(temp))
        for sizes, is_whole in ((given.sizes, False), (given.whole_sizes, True)):
            if sizes:
                compare_memory(Path(temp), sizes, is_whole=is_whole)


if __name__ == "__main__":
    main()
