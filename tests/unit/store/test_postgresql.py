"""What is a server's own: its schema and rights, who is let in, what its errors mean, text that it would not keep."""

import socket
import sys
from array import array
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import URL, Table, Text, text
from sqlalchemy.schema import CreateColumn

from pipeline.errors import BusyError, ConfigurationError
from pipeline.store import Store, list_runs, open_store, read_store, save_run, stored_run, verify_store
from pipeline.store.mark_table import MARK_METADATA
from pipeline.store.memory import MetArticle, save_meetings
from pipeline.store.night_table import NIGHT_METADATA
from pipeline.store.table import METADATA
from schemas.verdict import ArticleVerdict
from tests import kept
from tests.places import Place, Places

if TYPE_CHECKING:
    from tests.postgresql import Server

BRIDGE = kept.article("The bridge cost $4 million.")
CUT_OFF = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = 'factgrade' AND state = 'idle in transaction'"
)
TABLES = [table for metadata in (METADATA, MARK_METADATA, NIGHT_METADATA) for table in metadata.sorted_tables]
OPENED = pytest.mark.parametrize("opened", [open_store, read_store])
Open = Callable[[str], Store]


@pytest.fixture
def place(server_places: Places) -> Iterator[Place]:
    made = server_places.new()
    yield made
    server_places.drop(made)


@pytest.fixture
def unmade(server_places: Places) -> Iterator[Place]:
    made = server_places.unmade()
    yield made
    server_places.drop(made)


@pytest.fixture
def reader(place: Place, postgresql: "Server") -> Iterator[Place]:
    """Return a store of one run, for a user who may not do anything yet."""
    kept.save(open_store(place.address), kept.decided(BRIDGE))
    postgresql.command("CREATE ROLE reader LOGIN PASSWORD 'hunter2'")
    yield place
    place.change("DROP OWNED BY reader")
    postgresql.command("DROP ROLE reader")


def as_reader(place: Place) -> str:
    return f"postgresql://reader:hunter2@{place.address.rpartition('@')[2]}"


def test_tables_of_others_are_neither_read_nor_changed(unmade: Place) -> None:
    unmade.change("CREATE TABLE public.run (title TEXT)")
    kept.save(open_store(unmade.address), kept.decided(BRIDGE))
    assert [line.articles for line in list_runs(read_store(unmade.address))] == [1]
    assert unmade.rows("SELECT COUNT(*) FROM public.run") == [(0,)]


@pytest.mark.parametrize("made", ["CREATE TABLE factgrade.song (title TEXT)", "CREATE VIEW factgrade.runs AS SELECT 1"])
def test_a_schema_of_something_else_is_refused_and_left_as_it_was(unmade: Place, made: str) -> None:
    unmade.change("CREATE SCHEMA factgrade")
    unmade.change(made)
    before = unmade.definition()
    with pytest.raises(ConfigurationError, match="something else") as refusal:
        open_store(unmade.address)
    assert repr(unmade.name) in str(refusal.value)
    assert unmade.definition() == before


@pytest.mark.parametrize("made", [None, "CREATE SCHEMA factgrade"])
def test_where_no_store_was_made_there_is_nothing_to_read(unmade: Place, made: str | None) -> None:
    if made:
        unmade.change(made)
    with pytest.raises(ConfigurationError, match="holds no store yet"):
        read_store(unmade.address)
    assert unmade.tables() == set()
    assert list_runs(open_store(unmade.address)) == ()


def test_a_database_that_does_not_keep_every_letter_is_refused(postgresql: "Server") -> None:
    name = postgresql.make(more="ENCODING 'LATIN1' LOCALE 'C'")
    with pytest.raises(ConfigurationError, match=r"keeps text as LATIN1.*ENCODING 'UTF8'"):
        open_store(postgresql.url(name))
    postgresql.drop(name)


@OPENED
def test_who_has_no_rights_is_told_so(reader: Place, opened: Open) -> None:
    with pytest.raises(ConfigurationError, match="GRANT USAGE ON SCHEMA factgrade"):
        opened(as_reader(reader))
    reader.change("GRANT USAGE ON SCHEMA factgrade TO reader")
    with pytest.raises(ConfigurationError, match="lacks the rights"):
        opened(as_reader(reader))


def test_who_may_read_reads_and_does_not_write(reader: Place) -> None:
    reader.change("GRANT USAGE ON SCHEMA factgrade TO reader")
    reader.change("GRANT SELECT ON ALL TABLES IN SCHEMA factgrade TO reader")
    store = open_store(as_reader(reader))
    assert list(verify_store(store)) == []
    with pytest.raises(ConfigurationError, match="lacks the rights"):
        kept.save(store, kept.decided(BRIDGE))
    assert len(list_runs(store)) == 1


def test_who_may_add_rows_saves_without_owning_anything(reader: Place) -> None:
    reader.change("GRANT USAGE ON SCHEMA factgrade TO reader")
    reader.change("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA factgrade TO reader")
    assert kept.save(open_store(as_reader(reader)), *kept.many(60, sentences=20)).run == 2


def test_who_may_delete_and_number_rows_as_well_saves_nights(reader: Place) -> None:
    def save() -> None:
        with open_store(as_reader(reader)).writing() as connection:
            save_meetings(connection, "way", [MetArticle("a", None, array("q", [2]))])

    reader.change("GRANT USAGE ON SCHEMA factgrade TO reader")
    for more in ("INSERT, UPDATE, DELETE ON ALL TABLES", "SELECT ON ALL TABLES", "USAGE ON ALL SEQUENCES"):
        with pytest.raises(ConfigurationError, match="lacks the rights"):
            save()
        reader.change(f"GRANT {more} IN SCHEMA factgrade TO reader")
    save()
    save()


def test_who_may_make_no_schema_is_told_so(unmade: Place, postgresql: "Server") -> None:
    postgresql.command("CREATE ROLE guest LOGIN PASSWORD 'hunter2'")
    with pytest.raises(ConfigurationError, match="lacks the rights"):
        open_store(f"postgresql://guest:hunter2@{unmade.address.rpartition('@')[2]}")
    postgresql.command("DROP ROLE guest")


def test_a_server_that_may_only_be_read_is_told(place: Place) -> None:
    store = open_store(f"{place.address}?options=-c%20default_transaction_read_only%3Don")
    with pytest.raises(ConfigurationError, match="may only read"):
        kept.save(store, kept.decided(BRIDGE))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"password": "hunter2"}, "cannot be opened.*password authentication failed"),
        ({"user": "nobody"}, "cannot be opened.*password authentication failed"),
        ({"database": "none"}, 'cannot be opened.*database "none" does not exist'),
    ],
)
@OPENED
def test_who_is_not_let_in_is_told_why_without_the_password(
    postgresql: "Server", wrong: dict[str, str], why: str, opened: Open
) -> None:
    url = postgresql.url(**{"database": "postgres", **wrong})
    with pytest.raises(ConfigurationError, match=why) as refusal:
        opened(url)
    assert not {"hunter2", postgresql.password} & set(str(refusal.value).replace("@", ":").split(":"))
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ("?colour=red", "colour"),
        ("?sslmode=sometimes", "sslmode"),
        ("?sslmode=require", "SSL"),
        ("?service=x", "service"),
    ],
)
def test_options_that_do_not_work_are_told(place: Place, options: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=f"cannot be opened.*{why}"):
        open_store(place.address + options)


@OPENED
def test_a_server_that_is_not_there_is_to_be_tried_again(opened: Open) -> None:
    with socket.socket() as unanswered:
        unanswered.bind(("127.0.0.1", 0))
        with pytest.raises(BusyError, match=r"cannot be reached.*refused") as failure:
            opened(f"postgresql://ana:hunter2@127.0.0.1:{unanswered.getsockname()[1]}/news")
    assert "hunter2" not in str(failure.value)


def test_a_server_that_goes_away_while_a_run_is_saved_keeps_none_of_it(place: Place, postgresql: "Server") -> None:
    store = open_store(place.address)

    def verdicts() -> Iterator[ArticleVerdict]:
        yield from islice(kept.many(400), 300)
        postgresql.command(CUT_OFF)
        yield from islice(kept.many(400), 300, None)

    with pytest.raises(BusyError, match="give the same command again"):
        save_run(store, kept.Lazily(400).record, verdicts(), ())
    assert list_runs(read_store(place.address)) == ()


def test_a_server_counts_what_a_run_has_added_before_anybody_asks(unmade: Place) -> None:
    store = open_store(unmade.address)
    counted = "SELECT reltuples::int FROM pg_class WHERE oid = 'factgrade.sentence'::regclass"
    for articles, count in ((1, -1), (60, 1200)):
        kept.save(store, *kept.many(articles, sentences=20))
        assert unmade.rows(counted) == [(count,)]


def test_a_table_that_somebody_reads_is_not_compacted_and_not_waited_for(place: Place) -> None:
    store = open_store(place.address, busy_s=0.01)
    with store.reading() as connection:
        list(connection.execute(text("SELECT run FROM run")))
        with pytest.raises(BusyError, match="another process"):
            store.compact()
    store.compact()


@pytest.mark.parametrize(
    ("state", "kind", "why"),
    [
        ("40001", BusyError, "got in the way"),
        ("53300", BusyError, "no connection left"),
        ("57P03", BusyError, "going down or coming up"),
        ("53100", ConfigurationError, "disk is full"),
        ("57014", ConfigurationError, "statement_timeout"),
        ("25P03", ConfigurationError, "timeouts of transactions"),
        ("58030", ConfigurationError, "check the server's disk"),
        ("XX001", ConfigurationError, "is damaged"),
    ],
)
def test_what_a_server_says_means_something(place: Place, state: str, kind: type[Exception], why: str) -> None:
    saying = f"DO $$ BEGIN RAISE 'hunter2' USING ERRCODE = '{state}'; END $$"
    with pytest.raises(kind, match=why) as error, open_store(place.address).writing() as connection:
        connection.execute(text(saying))
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("damage", ["DROP TABLE run CASCADE", "ALTER TABLE run DROP COLUMN run_id CASCADE"])
def test_tables_that_are_not_those_of_a_store_are_damage(place: Place, damage: str) -> None:
    open_store(place.address)
    place.change(damage)
    with pytest.raises(ConfigurationError, match="does not have the tables of a store"):
        list_runs(read_store(place.address))


def test_without_its_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "pipeline.store.postgresql_text", raising=False)
    monkeypatch.delattr("pipeline.store.postgresql_text", raising=False)
    with pytest.raises(ConfigurationError, match=r"pip install 'factgrade\[postgresql\]'"):
        open_store("postgresql://ana@127.0.0.1/news")


NUL, SIGN = "\0", "\ufdd0"


@pytest.mark.parametrize("words", [NUL, SIGN, f"a{NUL}b{SIGN}", f"{SIGN}0", f"{SIGN}1{SIGN}0{NUL}0", "0", "\x1a\\0"])
def test_text_that_a_server_would_not_keep_comes_back(place: Place, words: str) -> None:
    article = kept.article("The bridge cost $4 million.", title=words, path=f"in/{words}.txt")
    store = open_store(place.address)
    for _ in range(2):
        kept.save(store, kept.decided(article))
    with stored_run(store, "latest") as found:
        assert [one.article for one in found.verdicts] == [article]
    assert list(verify_store(store)) == []
    assert place.rows("SELECT MAX(version) FROM article_version") == [(1,)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_text_is_sorted_by_code_points(table: Table) -> None:
    dialect = URL.create("postgresql").get_dialect()()
    made = {column.name: str(CreateColumn(column).compile(dialect=dialect)) for column in table.columns}
    texts = {column.name for column in table.columns if isinstance(column.type, Text)}
    assert {name for name, words in made.items() if 'COLLATE "C"' in words} == texts


def test_views_and_queries_sort_as_a_file_does(place: Place, tmp_path: Path) -> None:
    paths = ["in/b.txt", "in/\u00e4.txt", "in/B.txt", "in/_.txt", "in/a b.txt", "in/a.txt"]
    decided = [kept.decided(kept.article(f"It cost {n} dollars.", path=path)) for n, path in enumerate(paths)]
    for address in (place.address, str(tmp_path / "news.db")):
        kept.save(open_store(address), *decided)
    assert [path for (path,) in place.rows("SELECT path FROM articles")] == sorted(paths)
