"""What each task judges, by rule, by a scripted model and by both."""

from typing import Any

import pytest

from pipeline.errors import ConfigurationError, RefusedError
from pipeline.eval.judgement import Case
from pipeline.eval.task import Way, across, extraction, plausibility, relation, within
from pipeline.llm.port import LLMRequest
from pipeline.llm.scripted import Answer
from tests.unit.eval.judging import asking, grades, relates

RULES, MODEL, BOTH = Way.RULES, Way.MODEL, Way.BOTH
BODY = "The bridge cost $52 million, the city said. It took four years to build."
SLIP = f"In brief: The Norhaven bridge cost $40 million.\n\nThe Norhaven bridge cost $52 million. {BODY}"
SOUND = f"In brief: The Norhaven bridge cost $52 million.\n\nThe Norhaven bridge cost $52 million. {BODY}"


def one_text(text: str, asked_to: int | None = None) -> within.OneText:
    return within.OneText("i", "d", ("k",), text, text == SLIP, "passage", asked_to)


def refuse(_: LLMRequest[Any]) -> Answer:
    return RefusedError("no")


@pytest.mark.parametrize(("text", "told"), [(SLIP, True), (SOUND, False)])
def test_a_text_against_itself_is_judged_by_what_checking_finds(text: str, *, told: bool) -> None:
    (case,) = within.judge([one_text(text)], RULES, None)
    assert (case.judgement.is_told, case.judgement.is_right) == (told, True)


@pytest.mark.parametrize(
    ("word", "told", "score"), [("consistent", False, 0), ("unclear", False, 0.5), ("inconsistent", True, 1)]
)
def test_a_model_alone_tells_by_its_grade_of_consistency(word: str, *, told: bool, score: float) -> None:
    way = asking(lambda request: grades(request, consistency=word))
    (case,) = within.judge([one_text(SOUND)], MODEL, way)
    assert (case.judgement.is_told, case.judgement.score, case.judgement.answer) == (told, score, word)


def test_only_the_summary_is_asked_about_and_the_body_is_shown() -> None:
    seen: list[str] = []

    def script(request: LLMRequest[Any]) -> Answer:
        seen.append(request.user)
        return grades(request)

    within.judge([one_text(SOUND, SOUND.index("\n\n"))], MODEL, asking(script))
    (user,) = seen
    asked = user.partition("<grade>")[2]
    assert "In brief" in asked
    assert "four years" in user
    assert "four years" not in asked


def test_a_text_that_is_no_article_is_named() -> None:
    with pytest.raises(ConfigurationError, match="example 'i': its text cannot be read as an article"):
        within.judge([one_text(" ")], RULES, None)


def test_a_failed_call_is_no_judgement_but_where_the_rules_tell() -> None:
    found = [within.judge([one_text(text)], BOTH, asking(refuse))[0].judgement.is_told for text in (SOUND, SLIP)]
    assert found == [None, True]


def accounts(account: str, *, contradictory: bool) -> across.TwoAccounts:
    return across.TwoAccounts(
        "i", "d", (), f"{BODY} The Norhaven bridge cost $52 million.", account, contradictory, account
    )


SAME, OTHER = "The Norhaven bridge cost $52 million.", "The Norhaven bridge cost $40 million."


@pytest.mark.parametrize(
    ("way", "said", "account", "told", "score"),
    [
        (RULES, "same", OTHER, True, 1),
        (RULES, "same", SAME, False, 0),
        (MODEL, "contradiction", SAME, True, 1),
        (MODEL, "same", OTHER, False, 0),
        (BOTH, "same", OTHER, True, 1),
        (BOTH, "contradiction", SAME, True, 1),
    ],
)
def test_two_accounts_are_judged_by_rule_and_the_model_is_asked_about_the_rest(
    way: Way,
    said: str,
    account: str,
    *,
    told: bool,
    score: float,
) -> None:
    (case,) = across.judge([accounts(account, contradictory=account == OTHER)], way, asking(relates(said)))
    assert (case.judgement.is_told, case.judgement.score) == (told, score)


def test_a_model_that_says_it_in_one_order_alone_tells_nothing_and_scores_half() -> None:
    turns = iter([relates("contradiction"), relates("same")])

    def script(request: LLMRequest[Any]) -> Answer:
        return next(turns)(request)

    (case,) = across.judge([accounts(SAME, contradictory=False)], MODEL, asking(script))
    assert (case.judgement.is_told, case.judgement.score) == (False, 0.5)


def two_claims(first: str, second: str, wanted: str) -> relation.TwoClaims:
    return relation.TwoClaims(
        "i", "d", relation.OneSide(first, "2026-03-01"), relation.OneSide(second, "2026-03-01"), wanted
    )


@pytest.mark.parametrize(
    ("way", "said", "second", "answer"),
    [
        (RULES, "same", OTHER, "contradiction"),
        (RULES, "same", SAME, "nothing"),
        (MODEL, "different_scope", OTHER, "different_scope"),
        (BOTH, "same", OTHER, "contradiction"),
        (BOTH, "same", SAME, "same"),
    ],
)
def test_a_pair_of_claims_has_the_relation_that_rules_or_model_give_it(
    way: Way, said: str, second: str, answer: str
) -> None:
    (case,) = relation.judge([two_claims(SAME, second, "contradiction")], way, asking(relates(said)))
    assert (case.judgement.answer, case.judgement.is_told) == (answer, answer == "contradiction")


def test_a_pair_that_could_not_be_asked_about_is_told_neither_way() -> None:
    (case,) = relation.judge([two_claims(SAME, SAME, "same")], MODEL, asking(refuse))
    assert case.judgement.is_told is None


def claim(statement: str, *, true: bool) -> plausibility.OneClaim:
    return plausibility.OneClaim("i", "d", statement, true)


@pytest.mark.parametrize(
    ("way", "word", "statement", "told"),
    [
        (RULES, "doubtful", "Some 120% of the pupils passed.", True),
        (RULES, "doubtful", "Some 80% of the pupils passed.", False),
        (MODEL, "doubtful", "Ann is 40.", True),
        (MODEL, "plausible", "Some 120% of the pupils passed.", False),
        (BOTH, "plausible", "Some 120% of the pupils passed.", True),
    ],
)
def test_a_claim_is_doubted_by_rule_or_by_any_grade_but_plausible(
    way: Way, word: str, statement: str, *, told: bool
) -> None:
    way_of_asking = asking(lambda request: grades(request, plausibility=word))
    (case,) = plausibility.judge([claim(statement, true=not told)], way, way_of_asking)
    assert (case.judgement.is_told, case.judgement.is_right) == (told, True)


def test_claims_are_asked_about_together_and_fail_together() -> None:
    cases = plausibility.judge([claim("Ann is 40.", true=True), claim("Bob is 50.", true=True)], MODEL, asking(refuse))
    assert [case.judgement.is_told for case in cases] == [None, None]


HUMAN = extraction.HumanClaim
DOCUMENT = extraction.Document(
    "d", "The bridge cost $52 million and took four years. Nobody was hurt in the works.",
    (("The bridge cost $52 million and took four years.",
      (HUMAN("s1.1", "The bridge cost $52 million."), HUMAN("s1.2", "The bridge took four years."))),
     ("Nobody was hurt in the works.", ())),
)  # fmt: skip


def extract(*statements: tuple[int, str]) -> list[Case]:
    def script(request: LLMRequest[Any]) -> Answer:
        if "<note>" in request.user:
            return {"claims": []}
        plain = {"kind": "fact", "subject": "", "attribute": "", "value": None, "speaker": None}
        return {"claims": [{"sentence": n, "statement": text, **plain} for n, text in statements]}

    return extraction.judge([DOCUMENT], MODEL, asking(script))


def test_a_claim_matches_the_human_claim_that_is_likest_and_each_is_matched_once() -> None:
    cases = extract((1, "The bridge cost $52 million."), (1, "The bridge cost $52 million in all."))
    assert {case.judgement.item_id: case.judgement.is_told for case in cases[:2]} == {"s1.1": True, "s1.2": False}
    assert [(case.judgement.is_wanted, case.said) for case in cases[2:]] == [
        (False, "The bridge cost $52 million in all.")
    ]


def test_a_claim_with_another_number_matches_nothing() -> None:
    cases = extract((1, "The bridge cost $40 million."))
    assert [case.judgement.is_told for case in cases[:2]] == [False, False]
    assert cases[2].judgement.kinds == ("ungrounded",)


def test_by_rule_every_sentence_is_a_claim() -> None:
    cases = extraction.judge([DOCUMENT], RULES, None)
    assert [case.judgement.is_told for case in cases if case.judgement.is_wanted].count(True) == 1
    assert [case.passage for case in cases if not case.judgement.is_wanted] == ["Nobody was hurt in the works."]


def test_a_sentence_that_could_not_be_asked_about_leaves_its_claims_unjudged() -> None:
    cases = extraction.judge([DOCUMENT], MODEL, asking(refuse))
    assert [case.judgement.is_told for case in cases] == [None, None]
