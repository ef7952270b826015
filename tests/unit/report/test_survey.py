"""A run is surveyed and rendered without holding it, and the pages are those of a run that is held."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from weakref import ReferenceType, ref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report import RunHeadline, page_name, render_report
from pipeline.report.survey import Survey, survey_verdicts
from schemas.article import Article
from schemas.conflict import Conflict, Relation, Scope, Side
from schemas.finding import FindingKind
from schemas.grade import Plausibility
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict
from tests import factories as make
from tests.rendered import render_files

HEADLINE = RunHeadline(provider="a test", model="large", profile="large", is_decisive=True, run_id="r1")
LINES = ["claims.jsonl", "conflicts.jsonl", "sentences.jsonl"]


class Stored:
    """Verdicts that are read anew from JSON each time, with a count of the readings and of those still held."""

    def __init__(self, verdicts: Sequence[ArticleVerdict]) -> None:
        self._lines = [verdict.model_dump_json(by_alias=True) for verdict in verdicts]
        self._given: list[ReferenceType[ArticleVerdict]] = []
        self.most_held = 0

    @property
    def readings(self) -> int:
        return len(self._given)

    def __iter__(self) -> Iterator[ArticleVerdict]:
        return (self[n] for n in range(len(self)))

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, n: int) -> ArticleVerdict:
        verdict = ArticleVerdict.model_validate_json(self._lines[n])
        self._given.append(ref(verdict))
        self.most_held = max(self.most_held, sum(one() is not None for one in self._given))
        return verdict


def article_of(n: int, path: str = "") -> Article:
    return make.make_article(f"It cost ${n}.", "It opened.", path=path or f"{n}.txt", publisher=f"Paper {n}")


def decided(article: Article, n: int = 1, *, rests_on: Sequence[str] = ()) -> ClaimVerdict:
    finding = make.make_finding(FindingKind.VALUE_CONFLICT, "See the other.", others=rests_on)
    grounded = make.make_grounded(article, make.make_claim(article, n))
    graded = make.make_graded(make.make_checked(grounded), make.make_grade(relies_on=rests_on))
    if not rests_on:
        return make.make_claim_verdict(graded)
    return make.make_claim_verdict(graded, Verdict.CONTRADICTED, because=[finding])


def id_of(article: Article, n: int = 1) -> str:
    return make.make_claim(article, n).claim_id


def side(article: Article, n: int = 1) -> Side:
    return make.make_side(article, make.make_claim(article, n), f"${n}")


def a_run(count: int = 8) -> tuple[list[ArticleVerdict], list[Conflict]]:
    """Return articles of which each refers to itself and to the next one."""
    articles = [article_of(n) for n in range(count)]
    across = [make.make_conflict(side(a), side(b), topic=a.path) for a, b in pairwise(articles)]
    verdicts = []
    for article in articles:
        own = make.make_conflict(side(article), side(article, 2), topic="own")
        mine = [one for one in across if article.article_id in {side.article_id for side in one.sides}]
        claims = [decided(article, 1, rests_on=[id_of(article, 2)]), decided(article, 2)]
        verdicts.append(make.make_article_verdict(article, claims, conflicts=[own, *mine]))
    return verdicts, across


def survey(*verdicts: ArticleVerdict, conflicts: Sequence[Conflict] = ()) -> Survey:
    return survey_verdicts(verdicts, conflicts)


def test_verdicts_that_are_read_anew_give_the_pages_of_those_held() -> None:
    verdicts, across = a_run()
    assert render_files(Stored(verdicts), across, [], HEADLINE) == render_files(verdicts, across, [], HEADLINE)


def test_each_verdict_is_read_twice() -> None:
    verdicts, across = a_run()
    stored = Stored(verdicts)
    render_files(stored, across, [], HEADLINE)
    assert stored.readings == 2 * len(verdicts)


def test_no_verdict_is_held_beside_the_next() -> None:
    verdicts, across = a_run()
    stored = Stored(verdicts)
    render_files(stored, across, [], HEADLINE)
    assert stored.most_held <= 2


def beside(article: Article, claim: ClaimVerdict) -> dict[str, str]:
    """Render an article whose one claim refers to another article's second."""
    other = make.make_article_verdict(article_of(1), [decided(article_of(1)), decided(article_of(1), 2)])
    return render_files([other, make.make_article_verdict(article, [claim])], [], [], HEADLINE)


def test_a_claim_of_another_article_that_a_finding_rests_on_is_quoted() -> None:
    article = article_of(2)
    claim = decided(article, rests_on=[id_of(article_of(1), 2)])
    ungraded = claim.model_copy(update={"graded": claim.graded.model_copy(update={"grade": None})})
    page = beside(article, ungraded)[page_name(article)]
    assert "The passage of claim 2:\n\n> “It opened.”" in page


def test_a_claim_of_another_article_that_a_grade_relies_on_has_its_number() -> None:
    article = article_of(2)
    grade = make.make_grade(Plausibility.DOUBTFUL, relies_on=[id_of(article_of(1), 2)])
    graded = make.make_graded(make.make_checked(make.make_grounded(article)), grade)
    page = beside(article, make.make_claim_verdict(graded, Verdict.DOUBTFUL))[page_name(article)]
    assert "It looked at claim 2." in page


@pytest.mark.parametrize("holder", [0, 1])
@pytest.mark.parametrize(("scope", "on_index"), [(Scope.ACROSS, 2), (Scope.WITHIN, 0)])
def test_a_conflict_that_one_article_alone_has_is_on_both_pages(holder: int, scope: Scope, on_index: int) -> None:
    articles = [article_of(n) for n in range(2)]
    conflict = make.make_conflict(*map(side, articles)).model_copy(update={"scope": scope})
    verdicts = [
        make.make_article_verdict(article, [decided(article)], conflicts=[conflict] if n == holder else [])
        for n, article in enumerate(articles)
    ]
    files = render_files(verdicts, [], [], HEADLINE)
    for own, other in (articles, articles[::-1]):
        assert f"[claim 1]({page_name(other)}#claim-1)" in files[page_name(own)]
    assert files["index.md"].count("[claim 1](") == on_index


def test_a_conflict_across_with_sides_of_one_article_finds_its_claims_on_the_index() -> None:
    article = article_of(0)
    conflict = make.make_conflict(side(article), side(article, 2)).model_copy(update={"scope": Scope.ACROSS})
    verdict = make.make_article_verdict(article, [decided(article), decided(article, 2)], conflicts=[conflict])
    index = render_files([verdict], [], [], HEADLINE)["index.md"]
    assert f"([claim 2]({page_name(article)}#claim-2))" in index


def test_a_conflict_inside_a_copy_finds_its_claims_on_the_page_of_the_first() -> None:
    first, copy = article_of(1, path="a/x.txt"), article_of(1, path="b/x.txt")
    inside = make.make_conflict(side(copy), side(copy, 2), relation=Relation.UNCLEAR)
    claims = [decided(copy), decided(copy, 2)]
    verdicts = [
        make.make_article_verdict(first, claims[:1]),
        make.make_article_verdict(copy, claims, conflicts=[inside]),
    ]
    assert "**This article**, sentence 2, " in render_files(verdicts, [], [], HEADLINE)[page_name(first)]


@pytest.mark.parametrize("forth", [True, False])
def test_of_conflicts_with_one_id_that_of_the_last_article_counts(*, forth: bool) -> None:
    articles = [article_of(n) for n in range(2)]
    conflict = make.make_conflict(*(side(article) for article in articles))
    told = [conflict.model_copy(update={"explanation": f"told by {article.path}"}) for article in articles]
    verdicts = [make.make_article_verdict(a, [decided(a)], conflicts=[c]) for a, c in zip(articles, told, strict=True)]
    found = survey(*verdicts[:: 1 if forth else -1], conflicts=[conflict]).conflicts()
    assert [one.explanation for one in found] == ["told by 1.txt"]


def test_of_conflicts_with_one_id_in_an_article_the_last_counts() -> None:
    article = article_of(0)
    conflict = make.make_conflict(side(article), side(article, 2))
    told = [conflict.model_copy(update={"explanation": text}) for text in "ab"]
    found = survey(make.make_article_verdict(article, [decided(article)], conflicts=told)).conflicts()
    assert [one.explanation for one in found] == ["b"]


def test_articles_come_worst_first_then_by_path_then_as_given() -> None:
    doubted, *quiet = [article_of(n, path) for n, path in enumerate(("c", "b", "a", "b"))]
    claim = decided(doubted, rests_on=["x"])
    verdicts = [*map(make.make_article_verdict, quiet), make.make_article_verdict(doubted, [claim])]
    assert [row.n for row in survey(*verdicts).rows()] == [3, 1, 0, 2]


def test_a_clash_of_pages_is_found_before_anything_is_rendered() -> None:
    one = make.make_article_verdict(article_of(1))
    article_id = one.article.article_id[:8] + "0" * 56
    other = make.make_article_verdict(one.article.model_copy(update={"article_id": article_id}))
    with pytest.raises(ValueError, match="share the page"):
        render_report([one, other], [], [], HEADLINE)


def test_one_article_given_twice_is_no_clash_of_pages() -> None:
    one = make.make_article_verdict(article_of(1))
    assert [row.is_first for row in survey(one, one).rows()] == [True, False]


def test_a_path_that_is_no_unicode_comes_back_as_it_is() -> None:
    article = article_of(1, "a\udcff.txt").model_copy(update={"publisher": None})
    register = survey(make.make_article_verdict(article, [])).register
    assert register.source(article.article_id) == "a\udcff.txt"


def test_the_index_comes_after_every_page_it_links_to() -> None:
    verdicts, across = a_run()
    names = [part.name for part in render_report(verdicts, across, [], HEADLINE)]
    assert names[-1] == "index.md"


def test_a_run_without_articles_has_empty_json_lines() -> None:
    files = render_files([], [], [], HEADLINE)
    assert {name: files[name] for name in LINES} == dict.fromkeys(LINES, "")


def test_json_lines_come_article_by_article() -> None:
    verdicts, across = a_run()
    parts = list(render_report(verdicts, across, [], HEADLINE))
    sizes = {name: [part.text.count("\n") for part in parts if part.name == name] for name in LINES}
    assert sizes == {LINES[0]: [0] + [2] * 8, LINES[1]: [0] + [1] * 15, LINES[2]: [0] + [2] * 8}


@pytest.mark.untraced
@settings(max_examples=20, deadline=None)  # an example renders a run
@given(st.permutations(range(6)), st.sets(st.integers(0, 4)))
def test_neither_the_order_nor_which_conflicts_are_given_twice_makes_a_difference(
    order: list[int], given: set[int]
) -> None:
    verdicts, across = a_run(6)
    shuffled = render_files([verdicts[n] for n in order], [across[n] for n in given], [], HEADLINE)
    assert shuffled == render_files(verdicts, across, [], HEADLINE)
