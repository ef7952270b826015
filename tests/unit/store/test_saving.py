"""What a second run adds to a store, and what nobody but a whole run adds."""

from collections.abc import Callable

import pytest

from pipeline.errors import ConfigurationError
from pipeline.store import list_runs, open_store, read_store, save_run, stored_run
from schemas.run import RunOutcome
from schemas.verdict import ArticleVerdict, Verdict
from tests import kept
from tests.places import Place

BRIDGE = kept.article("The bridge cost $4 million.", "It opened on Monday.")
FERRY = kept.article("The ferry closed in May.", path="in/ferry.txt")
OF_RUNS = {"run", "run_article", "run_conflict", "run_stamp"}


def sizes(place: Place) -> dict[str, object]:
    counts = (f"SELECT '{name}', COUNT(*) FROM {name}" for name in place.tables())  # noqa: S608  the store's own names
    return dict(place.rows(" UNION ALL ".join(counts)))


def test_a_second_run_that_found_the_same_adds_nothing_but_itself(place: Place) -> None:
    store, between = open_store(place.address), [kept.conflict(BRIDGE, FERRY)]
    kept.save(store, kept.decided(BRIDGE), kept.decided(FERRY), conflicts=between)
    before = sizes(place)
    kept.save(store, kept.decided(BRIDGE), kept.decided(FERRY), conflicts=between)
    after = sizes(place)
    assert {name for name in after if after[name] != before[name]} == OF_RUNS


def test_saving_tells_the_run_s_number_and_what_is_new(place: Place) -> None:
    store = open_store(place.address)
    first, second = kept.save(store, kept.decided(BRIDGE)), kept.save(store, kept.decided(BRIDGE), kept.decided(FERRY))
    assert (first.run, first.articles, first.new_articles) == (1, 1, 1)
    assert (second.run, second.articles, second.new_articles) == (2, 2, 1)


def test_a_changed_article_is_a_new_version_of_its_path_and_the_old_one_stays(place: Place) -> None:
    store, later = open_store(place.address), kept.article("The bridge cost $5 million.")
    for article in (BRIDGE, later, BRIDGE):
        kept.save(store, kept.decided(article))
    versions = place.rows("SELECT path, version, article_id FROM article_version ORDER BY version")
    assert versions == [(BRIDGE.path, 1, BRIDGE.article_id), (BRIDGE.path, 2, later.article_id)]
    assert place.rows("SELECT run, version FROM articles ORDER BY run") == [(1, 1), (2, 2), (3, 1)]


def test_one_article_under_two_paths_is_kept_once(place: Place) -> None:
    store = open_store(place.address)
    kept.save(store, kept.decided(BRIDGE))
    kept.save(store, kept.decided(BRIDGE.model_copy(update={"path": "archive/bridge.txt"})))
    assert sizes(place)["article"] == 1
    with stored_run(store, "latest") as found:
        assert found.verdicts[0].article.path == "archive/bridge.txt"


def test_another_verdict_on_the_same_claim_leaves_the_claim_and_the_sentences_as_they_are(place: Place) -> None:
    store = open_store(place.address)
    kept.save(store, kept.decided(BRIDGE, kept.claim(BRIDGE, 1)))
    before = sizes(place)
    kept.save(store, kept.decided(BRIDGE, kept.claim(BRIDGE, 1, Verdict.DISPUTED)))
    after = sizes(place)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {
        "run", "run_article", "run_stamp", "article_verdict", "article_verdict_claim", "claim_verdict",
        "claim_verdict_finding",
    }  # fmt: skip


@pytest.mark.parametrize("outcome", list(RunOutcome))
def test_a_run_that_was_cut_short_is_marked_so(place: Place, outcome: RunOutcome) -> None:
    store = open_store(place.address)
    kept.save(store, kept.decided(BRIDGE), outcome=outcome)
    (line,) = list_runs(store)
    assert line.outcome is outcome
    assert line.is_cut_short is (outcome not in (RunOutcome.COMPLETE, RunOutcome.INCOMPLETE))


def test_a_run_without_an_article_is_a_run(place: Place) -> None:
    store = open_store(place.address)
    kept.save(store)
    with stored_run(store, "latest") as found:
        assert (len(found.verdicts), list(found.verdicts), found.conflicts) == (0, [], ())


@pytest.mark.parametrize("n", [-1, 1])
def test_there_is_no_article_outside_of_a_run(place: Place, n: int) -> None:
    store = open_store(place.address)
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
def test_a_run_whose_rows_are_damaged_is_refused_without_showing_them(place: Place, damage: str) -> None:
    kept.save(open_store(place.address), kept.decided(BRIDGE), conflicts=[kept.conflict(BRIDGE, FERRY)])
    assert place.change(damage)
    with pytest.raises(ConfigurationError, match=r"damaged.*factgrade store verify") as refusal:
        read_all(place)
    assert "bridge" not in str(refusal.value)


def read_all(place: Place) -> None:
    with stored_run(read_store(place.address), "latest") as found:
        list(found.verdicts)


def unaccounted() -> ArticleVerdict:
    verdict = kept.decided(BRIDGE)
    return verdict.model_copy(update={"ledger": (verdict.ledger[1], verdict.ledger[0])})


def short() -> ArticleVerdict:
    verdict = kept.decided(BRIDGE)
    return verdict.model_copy(update={"ledger": verdict.ledger[:1]})


@pytest.mark.parametrize("broken", [unaccounted, short])
def test_a_ledger_that_does_not_fit_is_a_mistake_and_saves_nothing(
    place: Place, broken: Callable[[], ArticleVerdict]
) -> None:
    store = open_store(place.address)
    with pytest.raises(ValueError, match=r"ledger|zip"):
        kept.save(store, kept.decided(FERRY), broken())
    assert list_runs(store) == ()
    assert sizes(place)["article"] == 0


def test_a_record_that_counts_other_articles_is_a_mistake_and_saves_nothing(place: Place) -> None:
    store = open_store(place.address)
    with pytest.raises(ValueError, match="zip"):
        save_run(store, kept.record(), [kept.decided(BRIDGE)], ())
    assert list_runs(store) == ()


def test_more_rows_than_are_written_at_a_time_are_all_there(place: Place) -> None:
    store, many = open_store(place.address), list(kept.many(60, sentences=20))
    kept.save(store, *many)
    with stored_run(store, "latest") as found:
        assert list(found.verdicts) == many
