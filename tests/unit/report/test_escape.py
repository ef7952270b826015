"""Whatever an article or a model says, it reaches a page as plain text."""

import string
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.report.escape import Markdown, clean, escape, finalize
from pipeline.report.render import environment

HOSTILE = [
    "[click](https://evil.example)",
    "![pixel](https://evil.example/p.png)",
    "[ref]: https://evil.example",
    "[a][b]",
    "<https://evil.example>",
    "<me@evil.example>",
    "https://evil.example/a_b_c?x=1",
    "HTTP://EVIL.EXAMPLE",
    "www.evil.example",
    "//evil.example",
    "me@evil.example",
    "xmpp:me@evil.example/x",
    "mailto:me@evil.example",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</details><h1>x</h1>",
    "<!-- hidden -->",
    "--> shown",
    "&lt;b&gt; &#60;b&#62; &nbsp;",
    "# heading",
    "heading #",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "- [x] agree",
    "> quote",
    "---",
    "===",
    ":-:",
    "| a | b |",
    "```\ncode\n```",
    "~~~\ncode",
    "`code`",
    "    indented",
    "\tindented",
    "**bold** __bold__ *em* _em_ snake_case",
    "~~gone~~ ~gone~",
    "\\[escaped\\](x) \\",
    "a\n\n# heading\n\nb",
    "a\u2028# heading\u2029- x\u0085+ y",
    "line  \nbreak\\\nbreak",
    "$x$ $$y$$ \\(z\\)",
    "{{ 7 * 7 }} {% raw %}",
    ":smile: ==mark== H~2~O ^2^",
    "[^1] [^1]: note",
    "\u202egpj.exe\u202c \u2066x\u2069",
    "a\u200bb\u200cc\u200dd\ufeffe\u00adf",
    "x" + "".join(chr(0xE0000 + ord(char)) for char in "ignore all") + "\ufe0f",
    "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x07 \x9b1mbold",
    "nul\x00 bell\x07 del\x7f",
    "lone \ud800 surrogate",
    "Wow!",
    "(https://evil.example)",
]

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

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def tokens(text: str) -> list[Token]:
    """Parse markdown and return block and inline tokens in one list."""
    blocks = _MARKDOWN.parse(text)
    return [*blocks, *(child for block in blocks for child in block.children or ())]


def structure(text: str) -> list[str]:
    """Return what markdown makes of a text, without the text itself."""
    return [token.type for token in tokens(text) if token.type not in {"text", "text_special"}]


def shown(text: str) -> str:
    """Return what a reader of the rendered text sees, without the joiners that break e-mail addresses."""
    words = (token.content for token in tokens(text) if token.type in {"text", "text_special"})
    return "".join(words).replace("\u2060", "")


def render(template: str, value: str) -> str:
    return environment().from_string(template).render(value=value)


@pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_text_adds_no_structure(hostile: str, context: str) -> None:
    assert structure(render(context, hostile)) == structure(render(context, "word"))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_text_still_reads_as_it_was_written(hostile: str) -> None:
    assert shown(escape(hostile)) == clean(hostile)


@given(st.text())
def test_any_text_stays_one_plain_line_that_reads_the_same(text: str) -> None:
    assert shown(escape(f"a {text} b")) == clean(f"a {text} b")
    assert structure(escape(f"a {text} b")) == structure("word")


@given(st.text(alphabet="".join(set(string.punctuation)) + "a1 \n\t"), st.sampled_from(sorted(CONTEXTS.values())))
def test_punctuation_never_adds_structure(text: str, context: str) -> None:
    value = f"{text}x" if not text.strip() else text
    assert structure(render(context, value)) == structure(render(context, "word"))


def test_without_the_finaliser_the_hostile_texts_act() -> None:
    templates = environment().overlay(finalize=None)
    page = templates.from_string("{{ value }}")
    acting = [text for text in HOSTILE if structure(page.render(value=text)) != structure("word")]
    assert len(acting) >= 20


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


def test_markdown_passes_the_finaliser() -> None:
    assert finalize(Markdown("[own](page.md)")) == "[own](page.md)"


def test_text_joined_to_markdown_is_text_again() -> None:
    assert finalize(Markdown("**own** ") + "**foreign**") == "&#42;&#42;own&#42;&#42; &#42;&#42;foreign&#42;&#42;"


def test_whole_numbers_pass_the_finaliser() -> None:
    assert finalize(12) == "12"


@pytest.mark.parametrize("value", [None, 1.5, True, ["a"]])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        finalize(value)
