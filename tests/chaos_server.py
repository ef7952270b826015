"""A real HTTP server on 127.0.0.1 that answers chat completions well or badly, as its plan says, and keeps a ledger.

Invariant: every request whose body arrived is in the ledger, with what it drew and what it billed, before it is
answered.
"""

import math
import socket
import struct
import threading
from collections.abc import Mapping
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, cast

from tests.chaos_plan import TURNED_DOWN, Draw, Entry, Plan
from tests.serving import Quiet, Serving

_DRIP_S = 0.01
_DRIPS = 5
_LATE_DRIPS = 100


class ChaosServer(Serving):
    """A server that runs inside a `with` block."""

    server: "_Server"

    def __init__(self, plan: Plan | None = None) -> None:
        """Answer as `plan` says; well and at once where there is none."""
        self.plan = plan or Plan()
        self.is_over = threading.Event()
        self._entries: list[Entry] = []
        self._asked: dict[bytes, int] = {}
        self._lock = threading.Lock()
        self.server = _Server(self)

    @property
    def ledger(self) -> list[Entry]:
        """Return every request so far, in the order of their arrival."""
        with self._lock:
            return list(self._entries)

    @property
    def is_quiet(self) -> bool:
        """Tell whether no client is connected, so that no request of a killed one is still on its way."""
        return not self.server.connections

    def take(self, raw: bytes) -> tuple[Entry, float]:
        """Enter a request in the ledger; return it with the seconds until it is answered."""
        with self._lock:
            nth = self._asked.get(raw, 0)
            self._asked[raw] = nth + 1
            entry = Entry(raw, self.plan.draw(raw, nth))
            self._entries.append(entry)
        return entry, self.plan.latency_s(raw, nth)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop; later requests are refused."""
        self.is_over.set()
        super().__exit__(kind, error, at)


class _Server(ThreadingHTTPServer):
    request_queue_size = 256  # a client's 64 threads connect at once

    def __init__(self, chaos: ChaosServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.chaos = chaos
        self.connections: set[object] = set()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  the method it replaces
        """Count a connection in, before anybody can read from it."""
        self.connections.add(client_address)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  the method it replaces
        """Count a connection out, after its last request."""
        super().process_request_thread(request, client_address)
        self.connections.discard(client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that went away."""


class _Handler(Quiet, BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def _chaos(self) -> ChaosServer:
        return cast("_Server", self.server).chaos

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        raw = self.rfile.read(size)
        if len(raw) < size:
            self.close_connection = True
            return
        entry, latency_s = self._chaos.take(raw)
        self._chaos.is_over.wait(latency_s)
        try:
            self._answer(entry)
        except ConnectionError:
            self.close_connection = True

    def _answer(self, entry: Entry) -> None:
        if entry.draw in TURNED_DOWN:
            self._turn_down(*TURNED_DOWN[entry.draw])
        elif entry.draw is Draw.RESET:
            self._reset()
        elif entry.draw is Draw.STALL:
            self._chaos.is_over.wait(self._chaos.plan.stall_s)
            self.close_connection = True
        else:
            self._complete(entry)

    def _turn_down(self, status: int, headers: Mapping[str, str]) -> None:
        body = b'{"error": {"message": "not now", "type": "server_error", "code": null}}'
        self._begin(status, len(body), headers)
        self.wfile.write(body)

    def _complete(self, entry: Entry) -> None:
        self._begin(200, len(entry.answer), {})
        if entry.draw is Draw.CUT:
            self.wfile.write(entry.answer[: len(entry.answer) // 2])
            self.close_connection = True
        elif entry.draw is Draw.LATE:
            self._drip(entry.answer, _LATE_DRIPS, self._chaos.plan.stall_s / _LATE_DRIPS)
        else:
            self._drip(entry.answer, _DRIPS if entry.draw is Draw.DRIP else 1, _DRIP_S)

    def _drip(self, body: bytes, count: int, pause_s: float) -> None:
        size = math.ceil(len(body) / count)
        for start in range(0, len(body), size):
            if start:
                self._chaos.is_over.wait(pause_s)
            self.wfile.write(body[start : start + size])

    def _begin(self, status: int, length: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        named = {"Content-Type": "application/json", "Content-Length": str(length), **headers}
        for name, value in named.items():
            self.send_header(name, formatdate(usegmt=True) if value == "now" else value)
        self.end_headers()

    def _reset(self) -> None:
        # Without lingering a close is a reset; the reader holds the socket open, so it goes first.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.connection.close()
        self.close_connection = True
