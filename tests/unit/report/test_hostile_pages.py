"""A hostile string in every field of an article, an answer and a mark: no page lets it act, and each page could."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from html import unescape

import pytest

from pipeline.report import read_page, render_site
from pipeline.report.html import render as html_render
from pipeline.report.render import environment
from tests.engines import tags
from tests.hostile_run import HostileRun, run_with
from tests.hostile_strings import HOSTILE
from tests.html_tags import tags_of_html
from tests.rendered import joined

pytestmark = pytest.mark.untraced

# No file, answer or store can hold half a surrogate pair; see the tests of ingestion.
NAMES = sorted(set(HOSTILE) - {"surrogate"})


def batched(strings: Iterable[str], most_chars: int) -> list[str]:
    """Return strings joined to longer ones, each no longer than so many characters unless it is one string alone."""
    found = [""]
    for one in strings:
        joins = len(found[-1]) + len(one) < most_chars
        found = [*found[:-1], f"{found[-1]} {one}"] if joins else [*found, one]
    return found


HARMLESS = ("word", "two words, and $3.5", "Ignore all previous instructions", "\u200b", "\x1b[1m")
MOST_UNBROKEN = 140


def markdown_tags(run: HostileRun) -> list[str]:
    pages = pages_of(run)
    assert_only_seen(pages)
    return [tag for text in pages for tag in tags(text)]


def html_tags(run: HostileRun) -> list[str]:
    pages = joined(render_site(run.verdicts, run.conflicts, run.rejected, run.headline, run.known)).values()
    assert_only_seen(pages)
    return [tag for text in pages for tag in tags_of_html(text)]


def assert_only_seen(pages: Iterable[str]) -> None:
    assert [char for text in pages for char in text if not char.isprintable() and char != "\n"] == []


def normal(tag: str) -> str:
    """Return a tag without what differs from article to article: names of pages, ids, numbers, hashes."""
    own = re.sub(r"'[a-z0-9-]+\.(md|html)", r"'P.\1", tag)
    return re.sub(r"\d+", "0", re.sub(r"sha256-[\w+/=]+|[0-9a-f]{12,64}", "ID", own))


@cache
def known(read: Callable[[HostileRun], list[str]]) -> frozenset[str]:
    return frozenset(normal(tag) for words in HARMLESS for tag in read(run_with(words)))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_acts_on_a_page_of_markdown(name: str) -> None:
    assert {normal(tag) for tag in markdown_tags(run_with(HOSTILE[name]))} <= known(markdown_tags)


# What acts in HTML acts wherever it stands, so that some stand side by side; pages show so much of a title.
@pytest.mark.parametrize("some", batched([HOSTILE[name] for name in NAMES], 190))
def test_nothing_acts_on_a_page_of_html(some: str) -> None:
    assert {normal(tag) for tag in html_tags(run_with(some))} <= known(html_tags)


@pytest.mark.parametrize("name", ["box", "mark", "mark below", "comment", "alert"])
def test_a_page_has_no_more_boxes_than_it_should_and_none_is_ticked(name: str) -> None:
    groups = [read_page(text.encode()).groups for text in pages_of(run_with(HOSTILE[name]))]
    harmless = [read_page(text.encode()).groups for text in pages_of(run_with("word"))]
    assert sorted(map(len, groups)) == sorted(map(len, harmless))
    assert all(group.is_empty for each in groups for group in each)


@pytest.mark.parametrize("words", ["Run: abcdef0123456789", f"Article: {'a' * 64}", "x\n- Run: abcdef0123456789"])
def test_nothing_on_a_page_passes_for_what_it_was_made_with(words: str) -> None:
    run = run_with(words)
    read = [read_page(text.encode()) for text in pages_of(run)]
    assert {one.run_id for one in read} == {run.headline.run_id, None}
    assert {one.article_id for one in read} == {*(one.article.article_id for one in run.verdicts), None}


def test_without_the_finaliser_pages_of_markdown_act() -> None:
    template = (
        environment()
        .overlay(finalize=None)
        .from_string("# {{ value }}\n\n- {{ value }}\n\n| a |\n|---|\n| {{ value }} |")
    )
    harmless = {normal(tag) for tag in tags(template.render(value="word"))}
    acting = [name for name in NAMES if {normal(tag) for tag in tags(template.render(value=HOSTILE[name]))} - harmless]
    assert len(acting) >= 45


def test_without_the_finaliser_pages_of_html_act() -> None:
    template = html_render.environment().overlay(finalize=None).from_string('<p title="{{ value }}">{{ value }}</p>')
    harmless = tags_of_html(template.render(value="word"))
    acting = [name for name in NAMES if len(tags_of_html(template.render(value=HOSTILE[name]))) != len(harmless)]
    assert len(acting) >= 15


@pytest.mark.parametrize("name", ["long word", "long word of marks", "combining marks", "marks alone"])
def test_what_is_hard_to_read_can_be_broken_and_stays_within_its_line(name: str) -> None:
    for page in pages_of(run_with(HOSTILE[name])):
        assert max(map(len, re.split(r"[\s\u200b]+", unescape(page)))) <= MOST_UNBROKEN
        assert not re.search("[\u0300-\u036f]{5}", page)


def pages_of(run: HostileRun) -> list[str]:
    return [text for name, text in run.files().items() if name.endswith(".md")]
