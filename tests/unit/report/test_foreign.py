"""An article that does not read as English: no rule reads it, and its page and the index say so."""

import json
from dataclasses import replace

import pytest

from pipeline.eval.stand_in import checked_sentences, graded_sentences
from pipeline.report import RunHeadline, page_name
from pipeline.report.row_view import pack_row, row_view, unpack_row
from pipeline.stages.check import check_claims
from pipeline.stages.compare import compare_articles
from pipeline.stages.ground import ground_claims
from schemas.article import Article
from schemas.verdict import ArticleVerdict
from tests import factories as make
from tests.rendered import render_files

HEADLINE = RunHeadline(provider="a test", model="small", profile="small", is_decisive=False, run_id="r1")
GERMAN = make.make_article(
    "Drei Tote bei Brand in Tarsk",
    "Bei einem Brand in der Halle von Brandt in Tarsk sind am Freitag drei Menschen gestorben, teilte die Polizei mit.",
    "Der Brand in der Halle von Brandt in Tarsk ist nach Angaben der Polizei am Samstag ausgebrochen, 1.350 waren da.",
    path="de.txt",
)
ENGLISH = make.make_article(
    "Four people died in a fire at the hall of Brandt in Tarsk on Friday, the police said.", path="en.txt"
)


def told(article: Article) -> ArticleVerdict:
    grounded = make.make_grounded(article, make.make_claim(article, 1))
    return make.make_article_verdict(article, [make.make_claim_verdict(make.make_graded(make.make_checked(grounded)))])


def test_no_rule_reads_it() -> None:
    assert all(not one.findings and not one.quantities for one in checked_sentences(GERMAN))
    other = GERMAN.text.replace("Samstag", "Sonntag").replace("1.350", "2.700").split("\n")
    articles = [GERMAN, ENGLISH, make.make_article(*filter(None, other), path="zwei.txt")]
    graded = {one.article_id: graded_sentences(one) for one in articles}
    assert not compare_articles(graded, articles).conflicts


def test_a_claim_that_adds_to_its_passage_is_told_all_the_same() -> None:
    claim = make.make_claim(GERMAN, 2, statement="In Tarsk sind 40 Menschen gestorben.")
    checked, _ = check_claims(GERMAN, ground_claims(GERMAN, [claim]))
    assert [finding.by for finding in checked[0].findings] == ["rule:grounding"]


@pytest.mark.parametrize("article", [GERMAN, ENGLISH])
def test_its_page_and_the_index_say_so_and_do_not_reassure(article: Article) -> None:
    is_told = article is GERMAN
    files = render_files([told(article)], [], [], HEADLINE)
    page, index = files[page_name(article)], files["index.md"]
    assert ("**Note:** This article does not read as English" in page) is is_told
    assert ("Nothing to doubt" in page) is not is_told
    assert ("- **Not in English:** [" in index) is is_told
    assert ("| not checked by the rules |" in index) is is_told


def test_a_row_that_was_packed_before_tells_nothing_of_it() -> None:
    row = row_view(told(GERMAN))
    kept = json.loads(pack_row(row))
    del kept["is_foreign"]
    assert unpack_row(json.dumps(kept)) == replace(row, is_foreign=False)
