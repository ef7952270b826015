"""What a page hides from readers is told from what it shows."""

import pytest
from trafilatura import load_html

from pipeline.stages.ingest.concealed import Concealment, find_concealed, may_conceal
from pipeline.stages.ingest.front_matter import FrontMatter
from pipeline.stages.ingest.role import number_sentences
from schemas.article import SentenceRole

UNSEEN = "Nobody sees this sentence."
SHOWN = "A ferry with 62 people aboard sank off Northport on Monday, the coast guard said."
PAGE = (
    f"<html><head><title>Ferry</title></head><body><article><p>{SHOWN}</p>%s"
    "<!-- a note --><p>Twelve are missing.</p></article></body></html>"
)


def concealment(markup: str) -> Concealment:
    page = load_html(markup)
    assert may_conceal(markup)
    return find_concealed(page)


@pytest.mark.parametrize(
    "opening",
    [
        "<p hidden>",
        "<p style='display:none'>",
        '<p style="COLOR:red; DISPLAY : NONE !important">',
        "<p style='visibility: hidden'>",
        "<p style='font-size:0'>",
        "<p style='font-size: 0.1px;'>",
        "<p style='position:absolute;left:-9999px'>",
        "<p style='text-indent: -10000px'>",
        "<p style='color:white;background:#fff'>",
        "<p style='background-color: #FFFFFF; color: #fff'>",
        "<template><p>",
        "<div style='display:none'><div hidden><p>",
        f"<!-- {UNSEEN} --><script>'{UNSEEN}'</script><p hidden>",
    ],
)
def test_what_an_element_hides_is_concealed(opening: str) -> None:
    found = concealment(PAGE % f"{opening}{UNSEEN}</p>")
    assert found.covers(UNSEEN)
    assert not found.covers(SHOWN)


@pytest.mark.parametrize(
    "opening",
    [
        "<p hidden='until-found'>",
        "<p style='display:block'>",
        "<p style='font-size:0.9em'>",
        "<p style='font-size: 10px'>",
        "<p style='color:white;background:#000'>",
        "<p style='color:red;border-color:red'>",
        "<p style='left:-5px'>",
        f"<p hidden>{UNSEEN}</p><p>",
        f"<p hidden>{UNSEEN * 20}</p><p style='display:none'>",
    ],
)
def test_what_readers_can_see_or_a_script_shows_is_not(opening: str) -> None:
    assert not concealment(PAGE % f"{opening}{UNSEEN}</p>").covers(UNSEEN)


def test_a_page_hidden_as_a_whole_conceals_nothing() -> None:
    assert concealment((PAGE % "").replace("<body>", "<body style='display:none'>")) == Concealment()


def test_a_page_without_a_sign_need_not_be_looked_at() -> None:
    assert not may_conceal(PAGE % f"<p style='margin:0'>{UNSEEN}</p>")


def test_a_concealed_sentence_is_in_the_text_and_asked_about_by_nobody() -> None:
    text = f"{SHOWN}\n\n{UNSEEN}"
    found = concealment(PAGE % f"<p style='display:none'>{UNSEEN}</p>")
    _, sentences = number_sentences(text, FrontMatter(), None, found)
    ruled = {text[one.start : one.end]: (one.role, one.rule) for one in sentences}
    assert ruled == {SHOWN: (SentenceRole.BODY, None), UNSEEN: (SentenceRole.BOILERPLATE, "concealed")}
