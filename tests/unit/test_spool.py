"""What is put into a spool comes out of it, and nothing is left behind."""

import gc
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from pipeline.errors import ConfigurationError
from pipeline.spool import Spool
from schemas.frozen import Frozen


class Item(Frozen):
    text: str
    n: int = 0
    with_: tuple[str, ...] = Field(default=(), alias="with")


ITEMS = st.builds(Item, text=st.text(), n=st.integers(), **{"with": st.lists(st.text()).map(tuple)})


def spool_of(items: Sequence[Item], folder: Path | None = None) -> Spool[Item]:
    spool = Spool(Item, folder)
    for item in items:
        spool.add(item)
    return spool


@settings(deadline=None)  # a spool is a file
@given(st.lists(ITEMS))
def test_what_is_put_in_comes_out_in_order_as_often_as_it_is_read(items: list[Item]) -> None:
    with closing(spool_of(items)) as spool:
        assert (list(spool), list(spool), len(spool)) == (items, items, len(items))


@settings(deadline=None)  # a spool is a file
@given(st.lists(ITEMS, max_size=8))
def test_each_value_is_under_the_index_that_was_told(items: list[Item]) -> None:
    with closing(Spool(Item)) as spool:
        indices = [spool.add(item) for item in items]
        assert indices == list(range(len(items)))
        assert [spool[index] for index in reversed(indices)] == items[::-1]


@pytest.mark.parametrize("index", [-1, 2, 99])
def test_there_is_nothing_outside(index: int) -> None:
    with closing(spool_of([Item(text="a"), Item(text="b")])) as spool, pytest.raises(IndexError):
        spool[index]


def test_many_values_go_in_and_come_out() -> None:
    with closing(spool_of([Item(text=f"{n} \U0001f980", n=n) for n in range(10_000)])) as spool:
        assert len(spool) == 10_000
        assert [item.n for item in spool] == list(range(10_000))


def test_threads_that_add_and_read_at_once_meet_whole_values() -> None:
    def work(thread: int) -> list[bool]:
        found = []
        for n in range(300):
            item = Item(text=f"{thread} " * (n % 50), n=thread * 1000 + n)
            found.append(spool[spool.add(item)] == item)
        return found

    with closing(Spool(Item)) as spool, ThreadPoolExecutor(8) as threads:
        results = list(threads.map(work, range(8)))
        assert all(all(each) for each in results)
        assert sorted(item.n for item in spool) == sorted(t * 1000 + n for t in range(8) for n in range(300))


def test_iterating_ends_at_what_was_there_when_it_began() -> None:
    with closing(spool_of([Item(text="first", n=n) for n in range(5)])) as spool:
        seen = [(item.n, spool.add(Item(text="later"))) for item in spool]
        assert [n for n, _ in seen] == list(range(5))


def test_its_file_has_no_name(tmp_path: Path) -> None:
    with closing(spool_of([Item(text="a")], tmp_path)):
        assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none' \(No such file or directory\): make room there"):
        Spool(Item, tmp_path / "none")


def open_in(folder: Path) -> int:
    """Return how many files without a name this process holds open in a folder."""
    targets = []
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            targets.append(str(each.readlink()))
    return sum(target.startswith(str(folder)) for target in targets)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are looked up as Linux shows them")
def test_a_spool_that_nobody_holds_gives_its_file_back(tmp_path: Path) -> None:
    spool = spool_of([Item(text="a")], tmp_path)
    assert open_in(tmp_path) == 2  # the values, and where each ends
    del spool
    gc.collect()
    assert open_in(tmp_path) == 0


ROOT = Path(__file__).parents[2]
FULL_DISK = """
import resource
from pipeline.errors import ConfigurationError
from pipeline.spool import Spool
from schemas.usage import Usage
spool = Spool(Usage)
spool.add(Usage(attempts=1))
resource.setrlimit(resource.RLIMIT_FSIZE, (spool._ends[1] + 9,) * 2)
try:
    spool.add(Usage(attempts=2))
except ConfigurationError:
    print(len(spool), spool[0].attempts)
"""


def test_a_disk_that_is_full_is_an_error_and_no_half_a_value() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["1", "1"]


def test_it_may_be_closed_twice() -> None:
    spool = spool_of([Item(text="a")])
    spool.close()
    spool.close()
