"""Whatever an article or a model says, it reaches a page as plain text."""

import string
from functools import cache
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.escape import clean, escape, finalize
from pipeline.report.inline import Link
from pipeline.report.render import environment
from tests.engines import constructs, shown
from tests.hostile_strings import HOSTILE

CONTEXTS = {
    "paragraph": "{{ value }}",
    "after text": "Note: {{ value }} and {{ value }}.",
    "second line": "text\n{{ value }}",
    "heading": "# {{ value }}",
    "item": "- {{ value }}",
    "quote": "> {{ value }}",
    "bold": "says **{{ value }}**",
    "before a link": "{{ value }}[own](page.md)",
    "after brackets": "[own]{{ value }}",
    "row": "| a | b |\n| --- | --- |\n| {{ value }} | {{ value }} |",
}


def render(template: str, value: str) -> str:
    return environment().from_string(template).render(value=value)


@cache
def plain(context: str) -> list[str]:
    return constructs(render(context, "word"))


@pytest.mark.parametrize("hostile", [text for text in HOSTILE.values() if clean(text)])
def test_a_hostile_text_adds_no_construct(hostile: str) -> None:
    assert {name: constructs(render(context, hostile)) for name, context in CONTEXTS.items()} == {
        name: plain(context) for name, context in CONTEXTS.items()
    }


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_still_reads_as_it_was_written(hostile: str) -> None:
    assert shown(escape(hostile)) == clean(hostile)


@given(st.text())
def test_any_text_stays_one_plain_line_that_reads_the_same(text: str) -> None:
    assert shown(escape(f"a {text} b")) == clean(f"a {text} b")
    assert constructs(escape(f"a {text} b")) == constructs("word")


@given(st.text(alphabet="".join(set(string.punctuation)) + "a1 \n\t"), st.sampled_from(sorted(CONTEXTS.values())))
def test_punctuation_never_adds_constructs(text: str, context: str) -> None:
    value = f"{text}x" if not text.strip() else text
    assert constructs(render(context, value)) == constructs(render(context, "word"))


@pytest.mark.parametrize("sums", ["$1 $1", "$1$1", "$7.4 billion and $70 billion", "US$5-$7", "$1$", "$1 a$ b", "1$1$"])
def test_sums_of_money_make_no_formula(sums: str) -> None:
    assert {name: constructs(render(context, sums)) for name, context in CONTEXTS.items()} == {
        name: plain(context) for name, context in CONTEXTS.items()
    }


def test_without_the_finaliser_the_hostile_texts_act() -> None:
    templates = environment().overlay(finalize=None)
    page = templates.from_string("{{ value }}")
    acting = [text for text in HOSTILE.values() if constructs(page.render(value=text)) != constructs("word")]
    assert len(acting) > 60


@pytest.mark.parametrize(
    "prose",
    [
        'DeepSeek wants $7.4 billion (about 12.5%), he said; "we\'re done" at 12:30.',
        "Costs rose 3-4% year on year, from U.S. $500+ to €1,200/month: too much?",
        "snake_case 000_file.txt v4.1",
        "1.5 billion",
        "“Ünïcode” – naïve… 日本語",
    ],
)
def test_ordinary_prose_stays_as_it_is(prose: str) -> None:
    assert escape(prose) == prose


@pytest.mark.parametrize(
    ("address", "links"),
    [
        ("https://evil.example", "://"),
        ("www.evil.example", "www."),
        ("see PYMNTS.com now", ".com"),
        ("//evil.example", "//"),
        ("me@evil.example", "@"),
    ],
)
def test_what_linkers_look_for_is_not_there(address: str, links: str) -> None:
    assert links not in escape(address)


def test_an_address_is_broken_also_where_entities_are_decoded_first() -> None:
    assert unescape(escape("me@evil.example")) == "me@\u2060evil.example"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Z" + "\u0301" * 99 + "a", "Z" + "\u0301" * 4 + "a"),
        ("\u0301\u0302a", "a"),
        ("שָׁלוֹם Việt nǖ", "שָׁלוֹם Việt nǖ"),
        ("a\t\n b\u00a0c\u2003d", "a b c d"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]unterminated text", "]unterminated text"),
        ("a\u202eb\u200bc\U000e0041d\ufe0fe\u3164f\x00", "abcdef"),
        ("\ud83d", "\ufffd"),
    ],
)
def test_only_what_a_reader_sees_is_left(text: str, seen: str) -> None:
    assert clean(text) == seen


def test_whole_numbers_pass_the_finaliser() -> None:
    assert finalize(12) == "12"


@pytest.mark.parametrize("value", [None, 1.5, True, ["a"]])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        finalize(value)


def test_a_very_long_word_may_be_broken_and_reads_the_same() -> None:
    assert escape("x" * 200) == "&#8203;".join(["x" * 60, "x" * 60, "x" * 60, "x" * 20])
    assert clean(unescape(escape("x" * 200))) == "x" * 200


@pytest.mark.parametrize("text", ["x" * 69, "語" * 300, "e\u0301" * 20, " ".join(["word"] * 99)])
def test_what_lines_have_room_for_is_not_broken(text: str) -> None:
    assert escape(text) == text


def test_a_link_whose_label_nobody_sees_can_be_followed() -> None:
    assert finalize(Link("\u200b", "page.md")) == "[page&#46;md](page.md)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("שלום", "שלום&#8206;"),
        ("سلام ١٢٣ (1)", "سلام ١٢٣ (1)&#8206;"),
        ("שלום abc", "שלום abc"),
        ("abc ünd", "abc ünd"),
        ("“…”", "“…”"),
    ],
)
def test_what_runs_from_right_to_left_turns_nothing_behind_it(text: str, shown: str) -> None:
    assert escape(text) == shown
    assert clean(unescape(shown)) == text
