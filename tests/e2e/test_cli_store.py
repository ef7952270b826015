"""The store as a person uses it: kept by runs, looked at, held against itself, exported and compared."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.clock import SystemClock
from pipeline.files import hold_folder
from pipeline.report import page_name
from pipeline.store import open_store
from schemas.verdict import Verdict
from tests import kept
from tests.e2e.desk import Desk, record
from tests.places import Place, Places

ROOT = Path(__file__).parents[2]
LINES = ("claims.jsonl", "conflicts.jsonl", "sentences.jsonl")
VIEWS = ("runs", "articles", "claims", "conflicts", "disagreements", "sentences")
HOSTILE = "\x1b]0;owned\x07[bold]red[/bold]\u202e"


def call(*words: str) -> Any:  # noqa: ANN401  typer's result has no public type
    return CliRunner().invoke(app, words)


def said(*words: str, code: int = 0) -> str:
    result = call(*words)
    assert result.exit_code == code, result.output
    return str(result.output)


@dataclass(frozen=True)
class Samples:
    """A store of two runs over the sample articles, and the pages of the second."""

    place: Place
    out: Path


@pytest.fixture(scope="module")
def samples(places: Places, tmp_path_factory: pytest.TempPathFactory) -> Samples:
    made = Samples(places.new(), tmp_path_factory.mktemp("samples") / "out")
    cassette = str(ROOT / "cassettes" / "seeds.yaml")
    replay = ("--provider", "replay", "--cassette", cassette, "--store", made.place.address)
    for _ in range(2):
        said("run", str(ROOT / "seeds"), "--out", str(made.out), *replay)
    return made


def query(file: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(sql).fetchall()


def test_a_run_says_what_it_kept_and_its_pages_are_those_of_any_run(desk: Desk, place: Place) -> None:
    plain, stored = desk.live(), desk.live("--store", place.address, out="stored")
    assert plain.exit_code == stored.exit_code == 0
    assert f"stored in {place.name}: 3 articles, 3 of them new" in stored.stderr
    assert f"stored in {place.name}: 3 articles, 0 of them new" in desk.live("--store", place.address).stderr
    assert all(Path("live", name).read_bytes() == Path("stored", name).read_bytes() for name in (*LINES, "index.md"))


def test_an_export_is_what_the_run_wrote_byte_for_byte(samples: Samples, tmp_path: Path) -> None:
    told = said("store", "export", samples.place.address, "--out", str(tmp_path / "export"))
    assert {path.name for path in (tmp_path / "export").iterdir()} == {*LINES, "run.json"}
    for name in (*LINES, "run.json"):
        assert (tmp_path / "export" / name).read_bytes() == (samples.out / name).read_bytes(), name
    assert f"run {record(str(samples.out))['run_id']}@2: 5 articles" in told


def test_an_earlier_run_is_exported_by_its_name(samples: Samples, tmp_path: Path) -> None:
    said("store", "export", samples.place.address, "--out", str(tmp_path), "--run", "previous")
    before, after = (json.loads(path.read_bytes()) for path in (tmp_path / "run.json", samples.out / "run.json"))
    assert before["started_at"] < after["started_at"]
    assert (tmp_path / "claims.jsonl").read_bytes() == (samples.out / "claims.jsonl").read_bytes()


def test_an_export_can_be_repeated_but_never_takes_pages_away(samples: Samples, tmp_path: Path) -> None:
    for _ in range(2):
        said("store", "export", samples.place.address, "--out", str(tmp_path / "export"))
    shutil.copytree(samples.out, tmp_path / "pages")
    refusal = said("store", "export", samples.place.address, "--out", str(tmp_path / "pages"), code=2)
    assert "holds the pages of a run" in refusal
    assert {path.name for path in (tmp_path / "pages").iterdir()} == {path.name for path in (samples.out).iterdir()}


def test_an_export_writes_over_nothing_of_somebody_else(samples: Samples, tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_text('{"id": 1}\n')
    refusal = said("store", "export", samples.place.address, "--out", str(tmp_path), code=2)
    assert "not of this tool and would be lost" in refusal
    assert (tmp_path / "claims.jsonl").read_text() == '{"id": 1}\n'


def test_a_site_is_written_of_a_stored_run(samples: Samples, tmp_path: Path) -> None:
    told = said("report", "--html", "--store", samples.place.address, "--out", str(tmp_path))
    run = record(str(samples.out))
    claims = sum(run["claims"].values())
    assert told == f"run {run['run_id']}@2: 5 articles, {claims} claims; pages: {tmp_path / 'index.html'}\n"
    pages = {article["page"].replace(".md", ".html") for article in run["articles"]}
    assert {path.name for path in tmp_path.iterdir()} == {"index.html", *pages}
    index = (tmp_path / "index.html").read_text("utf-8")
    assert "How large is the funding: DeepSeek?" in index
    assert f"recorded from {run['provider']['model']}" in unescape(index)


def test_a_site_of_one_run_is_the_same_every_time(samples: Samples, tmp_path: Path) -> None:
    for name, run in (("one", "latest"), ("before", "previous")):
        said("report", "--html", "--store", samples.place.address, "--out", str(tmp_path / name), "--run", run)
    sites = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "before")]
    assert sites[0] == sites[1]


def test_two_reports_into_one_folder_do_not_meet(samples: Samples, tmp_path: Path) -> None:
    with hold_folder(tmp_path, ("factgrade", "report"), SystemClock()):
        told = said("report", "--html", "--store", samples.place.address, "--out", str(tmp_path), code=75)
    assert "is in use" in told
    assert list(tmp_path.iterdir()) == []


def test_the_form_of_a_report_is_to_be_named(samples: Samples, tmp_path: Path) -> None:
    assert "--html" in said("report", "--store", samples.place.address, "--out", str(tmp_path / "site"), code=2)
    assert not (tmp_path / "site").exists()


def test_a_run_over_the_samples_is_sound_to_the_last_id(samples: Samples) -> None:
    assert said("store", "verify", samples.place.address) == "every row matches its hash\n"
    assert samples.place.rows("SELECT DISTINCT scope FROM conflict WHERE scope = 'across'") == [("across",)]


def test_the_second_run_over_the_samples_added_none_of_their_content(samples: Samples) -> None:
    pages = {page for (page,) in samples.place.rows("SELECT page FROM run_article WHERE run = 2")}
    assert len(pages) == 5
    assert samples.place.rows("SELECT COUNT(*) FROM article") == [(5,)]
    assert samples.place.rows("SELECT COUNT(*) FROM claim") == samples.place.rows(
        "SELECT COUNT(*) FROM claims WHERE run = 2"
    )


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_opens_and_has_the_newest_run_on_top(samples: Samples, view: str) -> None:
    rows = samples.place.rows(f"SELECT run FROM {view}")  # noqa: S608  our own names
    assert [run for (run,) in rows] == sorted((run for (run,) in rows), reverse=True)
    assert {run for (run,) in rows} == {1, 2}


def test_the_views_say_what_the_files_say(samples: Samples) -> None:
    claims = [json.loads(line) for line in (samples.out / "claims.jsonl").read_text("utf-8").split("\n") if line]
    told = samples.place.rows("SELECT claim_id, verdict, quote FROM claims WHERE run = 2")
    assert sorted(told) == sorted((one["claim_id"], one["verdict"], one["quote"]) for one in claims)
    lines = [json.loads(line) for line in (samples.out / "conflicts.jsonl").read_text("utf-8").split("\n") if line]
    sides = samples.place.rows("SELECT conflict_id, quote FROM disagreements WHERE run = 2")
    assert sorted(sides) == sorted((one["conflict_id"], side["quote"]) for one in lines for side in one["sides"])
    words = samples.place.rows("SELECT COUNT(*) FROM sentences WHERE run = 2 AND words <> ''")
    assert words == [((samples.out / "sentences.jsonl").read_bytes().count(b"\n"),)]


def test_the_queries_of_the_documentation_find_something(samples: Samples) -> None:
    code = "\n".join(line for line in (ROOT / "docs" / "store.md").read_text("utf-8").split("\n") if line[:4] == "    ")
    queries = [part for part in code.split(";") if "SELECT" in part]
    assert len(queries) == 4
    found = [samples.place.rows(sql[sql.index("    --") :]) for sql in queries]
    assert any(found)


def test_articles_are_shown_worst_first(samples: Samples) -> None:
    rows = samples.place.rows("SELECT verdict, path FROM articles WHERE run = 2")
    assert rows == sorted(rows, key=lambda row: (Verdict(row[0]).rank, row[1]))
    assert len(rows) == 5


def test_runs_are_listed_and_shown(samples: Samples) -> None:
    run_id = record(str(samples.out))["run_id"]
    first, *rows = said("runs", "list", "--store", samples.place.address).splitlines()
    assert first.split()[:2] == ["run", "started"]
    assert [row.split()[0] for row in rows] == [f"{run_id}@2", f"{run_id}@1"]
    shown = said("runs", "show", run_id[:6], "--store", samples.place.address).splitlines()
    assert shown[0] == f"run {run_id}@2: complete"
    assert sum("claims)" in line for line in shown) == 5


def test_two_runs_that_found_the_same_do_not_differ(samples: Samples) -> None:
    told = said("diff", "previous", "latest", "--store", samples.place.address, "--json")
    difference = json.loads(told)
    for of in ("articles", "claims", "conflicts"):
        assert difference[of]["changes"] == []
        assert {fate for fate, count in difference[of].items() if count} == {"carried_over"}


def test_a_rewritten_article_is_a_new_version_and_told_as_such(desk: Desk) -> None:
    desk.live("--store", "news.db")
    file = min(Path("in").iterdir())
    article = json.loads(file.read_bytes())
    file.write_text(json.dumps({**article, "text": article["text"] + " A crew of 77 painted its gate red."}), "utf-8")
    desk.live("--store", "news.db")
    path = f"in/{file.name}"
    assert query(Path("news.db"), f"SELECT version FROM articles WHERE run = 2 AND path = '{path}'") == [(2,)]  # noqa: S608  our own
    told = json.loads(said("diff", "previous", "latest", "--store", "news.db", "--json"))
    (change,) = told["articles"]["changes"]
    assert (change["path"], change["fate"], change["is_rewritten"]) == (path, "changed", True)
    assert [(one["fate"], one["statement"]) for one in told["claims"]["changes"]] == [
        ("new", "A crew of 77 painted its gate red.")
    ]
    table = said("diff", "previous", "latest", "--store", "news.db")
    assert ["changed", change["before"], change["after"], path, "yes"] in [line.split() for line in table.splitlines()]


def test_an_article_that_moved_is_named_with_both_its_paths(tmp_path: Path) -> None:
    file = str(tmp_path / "news.db")
    for path in ("in/a.txt", "old/a.txt"):
        kept.save(open_store(Path(file)), kept.decided(kept.article("It cost $4.", path=path)))
    told = json.loads(said("diff", "previous", "latest", "--store", file, "--json"))
    assert (told["moved"], told["articles"]["carried_over"]) == ([{"before": "in/a.txt", "after": "old/a.txt"}], 1)
    assert "in/a.txt  old/a.txt" in said("diff", "previous", "latest", "--store", file)


def test_a_run_that_was_cut_short_keeps_what_it_has_and_is_marked(desk: Desk) -> None:
    result = desk.live("--store", "news.db", "--max-tokens", "9000")
    assert result.exit_code == 4
    assert query(Path("news.db"), "SELECT outcome, is_cut_short, articles FROM runs") == [("budget", 1, 3)]
    said("store", "export", "news.db", "--out", "export")
    assert all(Path("live", name).read_bytes() == Path("export", name).read_bytes() for name in LINES)
    assert "budget (cut short)" in said("runs", "list", "--store", "news.db")
    assert "(cut short)" in said("runs", "show", "latest", "--store", "news.db")
    assert said("store", "verify", "news.db") == "every row matches its hash\n"


def test_a_run_that_was_collected_from_batches_is_kept_like_any_other(desk: Desk, place: Place) -> None:
    desk.submit()
    for _ in range(9):
        desk.account.finish_all()
        if desk.collect("--store", place.address).exit_code == 0:
            break
    assert place.rows("SELECT outcome, articles FROM runs") == [("complete", 3)]


def test_a_file_that_is_no_store_stops_a_run_before_anything_is_asked(desk: Desk) -> None:
    Path("notes.txt").write_text("no store, but notes of a year\n" * 30, "utf-8")
    result = desk.live("--store", "notes.txt")
    assert (result.exit_code, dict(desk.account.calls)) == (2, {})
    assert "is no store" in result.stderr
    assert Path("notes.txt").read_text("utf-8").startswith("no store, but")


def test_a_store_that_another_process_writes_ends_a_run_with_75(
    desk: Desk, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTGRADE_STORE_WAIT_S", "0.01")
    desk.live("--store", place.address)
    with open_store(place.address).writing():
        result = desk.live("--store", place.address)
    assert result.exit_code == 75
    assert "another process is writing into the store" in result.stderr


def test_the_password_of_a_store_is_nowhere_in_what_a_run_writes(desk: Desk, server_places: Places) -> None:
    place = server_places.new()
    password = place.address.split(":")[2].partition("@")[0]
    result = desk.live("--store", place.address, "--log-file", "log.jsonl")
    told = [said("runs", "show", "latest", "--store", place.address), result.output, result.stderr]
    told += [path.read_text("utf-8") for path in (*Path("live").iterdir(), Path("log.jsonl"))]
    assert not any(password in words for words in told)
    assert sum(place.name in words for words in told) > 1


@pytest.mark.parametrize(
    "words",
    [
        ("store", "verify", "missing.db"),
        ("store", "export", "missing.db", "--out", "x"),
        ("runs", "list", "--store", "missing.db"),
        ("runs", "show", "latest", "--store", "missing.db"),
        ("diff", "previous", "latest", "--store", "missing.db"),
    ],
)
def test_without_a_store_there_is_nothing_to_ask(tmp_path: Path, words: tuple[str, ...]) -> None:
    here = [str(tmp_path / word) if word in ("missing.db", "x") else word for word in words]
    assert "there is no store" in said(*here, code=2)
    assert list(tmp_path.iterdir()) == []


def test_a_row_that_does_not_match_is_named_and_the_exit_code_tells(tmp_path: Path) -> None:
    file = tmp_path / "news.db"
    article = kept.article("The bridge cost $4 million.")
    kept.save(open_store(file), kept.decided(article))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE article SET text = 'The bridge cost $5 million.'")
        connection.commit()
    told = said("store", "verify", str(file), code=3)
    assert f"article {article.article_id}: its text or its head changed" in told
    assert told.endswith("2 rows do not match\n")


def test_of_many_articles_the_worst_are_named_and_the_others_counted(tmp_path: Path) -> None:
    articles = [kept.article(f"It cost {n} dollars.", path=f"in/{n:02}.txt") for n in range(60)]
    decided = [
        kept.decided(one, kept.claim(one, 1, Verdict.DISPUTED if n == 59 else Verdict.PLAUSIBLE))
        for n, one in enumerate(articles)
    ]
    kept.save(open_store(tmp_path / "news.db"), *decided)
    *_, last = shown = said("runs", "show", "latest", "--store", str(tmp_path / "news.db")).splitlines()
    assert next(line for line in shown if "claim)" in line) == "disputed: in/59.txt (1 claim)"
    assert last == "and 10 others: the view `articles` of the store has all"


def test_an_empty_store_holds_no_runs(tmp_path: Path) -> None:
    open_store(tmp_path / "news.db")
    assert said("runs", "list", "--store", str(tmp_path / "news.db")) == "the store holds no runs\n"


def test_nothing_that_is_kept_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    file = tmp_path / "news.db"
    store = open_store(file)
    article = kept.article(f"It cost {HOSTILE} much.", "Nobody knows.", path=f"in/{HOSTILE}.txt", title=HOSTILE)
    provider = kept.record().provider.model_copy(update={"model": HOSTILE})
    between = kept.conflict(article, topic=f"How much? {HOSTILE}")
    more: dict[str, Any] = {
        "command": (HOSTILE,),
        "stop_reason": HOSTILE,
        "cost_usd": 2,
        "rejected": [{"path": HOSTILE, "reason": HOSTILE}],
    }
    kept.save(store)
    kept.save(store, kept.decided(article, conflicts=[between]), provider=provider, **more)
    for words in (("runs", "list"), ("runs", "show", "latest"), ("diff", "previous", "latest")):
        told = said(*words, "--store", str(file))
        assert "[bold]red[/bold]" in told
        assert not {"\x1b", "\x07", "\u202e"} & set(told)
    as_json = said("diff", "previous", "latest", "--store", str(file), "--json")
    assert as_json.isascii()
    assert json.loads(as_json)["articles"]["changes"][0]["path"] == article.path
    assert page_name(article).isascii()
