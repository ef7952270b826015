"""Front matter, fenced and flattened."""

import pytest

from pipeline.stages.ingest.front_matter import FrontMatter, read_front_matter
from schemas.article import Span

FENCED = """---
title: "Ferry sinks: \\"twelve\\" missing"
Date: 2026-06-03
description: >
  It sank
  on Monday.
tags: [a]
---
Body."""
FLAT = (
    '--- title: "Ferry sinks -- twelve missing" '
    'url: "https://x.test" lang: en date: 2026-06-03 --- # Ferry sinks It sank.'
)


def shown(text: str, span: Span | None) -> str | None:
    return None if span is None else text[span.start : span.end]


def test_fenced_values_and_spans() -> None:
    head = read_front_matter(FENCED)
    assert head.values["title"] == 'Ferry sinks: "twelve" missing'
    assert head.values["date"] == "2026-06-03"
    assert shown(FENCED, head.summary) == "It sank\n  on Monday."
    assert FENCED[head.body_start :] == "Body."


def test_flattened_values_and_spans() -> None:
    head = read_front_matter(FLAT)
    assert shown(FLAT, head.title) == "Ferry sinks -- twelve missing"
    assert (head.values["url"], head.values["date"]) == ("https://x.test", "2026-06-03")
    assert FLAT[head.body_start :] == "# Ferry sinks It sank."


def test_an_empty_block_value_is_no_summary() -> None:
    assert read_front_matter("---\ntitle: x\nsummary: |\n---\nBody").summary is None


def test_the_first_key_with_a_value_counts() -> None:
    assert FrontMatter({"a": "", "b": "2"}).first(("a", "b")) == "2"
    assert FrontMatter().first(("a",)) is None


@pytest.mark.parametrize(
    "text",
    [
        "No front matter",
        "---\nno: known key\n---\n",
        "---\nnever closed: x\n",
        "--- title: never closed",
        "--- so he said",
        '--- title: "no end quote --- x',
    ],
)
def test_other_heads_are_left_alone(text: str) -> None:
    assert read_front_matter(text) == FrontMatter()
