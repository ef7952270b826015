"""Comparing two runs by their keys gives what holding everything against everything gives."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings

from pipeline.store import Changes, Difference, Store, compare_runs, open_store
from schemas.conflict import Conflict
from schemas.verdict import ClaimVerdict
from tests import kept
from tests.drawn_nights import Night, nights

# (fate, before, after, what it is) of everything that is not carried over, and the counts.
Told = tuple[Counter[tuple[object, ...]], dict[str, int]]


def paired(before: Iterable[Any], after: Iterable[Any], *keys: Callable[[Any], Hashable]) -> list[tuple[Any, Any]]:
    """Pair what is equal by the first key, then by the next, in the order given; each once."""
    pairs, left, right = [], list(before), list(after)
    for key in keys:
        for one in list(left):
            same = next((other for other in right if key(other) == key(one)), None)
            if same is not None:
                pairs.append((one, same))
                left.remove(one)
                right.remove(same)
    return [*pairs, *((one, None) for one in left), *((None, one) for one in right)]


def told(pairs: Iterable[tuple[Any, Any]], counts_as: Callable[[Any], object], what: Callable[[Any], object]) -> Told:
    listed, counts = Counter[tuple[object, ...]](), Counter[str]()
    for before, after in pairs:
        is_changed = before and after and counts_as(before) != counts_as(after)
        fate = "new" if before is None else "gone" if after is None else "changed" if is_changed else "carried_over"
        counts[fate] += 1
        if fate != "carried_over":
            listed[fate, what(after or before)] += 1
    return listed, dict(counts)


def plainly(before: Night, after: Night) -> dict[str, Told]:
    """Compare two runs with everything in memory."""
    articles = paired(before.verdicts, after.verdicts, lambda one: one.article.article_id, lambda one: one.article.path)
    earlier = {new.article.article_id: old.article.article_id for old, new in articles if old and new}
    claims = []
    for old, new in articles:
        sides = (old.claims if old else (), new.claims if new else ())
        claims += paired(*sides, lambda one: stated(one).claim_id, lambda one: stated(one).statement.casefold())

    def sides_of(one: Conflict) -> frozenset[tuple[object, ...]]:
        return frozenset((earlier.get(side.article_id, side.article_id), side.answer, side.value) for side in one.sides)

    def question(one: Conflict) -> Hashable:
        return one.scope, one.topic, one.by, frozenset(side[0] for side in sides_of(one))

    def has_lost_sides(old: Conflict | None, new: Conflict | None) -> bool:
        if old is None or new is None or (old.scope, old.topic, old.by) != (new.scope, new.topic, new.by):
            return False
        sides = ({(side[0], side[2]) for side in sides_of(one)} for one in (new, old))
        return next(sides) <= next(sides)

    conflicts = paired(before.all_conflicts, after.all_conflicts, lambda one: one.conflict_id, question)
    for old, new in [(old, new) for old, _ in conflicts for _, new in conflicts]:
        if (old, None) in conflicts and (None, new) in conflicts and has_lost_sides(old, new):
            conflicts = [pair for pair in conflicts if pair not in ((old, None), (None, new))] + [(old, new)]
    return {
        "articles": told(articles, lambda one: (one.article.article_id, one.verdict), lambda one: one.article.path),
        "claims": told(claims, lambda one: one.verdict, lambda one: stated(one).claim_id),
        "conflicts": told(conflicts, lambda one: (one.relation, sides_of(one)), lambda one: one.conflict_id),
    }


def stated(claim: ClaimVerdict) -> Any:  # noqa: ANN401  a claim, short of its wrappers
    return claim.graded.checked.grounded.claim


def as_told(changes: Changes[Any], what: str) -> Told:
    listed = Counter[tuple[object, ...]]((one.fate.value, getattr(one, what)) for one in changes.listed)
    return listed, {fate.value: count for fate, count in changes.counts.items() if count}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return one store for all examples: runs that nobody asks about must not matter."""
    return open_store(tmp_path_factory.mktemp("store") / "all.db")


def by_keys(store: Store, before: Night, after: Night) -> Difference:
    for night in (before, after):
        kept.save(store, *night.verdicts, conflicts=night.conflicts)
    return compare_runs(store, "previous", "latest")


def moves(before: Night, after: Night) -> Sequence[tuple[str, str]]:
    paths = {one.article.article_id: one.article.path for one in before.verdicts}
    both = [(paths.get(one.article.article_id), one.article.path) for one in after.verdicts]
    return sorted((old, new) for old, new in both if old and old != new)


@settings(deadline=None, max_examples=40)  # each is two transactions
@given(nights(), nights())
def test_keys_tell_what_holding_everything_against_everything_tells(store: Store, before: Night, after: Night) -> None:
    found = by_keys(store, before, after)
    plain = plainly(before, after)
    assert as_told(found.articles, "path") == plain["articles"]
    assert as_told(found.claims, "claim_id") == plain["claims"]
    assert as_told(found.conflicts, "conflict_id") == plain["conflicts"]
    assert sorted((one.before, one.after) for one in found.moved) == moves(before, after)
