"""A real HTTP server on 127.0.0.1 for tests: it answers from a script and keeps what it was sent.

Invariant: what a test reads in `received` came over a socket, byte for byte.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias

from tests.serving import Quiet, Serving


@dataclass(frozen=True)
class Received:
    """One request: its path, its headers with lower-case names, its body."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401  a document
        """Return the body as a document."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """One response, sent after `delay_s`; with `is_cut` only the first half of its body is sent."""

    body: bytes | str | Mapping[str, Any] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    delay_s: float = 0.0
    is_cut: bool = False

    @property
    def content(self) -> bytes:
        """Return the body as bytes; a mapping becomes JSON."""
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


Script: TypeAlias = Callable[[Received], Answer] | Sequence[Answer]


def completion(content: str | None, **changed: Any) -> dict[str, Any]:  # noqa: ANN401  a document
    """Return a chat completion with 10 tokens in, 5 out; `changed` replaces parts of it or of its only choice."""
    choice: dict[str, Any] = {
        "index": 0,
        "message": {"role": "assistant", "content": content, "refusal": changed.pop("refusal", None)},
        "finish_reason": changed.pop("finish_reason", "stop"),
    }
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    whole = {"id": "c1", "object": "chat.completion", "created": 1, "model": "served-1", "choices": [choice]}
    return {**whole, "usage": usage, **changed}


class Loopback(Serving):
    """A server that runs inside a `with` block; the last answer of a sequence is repeated."""

    def __init__(self, script: Script) -> None:
        """Take a function of the request, or answers to give in turn."""
        self.received: list[Received] = []
        self._script = script
        self._lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    def _answer(self, received: Received) -> Answer:
        with self._lock:
            self.received.append(received)
            number = len(self.received) - 1
        if callable(self._script):
            return self._script(received)
        return self._script[min(number, len(self._script) - 1)]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer_to = self._answer

        class Handler(Quiet, BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                names = {name.lower(): value for name, value in self.headers.items()}
                self._send(answer_to(Received(self.path, names, body)))

            def _send(self, answer: Answer) -> None:
                time.sleep(answer.delay_s)
                try:
                    self.send_response(answer.status)
                    for name, value in answer.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(answer.content)))
                    self.end_headers()
                    self.wfile.write(answer.content[: len(answer.content) // 2] if answer.is_cut else answer.content)
                except ConnectionError:
                    self.close_connection = True

        return Handler
