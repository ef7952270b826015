"""What nights keep in a store comes back as it was put, on both databases."""

from array import array
from collections.abc import Container, Sequence

import pytest

from pipeline.errors import ConfigurationError
from pipeline.runner.article import GradedArticle
from pipeline.runner.memory import JoinedArticles, JoinedClaims, KeptArticles, NightMemory, pack, unpack
from pipeline.store import Store, open_store
from pipeline.store.inbox import (
    KnownFile,
    KnownItem,
    Stamp,
    files_of,
    forget_files,
    known_contents,
    known_files,
    save_files,
)
from pipeline.store.memory import MOST_MET, MetArticle, find_met, forget_meetings, keys_of, save_meetings
from pipeline.store.night import (
    NewState,
    articles_of,
    conflicts_of,
    earlier_night,
    last_night,
    note_shown,
    save_night,
)
from pipeline.store.record import record_in
from pipeline.store.shown import (
    ShownArticle,
    ShownPage,
    articles_shown,
    note_articles,
    note_pages,
    pages_of,
    source_in,
)
from pipeline.store.touching import conflicts_touching, passages_touching
from schemas.claim import NotChecked
from tests import kept
from tests.factories import make_article, make_checked, make_graded, make_grounded
from tests.places import Place

BRIDGE = kept.article("The bridge cost $4 million.", "It opened on Monday.")
FERRY = kept.article("The ferry closed in May.", path="in/ferry.txt")
EVERY = {"a", "b", "c", *(f"{n:02}" for n in range(MOST_MET * 4))}
MANY = range(1200)  # more than go into one statement


@pytest.fixture
def store(place: Place) -> Store:
    return open_store(place.address)


def known(n: int, *items: KnownItem, size_bytes: int = 2**40) -> KnownFile:
    stamp = Stamp(size_bytes, 1_700_000_000_123_456_789 + n, 1_700_000_000_987_654_321)
    return KnownFile(f"/in/{n}.txt", f"in/{n}.txt", stamp, bool(n % 2), f"digest {n}", "ingest 1", items)


ARTICLE, NONE = KnownItem("in/1.txt", "a1"), KnownItem("in/1.txt:2", None, "no article")


def test_a_file_comes_back_with_what_it_held_in_its_order(store: Store) -> None:
    files = [known(1, ARTICLE, NONE), known(2), known(3, NONE, ARTICLE)]
    with store.writing() as connection:
        save_files(connection, "a", files)
        save_files(connection, "b", [known(1, NONE)])
    with store.reading() as connection:
        found = known_files(connection, "a", [one.file for one in files])
        assert found == {one.file: one for one in files}
        assert known_contents(connection, "a", ["digest 3", "digest 9"]) == {"digest 3": files[2]}
        assert known_files(connection, "b", [files[0].file])[files[0].file].items == (NONE,)


def test_what_is_saved_of_a_file_takes_the_place_of_what_was_known(store: Store) -> None:
    with store.writing() as connection:
        save_files(connection, "a", [known(1, ARTICLE, NONE)])
        save_files(connection, "a", [known(1, NONE, size_bytes=3)])
    with store.reading() as connection:
        (found,) = known_files(connection, "a", [known(1).file]).values()
    assert (found.stamp.size_bytes, found.items) == (3, (NONE,))


def test_files_that_are_gone_are_forgotten_with_what_they_held(place: Place, store: Store) -> None:
    with store.writing() as connection:
        save_files(connection, "a", (known(n, ARTICLE) for n in MANY))
        forget_files(connection, "a", [known(n).file for n in MANY if n != 7])
        assert list(files_of(connection, "a")) == [known(7).file]
    assert place.rows("SELECT COUNT(*) FROM inbox_item") == [(1,)]


def meet(store: Store, *articles: tuple[str, int | None, Sequence[int]], way: str = "way") -> None:
    met = [MetArticle(article_id, day, array("q", sorted(keys))) for article_id, day, keys in articles]
    with store.writing() as connection:
        save_meetings(connection, way, met)


def met(store: Store, *keys: int, way: str = "way", among: Container[str] = EVERY) -> set[str]:
    with store.reading() as connection:
        return {article_id for article_id, _ in find_met(connection, way, keys, among)}


@pytest.mark.parametrize(
    ("keys", "found"),
    [((2,), {"a", "b"}), ((3,), set()), ((3, 5), {"a"}), ((3, 4), {"b"}), ((-(2**62),), {"c"}), ((), set())],
)
def test_of_even_keys_one_in_common_is_enough_and_of_odd_ones_two(
    store: Store, keys: tuple[int, ...], found: set[str]
) -> None:
    meet(store, ("a", 7, [2, 3, 5]), ("b", None, [2, 3, 4]), ("c", 7, [-(2**62), 7]))
    assert met(store, *keys) == found
    assert met(store, *keys, way="another") == set()


def test_under_a_key_that_many_have_the_newest_are_met(store: Store) -> None:
    meet(store, *((f"{n:02}", 7, [2]) for n in range(MOST_MET + 3)))
    assert met(store, 2) == {f"{n:02}" for n in range(3, MOST_MET + 3)}


@pytest.mark.parametrize("way", ["way", "another"])
def test_articles_that_are_not_asked_for_do_not_count_among_the_newest(store: Store, way: str) -> None:
    meet(store, *((f"{n:02}", 7, [2]) for n in range(MOST_MET + 3)))
    meet(store, *((f"{n:02}", 7, [2]) for n in range(MOST_MET + 3, MOST_MET * 3)), way=way)
    among = {f"{n:02}" for n in range(MOST_MET + 3)}
    assert met(store, 2, among=among) == {f"{n:02}" for n in range(3, MOST_MET + 3)}


def test_an_article_meets_under_its_newest_keys_alone_and_nobody_once_it_has_gone(place: Place, store: Store) -> None:
    meet(store, ("a", 7, [2, *(2 * n for n in MANY[4:])]), ("b", 7, [2]))
    meet(store, ("a", 7, [4]))
    assert (met(store, 2), met(store, 4)) == ({"b"}, {"a"})
    with store.writing() as connection:
        assert sorted(keys_of(connection, "way", ["a", "b", "c"])) == [2, 4]
        forget_meetings(connection, "way", ["a"])
        forget_meetings(connection, "another", ["b"])
    assert place.rows("SELECT meeting_key FROM meeting") == [(2,)]


def test_an_article_comes_back_as_it_was_graded(store: Store) -> None:
    graded = GradedArticle(
        article_id=BRIDGE.article_id, graded=(kept.claim(BRIDGE).graded,), conflicts=(kept.conflict(BRIDGE),),
        passed_over={2: "no claim"},
    )  # fmt: skip
    memory = NightMemory(store, "way")
    memory.keep(BRIDGE, graded)
    memory.flush()
    memory.flush()
    memory.expect([BRIDGE.article_id], {"in/new.txt": BRIDGE.article_id, "in/lost.txt": "x"})
    assert memory.recall(BRIDGE) == graded
    assert memory.article(BRIDGE.article_id) == BRIDGE
    assert (memory.recall(FERRY), memory.earlier(FERRY)) == (None, None)
    earlier = memory.earlier(BRIDGE.model_copy(update={"path": "in/new.txt"}))
    assert earlier is not None
    assert (earlier.article, earlier.graded) == (BRIDGE, graded.graded)
    assert memory.earlier(BRIDGE.model_copy(update={"path": "in/lost.txt"})) is None


MISSED = NotChecked(stage="grade", unit="claim 1", reason="cut off")


@pytest.mark.parametrize(
    "graded",
    [
        GradedArticle(article_id="x", is_failed=True),
        GradedArticle(article_id="x", not_checked=(MISSED,)),
        GradedArticle(article_id="x", graded=(make_graded(make_checked(make_grounded(BRIDGE)), not_checked=MISSED),)),
    ],
)
def test_what_is_not_whole_is_not_kept(place: Place, store: Store, graded: GradedArticle) -> None:
    memory = NightMemory(store, "way")
    memory.keep(BRIDGE, graded)
    memory.flush()
    assert place.rows("SELECT COUNT(*) FROM graded_article") == [(0,)]


def test_a_few_articles_are_written_at_a_time_as_they_come(place: Place, store: Store) -> None:
    memory = NightMemory(store, "way")
    for n in range(40):
        article = make_article(f"It cost {n} dollars.")
        memory.keep(article, GradedArticle(article_id=article.article_id))
    assert place.rows("SELECT COUNT(*) FROM graded_article") == [(32,)]


def test_an_article_that_is_not_kept_is_a_lost_one(store: Store) -> None:
    with pytest.raises(ConfigurationError, match="the store has lost the article"):
        NightMemory(store, "way").article("x")


def test_what_is_damaged_is_told() -> None:
    content = pack(BRIDGE, GradedArticle(article_id=BRIDGE.article_id))
    with pytest.raises(ConfigurationError, match="the store is damaged"):
        unpack(content[:-9])


def save(store: Store, inbox: str = "a") -> int:
    within, between = kept.conflict(BRIDGE), kept.conflict(BRIDGE, FERRY)
    verdicts = [kept.decided(BRIDGE, conflicts=[within]), kept.decided(FERRY)]
    return save_night(store, kept.record(verdicts), verdicts, [between], NewState(inbox, "out", "way")).run


def test_a_night_comes_back_with_its_articles_and_conflicts(store: Store) -> None:
    run = save(store)
    between = kept.conflict(BRIDGE, FERRY)
    with store.reading() as connection:
        assert [one.path for one in articles_of(connection, run)] == [BRIDGE.path, FERRY.path]
        (conflict,) = conflicts_of(connection, run)
        assert (conflict.topic, conflict.conflict_id) == (between.topic, between.conflict_id)
        assert list(conflicts_touching(connection, [conflict.key], [FERRY.article_id])) == [(conflict.key, between)]
        assert list(conflicts_touching(connection, [], [FERRY.article_id])) == []
        (passages,) = passages_touching(connection, [conflict.key], [BRIDGE.article_id, FERRY.article_id])
        assert (passages.key, passages.relation) == (conflict.key, between.relation)
        assert passages.places == tuple((side.article_id, side.start, side.end) for side in between.sides)
        assert record_in(connection, run).articles[1].path == FERRY.path
        found = source_in(connection, run, FERRY.article_id)
        assert found is not None
        assert (found.path, source_in(connection, run, "x")) == (FERRY.path, None)


def test_the_night_before_is_the_last_that_was_told(store: Store) -> None:
    first, other, second, third = save(store), save(store, "b"), save(store), save(store)
    assert earlier_night(store, "a", third) is None
    for run in (first, other):
        note_shown(store, run)
    assert (earlier_night(store, "a", third), earlier_night(store, "a", first)) == (first, None)
    note_shown(store, second)
    assert earlier_night(store, "a", third) == second
    with store.reading() as connection:
        newest, none = last_night(connection, "a"), last_night(connection, "c")
    assert newest is not None
    assert (newest.run, newest.is_shown, none) == (third, False, None)


def test_what_stands_in_a_folder_is_noted_and_forgotten(store: Store) -> None:
    pages = [
        ShownPage(f"{n}.md", f"in/{n}.txt", "a", "key", 2**33, 1_700_000_000_123_456_789, is_marked=False) for n in MANY
    ]
    with store.writing() as connection:
        note_pages(connection, "out", pages, [])
        note_pages(connection, "other", pages[:1], [])
        note_pages(connection, "out", [], [one.page for one in pages[2:]])
    with store.reading() as connection:
        assert [*pages_of(connection, "out")] == pages[:2]


def test_articles_and_claims_at_hand_are_followed_by_those_that_are_kept(store: Store) -> None:
    graded = GradedArticle(article_id=BRIDGE.article_id, graded=(kept.claim(BRIDGE).graded,))
    memory = NightMemory(store, "way")
    memory.keep(BRIDGE, graded)
    memory.flush()
    with store.reading() as connection:
        found = KeptArticles(connection, "way", lambda _: "in/now.txt")
        articles = JoinedArticles([FERRY], found, [BRIDGE.article_id])
        claims = JoinedClaims({FERRY.article_id: ()}, found, [BRIDGE.article_id])
        assert [one.path for one in articles] == [one.path for one in articles[:]] == [FERRY.path, "in/now.txt"]
        assert (articles[1].article_id, len(articles)) == (BRIDGE.article_id, 2)
        assert dict(claims) == {FERRY.article_id: (), BRIDGE.article_id: graded.graded}
        assert len(claims) == 2


def test_what_marks_tell_in_a_row_of_the_index_takes_the_place_of_what_was_noted(store: Store) -> None:
    first = [ShownArticle("k1", path, b"lines", '{"doubted": 2}') for path in ("é", "b")]
    with store.writing() as connection:
        note_articles(connection, first)
        note_articles(connection, [])
        note_articles(connection, [ShownArticle("k1", first[0].path, b"lines", '{"doubted": 1}')])
    with store.reading() as connection:
        found = {one.path: one.row for one in articles_shown(connection, ["k1"])}
    assert found == {first[0].path: '{"doubted": 1}', "b": '{"doubted": 2}'}
