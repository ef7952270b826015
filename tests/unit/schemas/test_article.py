from datetime import datetime

import pytest
from pydantic import ValidationError

from schemas.article import Article, Span
from tests.factories import make_article

ARTICLE = make_article(["Il pleut à Besançon 🌧.", "The bridge held."], "Nobody was hurt.")


def test_a_sentence_is_found_by_its_number() -> None:
    assert [ARTICLE.sentence(n).n for n in (1, 2, 3)] == [1, 2, 3]


@pytest.mark.parametrize("n", [-1, 0, 4])
def test_a_number_without_a_sentence_is_an_error(n: int) -> None:
    with pytest.raises(IndexError, match=str(n)):
        ARTICLE.sentence(n)


def test_a_quote_is_the_text_of_its_code_points() -> None:
    assert [ARTICLE.quote(sentence) for sentence in ARTICLE.sentences] == [
        "Il pleut à Besançon 🌧.",
        "The bridge held.",
        "Nobody was hurt.",
    ]
    assert ARTICLE.quote(Span(start=9, end=21)) == "à Besançon 🌧"


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("in/a.txt", [1, 1, 3]),
        ("in/A.MD", [1, 1, 3]),
        ("a.markdown", [1, 1, 3]),
        ("in/a.html", [None] * 3),
        ("a.jsonl:3", [None] * 3),
        ("-", [None] * 3),
    ],
)
def test_a_line_is_told_where_the_file_is_the_text(path: str, lines: list[int | None]) -> None:
    article = ARTICLE.model_copy(update={"path": path})
    assert [article.line_of(sentence.start) for sentence in article.sentences] == lines


def test_an_article_cannot_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        ARTICLE.title = "Another"  # type: ignore[misc]  # what a frozen model refuses


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="mood"):
        Article.model_validate({**ARTICLE.model_dump(), "mood": "grim"})


def test_a_date_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 5, 6)  # noqa: DTZ001  the very thing that must be refused
    with pytest.raises(ValidationError, match="timezone"):
        make_article("It rained.", published_at=naive)


def test_an_article_survives_its_json() -> None:
    assert Article.model_validate_json(ARTICLE.model_dump_json()) == ARTICLE
