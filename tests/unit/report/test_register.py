"""Pages, numbers and sources have the same name everywhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report import page_name
from pipeline.report.register import Place, Register, claim_id
from pipeline.report.survey import survey_verdicts
from schemas.article import Article
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict
from tests import factories as make

_ID = "0123456789abcdef"


def _register(*verdicts: ArticleVerdict) -> Register:
    return survey_verdicts(verdicts, ()).register


def _claim(article: Article, n: int = 1, verdict: Verdict = Verdict.DOUBTFUL) -> ClaimVerdict:
    grounded = make.make_grounded(article, make.make_claim(article, n))
    return make.make_claim_verdict(make.make_graded(make.make_checked(grounded)), verdict)


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


def test_a_source_is_its_outlet_else_its_file() -> None:
    named, unnamed = make.make_article("x"), make.make_article("y", publisher=None)
    register = _register(*map(make.make_article_verdict, (named, unnamed)))
    assert register.source(named.article_id) == "Coast Daily"
    assert register.source(unnamed.article_id) == "harbour-bridge.txt"


def test_an_article_of_another_run_has_neither_name_nor_page() -> None:
    register = _register()
    assert register.source(_ID) == "article 01234567 of another run"
    assert register.claim_page("c", _ID) == ""
    assert register.claim_ref("c", _ID) == "a claim of article 01234567 of another run"


def test_of_an_article_entered_twice_the_first_counts_and_of_its_claim_the_last() -> None:
    first = make.make_article("It cost $1.", "It opened.", path="a.txt", publisher="Paper A")
    second = first.model_copy(update={"path": "b.txt", "publisher": "Paper B"})
    doubted = _claim(first)
    quiet = [_claim(first, n, Verdict.PLAUSIBLE) for n in (2, 1)]
    register = _register(make.make_article_verdict(second, quiet), make.make_article_verdict(first, [doubted]))
    assert register.source(first.article_id) == "Paper A"
    assert register.claim(claim_id(doubted)) == Place(2, "It cost $1.", is_doubted=True)


def test_a_claim_has_its_number_and_its_passage() -> None:
    article = make.make_article("It cost $1.", "It opened.")
    claims = [_claim(article), _claim(article, 2)]
    register = _register(make.make_article_verdict(article, claims))
    assert register.claim(claim_id(claims[1])) == Place(2, "It opened.", is_doubted=True)


def test_the_passage_of_an_unknown_claim_is_empty() -> None:
    assert _register().quote("c") == ""
