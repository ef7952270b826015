"""What a gold file finds in a run, and how it is written down."""

from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.errors import ConfigurationError
from pipeline.eval.gold import flat, key_of, parse_gold, unknown_keys
from pipeline.eval.judgement import Case
from pipeline.eval.task.gold_run import judge_run
from schemas.article import Article
from schemas.claim import NotChecked
from schemas.conflict import Conflict, Relation, Scope
from schemas.finding import FindingKind
from schemas.verdict import ArticleVerdict
from tests import factories as make

FIRST = make.make_article("The bridge cost $40 million.", "It opened on Sunday.", path="in/100_first.txt")
OTHER = make.make_article("The bridge cost $52 million.", "It opened on Sunday.", path="in/200_other.txt")
FOURTH = make.make_article("The bridge cost $90 million.", path="in/400_fourth.txt")
THIRD = make.make_article("The bridge cost $41 million.", path="in/300_third.txt")


def decided(article: Article, *numbers: int, **more: Any) -> ArticleVerdict:  # noqa: ANN401  as the factory takes it
    claims = []
    for n in numbers:
        finding = make.make_finding(kind=FindingKind.ARITHMETIC_HOLDS)
        checked = make.make_checked(make.make_grounded(article, make.make_claim(article, n)), findings=[finding])
        claims.append(make.make_claim_verdict(make.make_graded(checked, make.make_grade())))
    return make.make_article_verdict(article, claims, **more)


def conflict(
    *sides: tuple[Article, int], relation: Relation = Relation.CONTRADICTION, scope: Scope = Scope.ACROSS
) -> Conflict:
    made = [
        make.make_side(article, make.make_claim(article, 1), "million", 1).model_copy(update={"answer": answer})
        for article, answer in sides
    ]
    return make.make_conflict(*made, relation=relation).model_copy(update={"scope": scope})


def judged(gold: dict[str, Any], *verdicts: ArticleVerdict, conflicts: Sequence[Conflict] = ()) -> list[Case]:
    return judge_run(verdicts, conflicts, parse_gold(gold, "gold.json"))


def told(cases: Sequence[Case]) -> list[tuple[str, bool, bool | None]]:
    return [(one.judgement.kinds[0], one.judgement.is_wanted, one.judgement.is_told) for one in cases]


def test_a_passage_is_found_where_a_claim_s_quote_holds_it_across_line_breaks() -> None:
    gold = {"articles": {"100": {"claims": ["cost\n $40 million", "on Sunday"], "boilerplate": ["The bridge"]}}}
    assert told(judged(gold, decided(FIRST, 1))) == [
        ("passage", True, True), ("passage", True, False), ("page debris", False, True),
    ]  # fmt: skip


def test_a_passage_of_a_sentence_that_failed_is_told_neither_way() -> None:
    failed = NotChecked(stage="extract", unit="u", sentence_numbers=(2,), reason="no answer")
    gold = {"articles": {"100": {"claims": ["on Sunday"]}}}
    assert told(judged(gold, decided(FIRST, 1, not_checked=[failed]))) == [("passage", True, None)]


def test_what_rests_on_a_sentence_that_failed_is_told_neither_way_unless_it_is_found() -> None:
    failed = NotChecked(stage="extract", unit="u", sentence_numbers=(1,), reason="no answer")
    own = {"within": [{"topic": "t", "a": "$40 million", "b": "Sunday"}],
           "arithmetic": [{"what": "a sum", "holds": True, "at": "$40 million"}]}  # fmt: skip
    gold = {**ACROSS, "articles": {**ACROSS["articles"], "100": own}}
    missing = [decided(FIRST, 2, not_checked=[failed]), *ALL[1:]]
    assert [one[2] for one in told(judged(gold, *missing))[:3]] == [None, None, None]
    assert told(judged(gold, *missing, conflicts=[conflict((FIRST, 1), (OTHER, 2))]))[2][2] is True


ACROSS: dict[str, Any] = {
    "articles": {"100": {}, "200": {}, "300": {}},
    "across": [
        {"topic": "cost", "agree": [["100", "300"]],
         "values": {"100": {"at": "$40 million"}, "200": {"at": "$52 million"}, "300": {"at": "$41 million"}}}
    ],
}  # fmt: skip
ALL = (decided(FIRST, 1), decided(OTHER, 1), decided(THIRD, 1))


@pytest.mark.parametrize(
    ("sides", "found", "parted"),
    [
        (((FIRST, 1), (OTHER, 2)), True, False),
        (((FIRST, 1), (OTHER, 2), (THIRD, 1)), True, False),
        (((FIRST, 1), (THIRD, 2)), False, True),
        (((FIRST, 1), (OTHER, 2), (THIRD, 3)), True, True),
        (((FIRST, 1), (OTHER, 1), (THIRD, 2)), True, True),
        (((FIRST, 1), (OTHER, 1)), True, False),
        (((FIRST, 1), (OTHER, 1), (FOURTH, 2)), False, False),
    ],
)
def test_a_question_is_found_where_answers_that_do_not_agree_are_parted(
    sides: Sequence[tuple[Article, int]], *, found: bool, parted: bool
) -> None:
    cases = told(judged(ACROSS, *ALL, conflicts=[conflict(*sides)]))
    assert cases[:2] == [("between articles", True, found), ("agreement", False, parted)]


@pytest.mark.parametrize(("repeats", "found"), [(FIRST.article_id, True), (THIRD.article_id, False), (None, False)])
def test_copies_are_found_where_a_side_says_that_it_repeats_the_other(repeats: str | None, *, found: bool) -> None:
    told_twice = conflict((FIRST, 1), (OTHER, 2))
    other = told_twice.sides[1].model_copy(update={"repeats": repeats})
    marked = told_twice.model_copy(update={"relation": Relation.UNCLEAR, "sides": (told_twice.sides[0], other)})
    gold = {"articles": {"100": {}, "200": {}, "300": {}}, "copies": [["100", "200"]]}
    assert told(judged(gold, *ALL, conflicts=[marked])) == [("one voice", True, found)]


def test_a_quote_that_is_not_the_article_s_own_is_a_misquote() -> None:
    verdict = decided(FIRST, 1)
    wrong = verdict.model_copy(update={"article": FIRST.model_copy(update={"text": FIRST.text.replace("40", "50")})})
    assert told(judged({"articles": {"100": {}}}, wrong)) == [("misquote", False, True)]


def test_an_article_that_the_gold_file_does_not_name_is_passed_over() -> None:
    assert judged({"articles": {"100": {}}}, *ALL) == []


def test_what_is_no_contradiction_finds_nothing() -> None:
    cases = told(judged(ACROSS, *ALL, conflicts=[conflict((FIRST, 1), (OTHER, 2), relation=Relation.UNCLEAR)]))
    assert cases == [("between articles", True, False), ("agreement", False, False)]


def test_a_contradiction_that_the_gold_file_does_not_name_is_a_false_alarm() -> None:
    gold: dict[str, Any] = {"articles": {"100": {}, "200": {}}}
    (case,) = judged(gold, *ALL[:2], conflicts=[conflict((FIRST, 1), (OTHER, 2))])
    assert told([case]) == [("not in the gold file", False, True)]
    assert "$52 million" in case.passage


def test_a_difference_that_has_a_reason_is_held_apart_and_not_counted_twice() -> None:
    pair = {
        "relation": "update",
        "topic": "cost",
        "a": {"article": "100", "at": "$40"},
        "b": {"article": "200", "at": "$52"},
    }
    gold = {"articles": {"100": {}, "200": {}}, "not_contradictions": [pair]}
    assert told(judged(gold, *ALL[:2], conflicts=[conflict((FIRST, 1), (OTHER, 2))])) == [("update", False, True)]


def test_a_contradiction_inside_an_article_needs_both_passages() -> None:
    inside = conflict((FIRST, 1), (FIRST, 2), scope=Scope.WITHIN)
    gold = {
        "articles": {
            "100": {
                "within": [
                    {"topic": "t", "a": "The bridge", "b": "$40 million"},
                    {"topic": "u", "a": "The bridge", "b": "Sunday"},
                ]
            }
        }
    }
    cases = told(judged(gold, decided(FIRST, 1, conflicts=[inside])))
    assert cases == [("within an article", True, True), ("within an article", True, False)]


@pytest.mark.parametrize(("holds", "found"), [(True, True), (False, False)])
def test_a_sum_is_found_by_the_finding_at_its_passage(*, holds: bool, found: bool) -> None:
    gold = {"articles": {"100": {"arithmetic": [{"what": "a sum", "holds": holds, "at": "$40 million"}]}}}
    assert told(judged(gold, decided(FIRST, 1))) == [("holds" if holds else "fails", True, found)]


def test_an_article_of_the_gold_file_that_was_not_read_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"not read: \['200'\]"):
        judged({"articles": {"100": {}, "200": {}}}, decided(FIRST, 1))


def test_things_of_one_name_are_told_apart_and_stand_alone_between_articles() -> None:
    gold = {"articles": {"100": {}, "200": {}}, "copies": [["100", "200"], ["100", "200"]]}
    first, second = judged(gold, *ALL[:2])
    assert first.judgement.item_id != second.judgement.item_id
    assert [one.judgement.doc_id for one in (first, second)] == [one.judgement.item_id for one in (first, second)]


def test_a_gold_file_that_names_an_article_it_does_not_have_is_told_which() -> None:
    side = {"article": "100", "at": "x"}
    gold = {
        "articles": {"100": {}},
        "across": [{"topic": "t", "values": {"100": {"at": "x"}, "1O1": {"at": "y"}}, "agree": [["100", "102"]]}],
        "not_contradictions": [{"relation": "same", "topic": "t", "a": side, "b": {"article": "103", "at": "x"}}],
        "copies": [["100", "104"]],
    }
    assert unknown_keys(parse_gold(gold, "g.json")) == ["102", "103", "104", "1O1"]


def test_ids_tell_all_cases_apart_and_stay_when_others_are_added() -> None:
    few = {one.judgement.item_id for one in judged(ACROSS, *ALL)}
    more = {**ACROSS, "articles": {**ACROSS["articles"], "100": {"claims": ["bridge", "cost"]}}}
    ids = [one.judgement.item_id for one in judged(more, *ALL)]
    assert len(ids) == len(set(ids))
    assert few < set(ids)


def test_a_gold_file_of_another_form_is_told_field_by_field() -> None:
    with pytest.raises(
        ConfigurationError, match=r"'g.json' is no gold file.*\n  articles.1.claims: .*\n  across.0.topic: "
    ):
        parse_gold({"articles": {"1": {"claims": 3}}, "across": [{"values": {}}]}, "g.json")


@pytest.mark.parametrize(("path", "key"), [("in/100_a.txt", "100"), ("1001.txt", "1001"), ("x/2.txt", None)])
def test_an_article_has_the_longest_key_that_its_name_begins_with(path: str, key: str | None) -> None:
    assert key_of(path, ["100", "1001"]) == key


def test_passages_are_compared_composed_and_without_line_breaks() -> None:
    assert flat("  cafe\u0301\n bar ") == "caf\u00e9 bar"
