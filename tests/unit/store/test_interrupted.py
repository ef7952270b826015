"""A save that is cut off, or meets another, leaves a store that holds whole runs alone; and it needs little memory."""

import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest

from pipeline.store import Store, list_runs, open_store, read_store, save_run, stored_run, verify_store
from schemas.verdict import ArticleVerdict
from tests import kept
from tests.places import FilePlace, Place

pytestmark = pytest.mark.untraced

ROOT = Path(__file__).parents[3]
MANY = 3000
WAIT_S = 120.0
RECORD_LINE_BYTES = 8000  # as text, as an object and as a parameter; a decided article takes ten times as much
BRIDGE = kept.article("The bridge cost $4 million.")


def written_bytes(place: Place) -> int:
    """Return how much was written, whether it will be kept or not."""
    if place.kind == "sqlite":
        log = Path(f"{place.address}-wal")
        return log.stat().st_size if log.exists() else 0
    sizes = "SELECT SUM(pg_total_relation_size(oid))::bigint FROM pg_class"
    ((size,),) = place.rows(f"{sizes} WHERE relnamespace = 'factgrade'::regnamespace AND relkind = 'r'")
    return int(size)


def killed_while_saving(place: Place, after_bytes: int) -> None:
    """Let another process save a large run, and kill it once it has so much written that is not yet kept."""
    before = written_bytes(place)
    command = [sys.executable, "-m", "tests.kept", place.address, str(MANY)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "saving\n"
        until = time.monotonic() + WAIT_S
        while written_bytes(place) <= before + after_bytes:
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        assert process.stdout.read() == ""
    assert process.returncode == -signal.SIGKILL


def test_a_process_that_is_killed_while_saving_leaves_the_store_as_it_was(place: Place) -> None:
    kept.save(open_store(place.address), kept.decided(BRIDGE))
    killed_while_saving(place, after_bytes=200_000)
    store = read_store(place.address)
    assert [line.articles for line in list_runs(store)] == [1]
    assert list(verify_store(store)) == []
    assert kept.save(open_store(place.address), kept.decided(BRIDGE)).run == 2


@pytest.mark.parametrize("after_bytes", [0, 6_000_000])
def test_a_file_is_as_it_was_whenever_the_process_is_killed(tmp_path: Path, after_bytes: int) -> None:
    place = FilePlace(str(tmp_path / "news.db"))
    kept.save(open_store(place.address), kept.decided(BRIDGE))
    killed_while_saving(place, after_bytes)
    store = read_store(place.address)
    assert [line.articles for line in list_runs(store)] == [1]
    assert list(verify_store(store)) == []


def test_an_error_in_the_middle_leaves_the_store_as_it_was(place: Place) -> None:
    store = open_store(place.address)

    def failing() -> Iterator[ArticleVerdict]:
        yield from islice(kept.many(400), 300)
        raise OSError("the disk with the articles is gone")

    with pytest.raises(OSError, match="is gone"):
        save_run(store, kept.Lazily(400).record, failing(), ())
    assert list_runs(store) == ()
    assert list(verify_store(store)) == []


def test_who_reads_while_another_saves_sees_the_runs_that_were_there(place: Place) -> None:
    store = open_store(place.address)
    kept.save(store, kept.decided(BRIDGE))
    with stored_run(store, "latest") as found:
        kept.save(store, kept.decided(kept.article("Another one.")))
        assert [one.article for one in found.verdicts] == [BRIDGE]
    assert len(list_runs(store)) == 2


def test_several_who_save_at_once_all_do(place: Place) -> None:
    file, lazily = place.address, kept.Lazily(60)

    def save(_: int) -> int:
        return lazily.save(open_store(file)).run

    open_store(file)
    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(save, range(3))) == [1, 2, 3]
    assert [line.articles for line in list_runs(read_store(file))] == [60] * 3
    assert list(verify_store(read_store(file))) == []


def peak_bytes(store: Store, count: int) -> int:
    lazily = kept.Lazily(count)
    tracemalloc.start()
    try:
        lazily.save(store)
        with stored_run(store, "latest") as found:
            assert sum(len(one.claims) for one in found.verdicts) == 12 * count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_an_article_more_takes_no_more_memory_than_its_line_in_the_record(place: Place) -> None:
    store = open_store(place.address)
    peak_bytes(store, 5)  # what is made once and kept, such as compiled statements
    grown = peak_bytes(store, 50) - peak_bytes(store, 20)
    assert grown / 30 < RECORD_LINE_BYTES
