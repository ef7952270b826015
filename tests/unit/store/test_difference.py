"""What is new, gone, changed and carried over between two runs."""

import pytest

from pipeline.store import Difference, Fate, Store, compare_runs, open_store
from pipeline.store.change import Move, Passage
from schemas.conflict import Relation
from schemas.verdict import Verdict
from tests import kept
from tests.factories import make_article_verdict
from tests.places import Place

COST, DAY = "The bridge cost $4 million.", "It opened on Monday."
BRIDGE = kept.article(COST, DAY)
REWRITTEN = kept.article("It opened on Tuesday.", "THE BRIDGE cost $4 million.")
FERRY = kept.article("The ferry closed in May.", path="in/ferry.txt")
WIRE = kept.article("A wire says so.", path="in/wire.txt")


@pytest.fixture
def store(place: Place) -> Store:
    return open_store(place.address)


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


@pytest.mark.parametrize("before", [Verdict.NOT_CHECKED, Verdict.PLAUSIBLE])
def test_an_article_that_is_checked_at_last_has_changed_whatever_its_verdict(store: Store, before: Verdict) -> None:
    claims = [kept.claim(BRIDGE, 1), kept.claim(BRIDGE, 2)]
    kept.save(store, kept.decided(BRIDGE, kept.claim(BRIDGE, 1, before)), kept.decided(FERRY))
    kept.save(store, make_article_verdict(BRIDGE, claims), kept.decided(FERRY))
    difference = compared(store)
    (article,) = difference.articles.listed
    assert (article.fate, article.before, article.after) == (Fate.CHANGED, before, "plausible")
    assert (article.is_checked, article.is_rewritten, difference.checked) == (True, False, 1)
    assert fates(difference, "articles") == {"changed": 1, "carried_over": 1}


def test_an_article_of_which_something_is_still_not_checked_is_none_that_was_checked_at_last(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE, kept.claim(BRIDGE, 1, Verdict.NOT_CHECKED)))
    kept.save(store, kept.decided(BRIDGE))
    assert compared(store).checked == 0


def test_an_article_that_moved_is_the_same(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE))
    kept.save(store, kept.decided(BRIDGE.model_copy(update={"path": "archive/bridge.txt"})))
    difference = compared(store)
    assert fates(difference, "articles") == {"carried_over": 1}
    assert fates(difference, "claims") == {"carried_over": 2}
    assert difference.moved == [Move("in/bridge.txt", "archive/bridge.txt")]


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


def test_a_conflict_that_lost_a_side_is_the_same_and_changed(store: Store) -> None:
    kept.save(store, conflicts=[kept.conflict(BRIDGE, FERRY, WIRE)])
    kept.save(store, conflicts=[kept.conflict(BRIDGE, FERRY)])
    (conflict,) = compared(store).conflicts.listed
    assert (conflict.fate, conflict.sides_before, conflict.sides_after) == (Fate.CHANGED, 3, 2)


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
    assert (forth.before and forth.before.run_id, forth.after.run_id) == ("a1", "b2")
    assert {one.path: one.fate for one in forth.articles.listed} == {BRIDGE.path: Fate.GONE, FERRY.path: Fate.NEW}
    assert {one.path: one.fate for one in back.articles.listed} == {BRIDGE.path: Fate.NEW, FERRY.path: Fate.GONE}


def test_a_claim_tells_where_it_stands_and_what_the_article_says(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE), kept.decided(FERRY))
    kept.save(store, kept.decided(BRIDGE, kept.claim(BRIDGE, 2), kept.claim(BRIDGE, 1, Verdict.DISPUTED)))
    changed, gone = sorted(compared(store).claims.listed, key=lambda one: one.fate)
    assert (changed.page, changed.number, changed.quote) == (kept.stamp(BRIDGE, 2, Verdict.DISPUTED).page, 2, COST)
    assert (gone.page, gone.number, gone.quote) == (None, None, "The ferry closed in May.")


def test_a_conflict_tells_one_passage_of_each_answer(store: Store) -> None:
    kept.save(store)
    between = kept.conflict(BRIDGE, FERRY, WIRE)
    agreeing = between.sides[2].model_copy(update={"answer": 2})
    between = between.model_copy(update={"sides": (*between.sides[:2], agreeing)})
    # The claim of a side has the id that the article's own has.
    own = kept.claim(BRIDGE).graded.checked.grounded.claim.claim_id
    first = between.sides[0].model_copy(update={"claim_id": own})
    between = between.model_copy(update={"sides": (first, *between.sides[1:])})
    kept.save(store, kept.decided(BRIDGE), conflicts=[between])
    (change,) = compared(store).conflicts.listed
    page = kept.stamp(BRIDGE, 2, Verdict.PLAUSIBLE).page
    assert change.passages == (
        Passage(between.sides[0].quote, between.sides[0].value, BRIDGE.path, page, 1, "plausible"),
        Passage(between.sides[1].quote, between.sides[1].value, None, None, None, None),
    )


def test_a_conflict_inside_one_article_tells_every_passage_of_it(store: Store) -> None:
    kept.save(store)
    within = kept.conflict(BRIDGE)
    sides = tuple(side.model_copy(update={"answer": 1}) for side in within.sides)
    kept.save(store, kept.decided(BRIDGE), conflicts=[within.model_copy(update={"sides": sides})])
    (change,) = compared(store).conflicts.listed
    assert [one.quote for one in change.passages] == [side.quote for side in sides]


def test_a_conflict_that_is_gone_is_told_as_the_earlier_run_had_it(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE), conflicts=[kept.conflict(BRIDGE)])
    kept.save(store)
    (change,) = compared(store).conflicts.listed
    assert [one.path for one in change.passages] == [BRIDGE.path, BRIDGE.path]


def test_of_many_changes_the_worst_are_listed_and_all_are_counted(store: Store) -> None:
    verdicts = (Verdict.PLAUSIBLE, Verdict.CONTRADICTED, Verdict.DOUBTFUL, Verdict.CONTRADICTED)
    kept.save(store)
    articles = [kept.article(f"It cost {n}.", path=f"in/{n}.txt") for n in range(len(verdicts))]
    kept.save(
        store, *(kept.decided(one, kept.claim(one, 1, said)) for one, said in zip(articles, verdicts, strict=True))
    )
    difference = compare_runs(store, "previous", "latest", most_listed=2)
    assert [one.path for one in difference.claims.listed] == ["in/1.txt", "in/3.txt"]
    assert difference.claims.counts[Fate.NEW] == 4
    assert difference.claims.moves[Fate.NEW, None, "contradicted"] == 2
    assert [one.path for one in difference.articles.listed] == ["in/1.txt", "in/3.txt"]


def test_a_run_does_not_differ_from_itself(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE), conflicts=[kept.conflict(BRIDGE, FERRY)])
    difference = compare_runs(store, "latest", "latest")
    assert [fates(difference, of) for of in ("articles", "claims", "conflicts")] == [
        {"carried_over": 1}, {"carried_over": 2}, {"carried_over": 1},
    ]  # fmt: skip


def test_more_articles_than_are_read_at_a_time_are_compared_alike(store: Store) -> None:
    articles = [kept.article(f"It cost {n} dollars.", path=f"in/{n:03}.txt") for n in range(230)]
    for verdict in (Verdict.PLAUSIBLE, Verdict.DISPUTED):
        kept.save(store, *(kept.decided(one, kept.claim(one, 1, verdict)) for one in articles))
    difference = compared(store)
    assert fates(difference, "claims") == {"changed": 230}
    assert [one.path for one in difference.claims.listed] == [one.path for one in articles]


def test_before_the_first_run_there_is_none_and_all_is_new_in_one_order(store: Store) -> None:
    topics = ("b", "a", "c")
    between = [kept.conflict(BRIDGE, FERRY, topic=topic) for topic in topics]
    kept.save(store, kept.decided(WIRE), kept.decided(FERRY), kept.decided(BRIDGE), conflicts=between)
    difference = compare_runs(store, None, "latest")
    assert [one.path for one in difference.articles.listed] == [BRIDGE.path, FERRY.path, WIRE.path]
    assert [one.path for one in difference.claims.listed] == [BRIDGE.path, BRIDGE.path, FERRY.path, WIRE.path]
    assert [one.topic for one in difference.conflicts.listed] == ["a", "b", "c"]
    assert [fates(difference, of) for of in ("articles", "claims", "conflicts")] == [{"new": 3}, {"new": 4}, {"new": 3}]
