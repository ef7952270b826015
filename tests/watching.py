"""Reads a folder over and over while others write it, and keeps every state of every file that it saw."""

import threading
import time
from collections import defaultdict
from pathlib import Path
from types import TracebackType
from typing import Self

_LOOK_EVERY_S = 0.001


class Watcher:
    """A reader that runs inside a `with` block; hidden files are nobody's to read."""

    def __init__(self, folder: Path) -> None:
        """Watch `folder`, which need not be there yet."""
        self.seen: dict[str, set[bytes]] = defaultdict(set)
        self._folder = folder
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        is_last = False
        while not is_last:
            # Asked before looking, so that the last look sees what was written before the end.
            is_last = self._is_over.is_set()
            for name, content in files_of(self._folder).items():
                self.seen[name].add(content)
            time.sleep(_LOOK_EVERY_S)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return what stands in the files of a folder that are not hidden; one that vanishes meanwhile is left out."""
    found: dict[str, bytes] = {}
    for path in folder.iterdir() if folder.is_dir() else ():
        if not path.name.startswith("."):
            try:
                found[path.name] = path.read_bytes()
            except (FileNotFoundError, IsADirectoryError):
                continue
    return found


def hidden_in(folder: Path) -> set[str]:
    """Return the names of the hidden files of a folder."""
    return {path.name for path in folder.iterdir() if path.name.startswith(".")} if folder.is_dir() else set()
