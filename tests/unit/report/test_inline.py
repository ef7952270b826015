"""Links lead to own pages alone, and the words of a passage that decide are bold, whatever they are."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.report.escape import clean, finalize
from pipeline.report.inline import CUT, Link, Passage, found_in, marked
from schemas.article import Span

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_JOINER = "\u2060"


def tokens(text: str) -> list[Token]:
    """Parse markdown and return block and inline tokens in one list."""
    blocks = _MARKDOWN.parse(text)
    return [*blocks, *(child for block in blocks for child in block.children or ())]


def words_of(text: str) -> str:
    """Return what a reader of the rendered text sees, without the joiners that break e-mail addresses."""
    words = (token.content for token in tokens(text) if token.type in {"text", "text_special"})
    return "".join(words).replace(_JOINER, "")


def test_a_link_is_a_link_whatever_its_label() -> None:
    assert finalize(Link("a](x) b", "page-1.md#claim-2")) == "[a&#93;(x) b](page-1.md#claim-2)"


@pytest.mark.parametrize(
    ("parts", "markdown"),
    [
        ([("It cost ", False), ("$4", True), (".", False)], "It cost **$4**."),
        ([("US", False), ("$4", True), (" in all", False)], "US<b>$4</b> in all"),
        ([("is 4", False), ("%", True), ("of", False)], "is 4<b>%</b>of"),
        ([("a", False), ("b", True), ("c", False)], "a**b**c"),
        ([("It", False), (" is ", True), ("so", False)], "It **is** so"),
        ([("two", True), (" and ", False), ("four", True)], "**two** and **four**"),
        ([("two (", False), ("2", True), (")", False)], "two (**2**)"),
        ([(" \n", False), (" a", False), ("  ", True), ("b ", False)], "a b"),
        ([("*a*", True)], "**&#42;a&#42;**"),
        ([], ""),
    ],
)
def test_the_decisive_words_of_a_passage_are_bold(parts: list[tuple[str, bool]], markdown: str) -> None:
    assert finalize(Passage(tuple(parts))) == markdown


@given(st.lists(st.tuples(st.text(string.punctuation + "a1 é“\n", max_size=4), st.booleans()), max_size=5))
def test_whatever_is_decisive_is_bold_and_nothing_else_acts(drawn: list[tuple[str, bool]]) -> None:
    passage = Passage((("x ", False), *drawn, (" x", False)))
    markdown = finalize(passage)
    assert words_of(markdown) == clean(passage.text)
    inline = [token for token in tokens(markdown) if token.type not in {"text", "text_special", "inline"}]
    kinds = {token.type for token in inline} - {"paragraph_open", "paragraph_close", "strong_open", "strong_close"}
    assert kinds <= {"html_inline"}
    assert bold(markdown) == "".join("".join(words.split()) for words, is_decisive in drawn if is_decisive)


def bold(markdown: str) -> str:
    """Return what is bold, without white space."""
    depth, found = 0, ""
    for token in tokens(markdown):
        depth += {"strong_open": 1, "<b>": 1, "strong_close": -1, "</b>": -1}.get(token.content or token.type, 0)
        found += token.content if depth and token.type in {"text", "text_special"} else ""
    return "".join(found.replace(_JOINER, "").split())


@pytest.mark.parametrize("target", ["", "https://evil.example", "x.md)", "../../x.md", "a b.md", "#", "javascript:x"])
def test_a_link_to_no_page_of_ours_is_refused(target: str) -> None:
    with pytest.raises(ValueError, match="is no page of ours"):
        Link("label", target)


@pytest.mark.parametrize(
    ("spans", "limit", "parts"),
    [
        ([(3, 5)], 9, (("abc", False), ("de", True), ("fghi", False))),
        ([], 9, (("abcdefghi", False),)),
        ([(0, 2), (1, 3), (3, 4)], 9, (("abcd", True), ("efghi", False))),
        ([(-4, 1), (8, 99), (5, 5)], 9, (("a", True), ("bcdefgh", False), ("i", True))),
        ([(7, 9)], 4, ((CUT, False), ("fg", False), ("hi", True))),
        ([(4, 5), (8, 9)], 4, ((CUT, False), ("cd", False), ("e", True), ("f", False), (CUT, False))),
        ([], 4, (("abcd", False), (CUT, False))),
    ],
)
def test_a_passage_is_cut_around_its_first_decisive_words(
    spans: list[tuple[int, int]], limit: int, parts: tuple[tuple[str, bool], ...]
) -> None:
    assert marked("abcdefghi", [Span(start=start, end=end) for start, end in spans], limit) == Passage(parts)


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-2, 45), st.integers(-2, 45)), max_size=5))
def test_no_word_of_a_passage_is_lost(text: str, spans: list[tuple[int, int]]) -> None:
    passage = marked(text, [Span(start=start, end=end) for start, end in spans], 40)
    assert passage.text == text
    assert bool(passage) == bool(text)


@pytest.mark.parametrize(
    ("words", "found"),
    [("$45 Billion", [(6, 17)]), ("$45 billion", [(6, 17)]), ("absent", []), ("", []), (None, [])],
)
def test_words_are_found_whatever_the_size_of_their_letters(words: str | None, found: list[tuple[int, int]]) -> None:
    assert [(span.start, span.end) for span in found_in("Worth $45 Billion", words)] == found


def test_no_place_is_told_where_other_letters_would_shift_it() -> None:
    assert found_in("\u0130 Worth $45 Billion", "$45 billion") == ()
