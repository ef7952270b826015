"""Old runs are taken out of a store by command: asked about, counted, and never while somebody works on it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.clock import SystemClock
from pipeline.files import hold_store
from pipeline.store import list_runs, open_store, read_store
from tests import kept


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a store of three runs: of today, of ten days ago, of a hundred."""
    for days in (100, 10, 0):
        article = kept.article(f"It cost {days} dollars.", path=f"in/{days}.txt")
        at = datetime.now(UTC) - timedelta(days=days, minutes=5)
        kept.save(open_store(tmp_path / "news.db"), kept.decided(article), started_at=at, run_id=f"{days:x}")
    return tmp_path / "news.db"


def prune(file: Path, *words: str, code: int = 0, typed: str | None = None) -> str:
    result = CliRunner().invoke(app, ["store", "prune", str(file), *words], input=typed)
    assert result.exit_code == code, result.output
    return str(result.output)


def runs(file: Path) -> list[str]:
    return [run.run_id for run in list_runs(read_store(file))]


def test_what_went_is_told_by_run_and_counted(file: Path) -> None:
    told = prune(file, "--keep-days", "30", "--yes")
    assert told.splitlines()[0] == "deleted 1 run"
    assert "  64 of 20" in told
    assert "1 claim_verdict" in told
    assert runs(file) == ["0", "a"]
    assert "deleted 0 runs; there was nothing to delete" in prune(file, "--keep-days", "30", "--yes")


def test_rules_come_from_the_environment_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTGRADE_KEEP_DAYS", "30")
    prune(file, "--keep-runs", "1", "--yes")
    assert runs(file) == ["0", "a"]


@pytest.mark.parametrize(("typed", "left"), [("y\n", 1), ("n\n", 3)])
def test_a_person_is_asked_first(file: Path, typed: str, left: int) -> None:
    told = prune(file, "--keep-runs", "1", typed=typed)
    assert "Delete 2 runs up to " in told
    assert len(runs(file)) == left
    assert ("nothing was deleted" in told) == (left == 3)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--keep-runs", "1"), "nobody confirmed, so nothing was deleted: give --yes"),
        (("--yes",), "say which runs stay: --keep-days N, --keep-runs N, or both"),
        (("--keep-runs", "0", "--yes"), "FACTGRADE_KEEP_RUNS"),
        (("--keep-days", "-3", "--yes"), "FACTGRADE_KEEP_DAYS"),
    ],
)
def test_what_is_not_said_clearly_deletes_nothing(file: Path, words: tuple[str, ...], told: str) -> None:
    assert told in prune(file, *words, code=2)
    assert len(runs(file)) == 3


def test_a_store_that_a_night_works_on_is_left_alone(file: Path) -> None:
    with hold_store(file, ("nightly", "in"), SystemClock()):
        assert "is in use: process" in prune(file, "--keep-runs", "1", "--yes", code=75)
        assert "is in use: process" in prune(file, "--compact", code=75)
    assert len(runs(file)) == 3


def test_room_is_given_back_with_the_articles_of_old_runs(file: Path) -> None:
    told = prune(file, "--keep-runs", "1", "--with-articles", "--compact", "--yes")
    assert "2 article" in told
    assert "the store had " in told
    assert sorted(path.name for path in file.parent.iterdir() if path.suffix == ".lock") == []


def test_articles_alone_are_asked_about_as_well(file: Path) -> None:
    told = prune(file, "--keep-days", "999", "--with-articles", typed="y\n")
    assert "Delete 0 runs, and the articles that no run names any more, from" in told


def test_without_a_store_there_is_nothing_to_prune(tmp_path: Path) -> None:
    assert "there is no store" in prune(tmp_path / "missing.db", "--keep-runs", "1", "--yes", code=2)
    assert list(tmp_path.iterdir()) == []
