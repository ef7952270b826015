"""Pages, numbers and sources have the same name everywhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report import page_name
from pipeline.report.register import Entry, Place, Register, Source, check_pages
from schemas.article import Article
from tests import factories as make

_ID = "0123456789abcdef"


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("news/000_Nears $7.4 Billion.txt", "000-nears-7-4-billion"),
        ("C:\\news\\Été à Paris.html", "ete-a-paris"),
        ("日本.txt", "article"),
        ("-", "article"),
        ("", "article"),
        ("x" * 70 + ".txt", "x" * 60),
        ("a" * 59 + " b.txt", "a" * 59),
    ],
)
def test_a_page_is_named_for_the_file_and_the_id(path: str, slug: str) -> None:
    article = make.make_article("x", path=path).model_copy(update={"article_id": _ID})
    assert page_name(article) == f"{slug}-01234567.md"


@given(st.text())
def test_any_path_gives_a_safe_page_name(path: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.md", page_name(make.make_article("x", path=path)))


def _sources(*articles: Article) -> list[Source]:
    return [Entry.of(make.make_article_verdict(article)).source for article in articles]


def test_two_articles_on_one_page_are_refused() -> None:
    one = make.make_article("x")
    other = one.model_copy(update={"article_id": one.article_id[:8] + "0"})
    with pytest.raises(ValueError, match="share the page"):
        check_pages(_sources(one, other))


def test_one_article_given_twice_is_no_clash() -> None:
    article = make.make_article("x")
    assert check_pages(_sources(article, article)) is None  # type: ignore[func-returns-value]  # it returns: that is the point


def test_a_source_is_its_outlet_else_its_file() -> None:
    named, unnamed = make.make_article("x"), make.make_article("y", publisher=None)
    register = Register.of([Entry.of(make.make_article_verdict(article)) for article in (named, unnamed)])
    assert register.source(named.article_id) == "Coast Daily"
    assert register.source(unnamed.article_id) == "harbour-bridge.txt"


def test_an_article_of_another_run_has_neither_name_nor_page() -> None:
    register = Register.of([])
    assert register.source(_ID) == "article 01234567 of another run"
    assert register.claim_page("c", _ID) == ""
    assert register.claim_ref("c", _ID) == "a claim of article 01234567 of another run"


_SOURCES = [Source(_ID, f"Paper {n}", f"{n}.txt", f"{n}.md") for n in range(2)]


def test_of_an_article_entered_twice_the_first_counts_and_of_its_claim_the_last() -> None:
    places = [Place(n, f"quote {n}", is_doubted=n == 0) for n in range(2)]
    register = Register.of([Entry(source, {"c": place}) for source, place in zip(_SOURCES, places, strict=True)])
    assert register.source(_ID) == "Paper 0"
    assert register.claims["c"] == Place(1, "quote 1", is_doubted=True)


def test_on_its_own_page_a_claim_of_the_register_keeps_its_place_and_the_others_are_added() -> None:
    shared, own = (Place(n, "", is_doubted=False) for n in (1, 2))
    register = Register.of([Entry(_SOURCES[0], {"shared": shared})])
    opened = register.open_at(Entry(_SOURCES[0], {"shared": own, "own": own}))
    assert dict(opened.claims) == {"shared": shared, "own": own}
    assert dict(register.claims) == {"shared": shared}


def test_an_entry_keeps_the_claims_that_are_wanted() -> None:
    place = Place(1, "", is_doubted=False)
    assert Entry(_SOURCES[0], {"a": place, "b": place}).only({"b"}).claims == {"b": place}


def test_the_passage_of_an_unknown_claim_is_empty() -> None:
    assert Register.of([]).quote("c") == ""
