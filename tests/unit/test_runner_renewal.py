"""Which conflicts stand, are found and are lost when articles come and go."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import pytest

from pipeline.runner.renewal import renew_conflicts
from pipeline.store.touching import StandingPassages
from schemas.conflict import Conflict, Relation
from tests import kept

OLD, OTHER, THIRD, NEW = (
    kept.article(f"The bridge cost ${n} million.", "It opened on Monday.", path=f"in/{n}.txt") for n in range(1, 5)
)
PAIR = kept.conflict(OLD, OTHER)
THREE = kept.conflict(OLD, OTHER, THIRD)
GROWN = kept.conflict(OLD, OTHER, NEW)
TOLD_OTHERWISE = kept.conflict(OLD, OTHER, NEW, relation=Relation.UPDATE)
OF_NEW = kept.conflict(OTHER, NEW)
REST = kept.conflict(OTHER, THIRD)
OF_OTHER = REST.model_copy(update={"by": "rule:property"})
SETTLED = REST.model_copy(update={"by": "model:m"})


def ids(*articles: object) -> set[str]:
    return {one.article_id for one in (OLD, OTHER, THIRD, NEW) if one in articles}


def passages_of(conflicts: Mapping[str, Conflict]) -> Iterator[StandingPassages]:
    for key, one in conflicts.items():
        places = tuple((each.article_id, each.start, each.end) for each in one.sides)
        yield StandingPassages(key, one.relation, one.by, places)


@pytest.mark.parametrize(
    ("before", "told", "fresh", "parted", "found", "lost"),
    [
        pytest.param({}, [], (), (), [], [], id="nothing"),
        pytest.param({"p": PAIR}, [], (), (), [], [], id="what is not told again stands"),
        pytest.param({"p": PAIR}, [PAIR], (), (), [], [], id="what is told again stands"),
        pytest.param({}, [OF_NEW], (NEW,), (), [OF_NEW], [], id="a new article brings one"),
        pytest.param({}, [PAIR], (NEW,), (), [], [], id="between old ones nothing is found"),
        pytest.param({"p": PAIR}, [], (), (OTHER,), [], ["p"], id="an article that went takes one"),
        pytest.param({"3": THREE}, [REST], (), (OLD,), [REST], ["3"], id="what is left of one stands"),
        pytest.param({"3": THREE}, [REST], (OLD,), (OLD,), [REST], ["3"], id="also of one whose article was edited"),
        pytest.param({"p": PAIR, "r": REST}, [REST], (), (OLD,), [], ["p"], id="what stands is not found again"),
        pytest.param({"3": THREE, "r": SETTLED}, [REST], (), (OLD,), [], ["3"], id="nor what a model has settled"),
        pytest.param({"3": THREE, "r": OF_OTHER}, [REST], (), (OLD,), [REST], ["3"], id="but another question"),
        pytest.param({"p": PAIR}, [GROWN], (NEW,), (), [GROWN], ["p"], id="one that grows takes the place of its part"),
        pytest.param({"p": PAIR}, [TOLD_OTHERWISE], (NEW,), (), [TOLD_OTHERWISE], [], id="but of another relation"),
        pytest.param({"3": THREE}, [GROWN], (NEW,), (), [GROWN], [], id="nor where it lacks a side"),
    ],
)  # fmt: skip
def test_a_conflict_is_told_anew_where_one_of_its_articles_is_new_or_has_gone(
    *,
    before: Mapping[str, Conflict],
    told: Sequence[Conflict],
    fresh: Collection[object],
    parted: Collection[object],
    found: Sequence[Conflict],
    lost: Sequence[str],
) -> None:
    renewed = renew_conflicts(passages_of(before), told, ids(*fresh), ids(*parted))
    assert (list(renewed.found), list(renewed.lost)) == (found, lost)
    touched = [*found, *(before[key] for key in lost)]
    assert renewed.article_ids == {side.article_id for one in touched for side in one.sides} - {*ids(*fresh)}
