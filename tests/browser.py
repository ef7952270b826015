"""A headless Chromium for tests of pages: it opens a file as a reader does, and tells what became of it.

It is spoken to in the protocol of its developer tools, over a pair of pipes: there is no driver and no port, and
nothing is fetched. Debian's package `chromium` brings it. Invariant: whatever ends a test, the browser ends with the
block that it was started for.
"""

import base64
import json
import os
import select
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--force-device-scale-factor=1", "--lang=en", "--remote-debugging-pipe",
)  # fmt: skip
_PAPER_INCHES = {"paperWidth": 8.27, "paperHeight": 11.69}
_CODES = {"Tab": 9, "Enter": 13}
_PATIENCE_S = 60.0
_CLOSING_S = 5.0
_CHUNK_BYTES = 1 << 16


def program() -> str | None:
    """Return where the browser is; None where it is not installed."""
    return shutil.which("chromium")


@contextmanager
def running(browser: str, profile: Path) -> Iterator["Browser"]:
    """Start a browser with an empty profile, and end it."""
    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
    null = os.open(os.devnull, os.O_RDWR)
    # The browser reads commands from descriptor 3 and answers on 4.
    moves = [(os.POSIX_SPAWN_DUP2, null, one) for one in range(3)]
    moves += [(os.POSIX_SPAWN_DUP2, theirs_in, 3), (os.POSIX_SPAWN_DUP2, theirs_out, 4)]
    command = (browser, *_FLAGS, f"--user-data-dir={profile}", "about:blank")
    process = os.posix_spawn(browser, command, os.environ, file_actions=moves)
    for descriptor in (theirs_in, theirs_out, null):
        os.close(descriptor)
    try:
        started = Browser(ours_in, ours_out)
        yield started
        started.close()
    finally:
        _end(process)
        os.close(ours_in)
        os.close(ours_out)


def _end(process: int) -> None:
    """Wait for the end of a browser that was told to close; one that does not end is killed."""
    until = time.monotonic() + _CLOSING_S
    while os.waitpid(process, os.WNOHANG) == (0, 0):
        if time.monotonic() > until:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return
        time.sleep(0.02)


class Browser:
    """One window."""

    def __init__(self, answers: int, commands: int) -> None:
        """Speak through two descriptors, and take the window that opens."""
        self._answers, self._commands = answers, commands
        self._unread = b""
        self._last = 0
        self._session: str | None = None
        self._events: list[dict[str, Any]] = []
        target = self._tell("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Log", "Runtime"):
            self._tell(f"{domain}.enable")

    def close(self) -> None:
        """Close the browser; nothing can be asked after that."""
        self._tell("Browser.close")

    def open(self, page: Path, size: tuple[int, int], scheme: str = "light", *, medium: str = "screen") -> None:
        """Open a file in a window of so many pixels, `scheme` being what the reader prefers."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._tell("Emulation.setEmulatedMedia", media=medium, features=features)
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
        self._tell("Emulation.setDeviceMetricsOverride", **metrics)
        # A page that is open already would be left where it was scrolled to.
        self._go("about:blank")
        self._events.clear()
        self._go(page.as_uri())

    def ask(self, script: str) -> Any:  # noqa: ANN401  whatever the script returns
        """Return what a script returns that runs in the page, or what it promises."""
        body = f"(async () => {{ {script} }})()"
        told = self._tell("Runtime.evaluate", expression=body, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def press(self, key: str) -> None:
        """Press Tab or Enter."""
        about = {"key": key, "code": key, "windowsVirtualKeyCode": _CODES[key]}
        self._tell("Input.dispatchKeyEvent", type="keyDown", text="\r" if key == "Enter" else "", **about)
        self._tell("Input.dispatchKeyEvent", type="keyUp", **about)

    def click(self, selector: str) -> None:
        """Click on the first element that a selector finds, after scrolling to it."""
        x, y = self.ask(
            f"const one = document.querySelector({json.dumps(selector)}); one.scrollIntoView({{block: 'center'}});"
            " const box = one.getClientRects()[0]; return [box.x + box.width / 2, box.y + box.height / 2]"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self._tell("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def focused(self) -> str:
        """Return the words of what has the focus."""
        return str(self.ask("return document.activeElement.innerText"))

    def complaints(self) -> list[str]:
        """Return what the browser has found wrong with the page since it was opened."""
        self.ask("await new Promise(done => setTimeout(done, 50))")
        return [str(one["params"]["entry"]["text"]) for one in self._events if one["method"] == "Log.entryAdded"]

    def violations(self) -> list[str]:
        """Return what axe-core finds against the page as it is shown: "impact rule: the first element"."""
        self._tell("Runtime.evaluate", expression=files("axe_core_python").joinpath("axe.min.js").read_text("utf-8"))
        found = self.ask("return (await axe.run()).violations")
        return [f"{one['impact']} {one['id']}: {one['nodes'][0]['html']}" for one in found]

    def shoot(self, path: Path) -> None:
        """Write what is seen as PNG."""
        path.write_bytes(base64.b64decode(self._tell("Page.captureScreenshot")["data"]))

    def print_pdf(self) -> bytes:
        """Return the page as it is printed on A4."""
        return base64.b64decode(self._tell("Page.printToPDF", **_PAPER_INCHES)["data"])

    def _go(self, address: str) -> None:
        self._events = [one for one in self._events if one["method"] != "Page.loadEventFired"]
        self._tell("Page.navigate", url=address)
        while not any(one["method"] == "Page.loadEventFired" for one in self._events):
            self._events.append(self._hear())

    def _tell(self, command: str, **values: object) -> dict[str, Any]:
        """Give a command and return the answer; what the browser tells of itself meanwhile is kept."""
        self._last += 1
        asked = {"id": self._last, "method": command, "params": values}
        if self._session is not None:
            asked["sessionId"] = self._session
        with os.fdopen(os.dup(self._commands), "wb") as stream:
            stream.write(json.dumps(asked).encode() + b"\0")
        while (answer := self._hear()).get("id") != self._last:
            self._events.append(answer)
        assert "error" not in answer, f"{command}: {answer['error']}"
        result: dict[str, Any] = answer["result"]
        return result

    def _hear(self) -> dict[str, Any]:
        """Return the next message."""
        until = time.monotonic() + _PATIENCE_S
        pieces = [self._unread]
        while b"\0" not in pieces[-1]:
            ready, _, _ = select.select([self._answers], [], [], max(until - time.monotonic(), 0))
            piece = os.read(self._answers, _CHUNK_BYTES) if ready else b""
            assert piece, "the browser has ended, or says nothing"
            pieces.append(piece)
        message, _, self._unread = b"".join(pieces).partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        return told
