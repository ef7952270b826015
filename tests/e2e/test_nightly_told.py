"""Whoever waits for a night is told how it ended, unless it ended because another one is at work."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.clock import SystemClock
from pipeline.errors import BusyError, ConfigurationError, StoppedError
from pipeline.files import hold_store
from pipeline.heartbeat import Heartbeat
from pipeline.stopping import StopCause, Stopping
from tests.nights import Nights


class Broken(Stopping):
    """Cannot tell whether anybody asked to stop, by a mistake of ours."""

    @property
    def is_asked(self) -> bool:
        raise ZeroDivisionError


def stopped(cause: StopCause) -> Stopping:
    stopping = Stopping()
    stopping.stop("enough", cause)
    return stopping


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    made = Nights(tmp_path, str(tmp_path / "news.db"), heartbeat=Heartbeat(str(tmp_path / "beat.json")))
    made.put(3)
    return made


def beat(nights: Nights) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((nights.folder / "beat.json").read_bytes())
    return loaded


def test_a_night_that_ended_is_told_with_its_run_and_its_line(nights: Nights) -> None:
    end = nights.night()
    told = beat(nights)
    assert (told["exit_code"], told["run_id"], told["line"]) == (0, end.record.run_id, end.report.line)


@pytest.mark.parametrize(
    ("make", "error", "code", "line"),
    [
        (Broken, ZeroDivisionError, 1, "no night, because of a mistake in factgrade (ZeroDivisionError)"),
        (lambda: stopped(StopCause.INTERRUPT), StoppedError, 130, "no night, enough"),
        (lambda: stopped(StopCause.TERMINATE), StoppedError, 143, "no night, enough"),
        (lambda: stopped(StopCause.BUDGET), StoppedError, 4, "no night, enough"),
    ],
)
def test_a_night_that_did_not_come_to_its_end_is_told_with_the_reason(
    nights: Nights, make: Callable[[], Stopping], error: type[Exception], code: int, line: str
) -> None:
    with pytest.raises(error):
        nights.night(make())
    assert (beat(nights)["exit_code"], beat(nights)["is_finished"]) == (code, False)
    assert line in beat(nights)["line"]


def test_a_night_that_cannot_work_is_told_as_such(nights: Nights) -> None:
    nights.inbox.rename(nights.folder / "away")
    with pytest.raises(ConfigurationError):
        nights.night()
    assert beat(nights)["exit_code"] == 2
    assert "there is nothing to read" in beat(nights)["line"]


def test_what_is_told_of_a_night_that_cannot_work_is_one_short_line(nights: Nights) -> None:
    for path in nights.inbox.iterdir():
        path.unlink()
    with pytest.raises(ConfigurationError, match="\n"):
        nights.night()
    assert "\n" not in beat(nights)["line"]
    with pytest.raises(ConfigurationError, match="x" * 300):
        nights.night(out=nights.folder / ("x" * 300))
    assert len(beat(nights)["line"]) == 200


def test_whoever_finds_another_night_at_work_tells_nobody(nights: Nights) -> None:
    with hold_store(Path(nights.store), ("nightly", "in"), SystemClock()), pytest.raises(BusyError, match="in use"):
        nights.night()
    assert not (nights.folder / "beat.json").exists()
    assert not nights.out.exists()
