"""The text of an article on its page of HTML: whole, in its paragraphs, cut where something is said of a passage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.html.text_view import Highlight, Line, Paragraph, Target, text_view
from schemas.article import SentenceRole
from tests.factories import make_article

ARTICLE = make_article(["One is here.", "Two is there."], "Three stands alone.")
FIRST, SECOND = Target("finding-1", 1), Target("finding-2", 2)


def lines_of(paragraphs: tuple[Paragraph, ...]) -> list[Line]:
    return [line for paragraph in paragraphs for line in paragraph.lines]


def shown(*highlights: Highlight) -> list[tuple[str, str, str]]:
    pieces = [piece for line in lines_of(text_view(ARTICLE, highlights)) for piece in line.pieces]
    return [(piece.text, piece.style, " ".join(one.anchor for one in piece.targets)) for piece in pieces]


@st.composite
def _highlights(draw: st.DrawFn) -> list[Highlight]:
    edges = st.tuples(*[st.integers(0, len(ARTICLE.text))] * 2).map(sorted)
    spans = draw(st.lists(edges, max_size=6))
    return [Highlight(start, end, draw(st.integers(0, 3)), "doubtful", draw(st.booleans())) for start, end in spans]


@given(_highlights())
def test_every_character_stands_on_the_page_once(highlights: list[Highlight]) -> None:
    assert "".join(text for text, _, _ in shown(*highlights)) == ARTICLE.text


def test_paragraphs_and_sentences_are_those_of_the_article() -> None:
    paragraphs = text_view(ARTICLE, ())
    assert [[line.n for line in one.lines] for one in paragraphs] == [[1, 2], [3]]


def test_a_text_without_sentences_is_one_paragraph() -> None:
    bare = ARTICLE.model_copy(update={"sentences": ()})
    assert [line.n for line in lines_of(text_view(bare, ()))] == [0]


@pytest.mark.parametrize(
    ("highlights", "pieces"),
    [
        pytest.param(
            [Highlight(0, 6, 1, "disputed", is_doubt=True, targets=(FIRST,))],
            [("One is", "disputed", "finding-1"), (" here. ", "", "")],
            id="one passage",
        ),
        pytest.param(
            [
                Highlight(0, 6, 1, "disputed", is_doubt=True, targets=(SECOND,)),
                Highlight(4, 12, 0, "contradicted", is_doubt=True, targets=(FIRST,)),
            ],
            [
                ("One ", "disputed", "finding-2"),
                ("is", "contradicted", "finding-1 finding-2"),
                (" here.", "contradicted", "finding-1"),
                (" ", "", ""),
            ],
            id="two that overlap are cut, and the worse one gives its style",
        ),
        pytest.param(
            [
                Highlight(0, 12, 5, "plausible", is_doubt=False, targets=(SECOND,)),
                Highlight(0, 12, 1, "disputed", is_doubt=True, targets=(FIRST,)),
            ],
            [("One is here.", "disputed", "finding-1"), (" ", "", "")],
            id="beside a doubt nothing is said of what has none",
        ),
    ],
)
def test_a_passage_is_cut_where_something_begins_or_ends(
    highlights: list[Highlight], pieces: list[tuple[str, str, str]]
) -> None:
    assert shown(*highlights)[: len(pieces)] == pieces


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ({1: SentenceRole.TITLE, 2: SentenceRole.TITLE}, SentenceRole.TITLE),
        ({1: SentenceRole.BOILERPLATE}, SentenceRole.BODY),
    ],
    ids=["all alike", "mixed"],
)
def test_a_paragraph_has_the_role_of_all_its_sentences(roles: dict[int, SentenceRole], role: SentenceRole) -> None:
    article = make_article(["One is here.", "Two is there."], roles=roles)
    assert text_view(article, ())[0].role is role
