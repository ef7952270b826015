"""Lines and columns of passages, and which file they are in."""

import pytest

from pipeline.report.export.place import Lines, Place, Region, file_of_article, whereabouts
from tests import factories as make

TEXT = "Ä one.\n\nTwo \U0001f600 three.\nFour"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Ä", (1, 1, 1, 2)),
        ("one.", (1, 3, 1, 7)),
        ("Two", (3, 1, 3, 4)),
        ("three.", (3, 7, 3, 13)),
        ("\U0001f600 three.\nFo", (3, 5, 4, 3)),
        ("Four", (4, 1, 4, 5)),
    ],
)
def test_a_span_is_told_by_line_and_column_in_code_points(words: str, expected: tuple[int, int, int, int]) -> None:
    start = TEXT.index(words)
    assert Lines(TEXT).region(start, start + len(words)) == Region(*expected)


@pytest.mark.parametrize("path", ["news/a.html", "news/a.json", "news/a.unknown"])
def test_a_text_that_is_not_its_file_has_no_lines(path: str) -> None:
    article = make.make_article("It cost $4.", path=path)
    where = whereabouts([make.make_article_verdict(article)], str)[article.article_id]
    assert where.at(0, 2) == Place(path, None)


def test_an_article_outside_of_the_root_has_no_place() -> None:
    article = make.make_article("It cost $4.", path="../a.txt", publisher=None)
    where = whereabouts([make.make_article_verdict(article)], lambda _: None)[article.article_id]
    assert (where.at(0, 2), where.source) == (None, "a.txt")


@pytest.mark.parametrize(
    ("path", "file"),
    [("in/a.jsonl:3", "in/a.jsonl"), ("a.JSON:12", "a.JSON"), ("a.json", "a.json"), ("a:3", "a:3"), ("a.txt", "a.txt")],
)
def test_an_item_of_a_file_is_found_in_that_file(path: str, file: str) -> None:
    assert file_of_article(path) == file
