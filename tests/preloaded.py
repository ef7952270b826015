"""Starts the program many times over without paying for its imports each time: a process of its own that forks.

Invariant: only the forking process ends its children, and it signals one only before it has been reaped, so that no
signal can meet another process. It runs no thread, which is what makes forking safe; a test process has many.
"""

import gc
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

ROOT = Path(__file__).parent.parent
_LOOK_EVERY_S = 0.002
_CLEARED = ("FACTGRADE_API_KEY", "OPENAI_API_KEY", "FACTGRADE_BASE_URL", "OPENAI_BASE_URL", "FACTGRADE_MODEL")


class Preloaded:
    """A process that holds the program ready; one run at a time."""

    def __init__(self) -> None:
        """Load the program."""
        cleared = {name: value for name, value in os.environ.items() if name not in _CLEARED}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.preloaded"],
            cwd=ROOT, env=cleared, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._code: int | None = None

    def start(self, folder: Path, environment: Mapping[str, str], *words: str) -> None:
        """Run the program with these words in `folder`; what it says goes to the file `said.txt` there."""
        self._code = None
        self._order({"words": words, "folder": str(folder), "environment": environment})

    def send(self, number: signal.Signals) -> None:
        """Signal the run; nothing happens where it is over."""
        self._order({"signal": int(number)})

    def ended(self, within_s: float) -> int | None:
        """Wait at most so long for the end of the run; return its exit code, negative for a signal, or None."""
        out = cast("IO[bytes]", self._process.stdout)
        if self._code is None and select.select([out], [], [], within_s)[0]:
            self._code = int(out.readline())
        return self._code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the process, and a run that is under way with it."""
        with self._process:
            cast("IO[bytes]", self._process.stdin).close()
            self._process.wait(60)

    def _order(self, order: object) -> None:
        stream = cast("IO[bytes]", self._process.stdin)
        stream.write(json.dumps(order).encode() + b"\n")
        stream.flush()


class _Forks:
    def __init__(self) -> None:
        self._pid = 0
        self._read = b""

    def serve(self) -> None:
        while self._take_orders():
            if self._pid:
                pid, status = os.waitpid(self._pid, os.WNOHANG)
                if pid:
                    self._pid = 0
                    os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)

    def _take_orders(self) -> bool:
        if not select.select([0], [], [], _LOOK_EVERY_S if self._pid else None)[0]:
            return True
        data = os.read(0, 65536)
        *lines, self._read = (self._read + data).split(b"\n")
        for line in lines:
            order = json.loads(line)
            if "words" in order:
                self._pid = os.fork() or _run(**order)
            elif self._pid:
                os.kill(self._pid, order["signal"])
        return bool(data)


def _run(words: list[str], folder: str, environment: Mapping[str, str]) -> int:
    """Be the program; this never returns."""
    os.chdir(folder)
    os.environ.update(environment)
    said = os.open("said.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(said, 1)
    os.dup2(said, 2)
    sys.argv = ["factgrade", *words]
    code = 1
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _load() -> None:
    """Load and make what every run loads late, or makes once: it is there from then on, as the imports are."""
    import instructor  # noqa: F401, PLC0415  as below

    import pipeline.cli.command  # noqa: F401, PLC0415  as below
    from pipeline.llm.client import make_client  # noqa: PLC0415  who only starts processes needs none of these
    from pipeline.llm.price import find_price  # noqa: PLC0415  as above
    from pipeline.report.render import environment  # noqa: PLC0415  as above
    from schemas.catalogue import schema_digests  # noqa: PLC0415  as above

    schema_digests()
    find_price("test", "http://127.0.0.1", None, datetime.now(UTC))
    make_client(1.0, is_bounded=True).close()
    templates = environment()
    for name in templates.list_templates():
        templates.get_template(name)


if __name__ == "__main__":
    from pipeline.cli import main

    _load()
    gc.freeze()  # what was loaded is no garbage: no run is to go through it
    _Forks().serve()
