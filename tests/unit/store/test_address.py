"""What names a store, and that no password is shown, however it is written."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.store import open_store, word_for_show
from pipeline.store.address import place_for_show, server_of

FILES = ["news.db", "./postgresql.db", "C:/news.db", "odd:name", "postgresql:/news", ":memory:"]


@pytest.mark.parametrize("place", [*FILES, Path("news.db"), Path("postgresql://host/news")])
def test_a_path_names_a_file(place: str | Path) -> None:
    assert server_of(place) is None
    assert place_for_show(place) == str(place)


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("postgresql://ana:hunter2@host:5433/news", "postgresql://ana@host:5433/news"),
        ("postgres://ana@host/news", "postgres://ana@host/news"),
        ("postgresql+psycopg://host/news?password=hunter2&sslmode=require", "postgresql+psycopg://host/news"),
        ("PostgreSQL://ana:hun/te:r2@[::1]:5433/news", "PostgreSQL://ana@[::1]:5433/news"),
        ("postgresql://ana:hunter2%40home@/news?host=/run/postgresql", "postgresql://ana@/news"),
        ("postgresql:///news?service=hunter2", "postgresql:///news"),
    ],
)
def test_a_url_names_a_database_and_is_shown_without_what_is_secret(place: str, shown: str) -> None:
    url = server_of(place)
    assert url is not None
    assert (url.drivername, url.database) == ("postgresql+psycopg", "news")
    assert place_for_show(place) == shown
    assert word_for_show(f"--store={place}") == f"--store={shown}"


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (
            "mysql://ana:hunter2@host/news",
            "'mysql://ana@host/news' is no place for a store: name a file, or postgresql",
        ),
        ("sqlite:///hunter2.db?key=hunter2", "no place for a store"),
        ("postgresql+asyncpg://ana:hunter2@host/news", "no place for a store"),
        ("postgresql://ana:pass@hunter2@host/news", r"'postgresql://\*\*\*' cannot be read: .* write %40 for @"),
        ("postgresql://ana:pass@hunter2/hunter2@host/news", "write %40 for @"),
        ("postgresql://host/news?user=ana@hunter2", "write %40 for @"),
        ("postgresql://ana:hunter2?x@host/news", "%3F for ?"),
        ("postgresql://ana:hunter2@host:port/news", "with :PORT behind the host"),
        ("postgresql://ana:hunter2@[::1/news", "with :PORT behind the host"),
    ],
)
def test_a_url_that_cannot_be_read_is_refused_without_showing_it(place: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why) as refusal:
        open_store(place)
    assert "hunter2" not in str(refusal.value).replace("'sqlite:///hunter2.db'", "")
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


@pytest.mark.parametrize("word", ["in/postgresql.txt", "https://ana:x@host/v1", "--store=news.db", "postgresql"])
def test_other_words_are_shown_as_they_are(word: str) -> None:
    assert word_for_show(word) == word


def test_a_word_is_hidden_where_nobody_can_tell_what_is_secret_in_it() -> None:
    assert word_for_show("--store=postgresql://ana:pass@hunter2@host/news") == "--store=postgresql://***"
