"""Owns remembering what texts of a sentence's length say: every rule asks for the same sentences.

What is kept is bounded by its size, not by the number of sentences, and the newer half of it is never dropped: an
article that fits is read once however often it is gone through, and nothing grows without end.
"""

import threading
from collections.abc import Callable

from schemas.quantity import Quantity

# The newer half holds an article of 100,000 words, and both together take some 20 MiB.
MOST_CHARS = 6_400_000
TEXT_CHARS = 200
QUANTITY_CHARS = 400

Reading = tuple[Quantity, ...]


class Memory:
    """Reads a text in a context once, as long as that reading is among the newest.

    `most_chars` bounds the characters of the texts kept, with `TEXT_CHARS` more for each and `QUANTITY_CHARS` for each
    quantity, about what they take. Threads may share it: at worst a text is read, and counted, once more.
    """

    def __init__(self, read: Callable[[str, str | None], Reading], most_chars: int = MOST_CHARS) -> None:
        """Remember what `read` returns; the readings stand in two halves, and the older goes when the newer is full."""
        self._read = read
        self._half = most_chars // 2
        self._newer: dict[tuple[str, str | None], Reading] = {}
        self._older: dict[tuple[str, str | None], Reading] = {}
        self._size = 0
        self._lock = threading.Lock()

    def __call__(self, text: str, context: str | None) -> Reading:
        """Return the quantities of a text."""
        key = (text, context)
        reading = self._newer.get(key)
        if reading is not None:
            return reading
        reading = self._older.get(key)
        if reading is None:
            reading = self._read(text, context)
        chars = len(text) + TEXT_CHARS + QUANTITY_CHARS * len(reading)
        with self._lock:  # what two threads add at a time must both be counted, or more is kept than the bound
            self._size += chars
            if self._size > self._half:
                self._older, self._newer, self._size = self._newer, {}, chars
            self._newer[key] = reading
        return reading

    def cache_clear(self) -> None:
        """Forget everything, as the function of this name does in functools."""
        with self._lock:
            self._newer, self._older, self._size = {}, {}, 0
