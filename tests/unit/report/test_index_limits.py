"""An index of a large run shows the first of everything, and says how many more there are and where."""

import re

import pytest

from pipeline.report import RunHeadline, limit
from pipeline.report.failure_view import Failures
from pipeline.report.index_view import Rows, index_view
from pipeline.report.render import environment
from pipeline.report.row_view import row_view
from pipeline.report.survey import survey_verdicts
from schemas.article import RejectedInput
from schemas.claim import NotChecked
from schemas.conflict import Conflict, Relation
from schemas.verdict import ArticleVerdict, Verdict
from tests import factories as make
from tests.rendered import render_files

HEADLINE = RunHeadline(provider="a test", model="large", profile="large", is_decisive=True, run_id="r1")
MOST = {
    Relation.CONTRADICTION: limit.MOST_UNSETTLED,
    Relation.UPDATE: limit.MOST_UPDATES,
    Relation.ROUNDING: limit.MOST_EXPLAINED,
}
LEFT = {
    Relation.CONTRADICTION: "more questions to settle",
    Relation.UPDATE: "more updates",
    Relation.ROUNDING: "more differences",
}


def _conflicts(relation: Relation, count: int) -> list[Conflict]:
    articles = [make.make_article(text) for text in ("It cost $1.", "It cost $2.")]
    sides = [make.make_side(one, make.make_claim(one), "$1") for one in articles]
    return [make.make_conflict(*sides, relation=relation, topic=f"topic {n:04}") for n in range(count)]


def _heads(index: str) -> list[str]:
    return re.findall("^### .*topic", index, re.MULTILINE)


def _index(conflicts: list[Conflict]) -> str:
    return render_files([], conflicts, [], HEADLINE)["index.md"]


@pytest.mark.parametrize("relation", MOST)
def test_as_many_questions_as_fit_are_all_shown(relation: Relation) -> None:
    index = _index(_conflicts(relation, MOST[relation]))
    assert len(_heads(index)) == MOST[relation]
    assert LEFT[relation] not in index


@pytest.mark.parametrize("relation", MOST)
def test_of_more_questions_the_first_are_shown_and_the_others_counted(relation: Relation) -> None:
    index = _index(_conflicts(relation, MOST[relation] + 7)[::-1])
    assert len(_heads(index)) == MOST[relation]
    assert f"topic {MOST[relation]:04}" not in index
    assert f"7 {LEFT[relation]}" in index


def test_what_the_index_leaves_out_counts_at_its_head() -> None:
    index = _index(_conflicts(Relation.ROUNDING, 60))
    assert "60 questions that articles answer differently: 60 explained" in index
    assert "60 differences that scope or rounding explains" in index


def test_of_more_articles_the_worst_are_shown_and_the_others_counted() -> None:
    rows, verdict = Rows(), make.make_article_verdict(make.make_article("It cost $1.", title="A bridge"))
    for _ in range(limit.MOST_ARTICLES + 2):
        rows.add(verdict)
    view = index_view(survey_verdicts([verdict], ()), rows, [])
    index = environment().get_template("index.md.j2").render(index=view, headline=HEADLINE)
    assert index.count("| [A bridge](") == limit.MOST_ARTICLES
    assert "[1002 articles](#articles-worst-first)" in index
    assert "2 more articles, none worse than these" in index


def test_of_more_inputs_that_were_not_read_the_first_are_named() -> None:
    rejected = [RejectedInput(path=f"{n:03}.txt", reason="empty") for n in range(limit.MOST_REJECTED + 1)]
    index = render_files([], [], rejected[::-1], HEADLINE)["index.md"]
    assert index.count(": empty\n") == limit.MOST_REJECTED
    assert rejected[-1].path not in index
    assert "- Not read: 1 more input, all named in `run.json`" in index


def _failed(n: int, reason: str) -> ArticleVerdict:
    article = make.make_article(f"Sentence {n}.", title=f"Title {n}", path=f"{n}.txt")
    missed = NotChecked(stage="run", unit=article.path, sentence_numbers=(1,), reason=reason)
    return make.make_article_verdict(article, [], not_checked=[missed])


def test_of_more_failures_the_first_are_shown_and_the_others_counted() -> None:
    failures = Failures()
    for n in range(limit.MOST_FAILURES + 9):
        failures.add(row_view(_failed(n, f"reason {n}")))
    shown, left = failures.shown()
    assert [one.reason for one in shown] == [f"reason {n}" for n in range(limit.MOST_FAILURES)]
    assert left == 9


def test_what_many_share_is_one_line_also_where_the_last_of_them_come_late() -> None:
    failures = Failures()
    for n, reason in enumerate([*"ab", *(f"reason {n}" for n in range(limit.MOST_FAILURES)), *"aaaa"]):
        failures.add(row_view(_failed(n, reason)))
    shown, left = failures.shown()
    assert [(one.reason, one.is_shared) for one in shown[:3]] == [("a", True), ("b", False), ("reason 0", False)]
    assert left == 2


def test_the_first_screen_names_the_first_questions_with_their_answers_and_counts_the_others() -> None:
    index = _index(_conflicts(Relation.CONTRADICTION, limit.MOST_FIRST + 2))
    first = index[index.index("## Look at this first") : index.index("## Where articles disagree")]
    assert re.findall(r"^\d\. \[(.*?)\]\(#question-(\d)\)", first, re.MULTILINE) == [
        (f"topic {n - 1:04}", str(n)) for n in range(1, limit.MOST_FIRST + 1)
    ]
    assert "2 more questions [below](#where-articles-disagree)." in first


def test_what_is_left_open_comes_first_where_nothing_excludes_another() -> None:
    assert "1. [topic 0000](#question-1)" in _index(_conflicts(Relation.UNCLEAR, 1))
    assert "## Look at this first" not in _index(_conflicts(Relation.UPDATE, 1))


def _doubted(verdict: Verdict, count: int) -> list[ArticleVerdict]:
    verdicts = []
    for n in range(count):
        article = make.make_article(f"It cost ${n}.", path=f"{verdict}-{n}.txt", title=f"Title {n}")
        graded = make.make_graded(make.make_checked(make.make_grounded(article)))
        claim = make.make_claim_verdict(graded, verdict, reason=f"It is {verdict}.")
        verdicts.append(make.make_article_verdict(article, [claim]))
    return verdicts


def _first_lines(*verdicts: ArticleVerdict) -> str:
    index = render_files(verdicts, [], [], HEADLINE)["index.md"]
    return index[index.index("## Look at this first") : index.index("## Articles, worst first")]


def test_of_articles_that_do_not_agree_with_themselves_the_first_are_named_and_the_others_counted() -> None:
    first = _first_lines(*_doubted(Verdict.CONTRADICTED, limit.MOST_FIRST_ARTICLES + 2))
    assert first.count(": contradicted, [claim 1](") == limit.MOST_FIRST_ARTICLES
    assert "It is contradicted." in first
    assert "- 2 more articles like these [below](#articles-worst-first)." in first


def test_lesser_doubts_come_first_where_there_is_nothing_worse() -> None:
    doubtful = _doubted(Verdict.DOUBTFUL, 1)
    assert "It is doubtful." in _first_lines(*doubtful)
    assert "It is doubtful." not in _first_lines(*doubtful, *_doubted(Verdict.IMPLAUSIBLE, 1))
