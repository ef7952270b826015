"""Nights on bad ground: a clear word, nothing lost, and the next night is whole."""

import io
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.app import RunCommand, Surroundings
from pipeline.app.nightly import NightCommand, nightly
from pipeline.errors import ConfigurationError
from pipeline.settings import Settings
from pipeline.store import list_runs, read_store, verify_store
from tests.chaos_articles import make_up
from tests.nights import FixedClock, Nights, files_of
from tests.places import FilePlace

COUNT = 8
ROOMY = 64 * 1024**2
HOUR = timedelta(hours=1)
NAMES = [one.name for one in make_up(COUNT, 1)]


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    made = Nights(tmp_path, str(tmp_path / "news.db"))
    made.put(COUNT)
    return made


def run_undisturbed(nights: Nights) -> dict[str, bytes]:
    """Run a night over the same inbox with a store and a folder in which nothing is wrong; return what it writes."""
    calm = nights.folder / "calm"
    Nights(nights.folder, f"{calm}.db").night(out=calm)
    return files_of(calm)


def assert_whole(nights: Nights, out: Path | None = None) -> None:
    """Make sure that the folder holds what undisturbed nights write, and that the store is sound."""
    assert files_of(out or nights.out) == run_undisturbed(nights)
    assert list(verify_store(read_store(nights.store))) == []


class Disk:
    """A small disk that can be made larger."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def resize(self, size_bytes: int) -> None:
        subprocess.run(["/bin/mount", "-o", f"remount,size={size_bytes}", str(self.path)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    path = tmp_path / "disk"
    path.mkdir()
    words = ["/bin/mount", "-t", "tmpfs", "-o", f"size={ROOMY}", "tmpfs", str(path)]
    if not Path(words[0]).exists() or subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    yield Disk(path)
    subprocess.run(["/bin/umount", str(path)], check=True)


@contextmanager
def no_file_beyond(limit_bytes: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.untraced
@pytest.mark.parametrize("left_bytes", [0, 120_000])
def test_a_store_on_a_full_disk_keeps_what_it_held(nights: Nights, disk: Disk, left_bytes: int) -> None:
    nights.store = str(disk.path / "news.db")
    nights.night()
    whole = run_undisturbed(nights)
    nights.put(COUNT, COUNT)
    disk.resize(shutil.disk_usage(disk.path).used + left_bytes)
    with pytest.raises(ConfigurationError, match="disk"):
        nights.night()
    assert files_of(nights.out) == whole
    disk.resize(ROOMY)
    nights.night()
    assert_whole(nights)


@pytest.mark.untraced
@pytest.mark.parametrize("limit_bytes", [20_000, 200_000])
def test_a_store_that_may_not_grow_is_told_and_nothing_is_half_saved(nights: Nights, limit_bytes: int) -> None:
    with no_file_beyond(limit_bytes), pytest.raises(ConfigurationError, match="check the disk"):
        nights.night()
    nights.night()
    assert len(list_runs(read_store(nights.store))) == 1
    assert_whole(nights)


@pytest.mark.untraced
@pytest.mark.parametrize("size_bytes", [8_192, 65_536])
def test_pages_on_a_full_disk_are_written_by_the_next_night(nights: Nights, disk: Disk, size_bytes: int) -> None:
    disk.resize(size_bytes)
    out = disk.path / "out"
    with pytest.raises(ConfigurationError, match=r"No space left on device\): make room there, or choose another"):
        nights.night(out=out)
    assert not [path for path in out.iterdir() if path.name.startswith(".")]
    disk.resize(ROOMY)
    nights.night(out=out)
    assert nights.requests == []
    assert_whole(nights, out)


@pytest.mark.untraced
def test_pages_stay_whole_where_there_is_no_room_for_new_ones(nights: Nights, disk: Disk) -> None:
    out = disk.path / "out"
    nights.night(out=out)
    before = run_undisturbed(nights)
    nights.put(COUNT, COUNT)
    disk.resize(shutil.disk_usage(disk.path).used + 12_288)
    with pytest.raises(ConfigurationError, match="No space left on device"):
        nights.night(out=out)
    after = files_of(out)
    assert {name for name in before if after[name] != before[name] and not name.endswith(".md")} == set()
    disk.resize(ROOMY)
    assert "8 articles new" in nights.night(out=out).report.line
    assert_whole(nights, out)


@pytest.mark.untraced
def test_a_file_in_the_place_of_the_folder_is_told_before_anybody_is_asked(nights: Nights) -> None:
    nights.out.write_text("in the way", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="cannot write to the output folder"):
        nights.night()
    assert nights.requests == []
    nights.out.unlink()
    nights.night()
    assert_whole(nights)


def newer(store: Path) -> None:
    FilePlace(str(store)).change("UPDATE schema_version SET version = 99")


def scribbled(store: Path) -> None:
    store.write_bytes(b"no store at all" * 1000)


def torn(store: Path) -> None:
    content = bytearray(store.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    store.write_bytes(content)


@pytest.mark.untraced
@pytest.mark.parametrize(
    ("damage", "told"), [(newer, "has version 99"), (scribbled, "is no store"), (torn, "is damaged")]
)
def test_a_store_that_cannot_be_used_is_told_and_stays_as_it_is(
    nights: Nights, damage: Callable[[Path], None], told: str
) -> None:
    nights.night()
    store, pages = Path(nights.store), run_undisturbed(nights)
    good = store.read_bytes()
    damage(store)
    bad = store.read_bytes()
    nights.put(1, COUNT)
    with pytest.raises(ConfigurationError, match=told):
        nights.night()
    assert (nights.requests, files_of(nights.out), store.read_bytes()) == ([], pages, bad)
    store.write_bytes(good)
    nights.night()
    assert_whole(nights)


def test_a_store_in_a_folder_that_is_not_there_is_told_before_anybody_is_asked(nights: Nights) -> None:
    nights.store = str(nights.folder / "missing" / "news.db")
    with pytest.raises(ConfigurationError, match="make it and its folder writable"):
        nights.night()
    assert nights.requests == []
    assert not Path(nights.store).parent.exists()


def test_a_kept_article_that_is_damaged_is_told_and_nothing_is_written(nights: Nights) -> None:
    nights.night()
    FilePlace(nights.store).change("UPDATE graded_article SET content = x'00'")
    pages = files_of(nights.out)
    nights.edit(NAMES[6], lambda text: text + " It paid 12 dollars for a clock.")
    with pytest.raises(ConfigurationError, match="the store is damaged"):
        nights.night()
    assert files_of(nights.out) == pages


@pytest.mark.parametrize("is_there", [True, False])
def test_an_inbox_that_is_empty_or_gone_changes_nothing(nights: Nights, is_there: bool) -> None:  # noqa: FBT001  a row of the table
    nights.night()
    pages = files_of(nights.out)
    nights.inbox.rename(nights.folder / "away")
    if is_there:
        nights.inbox.mkdir()
    with pytest.raises(ConfigurationError, match="there is nothing to read"):
        nights.night()
    assert files_of(nights.out) == pages
    shutil.rmtree(nights.inbox, ignore_errors=True)
    (nights.folder / "away").rename(nights.inbox)
    nights.night()
    assert nights.requests == []
    assert_whole(nights)


@pytest.mark.parametrize(("content", "told"), [('{"colour": "red"}', "holds no article"), ('{"text": "half', "JSON")])
def test_an_inbox_in_which_no_file_is_an_article_any_more_changes_nothing(
    nights: Nights, content: str, told: str
) -> None:
    nights.night()
    pages = files_of(nights.out)
    for name in NAMES:
        (nights.inbox / name).write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told):
        nights.night()
    assert files_of(nights.out) == pages


@pytest.mark.untraced
def test_files_with_times_to_come_are_read_again_and_nobody_is_asked(nights: Nights) -> None:
    for name in NAMES:
        later = (nights.clock.at + timedelta(days=9)).timestamp()
        os.utime(nights.inbox / name, (later, later))
    nights.night()
    assert "nothing new" in nights.night().report.line
    assert nights.requests == []
    assert_whole(nights)


class JumpingClock(FixedClock):
    """Goes back an hour each time that it is looked at."""

    def now(self) -> datetime:
        self.at -= HOUR
        return self.at


@pytest.mark.untraced
def test_a_clock_that_goes_back_within_a_night_costs_nothing(nights: Nights) -> None:
    nights.clock = JumpingClock()
    nights.night()
    run_undisturbed(nights)
    nights.put(1, COUNT)
    assert "1 article new" in nights.night().report.line
    assert len(nights.asked()) == 1
    assert_whole(nights)


@pytest.mark.untraced
def test_a_clock_that_goes_back_between_nights_costs_nothing(nights: Nights) -> None:
    nights.night()
    run_undisturbed(nights)
    nights.clock.at -= timedelta(days=1) + HOUR
    nights.put(1, COUNT)
    assert "1 article new" in nights.night().report.line
    nights.clock.at -= timedelta(days=1) + HOUR
    assert "nothing new" in nights.night().report.line
    assert nights.requests == []
    assert_whole(nights)


def test_a_night_needs_a_store_and_one_inbox(nights: Nights) -> None:
    settings = Settings(base_url="http://127.0.0.1:9/v1", model="m")
    around = Surroundings(nights.clock, nights.told, io.BytesIO())
    two = RunCommand((str(nights.inbox), str(nights.inbox)), nights.out, store=nights.store)
    for command, told in ((replace(two, store=None), "name one with --store"), (two, "name one folder")):
        with pytest.raises(ConfigurationError, match=told):
            nightly(NightCommand(command), settings, around)
