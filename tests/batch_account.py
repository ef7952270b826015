"""An account that answers live calls and batches alike, so that both ways to run can be held against each other.

Invariant: what a request gets is made from its body alone, whichever way it comes in.
"""

import json
from collections.abc import Callable
from typing import Any

from tests.batch_input import Document
from tests.batch_server import BatchServer, Received
from tests.batch_service import Answered, Expiring, Failing, RefusedCallError
from tests.chaos_answer import good_answer, stage_of
from tests.loopback import completion

Odd = Callable[[Document], Answered | None]
"""Returns what a request gets in place of the good answer, or None."""


def good(body: Document, **changed: Any) -> Document:  # noqa: ANN401  a part of a completion
    """Return the completion of a careful model; it bills a token for four bytes."""
    content = good_answer(body)
    usage = {"prompt_tokens": len(json.dumps(body)) // 4, "completion_tokens": len(content) // 4}
    return completion(content, **{"usage": usage, **changed})


class Account(BatchServer):
    """A server for batches that takes live calls too, and keeps the bodies of these in `live`."""

    def __init__(self, odd: Odd = lambda _body: None) -> None:
        """Answer as `odd` says, well where it says nothing."""
        self.odd = odd
        self.live: list[Document] = []
        super().__init__(self._answered)

    def _answered(self, body: Document) -> Answered:
        odd = self.odd(body)
        return good(body) if odd is None else odd

    def _do(self, method: str, parts: list[str], query: dict[str, str], received: Received) -> Document | bytes:
        if parts != ["chat", "completions"]:
            return super()._do(method, parts, query, received)
        body = json.loads(received.body)
        self.live.append(body)
        answered = self._answered(body)
        if isinstance(answered, Failing):
            # An endpoint may quote all that it was sent.
            told = f"It failed on {body['messages'][1]['content']} for {received.key}."
            raise RefusedCallError(answered.status, told, answered.code)
        if isinstance(answered, Expiring):
            raise RefusedCallError(503, "Not now.")
        return dict(answered)

    @property
    def shown(self) -> list[Document]:
        """Return every batch, the oldest first."""
        return list(reversed(self.list_batches(limit=100)["data"]))

    @property
    def stages(self) -> list[set[str]]:
        """Return which stages asked in each batch, the oldest first."""
        return [{stage_of(body) for body in self.asked(batch)} for batch in self.shown]

    def finish_all(self) -> None:
        """Move every batch on until it has ended."""
        for each in self.shown:
            if each["status"] in ("validating", "in_progress", "finalizing"):
                self.finish(each["id"])

    def forget(self, batch_id: str) -> None:
        """Know nothing of a batch any more, as after its time of keeping."""
        del self._works[batch_id]

    def asked(self, batch: Document) -> list[Document]:
        """Return the bodies of the requests of a batch, in their order."""
        return [each["body"] for each in self._lines(batch)]

    def keys(self, batch: Document) -> list[str]:
        """Return the ids of the requests of a batch, in their order."""
        return [each["custom_id"] for each in self._lines(batch)]

    def _lines(self, batch: Document) -> list[Document]:
        file = (self.files | self.deleted)[batch["input_file_id"]]
        return [json.loads(line) for line in file.content.split(b"\n") if line]
