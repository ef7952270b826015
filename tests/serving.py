"""What the HTTP servers of the tests have in common: a free port of 127.0.0.1, and how they start and stop."""

import threading
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Self


class Serving:
    """A server that runs inside a `with` block; whoever inherits makes `server`, which has its port from then on."""

    server: ThreadingHTTPServer

    @property
    def url(self) -> str:
        """Return the base URL of the API."""
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def __enter__(self) -> Self:
        """Start to answer."""
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop; later requests are refused."""
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


class Quiet:
    """What a handler inherits before `BaseHTTPRequestHandler`, to answer at once and to say nothing of it."""

    # Headers and body are two writes, and the second would wait 40 ms for the client to acknowledge the first.
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the method it replaces
        """Say nothing."""
