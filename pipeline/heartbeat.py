"""Tells somebody outside that a night ended, so that one that never ended is missed.

Invariant: a heartbeat that fails costs a warning and nothing else, and no message holds a URL beyond its host: whoever
knows the path of such a URL can send heartbeats himself.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx2

from pipeline.errors import ConfigurationError, FactgradeError, UnavailableError
from pipeline.exit_code import is_finished
from pipeline.files import write_whole
from pipeline.llm.retrying import RetryLimits, RetryPolicy
from pipeline.presence import is_there

_TIMEOUT_S = 10.0  # for connecting, and for each silence after that
_ATTEMPTS = RetryLimits(attempts=2, first_wait_s=1.0, total_s=30.0)
_BEGINNING = b'{\n  "ended_at":'
_AGAIN = frozenset({408, 425, 429})
_LEADS_ELSEWHERE, _REFUSES, _FAILS = 300, 400, 500

Sleep = Callable[[float], object]


@dataclass(frozen=True)
class Beat:
    """What is told: when a night ended, with which exit code, in one line of plain text, and its run if it has one."""

    ended_at: datetime
    exit_code: int
    line: str
    run_id: str | None = None


@dataclass(frozen=True)
class Heartbeat:
    """Where a heartbeat goes: a file, or a URL, called as healthchecks.io has it, with `timeout_s` seconds a try."""

    target: str
    timeout_s: float = _TIMEOUT_S

    @property
    def is_url(self) -> bool:
        """Tell whether it is a URL and no file."""
        return "://" in self.target

    @property
    def shown(self) -> str:
        """Return the target for messages and records: the file, or the host of the URL."""
        return url_without_secrets(self.target) if self.is_url else self.target

    def send(self, beat: Beat, warn: Callable[[str], None], sleep: Sleep | None = None) -> None:
        """Write the file, or call the URL, at its own address or, where the night did not finish, at "/fail" below it.

        Args:
            beat: what is told.
            warn: is told where that fails.
            sleep: waits so many seconds between two attempts; None: as time goes by.
        """
        try:
            if self.is_url:
                RetryPolicy(_ATTEMPTS, sleep=sleep).call(lambda: _post(self.target, self.timeout_s, beat))
            else:
                _write(Path(self.target), beat)
        except FactgradeError as error:
            warn(f"the heartbeat to {self.shown!r} failed: {error}")


def parse_heartbeat(target: str) -> Heartbeat:
    """Return where a heartbeat goes.

    Raises:
        ConfigurationError: it is a URL that nobody can call; the message holds none of it.
    """
    found = Heartbeat(target)
    if found.is_url:
        scheme, host = "", None
        with suppress(ValueError):
            scheme, host = urlsplit(target).scheme, urlsplit(target).hostname
        if scheme not in ("http", "https") or not host:
            raise ConfigurationError("the heartbeat must be a file, or a URL like 'https://host/path'")
    return found


def url_without_secrets(url: str) -> str:
    """Return scheme and host of a URL; whatever follows is a secret of its owner."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "a URL"
    return f"{parts.scheme}://{host}/..."


def _write(path: Path, beat: Beat) -> None:
    told = {
        "ended_at": beat.ended_at.isoformat().replace("+00:00", "Z"),
        "exit_code": beat.exit_code,
        "is_finished": is_finished(beat.exit_code),
        "line": beat.line,
        "run_id": beat.run_id,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _require_own(path)
        write_whole(path, json.dumps(told, indent=2) + "\n")
    except (OSError, ValueError) as error:
        raise ConfigurationError(getattr(error, "strerror", None) or "the file cannot be written") from error


def _require_own(path: Path) -> None:
    """Let pass a file that is no other than an earlier heartbeat: a slip of the hand must not cost a store.

    Raises:
        OSError: it cannot be read.
        ConfigurationError: it holds something else.
    """
    if is_there(path):
        with path.open("rb") as stream:
            begun = stream.read(len(_BEGINNING))
        if begun not in (b"", _BEGINNING):
            raise ConfigurationError("the file holds something else than a heartbeat, and is left: name another")


def _post(url: str, timeout_s: float, beat: Beat) -> None:
    """Send one request; the body of the answer is not read.

    Raises:
        UnavailableError: another attempt may help.
        ConfigurationError: none will.
    """
    address = url if is_finished(beat.exit_code) else _failing(url)
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    try:
        with (
            httpx2.Client(timeout=timeout_s, follow_redirects=False) as client,
            client.stream("POST", address, content=beat.line.encode("utf-8", "replace"), headers=headers) as response,
        ):
            status = response.status_code
    except httpx2.TimeoutException:
        raise UnavailableError(f"no answer in {timeout_s:.0f} s") from None
    except httpx2.TransportError:
        raise UnavailableError("the host cannot be reached") from None
    except (httpx2.InvalidURL, ValueError):
        # The error would show the URL.
        raise ConfigurationError("the URL cannot be called: check it") from None
    if status in _AGAIN or status >= _FAILS:
        raise UnavailableError(f"it answered {status}")
    if status >= _REFUSES:
        raise ConfigurationError(f"it answered {status}: check the URL")
    if status >= _LEADS_ELSEWHERE:
        raise ConfigurationError(f"it answered {status}, which leads elsewhere and is not followed: name that address")


def _failing(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/fail"))
