"""Conflicts come each once, contradictions first, from disk as from memory."""

from collections.abc import Sequence
from random import Random

import pytest

from pipeline.runner.disk_store import DiskStore
from pipeline.stages.compare.kept import MemoryStore, Store
from pipeline.stages.compare.ordered import in_order
from schemas.conflict import Conflict, Relation
from tests import factories as make

STORES = [MemoryStore(), DiskStore()]


def conflict(topic: str, relation: Relation, conflict_id: str = "") -> Conflict:
    article = make.make_article("It cost $1.")
    side = make.make_side(article, make.make_claim(article), "$1", "1.50")
    made = make.make_conflict(side, topic=topic, relation=relation)
    return made.model_copy(update={"conflict_id": conflict_id or f"{topic} {relation}"})


ORDERED = [conflict(topic, relation) for relation in Relation for topic in "abc"]


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("seed", range(3))
def test_they_come_by_relation_then_by_topic(store: Store, seed: int) -> None:
    assert list(in_order(Random(seed).sample(ORDERED, len(ORDERED)), store)) == ORDERED  # noqa: S311  a shuffle


@pytest.mark.parametrize("store", STORES)
def test_of_one_id_the_last_counts_also_where_it_is_of_another_relation(store: Store) -> None:
    told = [conflict("a", relation, "same") for relation in (Relation.UPDATE, Relation.CONTRADICTION)]
    assert list(in_order([*told, ORDERED[-1]], store)) == [told[1], ORDERED[-1]]


@pytest.mark.parametrize("store", STORES)
def test_they_are_a_sequence(store: Store) -> None:
    found: Sequence[Conflict] = in_order(ORDERED, store)
    assert (len(found), found[1], list(found[-2:])) == (len(ORDERED), ORDERED[1], ORDERED[-2:])


def test_from_disk_each_is_read_anew() -> None:
    found = in_order(ORDERED, DiskStore())
    assert found[0] is not found[0]


def test_those_on_disk_equal_those_in_memory() -> None:
    found, expected = in_order(ORDERED, DiskStore()), in_order(ORDERED, MemoryStore())
    assert expected == found
    assert found != expected[1:]
    assert found != [*expected[:-1], ORDERED[0]]
