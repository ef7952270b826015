"""What is new, gone, changed and carried over between two runs."""

from pathlib import Path

import pytest

from pipeline.store import Difference, Fate, Store, compare_runs, open_store
from schemas.conflict import Relation
from schemas.verdict import Verdict
from tests import kept

COST, DAY = "The bridge cost $4 million.", "It opened on Monday."
BRIDGE = kept.article(COST, DAY)
REWRITTEN = kept.article("It opened on Tuesday.", "THE BRIDGE cost $4 million.")
FERRY = kept.article("The ferry closed in May.", path="in/ferry.txt")
WIRE = kept.article("A wire says so.", path="in/wire.txt")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "news.db")


def compared(store: Store) -> Difference:
    return compare_runs(store, "previous", "latest")


def fates(difference: Difference, of: str) -> dict[str, int]:
    return {fate.value: count for fate, count in getattr(difference, of).counts.items() if count}


def test_what_stayed_is_counted_and_not_listed(store: Store) -> None:
    for _ in range(2):
        kept.save(store, kept.decided(BRIDGE, conflicts=[kept.conflict(BRIDGE)]))
    difference = compared(store)
    assert fates(difference, "articles") == {"carried_over": 1}
    assert fates(difference, "claims") == {"carried_over": 2}
    assert fates(difference, "conflicts") == {"carried_over": 1}
    assert (difference.articles.listed, difference.claims.listed, difference.conflicts.listed) == ([], [], [])


def test_articles_come_and_go_with_their_claims(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE), kept.decided(FERRY))
    kept.save(store, kept.decided(BRIDGE), kept.decided(WIRE))
    difference = compared(store)
    assert [(one.fate, one.path, one.before, one.after) for one in difference.articles.listed] == [
        (Fate.GONE, "in/ferry.txt", "plausible", None),
        (Fate.NEW, "in/wire.txt", None, "plausible"),
    ]
    assert [(one.fate, one.path) for one in difference.claims.listed] == [
        (Fate.GONE, "in/ferry.txt"),
        (Fate.NEW, "in/wire.txt"),
    ]


def test_another_verdict_on_a_claim_is_a_change_of_it_and_of_its_article(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE))
    kept.save(store, kept.decided(BRIDGE, kept.claim(BRIDGE, 1, Verdict.DISPUTED), kept.claim(BRIDGE, 2)))
    difference = compared(store)
    (article,), (claim,) = difference.articles.listed, difference.claims.listed
    assert (article.fate, article.before, article.after, article.is_rewritten) == (
        Fate.CHANGED, "plausible", "disputed", False,
    )  # fmt: skip
    assert (claim.fate, claim.statement, claim.before, claim.after) == (Fate.CHANGED, COST, "plausible", "disputed")
    assert fates(difference, "claims") == {"changed": 1, "carried_over": 1}


def test_a_rewritten_article_keeps_the_claims_whose_statement_it_keeps(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE))
    kept.save(store, kept.decided(REWRITTEN))
    difference = compared(store)
    (article,) = difference.articles.listed
    assert (article.fate, article.is_rewritten) == (Fate.CHANGED, True)
    assert [(one.fate, one.statement) for one in difference.claims.listed] == [
        (Fate.GONE, DAY),
        (Fate.NEW, "It opened on Tuesday."),
    ]
    assert fates(difference, "claims") == {"gone": 1, "new": 1, "carried_over": 1}


def test_an_article_that_moved_is_the_same(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE))
    kept.save(store, kept.decided(BRIDGE.model_copy(update={"path": "archive/bridge.txt"})))
    assert fates(compared(store), "articles") == {"carried_over": 1}


def test_an_article_that_moved_and_one_that_took_its_place_are_told_apart(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE))
    kept.save(store, kept.decided(REWRITTEN), kept.decided(BRIDGE.model_copy(update={"path": "in/old.txt"})))
    difference = compared(store)
    assert [(one.fate, one.path) for one in difference.articles.listed] == [(Fate.NEW, REWRITTEN.path)]


def test_a_conflict_changes_with_its_relation(store: Store) -> None:
    for relation in (Relation.UNCLEAR, Relation.UPDATE):
        between = kept.conflict(BRIDGE, FERRY, relation=relation)
        kept.save(store, kept.decided(BRIDGE), kept.decided(FERRY), conflicts=[between])
    (conflict,) = compared(store).conflicts.listed
    assert (conflict.fate, conflict.before, conflict.after) == (Fate.CHANGED, "unclear", "update")


def test_a_conflict_with_another_side_is_a_new_one_and_the_old_one_is_gone(store: Store) -> None:
    kept.save(store, conflicts=[kept.conflict(BRIDGE, FERRY)])
    kept.save(store, conflicts=[kept.conflict(BRIDGE, FERRY, WIRE)])
    difference = compared(store)
    told = {(one.fate, one.sides_before, one.sides_after) for one in difference.conflicts.listed}
    assert told == {(Fate.GONE, 2, 0), (Fate.NEW, 0, 3)}


def test_a_conflict_outlives_the_rewriting_of_an_article(store: Store) -> None:
    for article in (BRIDGE, kept.article(COST, "It opened on Tuesday.")):
        between = kept.conflict(article, FERRY)
        kept.save(store, kept.decided(article), kept.decided(FERRY), conflicts=[between])
    assert fates(compared(store), "conflicts") == {"carried_over": 1}


def test_another_value_of_a_rewritten_article_changes_the_conflict(store: Store) -> None:
    for article in (BRIDGE, kept.article("A bridge for 5 million.")):
        between = kept.conflict(article, FERRY)
        kept.save(store, kept.decided(article), kept.decided(FERRY), conflicts=[between])
    (conflict,) = compared(store).conflicts.listed
    assert (conflict.fate, conflict.before, conflict.after) == (Fate.CHANGED, "unclear", "unclear")


def test_a_conflict_that_run_and_article_both_hold_is_one(store: Store) -> None:
    between = kept.conflict(BRIDGE, FERRY)
    for _ in range(2):
        kept.save(store, kept.decided(BRIDGE, conflicts=[between]), kept.decided(FERRY), conflicts=[between])
    assert fates(compared(store), "conflicts") == {"carried_over": 1}


def test_any_two_runs_may_be_held_against_each_other_in_either_order(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE), run_id="a1")
    kept.save(store, kept.decided(FERRY), run_id="b2")
    forth, back = compare_runs(store, "a1", "b2"), compare_runs(store, "b2", "a1")
    assert (forth.before.run_id, forth.after.run_id) == ("a1", "b2")
    assert {one.path: one.fate for one in forth.articles.listed} == {BRIDGE.path: Fate.GONE, FERRY.path: Fate.NEW}
    assert {one.path: one.fate for one in back.articles.listed} == {BRIDGE.path: Fate.NEW, FERRY.path: Fate.GONE}
