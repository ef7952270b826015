"""A model on this machine: llama.cpp's server in a process of its own, spoken to like any other endpoint.

Invariants: the process is started for the first call that needs it, so that a run that is answered from the cache loads
nothing; before that call the server has shown that it obeys a schema; and when the run ends, however it does, the
process has ended. Neither its port nor its key nor the path of the weights gets into a record.
"""

import importlib.util
import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.errors import ConfigurationError, StoppedError, UnavailableError
from pipeline.llm.canary import require_obedience
from pipeline.llm.local_worker import Order
from pipeline.llm.openai_llm import OpenAILLM, Way
from pipeline.llm.port import LLMReply, LLMRequest, T
from pipeline.settings import Settings
from pipeline.weights import Weights

PLACE = "the model on this machine"
LOCAL_TIMEOUT_S = 900.0

_WORKER = (sys.executable, "-m", "pipeline.llm.local_worker")
_ROOT = Path(__file__).parents[2]
_START_LIMIT_S = 600.0
_END_S = 2.0
_MOST_SLOTS = 4
_THREADS_A_SLOT = 4
_REASON_CHARACTERS = 200
_STOPPED = "the run ends, and the model on this machine with it"


def has_runtime() -> bool:
    """Tell whether the extra is installed that runs models."""
    return importlib.util.find_spec("xllamacpp") is not None


@dataclass(frozen=True)
class Power:
    """What of the machine a model gets: `context` in tokens a slot, `slots` requests at a time, `threads` for all."""

    context: int
    slots: int
    threads: int


def power_of(settings: Settings) -> Power:
    """Return what the settings state, else what suits the machine: all cores but one, a slot for every four threads.

    llama.cpp's threads wait for one another busily: where other work takes one's core, all stand still. On two cores
    that were busy, two threads wrote 0.4 to 4.5 tokens a second, and one wrote 16 to 18.
    """
    threads = settings.local_threads or max(_cores() - 1, 1)
    slots = settings.local_slots or min(max(threads // _THREADS_A_SLOT, 1), _MOST_SLOTS)
    return Power(settings.local_context, slots, threads)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class LocalServer:
    """One server process, from its start to its stop; it is started once."""

    def __init__(
        self,
        weights: Weights,
        power: Power,
        *,
        command: Sequence[str] = _WORKER,
        start_limit_s: float = _START_LIMIT_S,
    ) -> None:
        """Prepare a server; nothing is started.

        Args:
            weights: what to serve.
            power: what of the machine it gets.
            command: the process (see `local_worker`).
            start_limit_s: seconds after which a start has failed.
        """
        self.key = secrets.token_urlsafe(24)
        self._weights = weights
        self._power = power
        self._command = command
        self._start_limit_s = start_limit_s
        self._lock = threading.Lock()
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - `stop` closes it
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopped = False

    def start(self) -> str:
        """Start the process, and return the base URL of its API once the model is loaded.

        Raises:
            ConfigurationError: the model cannot be loaded.
            StoppedError: the server was stopped meanwhile.
        """
        process = self._spawn()
        limit = threading.Timer(self._start_limit_s, process.kill)
        limit.start()
        try:
            url = self._exchange(process)
        finally:
            limit.cancel()
        if self._is_stopped:
            raise StoppedError(_STOPPED)
        if url is None:
            raise ConfigurationError(self._explain_start(process.wait()))
        return url

    def require_alive(self) -> None:
        """Let pass a process that runs; the one that is asked after a connection broke is given a moment to end.

        A process that dies closes its connections before its parent can see that it ended.

        Raises:
            StoppedError: it was told to stop.
            ConfigurationError: it ended by itself.
        """
        if self._is_stopped:
            raise StoppedError(_STOPPED)
        code = _wait(self._process, _END_S) if self._process else None
        if code is not None:
            raise ConfigurationError(
                f"the process of {self._weights.name!r} ended by itself (exit code {code}): it may lack memory; set "
                "FACTGRADE_LOCAL_CONTEXT or FACTGRADE_LOCAL_SLOTS lower, or take a smaller model. What was answered is "
                "kept"
            )

    def stop(self) -> None:
        """End the process at once, whatever it is doing; it may be called again."""
        with self._lock:
            self._is_stopped = True
            process = self._process
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                _close(pipe)
        self._log.close()

    def _spawn(self) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._is_stopped:
                raise StoppedError(_STOPPED)
            # A session of its own keeps Ctrl-C from it, so that a call under way may end.
            self._process = subprocess.Popen(  # noqa: S603 - a module of this package
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                cwd=_ROOT,
                start_new_session=True,
            )
            return self._process

    def _exchange(self, process: "subprocess.Popen[bytes]") -> str | None:
        """Give the order, and return the URL that is answered; None where there is none."""
        order: Order = {
            "gguf": str(self._weights.path.resolve()),
            "alias": self._weights.model,
            "key": self.key,
            "context": self._power.context,
            "slots": self._power.slots,
            "threads": self._power.threads,
        }
        try:
            _write(process.stdin, json.dumps(order).encode() + b"\n")
            told = json.loads(process.stdout.readline() if process.stdout else b"")
        except (OSError, ValueError):
            return None
        url = told.get("url")
        return str(url) if url else None

    def _explain_start(self, code: int) -> str:
        self._log.seek(0)
        errors = [line for line in self._log.read().decode("utf-8", "replace").splitlines() if " E " in line]
        reason = f": {errors[0].partition(' E ')[2].strip()[:_REASON_CHARACTERS]}" if errors else ""
        return (
            f"the model {self._weights.name!r} cannot be loaded (exit code {code}{reason}): the file may be damaged, "
            "too large for this machine, or of a kind that this llama.cpp does not know. Name another with --gguf, "
            "or set FACTGRADE_LOCAL_CONTEXT lower"
        )


def _wait(process: "subprocess.Popen[bytes]", limit_s: float) -> int | None:
    try:
        return process.wait(limit_s)
    except subprocess.TimeoutExpired:
        return None


def _write(pipe: IO[bytes] | None, line: bytes) -> None:
    if pipe is not None:
        pipe.write(line)
        pipe.flush()


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        try:
            pipe.close()
        except OSError:  # what was still to be written has no reader any more
            return


class LocalLLM:
    """Starts its server for the first request, sees that it obeys a schema, and asks it."""

    def __init__(
        self, server: LocalServer, timeout_s: float, way: Way | None = None, *, has_canary: bool = True
    ) -> None:
        """Start nothing yet.

        Args:
            server: who answers; it is stopped by `close`.
            timeout_s: seconds from sending a request to the end of its answer.
            way: as for `OpenAILLM`.
            has_canary: see whether the server obeys a schema before the first request.
        """
        self._server = server
        self._timeout_s = timeout_s
        self._way = way
        self._has_canary = has_canary
        self._lock = threading.Lock()
        self._url: str | None = None
        self._endpoint: OpenAILLM | None = None
        self._failure: ConfigurationError | None = None

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        """Answer one request.

        Raises:
            LLMError: as `OpenAILLM` says.
            ConfigurationError: the model cannot be loaded, does not obey a schema, or its process ended.
            StoppedError: the run ends.
        """
        endpoint = self._ready(request.model)
        try:
            return endpoint.complete(request)
        except UnavailableError:
            self._server.require_alive()
            raise

    def close(self) -> None:
        """Stop the server and close the connections; a request under way fails."""
        self._server.stop()
        if self._endpoint is not None:
            self._endpoint.close()

    def _ready(self, model: str) -> OpenAILLM:
        with self._lock:
            if self._failure is not None:
                raise self._failure
            if self._endpoint is None:
                try:
                    self._endpoint = self._begin(model)
                except ConfigurationError as error:
                    self._failure = error
                    raise
            return self._endpoint

    def _begin(self, model: str) -> OpenAILLM:
        if self._url is None:
            self._url = self._server.start()
        if self._has_canary:
            # Past the gate: it is no call of the run, and nothing waits in front of it.
            probe = self._speak(self._url, None)
            try:
                require_obedience(probe, model)
            except UnavailableError:
                self._server.require_alive()
                raise
            finally:
                probe.close()
        return self._speak(self._url, self._way)

    def _speak(self, url: str, way: Way | None) -> OpenAILLM:
        return OpenAILLM(url, self._server.key, self._timeout_s, strict=False, way=way, place=PLACE)
