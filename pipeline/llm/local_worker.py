"""The process that llama.cpp's server runs in; the only importer of xllamacpp, and started by `local` alone.

It is a process of its own because the server cannot be stopped otherwise: taking it down while a request is under way
waits for ever, with the interpreter's lock held (xllamacpp 2026.10). Invariant: it ends with its parent, whichever way
that ends, for then its standard input does; while the model is being loaded, it ends after that.

In: one line of JSON, an `Order`. Out: one line of JSON, {"url": ...} once the model is loaded, or {"error": ...}.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import BinaryIO, TextIO, TypedDict

# Prompts that left their slot stay in memory, so that the next request of their kind is read from where it differs.
_KEPT_PROMPTS_MIB = 1024
_ERRORS_ONLY = 1


class Order(TypedDict):
    """What to serve: `context` is in tokens a slot; `alias` names the model in answers; `key` lets requests in."""

    gguf: str
    alias: str
    key: str
    context: int
    slots: int
    threads: int


Begin = Callable[[Order], tuple[object, str]]


def start(order: Order) -> tuple[object, str]:
    """Load the model and return the server, which serves as long as it is held, and the base URL of its API.

    Raises:
        RuntimeError: llama.cpp cannot load the model; it told standard error why.
    """
    import xllamacpp  # noqa: PLC0415 - an extra

    wanted = xllamacpp.CommonParams()
    wanted.model.path = order["gguf"]
    wanted.model_alias = {order["alias"]}
    wanted.api_keys = [order["key"]]
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = 0
    wanted.n_parallel = order["slots"]
    wanted.n_ctx = order["context"] * order["slots"]
    wanted.cpuparams.n_threads = order["threads"]
    wanted.cache_ram_mib = _KEPT_PROMPTS_MIB
    wanted.ui = False
    wanted.endpoint_slots = False
    wanted.verbosity = _ERRORS_ONLY
    server = xllamacpp.Server(wanted)
    return server, f"{server.listening_address}/v1"


def serve(orders: BinaryIO, answers: TextIO, begin: Begin = start) -> int:
    """Read an order, serve until no more is to come, and return the exit code."""
    try:
        held = begin(json.loads(orders.readline()))
    except (RuntimeError, ImportError) as error:
        told, code = {"error": type(error).__name__}, 1
    else:
        told, code = {"url": held[1]}, 0
    answers.write(json.dumps(told) + "\n")
    answers.flush()
    if not code:
        orders.read()
    return code


def main() -> None:
    """Serve; leave without taking the server down, which might wait for ever."""
    # llama.cpp may print to standard output, which is for the answer alone.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    os._exit(serve(sys.stdin.buffer, answers))


if __name__ == "__main__":
    main()
