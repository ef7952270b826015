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


@pytest.mark.parametrize("concerned", [0, 1])
def test_what_a_new_article_denies_or_tells_is_found_as_a_denial(concerned: int) -> None:
    told = [tell(TITLE, words, subject=FIRM, outlet=words[-30:]) for words in (TELLS, DENIES)]
    articles = [article for article, _ in told]
    renewal = Renewal(lambda _: None, Nothing(), {articles[concerned].article_id})
    afresh = compare_articles(claims_of(told), articles)
    assert compare_articles(claims_of(told), articles, renewal=renewal) == afresh
    assert [one.topic for one in afresh.conflicts] == [f"Is it so: {TELLS.removesuffix(' after the storm damage.')}?"]


def test_what_is_put_in_when_all_articles_are_entered_is_kept_and_not_remembered() -> None:
    watched = WatchedStore(MemoryStore())
    watched.keep_only(set())
    index = watched.index(PLAIN)
    index.add(("one", "key"), "a", "passed over")
    assert len(list(watched.take("a"))) == 1
    watched.let_all_in()
    index.add(("one", "key"), "a", "kept")
    assert (list(index.at(("one", "key"))), list(watched.take("a"))) == (["kept"], [])
