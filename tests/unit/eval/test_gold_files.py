"""Gold files of one's own: what is wrong with one, and one to begin with."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.errors import ConfigurationError
from pipeline.eval.gold import parse_gold
from pipeline.eval.gold_check import faults_of
from pipeline.eval.gold_draft import draft_from_articles, draft_from_run
from pipeline.eval.task.gold_run import judge_run
from pipeline.report.jsonl import claim_lines, conflict_lines
from schemas.article import Article, SentenceRole
from schemas.conflict import Relation, Scope
from tests import factories as make
from tests.unit.eval.test_gold_run import ALL, FIRST, OTHER, conflict, decided

TEXT = ["The ferry ran\naground on Sunday evening.", "Three people died.", "Subscribe now."]
FERRY = make.make_article(*TEXT, path="in/100_ferry.txt", roles={3: SentenceRole.BOILERPLATE})


def faults(gold: dict[str, Any], *articles: Article) -> list[tuple[str, str]]:
    found = faults_of(parse_gold(gold, "g"), articles or (FERRY,))
    return [(one.place, one.what) for one in found]


def of_ferry(**lists: Any) -> dict[str, Any]:  # noqa: ANN401  as a person writes it
    return {"articles": {"100": lists}}


def test_a_sound_file_has_no_faults() -> None:
    gold = of_ferry(
        claims=["ran aground on Sunday"], boilerplate=["Subscribe"], within=[{"topic": "", "a": "ferry", "b": "Three"}]
    )
    assert faults(gold) == []


@pytest.mark.parametrize(
    ("lists", "place", "what"),
    [
        ({"claims": ["ran agrond on Sunday"]}, "claims.0", "is not in 'in/100_ferry.txt'; there it reads "),
        ({"claims": ["Nobody was hurt"]}, "claims.0", "'Nobody was hurt' is not in 'in/100_ferry.txt'"),
        ({"boilerplate": [" "]}, "boilerplate.0", "an empty passage is in every sentence"),
        ({"claims": ["Three", "Three"]}, "claims.1", "'Three' stands there twice"),
        ({"claims": ["evening. Three"]}, "claims.0", "reaches over two sentences"),
        ({"claims": ["Subscribe"]}, "claims.0", "is in what the rules take for page debris"),
        ({"within": [{"topic": "", "a": "Three", "b": "Three"}]}, "within.0", "both sides are the same passage"),
        ({"arithmetic": [{"what": "", "holds": True, "at": "40%"}]}, "arithmetic.0.at", "'40%' is not in"),
    ],
)
def test_a_fault_of_an_article_is_named_with_its_place(lists: dict[str, Any], place: str, what: str) -> None:
    ((found, told),) = faults(of_ferry(**lists))
    assert (found, what in told) == (f"articles.100.{place}", True), told


TWO: dict[str, Any] = {"articles": {"100": {}, "200": {}}}
AT = {"article": "100", "at": "$40"}


def question(values: dict[str, str], *agree: Sequence[str]) -> dict[str, Any]:
    places = {key: {"at": at} for key, at in values.items()}
    return {"articles": {"100": {}, "200": {}}, "across": [{"topic": "cost", "values": places, "agree": agree}]}


@pytest.mark.parametrize(
    ("gold", "place", "what"),
    [
        (question({"100": "$40", "200": "$99"}), "across.0.values.200.at", "'$99' is not in"),
        (question({"100": "$40", "300": "$52"}), "across.0.values.300.at", "'300' is no article of this file"),
        (question({"100": "$40"}), "across.0.values", "two articles at least"),
        (question({"100": "$40", "200": "$52"}, ["100", "300"]), "across.0.agree.0", "'300' is no article of this"),
        (question({"100": "$40", "200": "$52"}, ["100", "200"]), "across.0.agree", "all articles agree"),
        ({"articles": {"100": {}, "200": {}, "300": {}}}, "articles.300", "no article has a name that begins so"),
        ({"articles": {"100": {}}}, "articles", "no key begins the name of 'in/200_other.txt'"),
        ({"articles": {"": {}}}, "articles.", "begins the names of 'in/100_first.txt' and of 'in/200_other.txt'"),
        ({**TWO, "copies": [["100", "9"]]}, "copies.0", "'9' is no article of this file"),
        ({**TWO, "hostile": [{"article": "100", "at": "x!"}]}, "hostile.0.at", "'x!' is not in"),
        ({**TWO, "not_contradictions": [{"relation": "same", "topic": "", "a": AT, "b": {**AT, "article": "200"}}]},
         "not_contradictions.0.b.at", "'$40' is not in"),
    ],
)  # fmt: skip
def test_a_fault_between_articles_is_named_with_its_place(gold: dict[str, Any], place: str, what: str) -> None:
    found = faults(gold, FIRST, OTHER)
    assert [(one, what in told) for one, told in found] == [(place, True)], found


def rows(lines: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.split("\n") if line]


def test_a_draft_of_a_run_finds_all_that_the_run_found_and_nothing_else() -> None:
    inside = conflict((FIRST, 1), (FIRST, 2), scope=Scope.WITHIN)
    verdicts = (decided(FIRST, 1, conflicts=[inside]), *ALL[1:])
    conflicts = [conflict((FIRST, 1), (OTHER, 2)), conflict((FIRST, 1), (OTHER, 2), relation=Relation.ROUNDING), inside]
    draft = draft_from_run(rows(claim_lines(verdicts)), rows(conflict_lines(conflicts)))
    gold = parse_gold(draft, "draft")
    assert [one for one in faults_of(gold, [verdict.article for verdict in verdicts]) if not one.is_doubt] == []
    cases = judge_run(verdicts, conflicts[:1], gold)
    told = {one.judgement.kinds[0] for one in cases if one.judgement.is_wanted and one.judgement.is_told}
    assert told == {"passage", "holds", "between articles", "within an article"}
    assert not [one for one in cases if one.judgement.kinds == ("not in the gold file",)]


def test_a_draft_of_articles_holds_what_the_rules_take_for_debris() -> None:
    draft = draft_from_articles([FERRY])
    assert draft["articles"]["100_ferry.txt"]["boilerplate"] == ["Subscribe now."]
    assert faults(draft) == []


def test_two_articles_of_one_name_cannot_be_told_apart() -> None:
    with pytest.raises(ConfigurationError, match=r"two articles are called '100_ferry\.txt'"):
        draft_from_articles([FERRY, FERRY.model_copy(update={"path": "b\\100_ferry.txt"})])


def test_lines_that_no_run_wrote_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="not the JSON lines of a run: 'article' is missing"):
        draft_from_run([{"claim_id": "1"}], [])
