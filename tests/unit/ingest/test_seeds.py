"""The sample articles: what editors marked as claims is kept, what they marked as furniture is not."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.stages.ingest import ingest_articles
from schemas.article import Article, Sentence, SentenceRole

SEEDS = Path(__file__).parents[3] / "seeds"
GOLD: dict[str, dict[str, Any]] = json.loads((SEEDS / "gold.json").read_text(encoding="utf-8"))["articles"]
FURNITURE = {SentenceRole.BOILERPLATE, SentenceRole.REPEATED}


@cache
def seed(key: str) -> Article:
    (path,) = SEEDS.glob(f"{key}_*.txt")
    (article,) = ingest_articles(path.read_bytes(), path.name)
    assert isinstance(article, Article)
    return article


def holding(article: Article, passage: str) -> list[Sentence]:
    """Return every sentence that shares a character with any place of a passage."""
    starts = [i for i in range(len(article.text)) if article.text.startswith(passage, i)]
    assert starts
    return [s for s in article.sentences if any(s.start < i + len(passage) and i < s.end for i in starts)]


@pytest.mark.parametrize(("key", "passage"), [(key, p) for key, gold in GOLD.items() for p in gold["claims"]])
def test_a_claim_stands_in_a_kept_sentence(key: str, passage: str) -> None:
    assert any(sentence.role not in FURNITURE for sentence in holding(seed(key), passage))
    assert not any(sentence.role is SentenceRole.BOILERPLATE for sentence in holding(seed(key), passage))


@pytest.mark.parametrize(("key", "passage"), [(key, p) for key, gold in GOLD.items() for p in gold["boilerplate"]])
def test_furniture_stands_in_no_kept_sentence(key: str, passage: str) -> None:
    assert all(sentence.role in FURNITURE for sentence in holding(seed(key), passage))


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("000", "DeepSeek close to a $7.4 billion raise for open-source AI - reported by PYMNTS.com"),
        ("001", "DeepSeek Takes In $70B, Biggest AI Funding of 2026, With Liang Wenhong in the Lead"),
        ("002", "DeepSeek, Chinese AI Lab, Worth $45 Billion Following Its First Funding Round"),
        ("003", "Massive Funding for DeepSeek Sets China's AI Sector Alight and Puts the Giants on Notice"),
        ("004", "A 50 billion rating for Deepseek: Chinese AI begins to change."),
    ],
)
def test_the_title_is_found_once(key: str, title: str) -> None:
    article = seed(key)
    assert article.title == title
    assert [article.quote(s) for s in article.sentences if s.role is SentenceRole.TITLE] == [title]


@pytest.mark.parametrize(
    ("key", "published"),
    [
        ("000", "2026-06-03T12:39:00+00:00"),
        ("001", None),
        ("002", None),
        ("003", None),
        ("004", "2026-05-09T12:07:27+00:00"),
    ],
)
def test_the_date_is_what_the_page_states(key: str, published: str | None) -> None:
    instant = seed(key).published_at
    assert (instant.isoformat() if instant else None) == published


def test_a_summary_above_the_article_repeats_it() -> None:
    article = seed("001")
    repeated = [s for s in article.sentences if s.rule == "joined_pieces"]
    assert [article.sentence(s.repeats or 0).role for s in repeated] == [SentenceRole.BODY]
    assert "$20 billion" in article.quote(repeated[0])
