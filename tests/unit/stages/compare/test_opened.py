"""Which two answers of an open disagreement the model is asked about."""

from collections.abc import Sequence

from pipeline.stages.compare.found import Found
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.opened import Voice, ask_open
from pipeline.stages.compare.relate import Pair, Related
from schemas.conflict import Relation
from tests.telling import batch_of, tell


def test_an_article_that_alone_tells_otherwise_than_it_does_is_set_against_another() -> None:
    words = "The crew counted 19 boats.", "The crew counted 12 boats."
    told = [tell("Ferry off Tarn", *some, subject="", outlet="Post") for some in (words, words[:1])]
    batch = batch_of(*told)
    both, single = (batch.archive.told_of(article.article_id)[1:] for article, _ in told)
    one, other, again = (Answer(telling, telling.start, telling.end) for telling in (*both, *single))
    found = Found(batch.archive, [Disagreement("values", "How many?", Relation.UNCLEAR, ((one, again), (other,)), "")])
    asked: list[Pair] = []

    def relate(pairs: Sequence[Pair]) -> list[Related]:
        asked.extend(pairs)
        return []

    ask_open(found, batch, Voice(relate, "a-model", is_decisive=False))
    assert [(pair.first.quote, pair.second.quote) for pair in asked] == [words]
    assert [pair.first.article_id for pair in asked] == [told[1][0].article_id]
