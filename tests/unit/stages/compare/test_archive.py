"""What comparing reads of the articles it is given."""

from collections.abc import Iterator
from typing import NoReturn

from pipeline.stages.compare.archive import Archive
from schemas.article import Article
from tests.factories import make_article


class _Listed(list[Article]):
    def __init__(self, article: Article) -> None:
        super().__init__([article])
        self.asked = 0

    def article_ids(self) -> list[str]:
        self.asked += 1
        return [self[0].article_id]

    def __iter__(self) -> Iterator[NoReturn]:
        raise AssertionError


def test_articles_whose_ids_are_listed_are_not_read_for_them() -> None:
    listed = _Listed(make_article("The ferry sank."))
    assert (Archive({}, listed).ids, listed.asked) == ([listed[0].article_id], 1)
