"""Old runs go, and with them what nights keep of them; what the next night rests on stays."""

from array import array
from collections.abc import Sequence
from datetime import timedelta

import pytest

from pipeline.runner.article import GradedArticle
from pipeline.runner.memory import pack
from pipeline.store import Keeping, Store, list_runs, old_runs, open_store, prune_store, verify_store
from pipeline.store.inbox import KnownFile, KnownItem, Stamp
from pipeline.store.memory import MetArticle, find_met, keep_articles, known_ids
from pipeline.store.night import NewState, last_night, save_night
from pipeline.store.shown import ShownArticle, note_articles
from schemas.article import Article
from schemas.verdict import ArticleVerdict
from tests import kept
from tests.places import Place

BRIDGE = kept.article("The bridge cost $4 million.")
REWRITTEN = kept.article("The bridge cost $5 million.")
FERRY = kept.article("The ferry closed in May.", path="in/ferry.txt")
EVERY = [article.article_id for article in (BRIDGE, REWRITTEN, FERRY)]
NOW = kept.AT + timedelta(days=40)
NEWEST = Keeping(runs=1)
STAMP = Stamp(size_bytes=1, modified_ns=1, changed_ns=1)


@pytest.fixture
def store(place: Place) -> Store:
    return open_store(place.address)


def save(store: Store, inbox: str, *articles: Article, way: str = "way", keys: Sequence[int] = (2, 4)) -> None:
    """Save a night with what the next one rests on."""
    verdicts: list[ArticleVerdict] = [kept.decided(article) for article in articles]
    met = [MetArticle(article.article_id, 7, array("q", keys)) for article in articles]
    files = [
        KnownFile(one.path, one.path, STAMP, bool(n), one.article_id, "r", (KnownItem(one.path, one.article_id),))
        for n, one in enumerate(articles)
    ]
    save_night(store, kept.record(verdicts), verdicts, (), NewState(inbox, "out", way, files, met=met))
    with store.writing() as connection:
        keep_articles(connection, way, [(article.article_id, pack(article, graded(article))) for article in articles])


def graded(article: Article) -> GradedArticle:
    return GradedArticle(article_id=article.article_id)


def known(store: Store, way: str = "way") -> set[str]:
    with store.reading() as connection:
        return known_ids(connection, way, EVERY)


def met(store: Store, way: str = "way") -> set[str]:
    with store.reading() as connection:
        return {article_id for article_id, _ in find_met(connection, way, [2, 4], EVERY)}


def test_the_newest_night_of_each_inbox_stays(store: Store) -> None:
    for inbox in ("a", "a", "b", "a"):
        save(store, inbox, BRIDGE)
    kept.save(store)
    assert [line.number for line in old_runs(store, NEWEST, NOW)] == [2, 1]
    prune_store(store, NEWEST, NOW)
    assert [line.number for line in list_runs(store)] == [5, 4, 3]
    with store.reading() as connection:
        nights = [last_night(connection, inbox) for inbox in ("a", "b")]
    assert [night and night.run for night in nights] == [4, 3]
    assert list(verify_store(store)) == []


def test_what_was_made_of_an_article_goes_with_the_last_run_that_has_it(place: Place, store: Store) -> None:
    save(store, "a", BRIDGE, FERRY)
    save(store, "a", REWRITTEN, FERRY)
    assert met(store) == {BRIDGE.article_id, REWRITTEN.article_id, FERRY.article_id}
    gone = prune_store(store, NEWEST, NOW)
    assert (gone.rows["night"], gone.rows["graded_article"], gone.rows["met_article"], gone.rows["meeting"]) == (
        1, 1, 1, 2,
    )  # fmt: skip
    assert known(store) == met(store) == {REWRITTEN.article_id, FERRY.article_id}
    assert place.rows("SELECT COUNT(*) FROM meeting") == [(4,)]


def test_what_was_made_in_a_way_in_which_nobody_asks_any_more_goes(store: Store) -> None:
    for way in ("old", "new"):
        save(store, "a", BRIDGE, way=way)
    prune_store(store, NEWEST, NOW)
    assert (known(store, "old"), known(store, "new")) == (set(), {BRIDGE.article_id})


def test_what_files_show_goes_with_what_it_was_made_of(place: Place, store: Store) -> None:
    for article in (BRIDGE, REWRITTEN):
        save(store, "a", article)
    rows = place.rows("SELECT article_verdict_key, path FROM run_article ORDER BY run")
    with store.writing() as connection:
        note_articles(connection, [ShownArticle(key, path, b"lines", "{}") for key, path in rows])
    assert prune_store(store, NEWEST, NOW).rows["shown_article"] == 1
    assert place.rows("SELECT article_verdict_key FROM shown_article") == [(rows[1][0],)]
