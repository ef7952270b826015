"""An inbox read with what is known gives what reading every file gives, and reads no more than it has to."""

import io
import json
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import StoppedError
from pipeline.files import find_inputs
from pipeline.progress import InputSkipped, RecordingSink
from pipeline.runner import read_articles
from pipeline.runner.inbox import Inbox, InboxReader, files_gone
from pipeline.stopping import Stopping
from pipeline.store.inbox import KnownFile
from tests.nights import FixedClock

STORY = "Harbour bridge reopens\n\nThe bridge in Porthaven reopened on Monday after repairs of {} years.\n"
LINE = '{{"title": "Bridge", "text": "The bridge in Porthaven cost {} million dollars."}}\n'


@dataclass
class Memory:
    """What earlier looks at an inbox left, every article of it graded but for `new`; `between` runs after looking."""

    by_file: dict[str, KnownFile] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    between: Callable[[], object] = int

    def files(self, files: Collection[str]) -> Mapping[str, KnownFile]:
        return {file: self.by_file[file] for file in files if file in self.by_file}

    def contents(self, digests: Collection[str]) -> Mapping[str, KnownFile]:
        return {one.digest: one for one in self.by_file.values() if one.digest in digests}

    def graded(self, article_ids: Sequence[str]) -> Collection[str]:
        self.between()
        return self.seen.intersection(article_ids) - self.new


@dataclass
class Desk:
    """A folder `in` that is looked into, a day after it was written unless the clock is set otherwise."""

    folder: Path
    memory: Memory = field(default_factory=Memory)
    clock: FixedClock = field(default_factory=lambda: FixedClock(datetime.now(UTC) + timedelta(days=1)))
    stopping: Stopping = field(default_factory=Stopping)
    reader: str = "ingest"
    sink: RecordingSink = field(default_factory=RecordingSink)

    def put(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def look(self) -> Inbox:
        self.sink = RecordingSink()
        reader = InboxReader(self.memory, self.clock, self.sink, self.stopping, self.reader)
        inbox = reader.read(find_inputs(["in"]))
        self.memory.by_file |= {one.file: one for one in inbox.files}
        self.memory.seen |= {one.article_id for one in inbox.roll}
        return inbox

    def look_again_at(self, path: Path, content: bytes) -> Inbox:
        """Look again where a file holds something else under the same size and times, as if nobody could tell."""
        known = self.memory.by_file[str(path.resolve())]
        path.write_bytes(content)
        found = path.stat()
        stamp = type(known.stamp)(found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        self.memory.by_file[known.file] = type(known)(**{**vars(known), "stamp": stamp})
        return self.look()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    return Desk(tmp_path / "in")


def paths(inbox: Inbox) -> list[str]:
    return [one.path for one in inbox.roll]


def test_all_that_reading_every_file_gives_is_given_the_first_time_and_the_second(desk: Desk) -> None:
    desk.put("a.txt", STORY.format(1))
    desk.put("b.txt", STORY.format(1))
    desk.put("c.jsonl", LINE.format(2) + "no json\n" + LINE.format(3))
    desk.put("d.json", '{"colour": "red"}')
    desk.put("e.json", '{"text": "half')
    every = read_articles(find_inputs(["in"]), io.BytesIO(), RecordingSink())
    for _ in range(2):
        inbox = desk.look()
        assert [one.article_id for one in inbox.roll] == list(every.article_ids)
        assert paths(inbox) == [one.path for one in every.articles]
        assert (tuple(inbox.rejected), tuple(inbox.duplicates)) == (every.rejected, every.duplicates)


def test_articles_that_nobody_graded_are_at_hand_as_they_were_read(desk: Desk) -> None:
    desk.put("a.txt", STORY.format(1))
    inbox = desk.look()
    ((placed, at),) = inbox.roll.fresh()
    assert at is not None
    assert (inbox.read[at].article_id, inbox.read[at].path) == (placed.article_id, "in/a.txt")


def test_an_unchanged_file_is_not_read(desk: Desk) -> None:
    path = desk.put("a.txt", STORY.format(1))
    before = desk.look()
    after = desk.look_again_at(path, STORY.format(2).encode())
    assert ([*after.roll], [*after.files], len(after.read)) == ([*before.roll], [], 0)


def test_a_file_that_was_touched_is_hashed_and_not_parsed(desk: Desk) -> None:
    path = desk.put("d.json", '{"colour": "red"}')
    desk.look()
    assert [event.path for event in desk.sink.events if isinstance(event, InputSkipped)] == ["in/d.json"]
    os.utime(path, (1, 1))
    (known,) = desk.look().files
    assert (desk.sink.events, known.stamp.modified_ns, known.items) == ([], 10**9, ())


def test_a_file_that_was_moved_is_called_by_its_new_name_and_not_parsed(desk: Desk) -> None:
    path = desk.put("c.jsonl", LINE.format(2) + LINE.format(3))
    before = paths(desk.look())
    path.rename(desk.folder / "z.jsonl")
    inbox = desk.look()
    assert paths(inbox) == [one.replace("c.jsonl", "z.jsonl") for one in before]
    assert (len(inbox.read), [Path(one.file).name for one in inbox.files]) == (0, ["z.jsonl"])


def test_equal_bytes_under_another_suffix_are_parsed(desk: Desk) -> None:
    desk.put("a.txt", STORY.format(1))
    desk.look()
    desk.put("b.json", STORY.format(1))
    assert [one.path for one in desk.look().rejected] == ["in/b.json"]


def test_what_another_reader_read_is_parsed_anew(desk: Desk) -> None:
    path = desk.put("a.txt", STORY.format(1))
    desk.look()
    desk.reader = "ingest of tomorrow"
    inbox = desk.look_again_at(path, STORY.format(2).encode())
    assert [one.reader for one in inbox.files] == ["ingest of tomorrow"]
    assert len(inbox.read) == 1


def test_a_file_that_was_changed_a_moment_before_it_was_read_is_read_again(desk: Desk) -> None:
    path = desk.put("a.txt", STORY.format(1))
    desk.clock.at = datetime.fromtimestamp(path.stat().st_mtime + 1, UTC)
    before = [*desk.look().roll]
    assert [one.is_settled for one in desk.memory.by_file.values()] == [False]
    desk.clock.at += timedelta(days=1)
    after = desk.look_again_at(path, STORY.format(2).encode())
    assert before != [*after.roll]
    assert [one.is_settled for one in after.files] == [True]


def test_a_file_with_a_time_to_come_is_never_settled_and_told_once(desk: Desk) -> None:
    path = desk.put("a.txt", STORY.format(1))
    os.utime(path, (4e9, 4e9))
    assert [one.is_settled for one in desk.look().files] == [False]
    assert [*desk.look().files] == []


def test_a_known_file_with_an_article_to_ask_about_is_parsed_for_it(desk: Desk) -> None:
    desk.put("a.txt", STORY.format(1))
    (placed,) = desk.look().roll
    desk.memory.new.add(placed.article_id)
    inbox = desk.look()
    assert ([*inbox.roll], [*inbox.files]) == ([placed], [])
    assert [one.article_id for one in inbox.read] == [placed.article_id]


@pytest.mark.parametrize("change", ["replaced", "gone"])
def test_a_known_file_that_is_another_when_it_is_parsed_is_left_to_the_next_night(desk: Desk, change: str) -> None:
    path, other = desk.put("a.txt", STORY.format(1)), desk.put("b.txt", STORY.format(2))
    placed, _ = desk.look().roll
    desk.memory.new.add(placed.article_id)
    desk.memory.between = lambda: other.replace(path) if change == "replaced" else path.unlink(missing_ok=True)
    inbox = desk.look()
    assert [(one.path, one.reason) for one in inbox.rejected] == [
        ("in/a.txt", "it changed while it was read: the next run reads it")
    ]
    assert paths(inbox) == ["in/b.txt"]


def test_an_article_of_two_files_is_read_once_and_placed_where_it_is_first(desk: Desk) -> None:
    for name in ("b.txt", "a.txt"):
        desk.put(name, STORY.format(1))
    inbox = desk.look()
    assert (paths(inbox), len(inbox.read)) == (["in/a.txt"], 1)
    assert [(one.path, one.reason) for one in inbox.duplicates] == [("in/b.txt", "the same article as 'in/a.txt'")]


@pytest.mark.parametrize("size", [11 * 1024**2, None])
def test_a_file_that_cannot_be_read_is_rejected_and_not_remembered(desk: Desk, size: int | None) -> None:
    path = desk.put("a.txt", "")
    found = find_inputs(["in"])
    if size is None:
        path.unlink()
    else:
        os.truncate(path, size)
    inbox = InboxReader(desk.memory, desk.clock, desk.sink, desk.stopping).read(found)
    assert ([one.path for one in inbox.rejected], [*inbox.roll], [*inbox.files]) == (["in/a.txt"], [], [])


def test_a_stop_is_noticed_before_files_are_read(desk: Desk) -> None:
    desk.put("a.txt", STORY.format(1))
    desk.stopping.stop("enough")
    with pytest.raises(StoppedError, match="enough"):
        desk.look()


def test_files_that_are_not_there_any_more_are_named(desk: Desk) -> None:
    paths = [desk.put(name, json.dumps({"text": name})) for name in ("a.json", "b.json")]
    desk.look()
    paths[0].unlink()
    assert files_gone(sorted(desk.memory.by_file), find_inputs(["in"])) == [str(paths[0].resolve())]


def test_an_article_whose_page_another_has_is_rejected_each_time_and_never_asked_about(desk: Desk) -> None:
    cost = "The bridge of Norhaven cost ${} million in all, the mayor said."
    for folder, number in (("p", 19245), ("q", 40114)):  # the ids of these two texts begin with the same eight digits
        (desk.folder / folder).mkdir()
        desk.put(f"{folder}/a.txt", cost.format(number))
    for read in (1, 0):
        inbox = desk.look()
        assert (paths(inbox), len(inbox.read)) == (["in/p/a.txt"], read)
        (rejected,) = inbox.rejected
        assert rejected.path == "in/q/a.txt"
        assert rejected.reason.endswith("rename the file")
