"""A first run, against nothing, and what a reviewer has settled."""

import pytest

from pipeline.store import Fate, Store, compare_runs, open_store, stored_run
from schemas.claim import NotChecked
from schemas.conflict import Relation
from schemas.verdict import ArticleVerdict, Verdict
from tests import kept
from tests.factories import make_article_verdict
from tests.places import Place

BRIDGE = kept.article("The bridge cost $4 million.", "It opened on Monday.")
AGAINST = kept.conflict(BRIDGE, relation=Relation.CONTRADICTION)


@pytest.fixture
def store(place: Place) -> Store:
    return open_store(place.address)


def test_against_no_run_everything_is_new(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE, conflicts=[AGAINST]))
    difference = compare_runs(store, None, "latest")
    assert difference.before is None
    counts = [changes.counts for changes in (difference.articles, difference.claims, difference.conflicts)]
    assert [(each[Fate.NEW], each.total()) for each in counts] == [(1, 1), (2, 2), (1, 1)]


def test_what_is_hidden_is_counted_by_its_fate_and_not_listed(store: Store) -> None:
    kept.save(store)
    decided = kept.decided(BRIDGE, conflicts=[AGAINST])
    kept.save(store, decided)
    claim = decided.claims[0].graded.checked.grounded.claim.claim_id
    difference = compare_runs(store, "previous", "latest", hidden={claim, AGAINST.conflict_id})
    assert (difference.claims.hidden, difference.conflicts.hidden) == (1, 1)
    assert (difference.claims.counts[Fate.NEW], len(difference.claims.listed)) == (2, 1)
    assert (difference.conflicts.counts[Fate.NEW], difference.conflicts.listed) == (1, [])
    assert not difference.conflicts.moves


def test_articles_of_which_something_was_not_checked_are_found(store: Store) -> None:
    failed = NotChecked(stage="grade", unit="claim 1", reason="cut off")

    def decided(n: int, verdict: Verdict = Verdict.PLAUSIBLE, *units: NotChecked) -> ArticleVerdict:
        article = kept.article(f"It cost {n}.", path=f"in/{n}.txt")
        return make_article_verdict(article, [kept.claim(article, 1, verdict)], not_checked=units)

    whole = kept.article("Nobody read this.", path="in/3.txt")
    unread = make_article_verdict(whole, [], failed={1: "interrupted"})
    kept.save(store, decided(0), decided(1, Verdict.PLAUSIBLE, failed), decided(2, Verdict.NOT_CHECKED), unread)
    kept.save(store, decided(1, Verdict.PLAUSIBLE, failed))
    with stored_run(store, "previous", with_articles=False) as found:
        articles = [decided(1).article, decided(2).article, whole]
        pages = [kept.stamp(article, 1, Verdict.PLAUSIBLE).page for article in articles]
        assert found.verdicts.unchecked() == list(enumerate(pages, start=1))
