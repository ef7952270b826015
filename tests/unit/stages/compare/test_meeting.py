"""What is compared for the sake of some articles is found by the same rules as what is compared afresh."""

from collections.abc import Collection, Iterable

import pytest

from pipeline.stages.compare import Renewal, compare_articles
from pipeline.stages.compare.kept import PLAIN, MemoryStore
from pipeline.stages.compare.meeting import WatchedStore
from tests.telling import claims_of, tell

FIRM = "Northwind Ferries"
TITLE = "Northwind Ferries of Lanmere shuts the Oswin crossing after storm damage"
TELLS = "Northwind Ferries repaired the crossing last week after the storm damage."
DENIES = "Northwind Ferries did not repair the crossing last week after the storm damage."


class Nothing:
    """Knows of no article besides."""

    def enter(self, article_id: str, line: int, stems: Collection[int]) -> None:
        """Take in a sentence."""

    def counts_of(self, stems: Iterable[int]) -> None:
        """Return that all sentences were entered."""


def compare_for(new: Collection[int], *sentences: str) -> list[str]:
    """Return what comparing articles for the sake of new ones finds: topics, and articles by their numbers."""
    told = [tell(TITLE, words, subject=FIRM, outlet=words[-30:]) for words in sentences]
    ids = [article.article_id for article, _ in told]
    concerned = {ids[at] for at in new}
    renewal = Renewal(lambda _: None, Nothing(), concerned, asked=concerned or None)
    compared = compare_articles(claims_of(told), [article for article, _ in told], renewal=renewal)
    return [f"{one.topic} {sorted(ids.index(side.article_id) for side in one.sides)}" for one in compared.conflicts]


@pytest.mark.parametrize("new", [0, 1])
def test_what_a_new_article_denies_or_tells_is_found_as_a_denial(new: int) -> None:
    assert compare_for([new], TELLS, DENIES) == [f"Is it so: {TELLS.removesuffix(' after the storm damage.')}? [0, 1]"]


def test_what_a_carried_article_denies_is_found_with_a_new_one_that_denies_a_part_of_it() -> None:
    told = "The firm repaired the steel bridge."
    denials = "It did not repair the steel bridge of the harbour.", "It did not repair the harbour."
    assert compare_for([2], told, *denials) == [f"Is it so: {told.rstrip('.')}? [0, 1, 2]"]


def test_where_no_article_is_new_and_one_has_gone_all_that_is_left_is_compared() -> None:
    found = compare_for([], "The firm repaired the bridge.", "It did not repair the bridge.")
    assert found == ["Is it so: The firm repaired the bridge? [0, 1]"]


def test_what_is_put_in_when_all_articles_are_entered_is_kept_and_not_remembered() -> None:
    watched = WatchedStore(MemoryStore())
    watched.keep_only(set())
    index = watched.index(PLAIN)
    index.add(("one", "key"), "a", "passed over")
    assert len(list(watched.take("a"))) == 1
    watched.let_all_in()
    index.add(("one", "key"), "a", "kept")
    assert (list(index.at(("one", "key"))), list(watched.take("a"))) == (["kept"], [])
