"""A page tells a reviewer what to doubt, with both sides, and leaves nothing out."""

import re
from dataclasses import replace

import pytest

from pipeline.report import RunHeadline, page_name
from pipeline.report.side_view import excerpt
from schemas.article import Article, RejectedInput
from schemas.claim import NotChecked
from schemas.conflict import Conflict, Relation
from schemas.finding import FindingKind, Severity
from schemas.grade import Grade, Plausibility
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict
from tests import factories as make
from tests.rendered import render_files

HEADLINE = RunHeadline(provider="a test", model="large", profile="large", is_decisive=True, run_id="r1")


def _claim(article: Article, n: int, verdict: Verdict, grade: Grade | None = None) -> ClaimVerdict:
    checked = make.make_checked(make.make_grounded(article, make.make_claim(article, n)))
    return make.make_claim_verdict(make.make_graded(checked, grade), verdict, reason=f"Reason {n}.")


def _page(verdict: ArticleVerdict, *conflicts: Conflict, headline: RunHeadline = HEADLINE) -> str:
    return render_files([verdict], conflicts, [], headline)[page_name(verdict.article)]


def _three() -> Article:
    return make.make_article("One is here.", "Two is here.", "Three is here.")


def test_the_first_three_lines_are_title_verdict_and_what_to_do() -> None:
    article = _three()
    page = _page(make.make_article_verdict(article, [_claim(article, 1, Verdict.DOUBTFUL)]))
    title, verdict, to_do = page.splitlines()[:3]
    assert title == "# Harbour bridge opens"
    assert verdict.startswith("**Doubtful")
    assert to_do.startswith("**To do:**")


def test_an_article_with_nothing_to_doubt_says_so_in_five_lines() -> None:
    article = _three()
    page = _page(make.make_article_verdict(article, [_claim(article, n, Verdict.PLAUSIBLE) for n in (1, 2)]))
    before, _, folded = page.partition("<details>")
    assert len([line for line in before.splitlines() if line]) <= 5
    assert "Two is here." in folded


def test_claims_to_look_at_come_worst_first() -> None:
    article = _three()
    verdicts = (Verdict.DOUBTFUL, Verdict.CONTRADICTED, Verdict.IMPLAUSIBLE)
    claims = [_claim(article, n, verdict) for n, verdict in enumerate(verdicts, start=1)]
    page = _page(make.make_article_verdict(article, claims))
    parts = [line for line in page.splitlines() if line.startswith("### ")]
    assert [re.sub("<[^>]*>", "", part) for part in parts] == [
        "### 1. Contradicted: “Two is here.”",
        "### 2. Implausible: “Three is here.”",
        "### 3. Doubtful: “One is here.”",
    ]


@pytest.mark.parametrize("verdict", [each for each in Verdict if each.rank < Verdict.PLAUSIBLE.rank])
def test_each_doubted_claim_ends_in_a_question_and_three_boxes(verdict: Verdict) -> None:
    article = _three()
    page = _page(make.make_article_verdict(article, [_claim(article, 1, verdict)]))
    assert "**To decide:** " in page
    part = page[page.index("### ") : page.index("## Every sentence")].rstrip()
    boxes = [line.partition(" <!--")[0] for line in part.splitlines()[-5:]]
    assert boxes == ["- [ ] agree", "- [ ] false alarm", "- [ ] fixed in the article", "- Note on claim 1:", boxes[4]]
    assert re.fullmatch("<!-- mark end [0-9a-f]{12} -->", part.splitlines()[-1])


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_claim_is_on_the_page_whatever_its_verdict(verdict: Verdict) -> None:
    article = _three()
    page = _page(make.make_article_verdict(article, [_claim(article, 2, verdict)]))
    assert "Two is here." in page


def test_a_doubt_that_decides_nothing_stays_in_the_folded_part() -> None:
    article = _three()
    grade = make.make_grade(Plausibility.IMPLAUSIBLE, reason="Hard to believe.")
    page = _page(make.make_article_verdict(article, [_claim(article, 1, Verdict.PLAUSIBLE, grade)]))
    before, _, folded = page.partition("<details>")
    assert "Hard to believe." not in before
    assert "The model calls it implausible: Hard to believe." in folded


@pytest.mark.parametrize("is_decisive", [True, False])
def test_the_opinion_of_a_small_model_carries_a_note(is_decisive: bool) -> None:  # noqa: FBT001 - a parameter of a table
    article = _three()
    grade = make.make_grade(Plausibility.DOUBTFUL, reason="Unusual.", is_decisive=is_decisive)
    page = _page(make.make_article_verdict(article, [_claim(article, 1, Verdict.DOUBTFUL, grade)]))
    assert "doubtful; “Unusual.”" in page
    assert ("too small to grade plausibility" in page) is not is_decisive


def test_the_opinion_stands_after_the_question() -> None:
    article = _three()
    claim = _claim(article, 1, Verdict.DOUBTFUL, make.make_grade(Plausibility.DOUBTFUL, reason="Unusual."))
    page = _page(make.make_article_verdict(article, [claim]))
    places = [page.index(words) for words in ("**To decide:**", "> “One is here.”", "Unusual.", "- [ ] agree")]
    assert places == sorted(places)


def test_a_content_model_is_not_quoted() -> None:
    article = _three()
    claims = [_claim(article, n, v, make.make_grade()) for n, v in ((1, Verdict.DOUBTFUL), (2, Verdict.PLAUSIBLE))]
    page = _page(make.make_article_verdict(article, claims))
    assert "It fits the other claims." not in page


def test_an_opinion_links_the_claims_it_relies_on() -> None:
    article = _three()
    other = _claim(article, 2, Verdict.DOUBTFUL)
    relied = other.graded.checked.grounded.claim.claim_id
    claim = _claim(article, 1, Verdict.DOUBTFUL, make.make_grade(Plausibility.DOUBTFUL, relies_on=[relied]))
    page = _page(make.make_article_verdict(article, [claim, other]))
    assert "It looked at [claim 2](#claim-2)." in page


def test_a_model_doubt_is_told_once_as_its_opinion() -> None:
    article = _three()
    doubt = make.make_finding(FindingKind.MODEL_DOUBT, "Doubt told twice.", by="model:x")
    claim = _claim(article, 1, Verdict.DOUBTFUL, make.make_grade(Plausibility.DOUBTFUL))
    page = _page(make.make_article_verdict(article, [claim.model_copy(update={"because": (doubt,)})]))
    assert "Doubt told twice." not in page


@pytest.mark.parametrize("verdict", [Verdict.DOUBTFUL, Verdict.PLAUSIBLE])
def test_a_grade_that_failed_says_why(verdict: Verdict) -> None:
    article = _three()
    failure = NotChecked(stage="grade", unit="claims 1-1", reason="The server was down.")
    checked = make.make_checked(make.make_grounded(article))
    claim = make.make_claim_verdict(make.make_graded(checked, not_checked=failure), verdict)
    assert "The model gave no opinion: The server was down." in _page(make.make_article_verdict(article, [claim]))


def test_a_finding_quotes_what_it_rests_on() -> None:
    article = _three()
    other = _claim(article, 2, Verdict.PLAUSIBLE)
    rests_on = [other.graded.checked.grounded.claim.claim_id]
    light = make.make_finding(FindingKind.ARITHMETIC_HOLDS, "It holds.", severity=Severity.INFO)
    heavy = make.make_finding(FindingKind.ARITHMETIC_FAILS, "It fails.", by="rule:total", others=rests_on)
    checked = make.make_checked(make.make_grounded(article), findings=[light, heavy])
    claim = make.make_claim_verdict(make.make_graded(checked), Verdict.CONTRADICTED, because=[heavy])
    page = _page(make.make_article_verdict(article, [claim, other]))
    assert "(rule total): It fails.\n\nThe passage of claim 2:\n\n> “Two is here.”" in page
    assert "It holds." not in page


def test_a_folded_claim_shows_what_the_rules_found() -> None:
    article = _three()
    holds = make.make_finding(FindingKind.ARITHMETIC_HOLDS, "1 and 1 make 2.", severity=Severity.INFO)
    checked = make.make_checked(make.make_grounded(article, make.make_claim(article, 1, 3)), findings=[holds])
    claim = make.make_claim_verdict(make.make_graded(checked))
    page = _page(make.make_article_verdict(article, [claim]))
    assert "- Sentences 1, 3, paragraphs 1, 3, lines 1, 5: “One is here.” “Three is here.”\n" in page
    assert "    - The figures add up (rule value): 1 and 1 make 2.\n" in page


def _pair(relation: Relation, verdict: Verdict) -> tuple[ArticleVerdict, Conflict]:
    article = _three()
    claims = [_claim(article, n, verdict) for n in (1, 2)]
    sides = [make.make_side(article, claim.graded.checked.grounded.claim, "$4") for claim in claims]
    conflict = make.make_conflict(*sides, relation=relation)
    return make.make_article_verdict(article, claims, conflicts=[conflict]), conflict


def test_a_conflict_is_one_part_that_names_all_claims_it_concerns() -> None:
    verdict, conflict = _pair(Relation.CONTRADICTION, Verdict.CONTRADICTED)
    page = _page(verdict, conflict)
    assert page.count("\n### ") == 1
    assert '### <a id="finding-1"></a><a id="claim-1"></a><a id="claim-2"></a>1. What did the bridge cost?' in page
    assert "| claims 1-2 |" in page


@pytest.mark.parametrize("relation", [Relation.ROUNDING, Relation.DIFFERENT_SCOPE])
def test_what_explains_itself_is_folded(relation: Relation) -> None:
    verdict, conflict = _pair(relation, Verdict.DOUBTFUL)
    page = _page(verdict)
    assert page.index("1 difference that has an explanation") < page.index(conflict.explanation)


def test_a_conflict_between_claims_without_doubt_is_not_lost() -> None:
    verdict, conflict = _pair(Relation.UNCLEAR, Verdict.PLAUSIBLE)
    assert conflict.explanation in _page(verdict)


@pytest.mark.parametrize("verdict", [Verdict.PLAUSIBLE, Verdict.NOT_CHECKED, Verdict.OUTDATED])
def test_a_contradiction_that_no_claim_tells_is_told_by_page_and_index(verdict: Verdict) -> None:
    article = _three()
    sides = [make.make_side(article, make.make_claim(article, n), f"{n}", n) for n in (1, 2)]
    conflict = make.make_conflict(*(one.model_copy(update={"claim_id": None}) for one in sides))
    decided = make.make_article_verdict(article, [_claim(article, 3, verdict)], conflicts=[conflict])
    files = render_files([decided], [], [], HEADLINE)
    page, name = files[page_name(article)], page_name(article)
    assert "**Contradicted: the article does not agree with itself.**" in page
    assert '### <a id="finding-1"></a>1. What did the bridge cost?' in page
    told = f"contradicted, [in passages that no claim was read from]({name}#finding-1): {conflict.explanation}"
    assert told in files["index.md"]
    assert f"({name}) | contradicted, in passages that no claim was read from |" in files["index.md"]


def test_the_ledger_counts_every_outcome() -> None:
    article = _three()
    page = _page(make.make_article_verdict(article, [_claim(article, 1, Verdict.PLAUSIBLE)], failed={2: "cut off"}))
    assert "3 sentences: 1 with claims, 1 without a claim, 0 boilerplate, 0 repeated, 1 not checked." in page
    assert "- sentence 2: cut off" in page


def test_a_sentence_that_failed_without_a_reason_says_so() -> None:
    article = _three()
    verdict = make.make_article_verdict(article, failed={2: ""})
    assert "- sentence 2: no reason was given" in _page(verdict)


def test_an_article_checked_in_part_does_not_reassure() -> None:
    article = _three()
    failure = NotChecked(stage="compare", unit="pair 7", reason="no answer")
    verdict = make.make_article_verdict(article, [_claim(article, 1, Verdict.PLAUSIBLE)], not_checked=[failure])
    page = _page(verdict)
    assert page.splitlines()[1].startswith("**No doubt so far: part of the article was not checked.**")
    assert "- compare, pair 7: no answer" in page


def test_a_page_without_title_outlet_or_date_says_so() -> None:
    article = make.make_article("One.", title=None, publisher=None, published_at=None)
    page = _page(make.make_article_verdict(article))
    assert page.startswith("# harbour-bridge.txt\n")
    assert "Source: outlet not named · no date · file news/harbour-bridge.txt" in page


@pytest.mark.parametrize(
    ("quote", "value", "shown"),
    [
        ("short", None, "short"),
        ("abcdefghijklmnopqrst", None, "abcdefghij […] "),
        ("abcdefghijklmnopqrst", "t", " […] klmnopqrst"),
        ("abcdefghijklmnopqrst", "k", " […] fghijklmno […] "),
        ("abcdefghijklmnopqrst", "absent", "abcdefghij […] "),
    ],
)
def test_a_long_quote_is_cut_around_its_value(quote: str, value: str | None, shown: str) -> None:
    assert excerpt(quote, value, 10) == shown


def test_the_index_shows_warnings_and_what_was_not_read() -> None:
    headline = replace(HEADLINE, warnings=("The recording is old.",))
    refused = [RejectedInput(path="a.pdf", reason="no text"), RejectedInput.copy_of("b.txt", "c.txt")]
    index = render_files([], [], refused, headline)["index.md"]
    assert "- **Note:** The recording is old." in index
    assert "No article was read\n" in index
    assert "- Not read: a.pdf: no text\n- A copy: c.txt: the same article as 'b.txt'\n" in index


def test_the_order_of_the_input_does_not_matter() -> None:
    articles = [make.make_article(f"It cost ${n}.", path=f"{n}.txt") for n in range(3)]
    verdicts = [make.make_article_verdict(article, [_claim(article, 1, Verdict.PLAUSIBLE)]) for article in articles]
    rejected = [RejectedInput(path=path, reason="empty") for path in "ab"]
    forth = render_files(verdicts, [], rejected, HEADLINE)
    back = render_files(verdicts[::-1], [], rejected[::-1], HEADLINE)
    assert list(forth.items()) == list(back.items())


def test_one_article_under_two_paths_has_one_page_for_each() -> None:
    verdicts = [
        make.make_article_verdict(make.make_article("One.", path=path)) for path in ("a/x.txt", "b/x.txt", "y.txt")
    ]
    files = render_files(verdicts, [], [], HEADLINE)
    pages = sorted(name[0] for name in files if name.endswith(".md") and name != "index.md")
    assert pages == ["x", "y"]
    assert "file a/x.txt" in next(page for name, page in files.items() if name.startswith("x"))


def test_the_index_names_a_reason_once_for_all_units_it_stopped() -> None:
    article = make.make_article(*[f"Sentence {n} is here." for n in range(5)])
    failures = [NotChecked(stage="grade", unit=f"batch {n}", reason="the endpoint is down") for n in range(5)]
    verdict = make.make_article_verdict(article, not_checked=failures)
    index = render_files([verdict], [], [], HEADLINE)["index.md"]
    assert index.count("the endpoint is down") == 1
    assert "batch 2 and 2 more: the endpoint is down" in index
