"""What a shelf keeps, for whom at once, and what a hostile, damaged or failing file can do: nothing but forget."""

import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import diskcache
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.llm import shelf_file
from pipeline.llm.shelf import ForeignRowError, Shelf, _TextDisk

ROOT = Path(__file__).parents[3]
TEXT = "x" * 2000
CLOSE_S = 60  # a generous limit for other processes


def silent(_message: str) -> None:
    """Take a warning that the test does not look at."""


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def shelf(tmp_path: Path, told: list[str]) -> Iterator[Shelf]:
    with closing(Shelf(tmp_path, told.append)) as opened:
        yield opened


def fill(shelf: Shelf, entries: int = 300) -> None:
    for n in range(entries):
        shelf.set(f"key-{n}", TEXT)
    shelf.close()


def plant(folder: Path, statement: str, *values: object) -> None:
    """Run a statement behind the shelf's back."""
    with closing(sqlite3.connect(folder / "cache.db")) as base, base:
        base.execute(statement, values)


def damage(folder: Path) -> None:
    """Overwrite what follows the first pages, in place, as a failing disk would."""
    with (folder / "cache.db").open("r+b") as file:
        file.seek(10 * 4096)
        file.write(b"\xa5" * ((folder / "cache.db").stat().st_size - 10 * 4096))


def process(folder: Path, code: str) -> subprocess.Popen[str]:
    """Start another process with `shelf` open on the folder; its standard output and input are pipes."""
    head = "import os, signal, sys\nfrom pathlib import Path\nfrom pipeline.llm.shelf import Shelf\n"
    opening = f"shelf = Shelf(Path({str(folder)!r}), lambda line: print('warned', line, flush=True))\n"
    command = [sys.executable, "-c", head + opening + code]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_what_is_set_is_got(shelf: Shelf) -> None:
    shelf.set("a", "one\N{SNOWMAN}")
    assert (shelf.get("a"), shelf.get("b")) == ("one\N{SNOWMAN}", None)


def test_a_text_is_replaced(shelf: Shelf) -> None:
    shelf.set("a", "one")
    shelf.set("a", "two")
    assert (shelf.get("a"), len(shelf)) == ("two", 1)


def test_what_is_deleted_is_gone(shelf: Shelf) -> None:
    shelf.set("a", "one")
    assert (shelf.delete("a"), shelf.delete("a"), shelf.get("a")) == (True, False, None)


def test_the_keys_are_those_of_every_entry(shelf: Shelf) -> None:
    fill(shelf, 450)
    assert sorted(shelf.keys()) == sorted(f"key-{n}" for n in range(450))


def test_keys_are_read_as_they_are_asked_for(shelf: Shelf) -> None:
    fill(shelf, 450)
    keys = iter(shelf.keys())
    next(keys)
    shelf.clear()
    assert len(list(keys)) < 449


def test_clearing_tells_how_much_went(shelf: Shelf) -> None:
    fill(shelf, 250)
    assert (shelf.clear(), len(shelf), list(shelf.keys())) == (250, 0, [])


def test_the_size_is_that_of_the_files(shelf: Shelf, tmp_path: Path) -> None:
    fill(shelf)
    assert shelf.size_bytes == (tmp_path / "cache.db").stat().st_size > 300 * len(TEXT)


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    with closing(Shelf(tmp_path / "new", silent)) as shelf:
        assert (len(shelf), list(shelf.keys()), shelf.check()) == (0, [], [])


def test_a_closed_shelf_opens_again(shelf: Shelf) -> None:
    shelf.set("a", "one")
    shelf.close()
    shelf.close()
    assert shelf.get("a") == "one"


def test_the_folder_is_its_owners_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Shelf(tmp_path, silent).close()
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_nothing_is_evicted_and_nothing_mapped(shelf: Shelf, tmp_path: Path) -> None:
    shelf.set("a", "one")
    with diskcache.Cache(str(tmp_path), disk=_TextDisk) as cache:
        assert (cache.eviction_policy, cache.cull_limit, cache.size_limit > 2**60) == ("none", 0, True)
        assert cache.sqlite_mmap_size == 0


def test_a_folder_that_is_a_file_is_a_matter_of_configuration(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="file"):
        Shelf(tmp_path / "file", silent)


@settings(max_examples=15, deadline=None)
@given(entries=st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"))))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, entries: dict[str, str]) -> None:
    with closing(Shelf(tmp_path_factory.mktemp("shelf"), silent)) as shelf:
        for key, text in entries.items():
            shelf.set(key, text)
        assert {key: shelf.get(key) for key in shelf.keys()} == entries  # noqa: SIM118  a shelf is no mapping


# What a row or a setting of somebody else can do.


class Bomb:
    """Makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


FOREIGN = {
    "a pickle": "UPDATE Cache SET mode = 4, value = x'80049501'",
    "bytes": "UPDATE Cache SET value = x'ff'",
    "a number": "UPDATE Cache SET value = 3",
    "a file": "UPDATE Cache SET mode = 3, value = NULL, filename = '../other.txt'",
    "text that is no text": "UPDATE Cache SET value = CAST(x'ff' AS TEXT)",
    "a key that is a pickle": "UPDATE Cache SET raw = 0",
    "a key that is a number": "UPDATE Cache SET key = 7",
    "a key that is no text": "UPDATE Cache SET key = CAST(x'ff' AS TEXT)",
}


@pytest.mark.parametrize("statement", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_row_of_somebody_else_answers_nothing_and_is_found(
    shelf: Shelf, tmp_path: Path, told: list[str], statement: str
) -> None:
    shelf.set("a", "one")
    plant(tmp_path, statement)
    assert (shelf.get("a"), list(shelf.keys()), told) == (None, [], [])
    assert shelf.check() == ["1 rows hold something else than text"]


def test_a_planted_pickle_is_not_run(shelf: Shelf, tmp_path: Path) -> None:
    mark = tmp_path / "pwned"
    shelf.set("a", "one")
    plant(tmp_path, "UPDATE Cache SET mode = 4, value = ?", pickle.dumps(Bomb(mark)))
    assert (shelf.get("a"), shelf.clear(), mark.exists()) == (None, 1, False)


def test_the_same_pickle_runs_in_a_plain_cache(shelf: Shelf, tmp_path: Path) -> None:
    mark = tmp_path / "pwned"
    shelf.set("a", "one")
    plant(tmp_path, "UPDATE Cache SET mode = 4, value = ?", pickle.dumps(Bomb(mark)))
    with diskcache.Cache(str(tmp_path)) as plain:
        plain.get("a")
    assert mark.exists()


def test_a_planted_row_removes_no_file(shelf: Shelf, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("mine", encoding="utf-8")
    shelf.set("a", "one")
    plant(tmp_path, "UPDATE Cache SET mode = 3, filename = 'other.txt'")
    shelf.set("a", "two")
    assert (shelf.get("a"), other.read_text(encoding="utf-8")) == ("two", "mine")


def test_the_disk_refuses_what_is_no_text(tmp_path: Path) -> None:
    disk = _TextDisk(str(tmp_path))
    for refused in (lambda: disk.store(b"x", read=False), lambda: disk.put(("k",)), lambda: disk.get(b"x", raw=False)):
        with pytest.raises(ForeignRowError):
            refused()
    assert disk.get("k", raw=True) == "k"


@pytest.mark.parametrize(
    ("name", "value"),
    [("_directory", "/elsewhere"), ("disk_path", 1), ("sqlite_journal_mode", "off"), ("get", None), (b"x", 1)],
)
def test_a_file_with_settings_of_somebody_else_is_set_aside(
    shelf: Shelf, tmp_path: Path, told: list[str], name: object, value: object
) -> None:
    fill(shelf, 1)
    plant(tmp_path, "INSERT OR REPLACE INTO Settings VALUES (?, ?)", name, value)
    assert shelf.check() == ["it holds a setting that no cache of factgrade has"]
    Shelf(tmp_path, told.append).close()
    assert (len(told), (tmp_path / "cache.db.corrupt-1").exists()) == (1, True)


def test_the_settings_that_pass_are_those_that_diskcache_writes(shelf: Shelf, tmp_path: Path) -> None:
    shelf.set("a", "one")
    with closing(sqlite3.connect(tmp_path / "cache.db")) as base:
        written = {name.encode() for (name,) in base.execute("SELECT key FROM Settings")}
    assert written == shelf_file.SETTING_NAMES


# Many at once.


def test_threads_share_a_shelf(shelf: Shelf, told: list[str]) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: shelf.set(str(n), str(n)), range(200)))
        assert list(pool.map(shelf.get, map(str, range(200)))) == [str(n) for n in range(200)]
    assert told == []


def test_two_processes_lose_nothing(tmp_path: Path) -> None:
    code = "sys.stdin.readline()\nfor n in range(500): shelf.set(f'{sys.stdin.name}-{os.getpid()}-{n}', 'x' * 500)\n"
    both = [process(tmp_path, code) for _ in range(2)]
    for each in both:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    assert [each.communicate(timeout=CLOSE_S)[0] for each in both] == ["", ""]
    with closing(Shelf(tmp_path, silent)) as shelf:
        assert (len(shelf), len(set(shelf.keys())), shelf.check()) == (1000, 1000, [])


def test_what_was_set_outlives_a_kill(tmp_path: Path) -> None:
    code = "shelf.set('a', 'x' * 50_000)\nprint('written', flush=True)\nsys.stdin.read()\n"
    with process(tmp_path, code) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "written\n"
        other.send_signal(signal.SIGKILL)
    assert other.returncode == -signal.SIGKILL
    with closing(Shelf(tmp_path, silent)) as shelf:
        assert (shelf.get("a"), shelf.check()) == ("x" * 50_000, [])


# A damaged file.


@pytest.mark.parametrize(
    "content", [b"no database at all, only a few words" * 40, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_file_that_is_damaged_at_the_start_is_set_aside_with_a_word(
    tmp_path: Path, told: list[str], content: bytes
) -> None:
    (tmp_path / "cache.db").write_bytes(content)
    with closing(Shelf(tmp_path, told.append)) as shelf:
        assert shelf.check() == []
    assert (tmp_path / "cache.db.corrupt-1").read_bytes() == content
    assert [str(tmp_path / "cache.db.corrupt-1") in line for line in told] == [True]


def test_a_second_damaged_file_does_not_replace_the_first(tmp_path: Path) -> None:
    for _ in range(2):
        (tmp_path / "cache.db").write_bytes(b"damaged " * 200)
        Shelf(tmp_path, silent).close()
    assert len(list(tmp_path.glob("cache.db.corrupt-*"))) == 2


def test_a_page_damaged_during_the_run_is_told_once_to_64_threads(
    shelf: Shelf, tmp_path: Path, told: list[str]
) -> None:
    fill(shelf)
    damage(tmp_path)
    together = threading.Barrier(64)

    def ask(n: int) -> str | None:
        together.wait()
        found = shelf.get(f"key-{n}")
        shelf.set(f"new-{n}", TEXT)
        return found

    with ThreadPoolExecutor(64) as pool:
        assert set(pool.map(ask, range(64))) == {None}
    assert (len(told), len(list(tmp_path.glob("cache.db.corrupt-*")))) == (1, 1)
    assert (sorted(shelf.keys()), shelf.check()) == (sorted(f"new-{n}" for n in range(64)), [])


def test_a_text_is_stored_even_where_storing_it_finds_the_damage(shelf: Shelf, tmp_path: Path) -> None:
    fill(shelf)
    damage(tmp_path)
    shelf.set("key-250", "new")
    assert shelf.get("key-250") == "new"


def test_a_file_that_is_cut_off_is_damaged_and_kills_nobody(shelf: Shelf, tmp_path: Path, told: list[str]) -> None:
    fill(shelf)
    shelf.get("key-0")
    os.truncate(tmp_path / "cache.db", 10 * 4096)
    assert ([shelf.get(f"key-{n}") for n in range(300)][200:], len(told)) == ([None] * 100, 1)


def test_the_files_beside_a_damaged_one_go_with_it(shelf: Shelf, tmp_path: Path) -> None:
    fill(shelf)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(shelf.set, "b", "kept open").result()
        damage(tmp_path)
        shelf.get("key-250")
        names = {file.name for file in tmp_path.iterdir() if "corrupt" in file.name}
        assert names == {"cache.db.corrupt-1", "cache.db-wal.corrupt-1", "cache.db-shm.corrupt-1"}


def test_a_thread_that_saw_no_damage_goes_over_to_the_fresh_file(shelf: Shelf, tmp_path: Path) -> None:
    fill(shelf)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(shelf.get, "key-0").result() == TEXT
        damage(tmp_path)
        assert shelf.get("key-250") is None
        pool.submit(shelf.set, "b", "new").result()
        assert list(shelf.keys()) == ["b"]
    assert (shelf.get("b"), shelf.check()) == ("new", [])


def test_another_process_goes_over_to_the_fresh_file_without_a_word(shelf: Shelf, tmp_path: Path) -> None:
    fill(shelf)
    code = "shelf.get('key-0')\nprint('open', flush=True)\nsys.stdin.readline()\nshelf.set('b', 'new')\nshelf.close()\n"
    with process(tmp_path, code) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        damage(tmp_path)
        assert shelf.get("key-250") is None
        assert other.communicate("go\n", timeout=CLOSE_S)[0] == ""
    assert (shelf.get("b"), shelf.check()) == ("new", [])


def test_a_file_that_was_deleted_is_made_anew(shelf: Shelf, tmp_path: Path, told: list[str]) -> None:
    fill(shelf, 1)
    for file in tmp_path.glob("cache.db*"):
        file.unlink()
    shelf.set("a", "one")
    assert (list(shelf.keys()), told) == (["a"], [])


def test_where_the_file_is_gone_there_is_nothing(shelf: Shelf, tmp_path: Path) -> None:
    fill(shelf, 1)
    (tmp_path / "cache.db").unlink()
    assert (len(shelf), list(shelf.keys()), shelf.check(), shelf.size_bytes) == (0, [], [], 0)


def test_a_log_without_its_database_does_no_harm(shelf: Shelf, tmp_path: Path) -> None:
    shelf.set("a", "one")
    (tmp_path / "cache.db").rename(tmp_path / "elsewhere")
    with closing(Shelf(tmp_path, silent)) as fresh:
        fresh.set("b", "two")
        shelf.close()
        assert (list(fresh.keys()), fresh.check()) == (["b"], [])


def test_a_disk_that_damages_every_file_is_given_up(shelf: Shelf, tmp_path: Path, told: list[str]) -> None:
    for _ in range(5):
        (tmp_path / "cache.db").write_bytes(b"damaged " * 2000)
        shelf.close()
        shelf.get("a")
    assert len(list(tmp_path.glob("cache.db.corrupt-*"))) == 3
    assert ["going on without it" in line for line in told] == [False, False, True]


def test_a_damaged_file_that_cannot_be_set_aside_is_told_once(shelf: Shelf, tmp_path: Path, told: list[str]) -> None:
    fill(shelf)
    shelf.get("key-0")
    damage(tmp_path)
    (tmp_path / "cache.lock").unlink()
    (tmp_path / "cache.lock").mkdir()
    assert [shelf.get(f"key-{n}") for n in range(250, 260)] == [None] * 10
    assert ["cache.lock" in line and "going on without it" in line for line in told] == [True]


def test_a_damaged_file_cannot_be_counted(shelf: Shelf, tmp_path: Path) -> None:
    shelf.close()
    (tmp_path / "cache.db").write_bytes(b"damaged " * 2000)
    with pytest.raises(ConfigurationError, match="verify --repair"):
        len(shelf)
    assert shelf.check() == ["file is not a database"]


def test_a_page_that_is_damaged_is_found_by_the_check(shelf: Shelf, tmp_path: Path) -> None:
    fill(shelf)
    damage(tmp_path)
    assert 0 < len(shelf.check()) <= 5


# A file that fails and is not damaged.


def test_a_table_that_is_gone_is_told_once(shelf: Shelf, tmp_path: Path, told: list[str]) -> None:
    plant(tmp_path, "DROP TABLE Cache")
    shelf.set("a", "one")
    assert (shelf.get("a"), shelf.delete("a"), shelf.clear()) == (None, False, 0)
    assert ["no such table" in line and "going on without it" in line for line in told] == [True]


def test_a_full_disk_is_told_once_and_what_is_there_still_answers(tmp_path: Path) -> None:
    code = (
        "import resource\nshelf.set('a', 'one')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "for n in range(20): shelf.set(f'key-{n}', 'x' * 100_000)\nprint('got', shelf.get('a'))\n"
    )
    output = process(tmp_path, code).communicate(timeout=CLOSE_S)[0].splitlines()
    assert [line.split()[0] for line in output] == ["warned", "got"]
    assert "going on without it" in output[0]
    assert output[1] == "got one"


def test_a_file_that_cannot_be_opened_is_told_once(tmp_path: Path, told: list[str]) -> None:
    (tmp_path / "cache.db").mkdir()
    shelf = Shelf(tmp_path, told.append)
    shelf.set("a", "one")
    assert (shelf.get("a"), len(told)) == (None, 1)
    assert "OperationalError" in told[0]


def test_a_file_that_is_read_only_is_told_once_and_still_answers(shelf: Shelf, tmp_path: Path, told: list[str]) -> None:
    fill(shelf, 1)
    with (tmp_path / "cache.db").open("r+b") as file:
        file.seek(18)
        file.write(b"\x03")  # SQLite only reads a file that a later version wrote, also for root
    assert shelf.get("key-0") == TEXT
    shelf.set("a", "one")
    shelf.set("b", "two")
    assert ["readonly" in line and "going on without it" in line for line in told] == [True]


def test_a_lock_that_does_not_come_is_waited_for_once(tmp_path: Path, told: list[str]) -> None:
    with closing(Shelf(tmp_path, told.append, wait_s=0.01)) as shelf:
        shelf.set("a", "one")
        with closing(sqlite3.connect(tmp_path / "cache.db", isolation_level=None)) as base:
            base.execute("BEGIN IMMEDIATE")
            shelf.set("b", "two")
        shelf.set("c", "three")
        assert (len(shelf), ["is locked" in line for line in told]) == (1, [True])


def test_a_file_that_is_locked_cannot_be_read_from_outside(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no other program holds it"), shelf_file.explained(tmp_path):
        raise sqlite3.OperationalError("database is locked")


@pytest.mark.parametrize("raised", [sqlite3.OperationalError("cannot rollback"), sqlite3.ProgrammingError("closed")])
def test_an_error_that_hides_damage_tells_of_damage(raised: sqlite3.Error) -> None:
    def fail(first: Exception) -> BaseException:
        try:
            try:
                raise first
            finally:
                raise raised
        except sqlite3.Error as error:
            return error

    assert shelf_file.is_damage(fail(sqlite3.DatabaseError("malformed")))
    assert not shelf_file.is_damage(fail(sqlite3.OperationalError("full")))
