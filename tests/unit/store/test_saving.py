"""What a second run adds to a store, and what nobody but a whole run adds."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.store import list_runs, open_store, read_store, save_run, stored_run
from schemas.run import RunOutcome
from schemas.verdict import ArticleVerdict, Verdict
from tests import kept

BRIDGE = kept.article("The bridge cost $4 million.", "It opened on Monday.")
FERRY = kept.article("The ferry closed in May.", path="in/ferry.txt")
OF_RUNS = {"run", "run_article", "run_conflict"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def sizes(file: Path) -> dict[str, object]:
    names = [str(name) for (name,) in rows(file, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: rows(file, f"SELECT COUNT(*) FROM {name}")[0][0] for name in names}  # noqa: S608  the store's own names


def test_a_second_run_that_found_the_same_adds_nothing_but_itself(file: Path) -> None:
    store, between = open_store(file), [kept.conflict(BRIDGE, FERRY)]
    kept.save(store, kept.decided(BRIDGE), kept.decided(FERRY), conflicts=between)
    before = sizes(file)
    kept.save(store, kept.decided(BRIDGE), kept.decided(FERRY), conflicts=between)
    after = sizes(file)
    assert {name for name in after if after[name] != before[name]} == OF_RUNS


def test_saving_tells_the_run_s_number_and_what_is_new(file: Path) -> None:
    store = open_store(file)
    first, second = kept.save(store, kept.decided(BRIDGE)), kept.save(store, kept.decided(BRIDGE), kept.decided(FERRY))
    assert (first.run, first.articles, first.new_articles) == (1, 1, 1)
    assert (second.run, second.articles, second.new_articles) == (2, 2, 1)


def test_a_changed_article_is_a_new_version_of_its_path_and_the_old_one_stays(file: Path) -> None:
    store, later = open_store(file), kept.article("The bridge cost $5 million.")
    for article in (BRIDGE, later, BRIDGE):
        kept.save(store, kept.decided(article))
    versions = rows(file, "SELECT path, version, article_id FROM article_version ORDER BY version")
    assert versions == [(BRIDGE.path, 1, BRIDGE.article_id), (BRIDGE.path, 2, later.article_id)]
    assert rows(file, "SELECT run, version FROM articles ORDER BY run") == [(1, 1), (2, 2), (3, 1)]


def test_one_article_under_two_paths_is_kept_once(file: Path) -> None:
    store = open_store(file)
    kept.save(store, kept.decided(BRIDGE))
    kept.save(store, kept.decided(BRIDGE.model_copy(update={"path": "archive/bridge.txt"})))
    assert sizes(file)["article"] == 1
    with stored_run(store, "latest") as found:
        assert found.verdicts[0].article.path == "archive/bridge.txt"


def test_another_verdict_on_the_same_claim_leaves_the_claim_and_the_sentences_as_they_are(file: Path) -> None:
    store = open_store(file)
    kept.save(store, kept.decided(BRIDGE, kept.claim(BRIDGE, 1)))
    before = sizes(file)
    kept.save(store, kept.decided(BRIDGE, kept.claim(BRIDGE, 1, Verdict.DISPUTED)))
    after = sizes(file)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {
        "run", "run_article", "article_verdict", "article_verdict_claim", "claim_verdict", "claim_verdict_finding",
    }  # fmt: skip


@pytest.mark.parametrize("outcome", list(RunOutcome))
def test_a_run_that_was_cut_short_is_marked_so(file: Path, outcome: RunOutcome) -> None:
    store = open_store(file)
    kept.save(store, kept.decided(BRIDGE), outcome=outcome)
    (line,) = list_runs(store)
    assert line.outcome is outcome
    assert line.is_cut_short is (outcome not in (RunOutcome.COMPLETE, RunOutcome.INCOMPLETE))


def test_a_run_without_an_article_is_a_run(file: Path) -> None:
    store = open_store(file)
    kept.save(store)
    with stored_run(store, "latest") as found:
        assert (len(found.verdicts), list(found.verdicts), found.conflicts) == (0, [], ())


@pytest.mark.parametrize("n", [-1, 1])
def test_there_is_no_article_outside_of_a_run(file: Path, n: int) -> None:
    store = open_store(file)
    kept.save(store, kept.decided(BRIDGE))
    with stored_run(store, "latest") as found, pytest.raises(IndexError):
        found.verdicts[n]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE claim SET kind = 'rumour'",
        "UPDATE claim SET quantities = '['",
        "DELETE FROM article_verdict",
        "UPDATE run SET record = '{}'",
        "UPDATE run SET started_at = 'soon'",
        "UPDATE conflict SET scope = 'beyond'",
    ],
)
def test_a_run_whose_rows_are_damaged_is_refused_without_showing_them(file: Path, damage: str) -> None:
    kept.save(open_store(file), kept.decided(BRIDGE), conflicts=[kept.conflict(BRIDGE, FERRY)])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(damage)
        connection.commit()
    with pytest.raises(ConfigurationError, match=r"damaged.*factgrade store verify") as refusal:
        read_all(file)
    assert "bridge" not in str(refusal.value)


def read_all(file: Path) -> None:
    with stored_run(read_store(file), "latest") as found:
        list(found.verdicts)


def unaccounted() -> ArticleVerdict:
    verdict = kept.decided(BRIDGE)
    return verdict.model_copy(update={"ledger": (verdict.ledger[1], verdict.ledger[0])})


def short() -> ArticleVerdict:
    verdict = kept.decided(BRIDGE)
    return verdict.model_copy(update={"ledger": verdict.ledger[:1]})


@pytest.mark.parametrize("broken", [unaccounted, short])
def test_a_ledger_that_does_not_fit_is_a_mistake_and_saves_nothing(
    file: Path, broken: Callable[[], ArticleVerdict]
) -> None:
    store = open_store(file)
    with pytest.raises(ValueError, match=r"ledger|zip"):
        kept.save(store, kept.decided(FERRY), broken())
    assert list_runs(store) == ()
    assert sizes(file)["article"] == 0


def test_a_record_that_counts_other_articles_is_a_mistake_and_saves_nothing(file: Path) -> None:
    store = open_store(file)
    with pytest.raises(ValueError, match="zip"):
        save_run(store, kept.record(), [kept.decided(BRIDGE)], ())
    assert list_runs(store) == ()


def test_more_rows_than_are_written_at_a_time_are_all_there(file: Path) -> None:
    store, many = open_store(file), list(kept.many(60, sentences=20))
    kept.save(store, *many)
    with stored_run(store, "latest") as found:
        assert list(found.verdicts) == many
