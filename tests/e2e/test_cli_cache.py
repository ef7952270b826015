"""The cache commands, over folders that runs have left."""

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from pipeline.cli.cache import app
from pipeline.cli.conclude import conclude
from pipeline.clock import SystemClock
from pipeline.errors import ConfigurationError
from pipeline.llm import cache_report
from pipeline.llm.caching import lookup, store_reply
from pipeline.llm.factory import Choice, Provider, cache_folder
from pipeline.llm.shelf import Shelf
from pipeline.settings import load_settings
from schemas.usage import Usage
from tests.unit.llm.asking import ask, replied

URL = "http://127.0.0.1:9/v1"
NAME = hashlib.sha256(URL.encode()).hexdigest()[:12]
FIRST = datetime(2020, 11, 3, 12, tzinfo=UTC)
FIRST_FORM = '{"value": {"points": []}, "model": "m", "usage": {}}'


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACTGRADE_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def invoke(*words: str, typed: str | None = None) -> Any:  # noqa: ANN401  typer's result has no public type
    return CliRunner().invoke(app, words, input=typed)


def shelf(url: str = URL) -> Shelf:
    folder = cache_folder(load_settings(), Choice(Provider.OPENAI, "asked for", "m", url))
    return Shelf(folder, pytest.fail)


def keep(names: Iterable[str], url: str = URL, now: datetime = FIRST, **changed: Any) -> Path:  # noqa: ANN401  any field of a request
    """Keep an answer for each name, and return the folder of the database."""
    with closing(shelf(url)) as opened:
        for name in names:
            reply = replied(model=f"served-{name}", usage=Usage(attempts=1, input_tokens=30, output_tokens=5))
            store_reply(opened, ask(name, **changed), reply, now)
    return load_settings().cache_dir / hashlib.sha256(url.encode()).hexdigest()[:12]


def put(key: str, text: str) -> None:
    with closing(shelf()) as opened:
        opened.set(key, text)


def run_sql(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "cache.db")) as base, base:
        base.execute(statement)


def damage_pages(folder: Path) -> None:
    """Overwrite what follows the first pages, in place."""
    with (folder / "cache.db").open("r+b") as file:
        file.seek(10 * 4096)
        file.write(b"\xa5" * ((folder / "cache.db").stat().st_size - 10 * 4096))


def test_an_endpoint_has_a_folder_of_the_name_that_is_looked_for() -> None:
    assert keep("a").name == NAME


@pytest.mark.parametrize(
    ("words", "told"),
    [(["stats"], "nothing is kept"), (["verify"], "nothing is kept"), (["clear", "--yes"], "cleared 0 entries")],
)
def test_without_a_cache_there_is_nothing_to_tell(root: Path, words: list[str], told: str) -> None:
    result = invoke(*words)
    assert (result.exit_code, told in result.stdout, root.exists()) == (0, True, False)


def test_stats_count_answers_and_tokens(root: Path) -> None:
    keep("ab")
    keep("b", stage="grade", now=FIRST + timedelta(days=2), max_tokens=7)
    result = invoke("stats")
    assert result.exit_code == 0, result.output
    first, second, *rest = result.stdout.splitlines()
    assert first == f"cache: {root}"
    assert second == f"{NAME}: 3 entries, 0.0 MB, 2020-11-03 12:00 to 2020-11-05 12:00 UTC"
    assert rest == [
        "  stage extract: 2 answers, 60 tokens in (0 cached), 10 out",
        "  stage grade: 1 answer, 30 tokens in (0 cached), 5 out",
        "  model served-a: 1 answer, 30 tokens in (0 cached), 5 out",
        "  model served-b: 2 answers, 60 tokens in (0 cached), 10 out",
    ]


def test_stats_show_every_endpoint_by_itself() -> None:
    keep("a")
    keep("ab", url="http://127.0.0.1:10/v1")
    result = invoke("stats")
    assert sorted(line.split()[1] for line in result.stdout.splitlines() if "entries" in line) == ["1", "2"]


def test_stats_name_what_answers_nothing() -> None:
    keep("a")
    put("k", "half an ent")
    assert "  1 entries answer nothing; see factgrade cache verify" in invoke("stats").stdout.splitlines()


def test_stats_of_a_damaged_file_say_so_and_change_nothing() -> None:
    folder = keep(map(str, range(300)))
    damage_pages(folder)
    result = invoke("stats")
    assert (result.exit_code, "the file is damaged" in result.stdout) == (0, True)
    assert not list(folder.glob("*corrupt*"))


def test_stats_show_no_control_characters() -> None:
    keep(["\x1b[2J"])
    assert "\x1b" not in invoke("stats").stdout


def test_stats_of_a_cache_that_is_no_folder_is_a_configuration_error(root: Path) -> None:
    root.write_text("", encoding="utf-8")
    result = invoke("stats")
    assert (result.exit_code, str(root) in result.stderr) == (2, True)


def test_a_file_of_another_layout_is_a_configuration_error() -> None:
    folder = keep("a")
    run_sql(folder, "ALTER TABLE Cache DROP COLUMN filename")
    result = invoke("stats")
    assert (result.exit_code, "no other program holds it" in result.stderr) == (2, True)


def test_a_file_without_a_table_is_empty() -> None:
    folder = keep("a")
    run_sql(folder, "DROP TABLE Cache")
    assert f"{NAME}: 0 entries" in invoke("stats").stdout
    assert invoke("clear", "--yes").stdout == "cleared 0 entries\n"


# verify


def test_a_sound_cache_is_verified() -> None:
    keep("abc")
    result = invoke("verify")
    assert (result.exit_code, result.stdout.splitlines()[1:]) == (0, [f"{NAME}: 3 entries are sound"])


DAMAGES = {
    "a changed text": "UPDATE Cache SET value = replace(value, 'one', 'two') WHERE rowid = 1",
    "half a text": "UPDATE Cache SET value = substr(value, 1, 20) WHERE rowid = 1",
    "another key": "UPDATE Cache SET key = 'another' WHERE rowid = 1",
    "a pickle": "UPDATE Cache SET mode = 4, value = x'80049501' WHERE rowid = 1",
    "a key that is no text": "UPDATE Cache SET key = CAST(x'ff' AS TEXT) WHERE rowid = 1",
}


@pytest.mark.parametrize("statement", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_entry_is_found_and_repaired(statement: str) -> None:
    folder = keep("abc")
    run_sql(folder, statement)
    found, repaired, after = invoke("verify"), invoke("verify", "--repair"), invoke("verify")
    assert [each.exit_code for each in (found, repaired, after)] == [3, 0, 0]
    assert found.stdout.splitlines()[1:] == [f"{NAME}: 2 entries are sound", "  1 entries are damaged"]
    assert "  1 entries are damaged (deleted)" in repaired.stdout.splitlines()
    assert after.stdout.splitlines()[1:] == [f"{NAME}: 2 entries are sound"]


def test_a_repair_leaves_the_others_to_answer() -> None:
    run_sql(keep("abc"), DAMAGES["half a text"])
    invoke("verify", "--repair")
    with closing(shelf()) as opened:
        assert [lookup(opened, ask(name)) is None for name in "abc"] == [True, False, False]


def test_an_entry_of_an_earlier_form_is_no_damage_and_goes_with_a_repair() -> None:
    put("k", FIRST_FORM)
    found = invoke("verify")
    assert (found.exit_code, "1 entries were written by an earlier version" in found.stdout) == (0, True)
    invoke("verify", "--repair")
    with closing(shelf()) as opened:
        assert len(opened) == 0


@pytest.mark.parametrize("is_whole_file", [True, False])
def test_a_damaged_file_is_found_and_set_aside_by_a_repair(is_whole_file: bool) -> None:  # noqa: FBT001  a table
    folder = keep(map(str, range(300)))
    if is_whole_file:
        (folder / "cache.db").write_bytes(b"no database" * 500)
    else:
        damage_pages(folder)
    found, repaired, after = invoke("verify"), invoke("verify", "--repair"), invoke("verify")
    assert [each.exit_code for each in (found, repaired, after)] == [3, 0, 0]
    assert "  SQLite: " in found.stdout
    assert "  the file is set aside as cache.db.corrupt-1" in repaired.stdout.splitlines()
    assert "  set aside before: cache.db.corrupt-1" in after.stdout.splitlines()


def test_a_file_with_settings_of_somebody_else_is_damaged() -> None:
    run_sql(keep("a"), "INSERT INTO Settings VALUES ('_directory', '/elsewhere')")
    result = invoke("verify")
    assert (result.exit_code, "a setting that no cache of factgrade has" in result.stdout) == (3, True)


def test_verifying_while_the_cache_is_in_use_disturbs_nobody() -> None:
    keep("a")
    with closing(shelf()) as opened:
        assert lookup(opened, ask("a")) is not None
        assert invoke("verify", "--repair").exit_code == 0
        store_reply(opened, ask("b"), replied(), FIRST)
        assert "2 entries are sound" in invoke("verify").stdout


# clear


def test_clearing_tells_how_many_went() -> None:
    keep("abc")
    keep("ab", url="http://127.0.0.1:10/v1")
    assert invoke("clear", "--yes").stdout == "cleared 5 entries\n"
    assert "0 entries" in invoke("stats").stdout


@pytest.mark.parametrize(
    ("typed", "code", "left"), [("y\n", 0, 0), ("n\n", 0, 3), ("\n", 0, 3), ("", 2, 3)], ids=["y", "n", "enter", "eof"]
)
def test_clearing_asks_first(typed: str, code: int, left: int) -> None:
    keep("abc")
    result = invoke("clear", typed=typed)
    assert (result.exit_code, "Delete all answers" in result.output) == (code, True)
    with closing(shelf()) as opened:
        assert len(opened) == left


def test_clearing_by_age_leaves_what_is_younger() -> None:
    keep(map(str, range(700)))
    keep(["young"], now=SystemClock().now() - timedelta(days=6))
    put("k", "half an ent")
    assert invoke("clear", "--older-than", "7", "--yes").stdout == "cleared 700 entries\n"
    with closing(shelf()) as opened:
        assert (len(opened), lookup(opened, ask("young")) is None) == (2, False)


def test_clearing_by_age_asks_for_that_age() -> None:
    keep("a")
    assert "the answers of more than 7 days ago" in invoke("clear", "--older-than", "7", typed="n\n").stdout


def test_clearing_deletes_what_was_set_aside_too() -> None:
    folder = keep("abc")
    (folder / "cache.db").write_bytes(b"no database" * 500)
    assert invoke("clear", "--yes").stdout == "cleared 0 entries and 1 set-aside files\n"
    assert not list(folder.glob("*corrupt*"))


def test_clearing_a_damaged_file_by_age_names_the_way_out() -> None:
    folder = keep(map(str, range(300)))
    damage_pages(folder)
    result = invoke("clear", "--older-than", "7", "--yes")
    assert (result.exit_code, "verify --repair" in result.stderr) == (2, True)
    assert not list(folder.glob("*corrupt*"))


@pytest.mark.parametrize("stranger", ["notes.txt", "notes/", "0123456789ab/notes.txt", f"{NAME}/cache.db-wal/"])
def test_nothing_is_cleared_beside_what_is_no_cache(root: Path, stranger: str) -> None:
    database = keep("abc") / "cache.db"
    before, path = database.read_bytes(), root / stranger
    path.parent.mkdir(exist_ok=True)
    path.mkdir() if stranger.endswith("/") else path.write_text("mine", encoding="utf-8")
    result = invoke("clear", "--yes")
    assert (result.exit_code, str(path) in result.stderr) == (2, True)
    assert (path.exists(), database.read_bytes() == before) == (True, True)


@pytest.mark.parametrize("name", ["0123456789ab", f"{NAME}/cache.db.corrupt-7"])
@pytest.mark.parametrize("target", ["folder", "file"])
def test_a_link_is_no_cache(root: Path, tmp_path: Path, name: str, target: str) -> None:
    keep("a")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (root / name).symlink_to(tmp_path / target)
    assert invoke("clear", "--yes").exit_code == 2
    assert (root / name).is_symlink()


def test_clearing_looks_for_strangers_by_itself(root: Path) -> None:
    keep("a")
    (root / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"notes\.txt"):
        cache_report.clear(root)


def test_a_cache_in_use_can_be_cleared() -> None:
    keep("a")
    with closing(shelf()) as opened:
        assert lookup(opened, ask("a")) is not None
        assert invoke("clear", "--yes").stdout == "cleared 1 entries\n"
        assert lookup(opened, ask("a")) is None
        store_reply(opened, ask("a"), replied(), FIRST)
        assert lookup(opened, ask("a")) is not None


@pytest.mark.parametrize("days", ["-1", "soon", "99999999"])
def test_an_age_that_is_none_is_a_matter_of_usage(days: str) -> None:
    keep("a")
    assert invoke("clear", "--older-than", days, "--yes").exit_code == 2


# A folder that cannot be used as it is, and an interrupt.


@pytest.mark.parametrize(
    "words", [["stats"], ["verify", "--repair"], ["clear", "--yes"], ["clear", "--older-than=1", "--yes"]]
)
def test_a_folder_without_a_database_is_empty(root: Path, words: list[str]) -> None:
    (root / NAME).mkdir(parents=True)
    assert invoke(*words).exit_code == 0


@pytest.mark.parametrize("words", [["clear", "--yes"], ["clear", "--older-than=1", "--yes"], ["verify", "--repair"]])
def test_a_file_that_cannot_be_written_is_a_configuration_error(words: list[str]) -> None:
    folder = keep("a")
    put("k", FIRST_FORM)
    with (folder / "cache.db").open("r+b") as file:
        file.seek(18)
        file.write(b"\x03")  # SQLite only reads a file that a later version wrote, also for root
    result = invoke(*words)
    assert (result.exit_code, "no other program holds it" in result.stderr) == (2, True)


@pytest.mark.parametrize("words", [["stats"], ["verify"]])
def test_a_file_that_cannot_be_opened_is_a_configuration_error(root: Path, words: list[str]) -> None:
    (root / NAME / "cache.db").mkdir(parents=True)
    assert invoke(*words).exit_code == 2


def test_an_interrupt_ends_a_command_with_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    def act() -> int:
        raise KeyboardInterrupt

    with pytest.raises(typer.Exit) as ended:
        conclude(act, "interrupted; what was done so far stays done")
    assert (ended.value.exit_code, capsys.readouterr().err) == (
        130,
        "factgrade: interrupted; what was done so far stays done\n",
    )
