"""OpenAI's Files and Batch API on 127.0.0.1, for tests: `tests/batch_service.py` behind real sockets.

All state lives in the server, so that whoever submits and whoever collects may be different clients. Invariant: what
was planned with `fail_next` happens once, to the next call of that route, and every call is counted.
"""

import json
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from email import message_from_bytes
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.batch_input import Document
from tests.batch_service import Answered, BatchService, RefusedCallError
from tests.serving import Quiet, Serving

KEY = "sk-test-0123456789abcdef"


class Fault(Enum):
    """What can happen to a call."""

    REJECTED = 400
    THROTTLED = 429
    BROKEN = 500
    RESET = "the connection ends before anything is done"
    LOST = "the call is done, and the connection ends before it is answered"
    CUT = "the call is done, and the connection ends in the middle of the answer"
    ODD = "the call is done, and answered with a page of HTML"


class BatchServer(BatchService, Serving):
    """A server that runs inside a `with` block."""

    def __init__(self, answer: Callable[[Document], Answered], **limits: int) -> None:
        """Take the answer to each request, and the service's limits."""
        super().__init__(answer, **limits)
        self.calls: Counter[str] = Counter()
        self._faults: defaultdict[str, list[Fault]] = defaultdict(list)
        self._lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"service": self}))

    def fail_next(self, route: str, fault: Fault) -> None:
        """Plan what happens to the next call of a route, as in "GET /v1/files/{id}/content"; plans queue up."""
        self._faults[route].append(fault)

    def count(self, method: str, parts: list[str]) -> Fault | None:
        """Count a call, and return what is to happen to it."""
        shown = "/".join("{id}" if place == 2 else part for place, part in enumerate(parts))
        route = f"{method} /{shown}"
        with self._lock:
            self.calls[route] += 1
            planned = self._faults[route]
            return planned.pop(0) if planned else None

    def serve(self, method: str, parts: list[str], query: dict[str, str], received: "Received") -> bytes:
        """Do a call and return the body of its answer.

        Raises:
            RefusedCallError: it is answered with a failing status.
        """
        if received.key != KEY:
            raise RefusedCallError(401, "Incorrect API key provided", code="invalid_api_key")
        with self._lock:
            done = self._do(method, parts[1:], query, received)
        return done if isinstance(done, bytes) else json.dumps(done).encode()

    def _do(self, method: str, parts: list[str], query: dict[str, str], received: "Received") -> Document | bytes:
        files: dict[str, Callable[[], Document | bytes]] = {
            "POST": lambda: self.add_file(**_form(received)),
            "GET id": lambda: self.file(parts[1]).shown,
            "GET id content": lambda: self.file(parts[1]).content,
            "DELETE id": lambda: self.delete_file(parts[1]),
        }
        batches: dict[str, Callable[[], Document | bytes]] = {
            "POST": lambda: self.create_batch(json.loads(received.body)),
            "GET": lambda: self.list_batches(query.get("after"), int(query.get("limit", 20))),
            "GET id": lambda: self.batch(parts[1]),
            "POST id cancel": lambda: self.cancel(parts[1]),
        }
        route = " ".join([method, *(["id"] if parts[1:] else []), *parts[2:]])
        do = {"files": files, "batches": batches}.get(parts[0], {}).get(route)
        if do is None:
            raise RefusedCallError(404, f"Invalid URL ({method} /{'/'.join(parts)})")
        return do()


class Received:
    """The key, content type and body of a call."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self.key = handler.headers.get("Authorization", "").removeprefix("Bearer ")
        self.content_type = handler.headers.get("Content-Type", "")
        self.body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))


def _form(received: Received) -> dict[str, Any]:
    """Return the name, purpose and content of an upload, byte for byte."""
    boundary = message_from_bytes(f"Content-Type: {received.content_type}\n\n".encode()).get_param("boundary")
    found: dict[str, Any] = {"name": "", "purpose": "", "content": b""}
    for piece in received.body.split(f"--{boundary}".encode())[1:-1]:
        head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        field = message_from_bytes(head)
        kept = content.removesuffix(b"\r\n")
        if field.get_param("name", header="content-disposition") == "file":
            found |= {"name": field.get_filename() or "", "content": kept}
        else:
            found[str(field.get_param("name", header="content-disposition"))] = kept.decode()
    return found


class _Handler(Quiet, BaseHTTPRequestHandler):
    service: BatchServer

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_DELETE(self) -> None:
        self._answer("DELETE")

    def _answer(self, method: str) -> None:
        received, url = Received(self), urlsplit(self.path)
        parts = url.path.strip("/").split("/")
        fault = self.service.count(method, parts)
        if fault is Fault.RESET:
            return
        if fault in (Fault.REJECTED, Fault.THROTTLED, Fault.BROKEN):
            self._send(b'{"error":{"message":"later","type":"server_error","code":null}}', int(fault.value))
            return
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        try:
            body, status = self.service.serve(method, parts, query, received), 200
        except RefusedCallError as refused:
            body, status = json.dumps(refused.body).encode(), refused.status
        if fault is not Fault.LOST:
            self._send(b"<html></html>" if fault is Fault.ODD else body, status, is_cut=fault is Fault.CUT)

    def _send(self, body: bytes, status: int, *, is_cut: bool = False) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if is_cut else body)
        except ConnectionError:
            self.close_connection = True
