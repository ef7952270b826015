"""What articles tell differently: sides that agree stand together, a copy beside what it copies, nothing is lost."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report import RunHeadline, page_name
from pipeline.report.inline import Link
from pipeline.report.side_view import Seat, SideView, side_views
from pipeline.report.survey import survey_verdicts
from schemas.article import Article
from schemas.conflict import Conflict, Relation, Side
from schemas.verdict import ArticleVerdict, Verdict
from tests import factories as make
from tests.rendered import render_files

HEADLINE = RunHeadline(provider="a test", model="large", profile="large", is_decisive=True, run_id="r1")
ARTICLES = [
    make.make_article(
        f"It cost ${n}.",
        path=f"{n}.txt",
        publisher=f"Paper {n}",
        published_at=make.PUBLISHED_AT + timedelta(days=n),
    )
    for n in range(5)
]


def _side(n: int, answer: int = 1, repeats: int | None = None) -> Side:
    side = make.make_side(ARTICLES[n], make.make_claim(ARTICLES[n]), f"${n}", n)
    original = None if repeats is None else ARTICLES[repeats].article_id
    return side.model_copy(update={"answer": answer, "repeats": original})


def _verdicts(verdict: Verdict = Verdict.PLAUSIBLE, count: int = 5) -> list[ArticleVerdict]:
    graded = [make.make_graded(make.make_checked(make.make_grounded(article))) for article in ARTICLES[:count]]
    claims = [make.make_claim_verdict(one, verdict, reason="See there.") for one in graded]
    return [make.make_article_verdict(article, [one]) for article, one in zip(ARTICLES, claims, strict=False)]


def _views(*sides: Side, own: int | None = None) -> tuple[SideView, ...]:
    seat = Seat(None if own is None else ARTICLES[own].article_id, 300)
    return side_views(sides, survey_verdicts(_verdicts(), ()).register, seat)


def _rows(*sides: Side, own: int | None = None) -> list[str]:
    return [f"{view.answer} {view.source}" for view in _views(*sides, own=own)]


def _index(*conflicts: Conflict, count: int = 5) -> str:
    return render_files(_verdicts(count=count), conflicts, [], HEADLINE)["index.md"]


def _page(n: int, verdict: Verdict, *conflicts: Conflict) -> str:
    return render_files(_verdicts(verdict), conflicts, [], HEADLINE)[page_name(ARTICLES[n])]


def _two(relation: Relation) -> Conflict:
    return make.make_conflict(_side(0, 1), _side(1, 2), relation=relation, explanation=f"It is {relation}.")


def test_sides_that_agree_stand_together_by_date() -> None:
    sides = (_side(3, 2), _side(2, 1), _side(1, 2), _side(0, 1))
    assert _rows(*sides) == ["A Paper 0", "A Paper 2", "B Paper 1", "B Paper 3"]


def test_the_order_of_the_sides_does_not_matter() -> None:
    sides = (_side(0), _side(1, repeats=3), _side(2, 2), _side(3))
    assert len({tuple(_rows(*order)) for order in permutations(sides)}) == 1


def test_an_undated_side_comes_last_in_its_answer_and_says_so() -> None:
    undated = _side(0).model_copy(update={"published_at": None})
    assert [view.date for view in _views(undated, _side(1))] == ["2026-05-07 09:30 UTC", "no date"]


def test_a_copy_stands_beside_what_it_copies() -> None:
    views = _views(_side(0), _side(1), _side(2, repeats=0))
    assert [(view.source, view.copy) for view in views] == [
        ("Paper 0", ""),
        ("Paper 2", "copy of Paper 0: one voice"),
        ("Paper 1", ""),
    ]


def test_a_copy_of_an_article_without_a_side_is_marked_where_its_date_puts_it() -> None:
    views = _views(_side(0, repeats=4), _side(1))
    assert [view.copy for view in views] == ["copy of Paper 4: one voice", ""]


def test_a_copy_that_answers_otherwise_is_no_single_voice() -> None:
    views = _views(_side(0, 1), _side(1, 2, repeats=0))
    assert views[1].copy == "copy of Paper 0, which tells it differently"


def test_on_its_own_page_an_article_comes_first_with_those_that_agree() -> None:
    sides = (_side(0, 1), _side(1, 2), _side(2, 2), _side(3, 3))
    assert _rows(*sides, own=2) == ["B This article", "B Paper 1", "A Paper 0", "C Paper 3"]


def test_on_its_own_page_a_copy_is_followed_by_its_original() -> None:
    sides = (_side(0), _side(1), _side(3, repeats=1), _side(4, repeats=1))
    assert _rows(*sides, own=3) == ["A This article", "A Paper 1", "A Paper 4", "A Paper 0"]


def test_on_the_page_of_the_original_a_copy_says_so() -> None:
    assert _views(_side(0), _side(1, repeats=0), own=0)[1].copy == "copy of this article: one voice"


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3), st.none() | st.integers(0, 4)), max_size=8))
def test_no_side_is_lost_whatever_repeats_what(drawn: list[tuple[int, int, int | None]]) -> None:
    sides = [_side(*each) for each in drawn]
    assert sorted(view.value for view in _views(*sides)) == sorted(side.value or "" for side in sides)


def test_two_articles_of_one_outlet_carry_their_files() -> None:
    twins = [make.make_article(text, path=f"news/{text}.txt", publisher="P") for text in "ab"]
    nameless = [make.make_article(text, path=f"{text}/x.txt", publisher=None) for text in "cd"]
    register = survey_verdicts([make.make_article_verdict(article) for article in (*twins, *nameless)], ()).register
    sides = [make.make_side(article, make.make_claim(article)) for article in (*twins, *nameless)]
    names = {view.source for view in side_views(sides, register, Seat(None, 300))}
    assert names == {"P (news/a.txt)", "P (news/b.txt)", "c/x.txt", "d/x.txt"}


def test_articles_of_another_run_keep_their_ids() -> None:
    gone = [_side(0).model_copy(update={"article_id": "0" * 64, "start": n}) for n in (0, 1)]
    other = gone[1].model_copy(update={"article_id": "0" * 8 + "1"})
    assert {view.source for view in _views(gone[0], other)} == {"article 00000000 of another run"}


@pytest.mark.parametrize(("answer", "shown"), [(1, "A"), (26, "Z"), (27, "27")])
def test_an_answer_is_a_letter_as_long_as_there_are_letters(answer: int, shown: str) -> None:
    assert _views(_side(0, answer))[0].answer == shown


def test_a_side_without_a_claim_links_to_its_article() -> None:
    side = _side(0).model_copy(update={"claim_id": None})
    assert _views(side)[0].where == Link("article", page_name(ARTICLES[0]))


def test_on_its_own_page_a_side_without_a_claim_says_so() -> None:
    side = _side(0).model_copy(update={"claim_id": None})
    assert _views(side, own=0)[0].where == "a passage that no claim was read from"


def test_a_long_value_is_cut() -> None:
    side = _side(0).model_copy(update={"value": "x" * 500})
    assert _views(side)[0].value == "x" * 120 + " […] "


@pytest.mark.parametrize(
    ("changes", "header"),
    [
        ({}, "| Answer | Outlet or file | Date | As written | In figures | Passage |"),
        ({"low": None, "high": None}, "| Answer | Outlet or file | Date | As written | Passage |"),
        ({"low": None, "high": None, "value": None}, "| Answer | Outlet or file | Date | Passage |"),
        ({"answer": 1}, "| Outlet or file | Date | As written | In figures | Passage |"),
    ],
)
def test_a_table_has_no_empty_column(changes: dict[str, object], header: str) -> None:
    sides = [_side(n, n + 1).model_copy(update=changes) for n in (0, 1)]
    assert f"\n{header}\n" in _index(make.make_conflict(*sides))


def test_the_index_goes_from_what_is_open_to_what_is_explained() -> None:
    index = _index(*(_two(relation) for relation in Relation))
    places = {relation: index.index(f"It is {relation}.") for relation in Relation}
    expected = ["contradiction", "unclear", "update", "different_scope", "rounding"]
    assert sorted(places, key=lambda relation: places[relation]) == expected
    assert places[Relation.UPDATE] < index.index("<details>") < places[Relation.DIFFERENT_SCOPE]
    assert places[Relation.ROUNDING] < index.index("## Articles, worst first")


def test_the_index_counts_what_is_to_settle() -> None:
    index = _index(*(_two(relation) for relation in Relation))
    assert "5 questions that articles answer differently: 2 to settle, 3 explained\n" in index


def test_the_question_with_most_sides_comes_first() -> None:
    small = make.make_conflict(_side(0, 1), _side(1, 2), topic="A small one?")
    large = make.make_conflict(_side(0, 1), _side(1, 2), _side(2, 2), topic="Z large one?")
    index = _index(small, large)
    assert index.index("Z large one?") < index.index("A small one?")


def test_a_conflict_inside_one_article_is_not_on_the_index() -> None:
    within = make.make_conflict(_side(0, 1), _side(0, 2), explanation="It differs from itself.")
    assert "It differs from itself." not in _index(within)


@pytest.mark.parametrize(
    ("count", "conflicts", "sentence"),
    [
        (1, [], "There was nothing to compare: only one article was read."),
        (2, [], "No two articles were found to answer the same question differently."),
        (2, [_two(Relation.ROUNDING)], "No two articles were found to contradict each other; what they tell"),
    ],
)
def test_an_index_without_disagreement_says_so(count: int, conflicts: list[Conflict], sentence: str) -> None:
    assert f"## Where articles disagree\n\n{sentence}" in _index(*conflicts, count=count)


@pytest.mark.parametrize(("count", "conflicts"), [(0, []), (2, [_two(Relation.UNCLEAR)])])
def test_no_sentence_denies_a_disagreement_or_speaks_of_no_articles(count: int, conflicts: list[Conflict]) -> None:
    index = _index(*conflicts, count=count)
    assert "nothing to compare" not in index
    assert "No two articles" not in index


@pytest.mark.parametrize(
    ("verdict", "relation", "question"),
    [
        (Verdict.DISPUTED, Relation.CONTRADICTION, "Which holds: $0 or $1; or do they speak of different things?"),
        (Verdict.OUTDATED, Relation.UPDATE, "Should the article tell the newer state ($1)?"),
    ],
)
def test_a_verdict_stands_with_the_conflict_that_led_to_it(verdict: Verdict, relation: Relation, question: str) -> None:
    page = _page(0, verdict, _two(relation))
    part = page[page.index("### ") : page.index("- [ ] agree")]
    words = (f"**To decide:** {question}\n", "> “It cost **$0**.”", "“It cost **$1**.”", f"It is {relation}.")
    assert [part.index(each) for each in words] == sorted(part.index(each) for each in words)
    assert f"| [1](#finding-1) | {verdict} |" in page


def test_the_conflict_that_led_to_a_verdict_comes_before_the_others() -> None:
    page = _page(0, Verdict.OUTDATED, _two(Relation.UNCLEAR), _two(Relation.UPDATE))
    assert page.index("It is update.") < page.index("It is unclear.")


@pytest.mark.parametrize("relation", [Relation.ROUNDING, Relation.DIFFERENT_SCOPE])
def test_what_explains_itself_is_one_line_and_no_doubt(relation: Relation) -> None:
    page = _page(0, Verdict.PLAUSIBLE, _two(relation))
    (line,) = [line for line in page.splitlines() if f"It is {relation}." in line]
    assert line.endswith(
        f"It is {relation}. This article, 2026-05-06 09:30 UTC: $0 (claim 1); "
        f"Paper 1, 2026-05-07 09:30 UTC: $1 ([claim 1]({page_name(ARTICLES[1])}))."
    )
    assert page.index("<summary>1 difference that has an explanation</summary>") < page.index(line)
    assert "**To decide:**" not in page


def test_a_difference_left_open_asks_one_question_and_does_not_reassure() -> None:
    page = _page(0, Verdict.PLAUSIBLE, _two(Relation.UNCLEAR))
    assert page.splitlines()[1].startswith("**No claim is doubted, but something is left to settle.**")
    assert (
        page.count("**To decide:** Do these speak of one thing at one time, and if so, which is right: $0 or $1?") == 1
    )
    assert "| [1](#finding-1) | to settle |" in page


@pytest.mark.parametrize(("own", "told"), [(0, "Should the article tell the newer state ($2)?"), (2, None)])
def test_the_newest_article_is_not_asked_to_take_over_an_older_state(own: int, told: str | None) -> None:
    sides = (_side(0, 3), _side(1, 2), _side(2, 1))
    update = make.make_conflict(*sides, relation=Relation.UPDATE, topic="What is it now?")
    other = make.make_conflict(_side(0, 1), _side(2, 2), relation=Relation.CONTRADICTION, topic="What was it?")
    page = _page(own, Verdict.DISPUTED, update, other)
    assert ("newer state" in page) == (told is not None)
    assert told is None or told in page


@pytest.mark.parametrize(("hour", "shown"), [(0, "2026-05-06"), (9, "2026-05-06 09:00 UTC")])
def test_a_source_that_names_a_day_has_no_time_of_day(hour: int, shown: str) -> None:
    moment = make.PUBLISHED_AT.replace(hour=hour, minute=0, second=0, microsecond=0)
    assert _views(_side(0).model_copy(update={"published_at": moment}))[0].date == shown


def test_of_as_many_sides_questions_on_lives_come_first_and_ages_last() -> None:
    topics = ["How old: Ann Lee?", "How many were injured: Tarn?", "What is the price?", "How many were killed: Tarn?"]
    index = _index(*[make.make_conflict(_side(0, 1), _side(1, 2), topic=topic) for topic in topics])
    shown = [line.partition("</a>")[2] for line in index.split("\n") if line.startswith("### <a id=")]
    assert shown == [topics[3], topics[1], topics[2], topics[0]]


def test_the_newest_article_is_told_of_an_update_in_one_line() -> None:
    page = _page(1, Verdict.PLAUSIBLE, _two(Relation.UPDATE))
    assert page.index("<summary>1 difference that has an explanation</summary>") < page.index("It is update.")
    assert page.splitlines()[1].startswith("**Nothing to doubt")


def _hostile() -> Article:
    return make.make_article("a | b\n| c |\n\n# d", path="x|y.txt", publisher="| p\n|", title="|t")


def test_bars_and_line_ends_of_a_side_stay_in_their_cell() -> None:
    article = _hostile()
    side = make.make_side(article, make.make_claim(article), "| v\n|", 4, unit="u|\n").model_copy(update={"answer": 2})
    conflict = make.make_conflict(_side(0), side, topic="a\n\n# b | c")
    verdicts = [make.make_article_verdict(article), *_verdicts()]
    index = render_files(verdicts, [conflict], [], HEADLINE)["index.md"]
    row = next(line for line in index.splitlines() if line.startswith("| B |"))
    assert row.count("|") == 7
    assert '### <a id="question-1"></a>a &#35; b &#124; c\n' in index
