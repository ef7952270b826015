"""What parallel slots give a model of this machine, against one slot: the same questions, in one run, as a ratio.

    python bench/slots.py ARTICLES --gguf PATH [--calls N] [--slots N ...] [--threads N ...]

Asks the first N extraction windows of the articles of a folder, as a run would, with no cache, so many at a time as
there are slots. Each combination of slots and threads has a server of its own, which answers one question before the
clock starts, so that the weights are loaded and the instructions read. Prints tokens written a second, and the ratio
to the first combination.
"""

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, product
from pathlib import Path

from local_model import CONTEXT_TOKENS, weights_at

from pipeline.llm.local import LOCAL_TIMEOUT_S, LocalLLM, LocalServer, Power
from pipeline.llm.port import LLMRequest
from pipeline.llm.profile import LOCAL_PROFILE, PROFILES
from pipeline.stages.extract import extraction_requests
from pipeline.stages.ingest import ingest_articles
from prompts import Setup, load
from schemas.article import Article
from schemas.reply_claims import ReplyClaims


def main() -> None:
    """Measure and print."""
    options = _options()
    weights = weights_at(options.gguf)
    requests = list(islice(_requests(options.articles, weights.model), options.calls + 1))
    first: float | None = None
    for threads, slots in product(options.threads, options.slots):
        server = LocalServer(weights, Power(CONTEXT_TOKENS, slots, threads))
        seconds, tokens = measure(LocalLLM(server, LOCAL_TIMEOUT_S), requests, slots)
        rate = tokens / seconds
        first = first or rate
        print(
            f"{threads} threads, {slots} slots: {len(requests) - 1} calls in {seconds:.1f} s, {tokens} tokens,"
            f" {rate:.1f} a second, {rate / first:.2f} of the first",
            flush=True,
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--gguf", type=Path, required=True)
    parser.add_argument("--calls", type=int, default=16)
    parser.add_argument("--slots", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    return parser.parse_args()


def _requests(folder: Path, model: str) -> Iterator[LLMRequest[ReplyClaims]]:
    setup = Setup(load("extract_claims"), model, PROFILES[LOCAL_PROFILE])
    for file in sorted(folder.glob("*.txt")):
        for article in ingest_articles(file.read_bytes(), file.name):
            if isinstance(article, Article):
                yield from extraction_requests(article, setup)


def measure(llm: LocalLLM, requests: list[LLMRequest[ReplyClaims]], slots: int) -> tuple[float, int]:
    """Return the seconds that all requests but the first took, and the tokens that were written meanwhile."""
    try:
        llm.complete(requests[0])
        start = time.monotonic()
        with ThreadPoolExecutor(slots) as pool:
            replies = list(pool.map(llm.complete, requests[1:]))
        return time.monotonic() - start, sum(reply.usage.output_tokens for reply in replies)
    finally:
        llm.close()


if __name__ == "__main__":
    main()
