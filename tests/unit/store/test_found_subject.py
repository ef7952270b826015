"""What a person means by the digits of an id, and what of an article can be marked."""

from itertools import pairwise

import pytest

from pipeline.errors import ConfigurationError
from pipeline.store import (
    Store,
    find_subject,
    open_store,
    subjects_of_article,
)
from schemas.article import Article
from schemas.conflict import Conflict, Relation
from schemas.subject import Subject, subject_of_conflict
from schemas.verdict import ArticleVerdict, Verdict
from tests import kept
from tests.places import Place

BRIDGE = kept.article("The bridge cost $4 million.", "It opened on Monday.")
FERRY = kept.article("The ferry cost $9 million.", "It sank.", path="in/ferry.txt")
BETWEEN = kept.conflict(BRIDGE, FERRY, relation=Relation.CONTRADICTION)


def decided(of: Article, *conflicts: Conflict) -> ArticleVerdict:
    """Decide an article whose first claim is doubted by a rule, and its second, if at all, by conflicts."""
    claims = [kept.claim(of, 1, Verdict.CONTRADICTED), kept.claim(of, 2)]
    return kept.decided(of, *claims, conflicts=conflicts)


@pytest.fixture
def store(place: Place) -> Store:
    """Return a store with a run over two articles that disagree."""
    made = open_store(place.address)
    verdicts = [decided(BRIDGE, BETWEEN), decided(FERRY, BETWEEN)]
    kept.save(made, *verdicts, conflicts=[BETWEEN], run_id="aa" * 8)
    return made


def claim_id(of: Article, n: int = 1) -> str:
    return kept.claim(of, n).graded.checked.grounded.claim.claim_id


def subject(store: Store, reference: str) -> Subject:
    with store.reading() as connection:
        return find_subject(connection, reference)[0]


def test_the_newest_run_tells_what_an_id_means(store: Store) -> None:
    kept.save(store, decided(BRIDGE, BETWEEN), run_id="bb" * 8)
    with store.reading() as connection:
        assert find_subject(connection, claim_id(BRIDGE)[:8])[1] == "bb" * 8
        assert find_subject(connection, BETWEEN.conflict_id[:8])[0] == subject_of_conflict(BETWEEN)


@pytest.mark.parametrize(
    ("reference", "why"), [("abc", "is no id"), ("0" * 12, "no run found"), ("x" * 12, "is no id")]
)
def test_digits_that_mean_nothing_are_refused(store: Store, reference: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why):
        subject(store, reference)


def test_a_claim_that_is_not_doubted_cannot_be_marked(store: Store) -> None:
    with pytest.raises(ConfigurationError, match="nothing speaks against"):
        subject(store, claim_id(BRIDGE, 2))


def disputed(store: Store, *rules: str) -> tuple[str, list[Conflict]]:
    """Save a claim against which nothing but conflicts speak, one of each rule; return its id and the conflicts."""
    plain = kept.claim(BRIDGE, 1, Verdict.DISPUTED)
    checked = plain.graded.checked.model_copy(update={"findings": ()})
    claim = plain.model_copy(update={"graded": plain.graded.model_copy(update={"checked": checked})})
    sides = [BETWEEN.sides[0].model_copy(update={"claim_id": claim_id(BRIDGE)}), *BETWEEN.sides[1:]]
    told = [BETWEEN.model_copy(update={"by": rule, "sides": tuple(sides)}) for rule in rules]
    told = [one.model_copy(update={"conflict_id": f"{n}" * 64}) for n, one in enumerate(told)]
    kept.save(store, kept.decided(BRIDGE, claim, conflicts=told), run_id="cc" * 8)
    return claim_id(BRIDGE), told


def test_a_claim_that_one_difference_alone_speaks_against_means_that_difference(store: Store) -> None:
    reference, (against,) = disputed(store, "rule:a")
    assert subject(store, reference) == subject_of_conflict(against)


def test_a_claim_that_several_differences_speak_against_is_refused_with_their_ids(store: Store) -> None:
    reference, told = disputed(store, "rule:a", "rule:b")
    with pytest.raises(ConfigurationError, match=f"mark each by its id .*{told[0].conflict_id}, {told[1].conflict_id}"):
        subject(store, reference)


def test_digits_that_mean_several_things_are_refused(store: Store) -> None:
    many = [kept.article(f"It cost {n} dollars.", path=f"in/{n}.txt") for n in range(700)]
    ids = sorted(claim_id(one) for one in many)
    twin = next(one[:4] for one, other in pairwise(ids) if one[:4] == other[:4])
    chosen = [one for one in many if claim_id(one).startswith(twin)]
    kept.save(store, *(kept.decided(one, kept.claim(one, 1, Verdict.CONTRADICTED)) for one in chosen))
    with pytest.raises(ConfigurationError, match=r"several ids begin with .*: give more digits"):
        subject(store, twin)


def test_all_of_an_article_can_be_found(store: Store) -> None:
    with store.reading() as connection:
        subjects = list(subjects_of_article(connection, BRIDGE.article_id))
        assert [one.reference for one in subjects] == [claim_id(BRIDGE), BETWEEN.conflict_id]
        assert list(subjects_of_article(connection, "0" * 64)) == []
