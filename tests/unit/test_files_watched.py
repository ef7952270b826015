"""Whoever looks while a run is written, or after it was killed, sees whole files alone."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from pipeline.files import write_output
from pipeline.report import OutputPart

ROOT = Path(__file__).parents[2]
NAMES = ("a.md", "b.md", "c.jsonl", "run.json")

KILLED = """
import os, signal, sys
from pathlib import Path
from typing import Self
from pipeline.files import write_output
from pipeline.report import OutputPart

def parts():
    yield OutputPart("c.jsonl", "half", is_whole=False)
    yield OutputPart("a.md", "new")
    os.kill(os.getpid(), signal.SIGKILL)

write_output(Path(sys.argv[1]), parts())
"""


def run_of(number: int) -> Iterator[OutputPart]:
    """Yield a run whose files begin and end with its number, too long to be written in one go."""
    text = f"{number} " + "x" * 50_000 + f" {number}"
    for name in NAMES:
        if name.endswith(".jsonl"):
            yield from (OutputPart(name, text[at : at + 9_000], is_whole=False) for at in range(0, len(text), 9_000))
        else:
            yield OutputPart(name, text)


def is_whole(text: str) -> bool:
    first, _, last = text.partition(" " + "x" * 50_000 + " ")
    return first.isdigit() and first == last


class Watcher:
    """Reads everything in a folder, over and over, until it is told to stop."""

    def __init__(self, folder: Path) -> None:
        self.broken: list[str] = []
        self.seen: set[str] = set()
        self.has_looked = threading.Event()
        self._folder = folder
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.is_set():
            for name in NAMES:
                path = self._folder / name
                if path.exists():
                    text = path.read_text("utf-8")
                    self.seen.add(text.partition(" ")[0])
                    self.broken += [] if is_whole(text) else [name]
            self.has_looked.set()


def test_a_reader_sees_whole_files_while_runs_are_written(tmp_path: Path) -> None:
    with Watcher(tmp_path) as watcher:
        for number in range(20):
            watcher.has_looked.clear()
            write_output(tmp_path, run_of(number))
            assert watcher.has_looked.wait(60)
    assert watcher.broken == []
    assert len(watcher.seen) > 1


def test_a_killed_run_leaves_whole_files_and_the_next_run_cleans_up(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text("old", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], env=environment, timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL
    left = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert {name: text for name, text in left.items() if not name.startswith(".")} == {"a.md": "new", "c.jsonl": "old"}
    assert len(left) == 3
    write_output(tmp_path, run_of(1))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(NAMES)
