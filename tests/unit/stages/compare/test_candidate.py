"""How often words stand in the sentences of a batch, and which sentences share the rare ones."""

import pytest

from pipeline.runner.disk_store import DiskStore
from pipeline.stages.compare.kept import MemoryStore, Store
from pipeline.stages.compare.restated.candidate import Postings

MANY = 5_000
RARE = ("zulu", "yankee", "xray")


@pytest.mark.parametrize("store", [MemoryStore(), DiskStore()])
def test_a_common_word_is_counted_in_full_and_brings_nobody_together(store: Store) -> None:
    postings = Postings(store)
    sentences = [("harbour", f"q{number}", "town", f"r{number}") for number in range(MANY)]
    sentences[1] = sentences[MANY - 1] = ("harbour", *RARE)
    for article, stems in enumerate(sentences):
        postings.add(article, stems)
    beside = postings.beside(lambda at: sentences[at])
    assert (postings.count_of("harbour"), postings.count_of("town")) == (MANY, MANY - 2)
    assert [(at, list(beside[at])) for at in range(MANY) if len(beside[at])] == [(1, [MANY - 1]), (MANY - 1, [1])]
