"""The formats, and what is an article in them."""

import json
from datetime import UTC, datetime

import pytest

from pipeline.stages.ingest import ingest_articles
from schemas.article import VERBATIM_SUFFIXES, Article, RejectedInput, SentenceRole

BODY = "A ferry with 62 people aboard sank off Northport on Monday. Twelve are missing."
PAGE = f"""<!DOCTYPE html><html><head><title>Ferry sinks off Northport - Harbour Post</title>
<meta property="og:site_name" content="Harbour Post"><link rel="canonical" href="https://post.test/ferry">
<meta property="article:published_time" content="2026-06-03T14:39:00+02:00"></head><body><nav>Home</nav>
<article><h1>Ferry sinks off Northport</h1><p>{BODY}</p><p>It cost £5m to build, in 1998, the port authority said.</p>
<table><tr><td>Year</td><td>Dead</td></tr><tr><td>2024</td><td>5</td></tr></table></article></body></html>"""


def one(data: str | bytes, path: str = "a.txt") -> Article:
    (result,) = ingest_articles(data.encode() if isinstance(data, str) else data, path)
    assert isinstance(result, Article)
    return result


def reasons(data: str | bytes, path: str) -> list[tuple[str, str]]:
    results = ingest_articles(data.encode() if isinstance(data, str) else data, path)
    return [(result.path, result.reason) for result in results if isinstance(result, RejectedInput)]


def test_text_is_kept_whole() -> None:
    text = f"Home / News\n\nFerry sinks off Northport\n\nPublished\nJun 3, 2026\n\n{BODY}\n"
    article = one(text)
    assert article.text == text
    assert (article.title, article.publisher, article.url) == ("Ferry sinks off Northport", None, None)
    assert article.published_at == datetime(2026, 6, 3, tzinfo=UTC)


@pytest.mark.parametrize("suffix", sorted(VERBATIM_SUFFIXES))
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_of_the_text_is_that_of_the_file(suffix: str, end: str) -> None:
    data = end.join(["\ufeff---", "title: Ferry", "---", "", "\u00c5ngstr\u00f6m\u2028sank. {", "<p>", BODY])
    article = one(data, f"in/a{suffix}")
    assert article.line_of(article.text.index(BODY)) == 7


def test_front_matter_gives_the_metadata() -> None:
    article = one(f"---\ntitle: Ferry sinks\nsite: Post\nurl: https://x.test\ndate: 2026-06-03\n---\n{BODY}", "a.md")
    assert (article.title, article.publisher, article.url) == ("Ferry sinks", "Post", "https://x.test")
    assert article.published_at == datetime(2026, 6, 3, tzinfo=UTC)


@pytest.mark.parametrize("path", ["a.html", "a.HTM", "-"])
def test_html_gives_its_main_text_and_metadata(path: str) -> None:
    article = one(PAGE.encode("latin-1"), path)
    assert article.text.startswith("Ferry sinks off Northport\n")
    assert "£5m" in article.text
    assert "| 2024 | 5 |" in article.text
    assert (article.publisher, article.url) == ("Harbour Post", "https://post.test/ferry")
    assert article.published_at == datetime(2026, 6, 3, 12, 39, tzinfo=UTC)


def test_a_truncated_page_gives_what_it_holds() -> None:
    assert BODY in one(PAGE[: PAGE.index("It cost") + 10], "a.html").text


def test_a_page_without_text_is_rejected() -> None:
    assert "no main text" in reasons("<html><body><div></div></body></html>", "a.html")[0][1]


def test_json_puts_the_title_in_front() -> None:
    record = {"title": "Ferry sinks", "text": BODY, "source": "Post", "date": "2026-06-03", "url": "https://x.test"}
    article = one(json.dumps(record), "a.json")
    assert article.text == f"Ferry sinks\n\n{BODY}"
    assert article.sentences[0].role is SentenceRole.TITLE
    assert (article.publisher, article.url, article.path) == ("Post", "https://x.test", "a.json")


@pytest.mark.parametrize(
    ("title", "text", "count"),
    [
        ("FERRY sinks", "Ferry  sinks\nIt was old.", 1),
        ("Ferry sinks - Harbour Post", "# Ferry sinks\nIt was old.", 1),
        ("Ferry sinks", "Ferry sinks off Malta in a storm, the port said.", 2),
    ],
)
def test_json_repeats_no_title_that_stands_in_the_text(title: str, text: str, count: int) -> None:
    article = one(json.dumps({"title": title, "body": text}), "a.json")
    assert article.text.count("sinks") == count
    assert [s.n for s in article.sentences if s.role is SentenceRole.TITLE] == [1]


def test_a_title_without_a_word_is_looked_for_in_vain() -> None:
    assert one('{"title": "!!!", "text": "It was old."}', "a.json").sentences[0].role is SentenceRole.BOILERPLATE


@pytest.mark.parametrize("path", ["a.jsonl", "a.ndjson", "-"])
def test_each_line_of_json_lines_is_an_article(path: str) -> None:
    lines = f'{{"text": "One\u2028still one."}}\n\n{{"content": {json.dumps(BODY)}}}\n'
    assert [result.path for result in ingest_articles(lines.encode(), path)] == [f"{path}:1", f"{path}:3"]


@pytest.mark.parametrize("path", ["a.json", "-"])
def test_each_item_of_an_array_is_an_article(path: str) -> None:
    results = ingest_articles(json.dumps([{"text": "One."}, 5]).encode(), path)
    assert [(type(result), result.path) for result in results] == [(Article, f"{path}:1"), (RejectedInput, f"{path}:2")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "a", "text": "b"}', "'text' twice"),
        ('{"text": "a", "n": NaN}', "NaN"),
        ('{"text": "a\\ud800"}', "surrogate"),
        ('{"text": "a\\u0000"}', "NUL"),
        ('{"text": "a"', "not valid JSON"),
        ('{"title": "a", "text": " "}', "has no text"),
        ('["a"]', "no JSON object"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_broken_line_is_rejected_alone(line: str, reason: str) -> None:
    data = f'{{"text": "One."}}\n{line}\n{{"text": "Three."}}'
    rejected = reasons(data, "a.jsonl")
    assert [path for path, _ in rejected] == ["a.jsonl:2"]
    assert reason in rejected[0][1]
    assert len(ingest_articles(data.encode(), "a.jsonl")) == 3


@pytest.mark.parametrize(("data", "reason"), [("{", "not valid JSON"), ("[]", "empty JSON array"), ("", "is empty")])
def test_a_broken_json_file_is_rejected(data: str, reason: str) -> None:
    assert reason in reasons(data, "a.json")[0][1]


def test_a_publisher_may_be_an_object_with_a_name() -> None:
    assert one('{"text": "One.", "publisher": {"name": "Post"}, "date": 5}', "a.json").publisher == "Post"


@pytest.mark.parametrize("data", ["{curly text", "[1] A note.", "Plain words."])
def test_anything_else_is_text(data: str) -> None:
    assert one(data, "-").text == data


@pytest.mark.parametrize(
    "unit", ["a. ", ".", "1. ", "[a](", "a_", "A\n\n", "# a ", '--- a: "', "The ship sank near the port. "]
)
def test_hostile_text_ends(unit: str) -> None:
    article = one(unit * (100_000 // len(unit)))
    assert article.sentences[-1].end == len(article.text.rstrip())


def test_the_identity_is_of_the_content_not_the_path() -> None:
    assert one(BODY, "a.txt").article_id == one(BODY, "b/c.md").article_id
    assert one(BODY, "a.txt").article_id != one(BODY + "!", "a.txt").article_id
    assert len(one(BODY).article_id) == 64


@pytest.mark.parametrize("unseen", ["\u200b", " \u2060\u00ad", "\U000e0041\ufe0f", "\u3164"])
def test_a_title_and_an_outlet_that_nobody_sees_are_none(unseen: str) -> None:
    article = one(json.dumps({"text": BODY, "title": unseen, "publisher": unseen, "url": unseen}), "a.json")
    assert (article.publisher, article.url) == (None, None)
    assert article.title != unseen
