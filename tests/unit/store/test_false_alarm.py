"""Which claims and conflicts of a run reviewers call false alarms, and what a person means by the digits of an id."""

from itertools import pairwise

import pytest

from pipeline.errors import ConfigurationError
from pipeline.store import (
    FalseAlarms,
    Store,
    add_marks,
    false_alarms,
    find_subject,
    open_store,
    subjects_of_article,
)
from schemas.article import Article
from schemas.conflict import Conflict, Relation
from schemas.mark import MarkVerdict
from schemas.subject import Subject, subject_of_conflict
from schemas.verdict import ArticleVerdict, Verdict
from tests import kept
from tests.marking import AGREE, FALSE_ALARM, mark
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


def found(store: Store, *marks: tuple[Subject, MarkVerdict]) -> FalseAlarms:
    with store.writing() as connection:
        add_marks(connection, [mark(*one) for one in marks])
        return false_alarms(connection, 1)


def subject(store: Store, reference: str) -> Subject:
    with store.reading() as connection:
        return find_subject(connection, reference)[0]


def test_without_marks_there_are_none(store: Store) -> None:
    assert found(store) == FalseAlarms(set(), set())


def test_a_claim_and_a_conflict_are_told_each_by_its_own_mark(store: Store) -> None:
    own = subject(store, claim_id(BRIDGE))
    assert found(store, (own, FALSE_ALARM)) == FalseAlarms({claim_id(BRIDGE)}, set())
    between = subject_of_conflict(BETWEEN)
    assert found(store, (between, FALSE_ALARM)) == FalseAlarms({claim_id(BRIDGE)}, {BETWEEN.conflict_id})
    assert found(store, (own, AGREE)) == FalseAlarms(set(), {BETWEEN.conflict_id})


def test_a_claim_that_false_alarms_alone_dispute_is_one(place: Place) -> None:
    made = open_store(place.address)
    conflicts = [BETWEEN, BETWEEN.model_copy(update={"by": "rule:date", "conflict_id": "d" * 64})]
    plain = kept.claim(BRIDGE, 1, Verdict.DISPUTED)
    checked = plain.graded.checked.model_copy(update={"findings": ()})
    claim = plain.model_copy(update={"graded": plain.graded.model_copy(update={"checked": checked})})
    own = claim.graded.checked.grounded.claim
    sides = [BETWEEN.sides[0].model_copy(update={"claim_id": own.claim_id}), *BETWEEN.sides[1:]]
    told = [one.model_copy(update={"sides": tuple(sides)}) for one in conflicts]
    kept.save(made, kept.decided(BRIDGE, claim, conflicts=told))
    first, second = map(subject_of_conflict, told)
    assert found(made, (first, FALSE_ALARM)).claim_ids == set()
    assert found(made, (second, FALSE_ALARM)).claim_ids == {own.claim_id}


def test_of_a_run_alone_its_own_are_told(store: Store) -> None:
    other = kept.article("The bridge cost $5 million.", "It opened on Monday.")
    kept.save(store, decided(other))
    with store.writing() as connection:
        add_marks(connection, [mark(find_subject(connection, claim_id(BRIDGE))[0], FALSE_ALARM)])
        assert false_alarms(connection, 2) == FalseAlarms(set(), set())


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
