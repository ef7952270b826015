"""Two runs into one folder: the second is refused before it asks anything."""

from pathlib import Path

from pipeline.clock import SystemClock
from pipeline.files import hold_folder
from tests.e2e.desk import Desk


def test_a_second_run_into_a_folder_ends_with_75_and_asks_nothing(desk: Desk) -> None:
    Path("live").mkdir()
    with hold_folder(Path("live"), ("run", "in"), SystemClock()):
        result = desk.live()
    assert (result.exit_code, dict(desk.account.calls)) == (75, {})
    assert "the folder 'live' is in use: process " in result.stderr
    assert list(Path("live").iterdir()) == []


def test_a_run_into_another_folder_goes_on_and_leaves_no_lock(desk: Desk) -> None:
    Path("live").mkdir()
    with hold_folder(Path("live"), ("run", "in"), SystemClock()):
        assert desk.live(out="other").exit_code == 0
    assert not [path for path in Path("other").iterdir() if path.name.startswith(".")]
