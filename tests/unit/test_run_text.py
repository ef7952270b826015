"""The text of a record is made of parts, and its articles can be taken from it and put in again."""

import pytest

from schemas.run_text import joined, texts_of_articles, without_articles
from tests import kept

ARTICLES = [kept.article(f"It cost {n} dollars.", path=f'in/{n}"\\.txt') for n in range(3)]


@pytest.mark.parametrize("count", range(4))
def test_the_parts_of_a_record_are_its_text(count: int) -> None:
    record = kept.record([kept.decided(one) for one in ARTICLES[:count]])
    text, in_short = record.model_dump_json(indent=2), record.json_in_short()
    assert "".join(joined(in_short, texts_of_articles(record.articles))) == text
    assert without_articles(text) == without_articles(in_short) == in_short
    assert "".join(joined(text if count else in_short, ())) == text
