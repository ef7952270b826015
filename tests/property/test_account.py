"""The counts of a night, reckoned from those of the night before, are those that counting every article gives."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.runner.account import Account, stamp_of
from pipeline.store import Store, open_store, save_run
from pipeline.store.night import articles_of
from pipeline.store.record import short_record_in
from pipeline.store.tally import tally_of
from schemas.claim import NotChecked
from schemas.conflict import Relation
from schemas.run import Run
from schemas.usage import Usage
from schemas.verdict import ArticleVerdict
from tests import kept
from tests.drawn_nights import PATHS, SENTENCES, TOPICS, decided


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tmp_path_factory.mktemp("store") / "news.db")


@st.composite
def verdicts(draw: st.DrawFn) -> list[ArticleVerdict]:
    """Draw what was decided of an article in each of some paths."""
    text = st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=3).map(tuple)
    texts = draw(st.lists(text, max_size=len(PATHS), unique=True))
    articles = [kept.article(*text, path=path) for text, path in zip(texts, PATHS, strict=False)]
    relations = dict.fromkeys(TOPICS, Relation.UNCLEAR)
    missed = st.lists(st.just(NotChecked(stage="grade", unit="claim 1", reason="cut off")), max_size=2)
    return [
        draw(decided(article, relations)).model_copy(update={"not_checked": tuple(draw(missed))})
        for article in articles
    ]


def counted(all_of: Sequence[ArticleVerdict]) -> Run:
    account = Account()
    for one in all_of:
        account.add(one)
    return account.told_in(kept.record(all_of), [stamp_of(one, Usage()) for one in all_of])


@settings(deadline=None, max_examples=40)
@given(verdicts(), verdicts(), st.data())
def test_reckoning_with_what_went_and_came_equals_counting_all(
    store: Store, before: list[ArticleVerdict], came: list[ArticleVerdict], data: st.DataObject
) -> None:
    saved = save_run(store, counted(before), before, ())
    went = data.draw(st.lists(st.sampled_from(range(len(before))), unique=True)) if before else []
    stay = [one for n, one in enumerate(before) if n not in went]
    with store.reading() as connection:
        account = Account.of(short_record_in(connection, saved.run))
        placed = enumerate(articles_of(connection, saved.run))
        keys = [one.article_verdict_key for n, one in placed if n in went]
        account.subtract(tally_of(connection, keys))
    for one in came:
        account.add(one)
    told = account.told_in(kept.record(), ())
    assert told == counted([*stay, *came]).model_copy(update={"articles": ()})
