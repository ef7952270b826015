"""What an index says of what was not checked: each failure where there are few, one line where many fail alike."""

import pytest

from pipeline.report import RunHeadline
from schemas.claim import NotChecked
from schemas.verdict import ArticleVerdict
from tests import factories as make
from tests.rendered import render_files

HEADLINE = RunHeadline(provider="a test", model="large", profile="large", is_decisive=True, run_id="r1")
STOPPED = "not finished: the budget of $5 is used up"


def _article(n: int, reason: str | None) -> ArticleVerdict:
    article = make.make_article(f"Sentence {n}.", title=f"Title {n}", path=f"{n}.txt")
    if reason is None:
        return make.make_article_verdict(article, [])
    missed = NotChecked(stage="run", unit=article.path, sentence_numbers=(1,), reason=reason)
    return make.make_article_verdict(article, [], not_checked=[missed])


def _index(*reasons: str | None) -> str:
    verdicts = [_article(n, reason) for n, reason in enumerate(reasons)]
    return render_files(verdicts, (), [], HEADLINE)["index.md"]


def test_what_befell_a_few_is_told_article_by_article() -> None:
    assert _index(*[STOPPED] * 3).count("used up") == 3


def test_what_befell_many_alike_is_told_once_and_counted() -> None:
    lines = [line for line in _index(*[STOPPED] * 40, "the model declined").splitlines() if line.startswith("- [Title")]
    assert len(lines) == 2
    assert "and 37 more articles, in whole or in part: not finished" in next(one for one in lines if "37" in one)
    assert "the model declined" in next(one for one in lines if "37" not in one)


@pytest.mark.parametrize(
    ("reasons", "sentence"),
    [
        ((None, None), "No two articles were found to answer the same question differently."),
        ((None, None, STOPPED), "No two of the articles that were checked were found"),
        ((None, STOPPED), "There was nothing to compare: fewer than two articles were checked."),
        ((STOPPED, STOPPED), "There was nothing to compare: fewer than two articles were checked."),
    ],
)
def test_no_sentence_speaks_for_articles_that_were_not_checked(reasons: tuple[str | None, ...], sentence: str) -> None:
    assert sentence in _index(*reasons)
