"""One process at a time holds a store or a folder; whoever comes second is told who, and the dead hold nothing."""

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import BusyError, ConfigurationError
from pipeline.files import hold_folder, hold_store
from pipeline.files.lock import FOLDER_LOCK, user_name

NOW = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)
COMMAND = ("run", "in", "--out", "pages")


@dataclass
class At:
    instant: datetime = NOW

    def now(self) -> datetime:
        return self.instant


Hold = Callable[..., AbstractContextManager[None]]
HOLDS = pytest.mark.parametrize("hold", [hold_folder, lambda folder, *rest: hold_store(folder / "news.db", *rest)])


@HOLDS
def test_whoever_comes_second_is_told_who_holds_it_and_since_when(tmp_path: Path, hold: Hold) -> None:
    with hold(tmp_path, COMMAND, At()), pytest.raises(BusyError) as refused, hold(tmp_path, COMMAND, At()):
        pass
    told = str(refused.value)
    assert f"process {os.getpid()} of " in told
    assert "since 2026-11-03 02:30:00 UTC ('run in --out pages')" in told


@HOLDS
def test_what_is_let_go_is_free_and_nothing_stays_behind(tmp_path: Path, hold: Hold) -> None:
    for _ in range(2):
        with hold(tmp_path, COMMAND, At()):
            assert len(list(tmp_path.iterdir())) == 1
        assert list(tmp_path.iterdir()) == []


def test_it_is_let_go_where_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="work"), hold_folder(tmp_path, COMMAND, At()):
        raise ValueError("work")
    with hold_folder(tmp_path, COMMAND, At()):
        pass


def test_a_store_and_a_folder_are_held_apart(tmp_path: Path) -> None:
    with (
        hold_folder(tmp_path, COMMAND, At()),
        hold_store(tmp_path / "news.db", COMMAND, At()),
        hold_store(tmp_path / "other.db", COMMAND, At()),
    ):
        assert (tmp_path / "news.db.lock").exists()


def test_two_names_of_one_store_are_one_store(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "news.db")
    held = hold_store(tmp_path / "news.db", COMMAND, At())
    with held, pytest.raises(BusyError), hold_store(tmp_path / "link.db", COMMAND, At()):
        pass


@contextmanager
def other_process(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start a process that holds a folder until its standard input closes."""
    program = (
        "import sys; from pathlib import Path; from pipeline.clock import SystemClock; from pipeline.files import *\n"
        f"with hold_folder(Path({str(folder)!r}), ('other',), SystemClock()):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_another_process_that_is_killed_holds_it_no_longer(tmp_path: Path) -> None:
    with other_process(tmp_path) as other:
        with pytest.raises(BusyError, match=rf"process {other.pid} of .*'other'"), hold_folder(tmp_path, (), At(NOW)):
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert (tmp_path / FOLDER_LOCK).exists()
        with hold_folder(tmp_path, COMMAND, At()):
            assert f'"pid":{os.getpid()},' in (tmp_path / FOLDER_LOCK).read_text("utf-8")


@pytest.mark.parametrize("left", ["", "not json", '{"pid": 1}', "[1]", "\x00" * 99, "x" * 99_999])
def test_a_file_that_was_left_behind_holds_nobody_up(tmp_path: Path, left: str) -> None:
    (tmp_path / FOLDER_LOCK).write_text(left, "utf-8")
    with hold_folder(tmp_path, COMMAND, At()):
        assert json.loads((tmp_path / FOLDER_LOCK).read_text("utf-8"))["command"] == "run in --out pages"


@pytest.mark.parametrize("left", ["", "not json", '{"pid": 1}', "x" * 99_999])
def test_a_holder_that_did_not_tell_its_name_is_no_riddle(tmp_path: Path, left: str) -> None:
    with hold_folder(tmp_path, COMMAND, At()):
        (tmp_path / FOLDER_LOCK).write_text(left, "utf-8")
        with pytest.raises(BusyError, match="has not told its name"), hold_folder(tmp_path, COMMAND, At()):
            pass


def test_a_time_that_is_still_to_come_is_not_shown(tmp_path: Path) -> None:
    held = hold_folder(tmp_path, COMMAND, At(NOW + timedelta(hours=2)))
    with held, pytest.raises(BusyError) as refused, hold_folder(tmp_path, COMMAND, At(NOW)):
        pass
    assert "since" not in str(refused.value)
    assert f"process {os.getpid()}" in str(refused.value)


def test_of_a_long_command_the_beginning_is_shown(tmp_path: Path) -> None:
    held = hold_folder(tmp_path, ("run", *("in/" + "x" * 40 for _ in range(99))), At())
    with held, pytest.raises(BusyError) as refused, hold_folder(tmp_path, COMMAND, At()):
        pass
    assert 300 < len(str(refused.value)) < 700


def test_a_folder_that_nobody_may_write_is_named_with_what_to_do(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    with (
        pytest.raises(ConfigurationError, match=r"cannot write the lock .*gone.* make it and its folder writable"),
        hold_folder(gone, COMMAND, At()),
    ):
        pass


def test_a_folder_in_the_place_of_the_lock_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FOLDER_LOCK).mkdir()
    with pytest.raises(ConfigurationError, match="cannot write the lock"), hold_folder(tmp_path, COMMAND, At()):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_named_with_what_to_do(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigurationError, match="writable for this user"), hold_folder(tmp_path, COMMAND, At()):
        pass


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("mine", "utf-8")
    (tmp_path / FOLDER_LOCK).symlink_to(tmp_path / "victim")
    with pytest.raises(ConfigurationError, match="cannot write the lock"), hold_folder(tmp_path, COMMAND, At()):
        pass
    assert (tmp_path / "victim").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOLCK, "locks do not work there"), (errno.EIO, "it cannot be locked")]
)
def test_a_file_system_without_locks_is_named_with_what_to_do(tmp_path: Path, number: int, told: str) -> None:
    def flock(_descriptor: int, _how: int) -> None:
        raise OSError(number, os.strerror(number))

    with (
        pytest.raises(ConfigurationError, match=rf"the folder .*{told}.*local disk"),
        hold_folder(tmp_path, COMMAND, At(), flock),
    ):
        pass


def test_a_file_that_lost_its_name_while_it_was_waited_for_is_not_taken_for_the_lock(tmp_path: Path) -> None:
    opened: list[int] = []

    def flock(descriptor: int, how: int) -> None:
        if not opened:
            (tmp_path / FOLDER_LOCK).unlink()
        opened.append(descriptor)
        fcntl.flock(descriptor, how)

    with hold_folder(tmp_path, COMMAND, At(), flock):
        assert len(opened) == 2
        with pytest.raises(BusyError), hold_folder(tmp_path, COMMAND, At()):
            pass


@pytest.mark.parametrize("error", [OSError("none is set"), KeyError("uid not found")])
def test_a_user_without_a_name_has_a_number(error: Exception) -> None:
    def nobody() -> str:
        raise error

    assert user_name(nobody) == f"user {os.getuid()}"
