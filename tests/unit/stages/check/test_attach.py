"""What the rules find in the text reaches the claim that states it, and is not lost where no claim does."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.stages.check import check_claims
from pipeline.stages.ground import ground_claims
from schemas.article import Article
from schemas.claim import CheckedClaim
from schemas.conflict import Conflict, Relation, Scope
from schemas.finding import Finding, FindingKind, Severity
from tests.factories import make_article, make_claim

SHARE = make_article("The board has 20 members.", "In the end 12 of 20 members (60%) voted for the plan.")
WRONG_SHARE = make_article("The board has 20 members.", "In the end 12 of 20 members (70%) voted for the plan.")
TOLD_TWICE = make_article(
    "The police say that 12 people were killed in the ferry fire near Leeds on Monday.",
    "The harbour was closed for the night.",
    "In all, 15 people were killed in the ferry fire near Leeds, police said.",
)


def check(article: Article, *statements: tuple[int, str]) -> tuple[tuple[CheckedClaim, ...], tuple[Conflict, ...]]:
    claims = [make_claim(article, n, statement=statement) for n, statement in statements]
    return check_claims(article, ground_claims(article, claims))


def of_kind(claims: Sequence[CheckedClaim], kind: FindingKind) -> list[tuple[int, Finding]]:
    return [(i, finding) for i, claim in enumerate(claims) for finding in claim.findings if finding.kind is kind]


def test_a_sum_that_holds_is_a_finding_that_weighs_nothing() -> None:
    claims, _ = check(SHARE, (1, "The board has 20 members."), (2, "12 members (60%) voted for the plan."))
    ((place, finding),) = of_kind(claims, FindingKind.ARITHMETIC_HOLDS)
    assert place == 1
    assert finding.severity is Severity.INFO
    assert "60%" in finding.explanation


def test_a_sum_that_fails_weighs_and_names_its_rule_and_its_passages() -> None:
    claims, _ = check(WRONG_SHARE, (2, "12 members (70%) voted for the plan."))
    ((_, finding),) = of_kind(claims, FindingKind.ARITHMETIC_FAILS)
    assert finding.severity is Severity.ERROR
    assert finding.by == "rule:share_of_total"
    assert "70%" in {WRONG_SHARE.quote(span) for span in finding.spans}


def test_a_sum_goes_to_the_claim_that_states_its_result() -> None:
    claims, _ = check(WRONG_SHARE, (2, "The board has 20 members."), (2, "70% of the members voted for the plan."))
    assert [place for place, _ in of_kind(claims, FindingKind.ARITHMETIC_FAILS)] == [1]


def test_two_values_for_one_question_are_a_conflict_with_both_passages() -> None:
    claims, (conflict,) = check(
        TOLD_TWICE, (1, "12 people were killed."), (3, "15 people were killed in the ferry fire.")
    )
    assert (conflict.scope, conflict.relation) == (Scope.WITHIN, Relation.CONTRADICTION)
    assert [side.claim_id for side in conflict.sides] == [c.grounded.claim.claim_id for c in claims]
    assert all(side.quote == TOLD_TWICE.text[side.start : side.end] for side in conflict.sides)


def test_both_claims_of_a_conflict_carry_a_finding_that_names_the_other() -> None:
    claims, _ = check(TOLD_TWICE, (1, "12 people were killed."), (3, "15 people were killed in the ferry fire."))
    found = of_kind(claims, FindingKind.VALUE_CONFLICT)
    ids = [claim.grounded.claim.claim_id for claim in claims]
    assert [(ids[place], finding.with_) for place, finding in found] == [(ids[0], (ids[1],)), (ids[1], (ids[0],))]


def test_two_voices_are_a_conflict_that_weighs_nothing() -> None:
    article = make_article("Police said 12 people were killed in the fire.", "The army said 15 people were killed.")
    claims, conflicts = check(article, (1, "12 people were killed in the fire."))
    assert {conflict.relation for conflict in conflicts} == {Relation.UNCLEAR}
    assert not of_kind(claims, FindingKind.VALUE_CONFLICT)


def test_a_passage_without_a_claim_still_is_a_side() -> None:
    claims, (conflict,) = check(TOLD_TWICE, (1, "12 people were killed."))
    assert [side.claim_id for side in conflict.sides] == [claims[0].grounded.claim.claim_id, None]
    ((_, finding),) = of_kind(claims, FindingKind.VALUE_CONFLICT)
    assert finding.with_ == ()


def test_a_failing_sum_in_a_sentence_without_claims_is_a_conflict() -> None:
    claims, (conflict,) = check(WRONG_SHARE, (1, "The board has 20 members."))
    assert not of_kind(claims, FindingKind.ARITHMETIC_FAILS)
    assert (conflict.scope, conflict.relation, conflict.by) == (
        Scope.WITHIN,
        Relation.CONTRADICTION,
        "rule:share_of_total",
    )
    assert "is 60%, but the article says 70%" in conflict.explanation


def test_the_sides_of_a_failing_sum_are_its_numbers_with_their_passage() -> None:
    _, (conflict,) = check(WRONG_SHARE, (1, "The board has 20 members."))
    assert [(side.claim_id, side.value, side.low, side.unit) for side in conflict.sides] == [
        (None, "70%", Decimal(70), "%"),
        (None, "12", Decimal(12), "member"),
        (None, "20", Decimal(20), "member"),
    ]
    assert {side.quote for side in conflict.sides} == {"In the end 12 of 20 members (70%) voted for the plan."}


def test_a_claim_that_states_a_part_of_a_failing_sum_is_a_side_and_carries_it() -> None:
    article = make_article(["The ferry had 34 people on board.", "Boats took 19 of them, the other 12 swam to land."])
    claims, conflicts = check(article, (2, "The other 12 swam to land."))
    assert len(of_kind(claims, FindingKind.ARITHMETIC_FAILS)) == len(conflicts) == 1
    sides = {side.value: side.claim_id for side in conflicts[0].sides}
    assert (sides["34"], sides["12"]) == (None, claims[0].grounded.claim.claim_id)


def test_a_sum_that_holds_without_a_claim_is_nothing() -> None:
    assert check(SHARE, (1, "The board has 20 members."))[1] == ()
