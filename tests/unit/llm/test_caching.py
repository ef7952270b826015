"""What is kept between runs, what is not, and what a hostile or damaged cache can do: nothing."""

import os
import pickle
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import diskcache
import pytest

from pipeline.errors import ConfigurationError, RefusedError
from pipeline.llm.caching import CachingLLM, ForeignRowError, _TextDisk
from pipeline.llm.port import LLMRequest
from pipeline.llm.scripted import Answer, ScriptedLLM
from schemas.frozen import Frozen
from schemas.usage import Usage
from tests.unit.llm.asking import POINTS, Points, ask


def silent(_message: str) -> None:
    """Take a warning that the test does not look at."""


def cached(folder: Path, *answers: Answer) -> CachingLLM:
    return CachingLLM(ScriptedLLM(answers), folder, warn=silent)


def plant(folder: Path, key: str, **columns: object) -> None:
    """Change the row of `key` behind the cache's back."""
    cached(folder, POINTS).complete(ask())
    with sqlite3.connect(folder / "cache.db") as base:
        changes = ", ".join(f"{name} = ?" for name in columns)
        base.execute(f"UPDATE Cache SET {changes} WHERE key = ?", (*columns.values(), key))  # noqa: S608  own names
    base.close()


def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    cached(tmp_path, POINTS).complete(ask())
    reply = cached(tmp_path).complete(ask())
    assert (reply.value, reply.model, reply.usage, reply.is_cached) == (POINTS, "scripted", Usage(), True)


def test_a_first_answer_is_no_hit(tmp_path: Path) -> None:
    reply = cached(tmp_path, POINTS).complete(ask())
    assert (reply.is_cached, reply.usage) == (False, Usage(attempts=1))


def test_another_request_is_asked(tmp_path: Path) -> None:
    llm = cached(tmp_path, POINTS, Points(points=()))
    assert [llm.complete(ask(name)).value for name in "ab"] == [POINTS, Points(points=())]


def test_a_failure_is_not_kept(tmp_path: Path) -> None:
    llm = cached(tmp_path, RefusedError("no"), POINTS)
    with pytest.raises(RefusedError):
        llm.complete(ask())
    assert llm.complete(ask()).value == POINTS


def test_a_long_answer_is_kept_whole(tmp_path: Path) -> None:
    long = {"points": [{"n": n, "name": "x" * 100} for n in range(1000)]}
    first = cached(tmp_path, long).complete(ask())
    assert cached(tmp_path).complete(ask()).value == first.value


def test_the_folder_is_its_owners_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    cached(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_nothing_is_evicted(tmp_path: Path) -> None:
    cached(tmp_path, POINTS).complete(ask())
    with diskcache.Cache(str(tmp_path), disk=_TextDisk) as cache:
        assert (cache.eviction_policy, cache.cull_limit, cache.size_limit > 2**60) == ("none", 0, True)


class Bomb:
    """Makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def test_a_planted_pickle_is_not_run(tmp_path: Path) -> None:
    folder, mark = tmp_path / "cache", tmp_path / "pwned"
    plant(folder, ask().key, mode=diskcache.core.MODE_PICKLE, value=pickle.dumps(Bomb(mark)))
    assert cached(folder, POINTS).complete(ask()).is_cached is False
    assert not mark.exists()


def test_the_same_pickle_runs_in_a_plain_cache(tmp_path: Path) -> None:
    folder, mark = tmp_path / "cache", tmp_path / "pwned"
    plant(folder, ask().key, mode=diskcache.core.MODE_PICKLE, value=pickle.dumps(Bomb(mark)))
    with diskcache.Cache(str(folder)) as plain:
        plain.get(ask().key)
    assert mark.exists()


def test_a_planted_row_names_no_file_to_read_or_remove(tmp_path: Path) -> None:
    folder, other = tmp_path / "cache", tmp_path / "other.txt"
    other.write_text("mine", encoding="utf-8")
    plant(folder, ask().key, mode=diskcache.core.MODE_TEXT, filename="../other.txt")
    assert cached(folder, POINTS).complete(ask()).is_cached is False
    assert other.read_text(encoding="utf-8") == "mine"


def test_a_refused_row_is_replaced(tmp_path: Path) -> None:
    plant(tmp_path, ask().key, mode=diskcache.core.MODE_PICKLE, value=pickle.dumps(1))
    cached(tmp_path, POINTS).complete(ask())
    assert cached(tmp_path).complete(ask()).is_cached


@pytest.mark.parametrize(
    "value", ["", "{}", "no json", '{"value": {"points": 1}, "model": "m", "usage": {}}', b"\xff", 3]
)
def test_a_value_that_no_longer_fits_is_a_miss(tmp_path: Path, value: object) -> None:
    plant(tmp_path, ask().key, value=value)
    assert cached(tmp_path, POINTS).complete(ask()).is_cached is False
    assert cached(tmp_path).complete(ask()).is_cached


def test_the_disk_refuses_what_is_no_text(tmp_path: Path) -> None:
    disk = _TextDisk(str(tmp_path))
    for refused in (lambda: disk.store(b"x", read=False), lambda: disk.put(("k",)), lambda: disk.get(b"x", raw=False)):
        with pytest.raises(ForeignRowError):
            refused()
    assert disk.get("k", raw=True) == "k"


class Loose(Frozen):
    twice: int


def test_a_reply_model_that_changed_has_another_key() -> None:
    assert ask(reply_model=Loose).key != ask().key


@pytest.mark.parametrize(
    "damage", [b"no database at all, only a few words" * 40, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_damaged_file_is_set_aside_with_a_word(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "cache.db").write_bytes(damage)
    told: list[str] = []
    llm = CachingLLM(ScriptedLLM([POINTS]), tmp_path, warn=told.append)
    assert llm.complete(ask()).value == POINTS
    assert (tmp_path / "cache.db.corrupt-1").read_bytes() == damage
    assert len(told) == 1


def test_a_second_damaged_file_does_not_replace_the_first(tmp_path: Path) -> None:
    for _ in range(2):
        (tmp_path / "cache.db").write_bytes(b"damaged " * 200)
        cached(tmp_path).close()
    assert len(list(tmp_path.glob("cache.db.corrupt-*"))) == 2


def test_a_cache_that_breaks_during_the_run_costs_calls_only(tmp_path: Path) -> None:
    told: list[str] = []
    llm = CachingLLM(ScriptedLLM([POINTS]), tmp_path, warn=told.append)
    with sqlite3.connect(tmp_path / "cache.db") as base:
        base.execute("DROP TABLE Cache")
    base.close()
    assert llm.complete(ask()).value == POINTS
    assert all("going on without it" in line for line in told)
    assert told


def test_a_folder_that_is_a_file_is_a_matter_of_configuration(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="file"):
        cached(tmp_path / "file")


def test_threads_share_a_cache(tmp_path: Path) -> None:
    def answer(request: LLMRequest[Any]) -> Answer:
        return {"points": [{"n": int(request.user)}]}

    llm = CachingLLM(ScriptedLLM(answer), tmp_path, warn=silent)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(llm.complete, [ask(str(n)) for n in range(40)]))
        numbers = [
            reply.value.points[0].n for reply in pool.map(cached(tmp_path).complete, [ask(str(n)) for n in range(40)])
        ]
    assert numbers == list(range(40))
