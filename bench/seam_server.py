"""A stand-in for a model on 127.0.0.1, in a process of its own: answers validly after a fixed time, keeps accounts.

    python bench/seam_server.py [LATENCY_S]

Prints the port on its first line and serves until its standard input ends. `POST /<client>/v1/chat/completions` answers
what factgrade and langextract ask, from the request itself; `GET /ledger` tells what each client asked and how late the
server was, and begins anew. A token is four bytes of the text of the messages or of the answer, for all clients alike.

An answer is made while its latency runs, by one thread that does nothing else, so an answer leaves `LATENCY_S` after
its request was read, or later by what the ledger calls `late`: a server that cannot keep up shows there.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

DEFAULT_LATENCY_S = 0.3
BYTES_A_TOKEN = 4
# A window this long is answered without its last sentence, so that factgrade's second asking has something to do.
LONG_WINDOW = 8

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.?!”])\s+")
_NAME = re.compile(r"[A-Z][\w’-]*(?: [A-Z][\w’-]*)*")
_WORD = re.compile(r"[a-z]{4,}")


def tokens(text: str) -> int:
    """Return the number of tokens by the one rule of this benchmark, rounded up."""
    return -(-len(text.encode()) // BYTES_A_TOKEN)


def answer(request: dict[str, Any]) -> tuple[str, str]:
    """Return what kind of request it is, and the text that answers it."""
    form = request.get("response_format", {}).get("json_schema", {})
    asked = request["messages"][-1]["content"]
    kind = form.get("name", "unknown")
    made = _ANSWERS[kind](asked)
    return kind, json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def _tagged(asked: str, tag: str) -> str:
    return asked.rpartition(f"<{tag}>")[2].partition(f"</{tag}>")[0]


def _subject(sentence: str) -> str:
    names = sorted(_NAME.findall(sentence), key=len, reverse=True)
    return names[0] if names else "the event"


def _attribute(sentence: str) -> str:
    return " ".join(_WORD.findall(sentence)[:4]) or "what is said"


def _claims(asked: str) -> dict[str, Any]:
    sentences = [(int(number), text) for number, text in _NUMBERED.findall(_tagged(asked, "sentences"))]
    shown = sentences[:-1] if len(sentences) == LONG_WINDOW else sentences
    return {
        "claims": [
            {
                "sentence": number, "subject": _subject(text), "attribute": _attribute(text), "value": None,
                "statement": text, "kind": "fact", "speaker": None,
            }
            for number, text in shown
        ]
    }  # fmt: skip


def _grades(asked: str) -> dict[str, Any]:
    numbers = [int(number) for number, _ in _NUMBERED.findall(_tagged(asked, "grade"))]
    return {
        "grades": [
            {
                "claim": number, "reason": "It is usual, and no other claim speaks against it.", "relies_on": [],
                "consistency": "consistent", "plausibility": "plausible",
            }
            for number in numbers
        ]
    }  # fmt: skip


def _relation(asked: str) -> dict[str, Any]:
    differ = "The values differ" in _tagged(asked, "note")
    told = "contradiction" if differ else "same"
    return {"first_says": "this", "second_says": "that", "newer": "neither", "relation": told}


def _extractions(asked: str) -> dict[str, Any]:
    chunk = asked.rpartition("\nQ: ")[2].removesuffix("\nA: ")
    sentences = [sentence for sentence in _SENTENCE_END.split(chunk) if sentence.strip()]
    return {
        "extractions": [
            {
                "claim": text,
                "claim_attributes": {"subject": _subject(text), "attribute": _attribute(text), "kind": "fact"},
            }
            for text in sentences
        ]
    }


_ANSWERS = {
    "ReplyClaims": _claims,
    "ReplyGrades": _grades,
    "ReplyRelation": _relation,
    "langextract_extractions": _extractions,
}


@dataclass
class Account:
    """What one client asked; times are seconds of the monotonic clock that all processes of the machine share."""

    requests: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    first_s: float = 0.0
    last_s: float = 0.0
    late_s: float = 0.0
    most_late_s: float = 0.0
    kinds: dict[str, Counter[str]] = field(default_factory=dict)

    def begin(self, kind: str, usage: dict[str, int], now_s: float) -> None:
        """Note that a request is in, what it asks for, and what it costs."""
        self.first_s = self.first_s or now_s
        self.kinds.setdefault(kind, Counter()).update(requests=1, **usage)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def end(self, now_s: float, late_s: float) -> None:
        """Note that its answer is out, so much later than it should have been."""
        self.in_flight -= 1
        self.requests += 1
        self.last_s = now_s
        self.late_s += late_s
        self.most_late_s = max(self.most_late_s, late_s)


class Ledger:
    """The accounts of all clients."""

    def __init__(self) -> None:
        """Begin with none."""
        self.accounts: dict[str, Account] = {}
        self._processor_s = time.process_time()

    def close(self) -> bytes:
        """Return the accounts with the processor time they took this server, and begin anew."""
        told: dict[str, object] = {name: vars(account) for name, account in self.accounts.items()}
        processor_s = time.process_time()
        told["server_processor_s"] = processor_s - self._processor_s
        self.accounts, self._processor_s = {}, processor_s
        return json.dumps(told).encode()


class Connection(asyncio.Protocol):
    """One kept-alive connection, with one request on it at a time."""

    def __init__(self, ledger: Ledger, latency_s: float) -> None:
        """Answer after `latency_s` and keep account in `ledger`."""
        self._ledger = ledger
        self._latency_s = latency_s
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take what arrived, and handle a request that is whole."""
        self._received += data
        head, gap, body = self._received.partition(b"\r\n\r\n")
        if not gap:
            return
        length = _LENGTH.search(head)
        if len(body) < (int(length[1]) if length else 0):
            return
        self._received = b""
        path = head.split(b" ", 2)[1].decode()
        if path == "/ledger":
            self._write(self._ledger.close())
        else:
            self._handle(path.split("/")[1], body)

    def _handle(self, client: str, body: bytes) -> None:
        read_s = time.monotonic()
        due_s = read_s + self._latency_s
        account = self._ledger.accounts.setdefault(client, Account())
        request = json.loads(body)
        kind, text = answer(request)
        prompt = sum(tokens(message["content"]) for message in request["messages"])
        usage = {"prompt_tokens": prompt, "completion_tokens": tokens(text), "total_tokens": prompt + tokens(text)}
        account.begin(kind, usage, read_s)
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        whole = {"id": "c", "object": "chat.completion", "created": 1, "model": "stand-in", "choices": [choice]}
        content = json.dumps({**whole, "usage": usage}).encode()
        asyncio.get_running_loop().call_at(due_s, self._finish, account, due_s, content)

    def _finish(self, account: Account, due_s: float, content: bytes) -> None:
        now_s = time.monotonic()
        account.end(now_s, now_s - due_s)
        self._write(content)

    def _write(self, content: bytes) -> None:
        assert self._transport is not None
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(content)
        if not self._transport.is_closing():
            self._transport.write(head + content)


async def serve(latency_s: float) -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    ledger = Ledger()
    server = await loop.create_server(lambda: Connection(ledger, latency_s), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_LATENCY_S))
