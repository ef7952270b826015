from collections.abc import Sequence

import pytest

from pipeline.stages.decide import decide_verdicts
from schemas.article import Article
from schemas.claim import ClaimKind, NotChecked
from schemas.conflict import Conflict, Relation, Scope
from schemas.finding import Finding, FindingKind, Severity
from schemas.grade import Consistency, Grade, GradedClaim, Plausibility
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict
from tests.factories import (
    PUBLISHED_AT,
    digest,
    make_article,
    make_checked,
    make_claim,
    make_conflict,
    make_finding,
    make_grade,
    make_graded,
    make_grounded,
    make_side,
)

ARTICLE = make_article("The bridge cost $3 million.", "The bridge cost $4 million.")
LATER = make_article("The bridge cost $5 million.", published_at=PUBLISHED_AT.replace(year=2027))
EARLIER = make_article("The bridge cost $1 million.", published_at=PUBLISHED_AT.replace(year=2020))
UNDATED = make_article("The bridge cost $6 million.", published_at=None)
CONTENT = make_grade(is_decisive=True)
FAILURE = NotChecked(stage="grade", unit="u", claim_ids=("c",), reason="The model declined.")

CONTRADICTS = [
    FindingKind.ARITHMETIC_FAILS,
    FindingKind.VALUE_CONFLICT,
    FindingKind.NAME_CONFLICT,
    FindingKind.STATUS_CONFLICT,
    FindingKind.TEXT_CONFLICT,
]
BY_FINDING = [
    *((kind, Verdict.CONTRADICTED) for kind in CONTRADICTS),
    (FindingKind.DATE_IMPOSSIBLE, Verdict.IMPLAUSIBLE),
    (FindingKind.VALUE_IMPOSSIBLE, Verdict.IMPLAUSIBLE),
    (FindingKind.UNGROUNDED, Verdict.DOUBTFUL),
    (FindingKind.ARITHMETIC_HOLDS, Verdict.PLAUSIBLE),
]
BY_RELATION = [
    (Scope.WITHIN, Relation.CONTRADICTION, Verdict.CONTRADICTED),
    (Scope.ACROSS, Relation.CONTRADICTION, Verdict.DISPUTED),
    (Scope.ACROSS, Relation.UPDATE, Verdict.OUTDATED),
    (Scope.ACROSS, Relation.ROUNDING, Verdict.PLAUSIBLE),
    (Scope.ACROSS, Relation.DIFFERENT_SCOPE, Verdict.PLAUSIBLE),
    (Scope.ACROSS, Relation.UNCLEAR, Verdict.PLAUSIBLE),
    (Scope.WITHIN, Relation.ROUNDING, Verdict.PLAUSIBLE),
    (Scope.WITHIN, Relation.UNCLEAR, Verdict.PLAUSIBLE),
]
BY_GRADE = [
    (Plausibility.PLAUSIBLE, Consistency.CONSISTENT, (), Verdict.PLAUSIBLE),
    (Plausibility.DOUBTFUL, Consistency.CONSISTENT, (), Verdict.DOUBTFUL),
    (Plausibility.IMPLAUSIBLE, Consistency.CONSISTENT, (), Verdict.IMPLAUSIBLE),
    (Plausibility.PLAUSIBLE, Consistency.UNCLEAR, (), Verdict.DOUBTFUL),
    (Plausibility.PLAUSIBLE, Consistency.INCONSISTENT, (), Verdict.DOUBTFUL),
    (Plausibility.PLAUSIBLE, Consistency.INCONSISTENT, ("other",), Verdict.CONTRADICTED),
    (Plausibility.IMPLAUSIBLE, Consistency.INCONSISTENT, ("other",), Verdict.CONTRADICTED),
    (Plausibility.IMPLAUSIBLE, Consistency.UNCLEAR, ("other",), Verdict.IMPLAUSIBLE),
    (Plausibility.DOUBTFUL, Consistency.UNCLEAR, ("other",), Verdict.DOUBTFUL),
]


def claim(
    grade: Grade | None = CONTENT,
    findings: Sequence[Finding] = (),
    kind: ClaimKind = ClaimKind.FACT,
    n: int = 1,
    not_checked: NotChecked | None = None,
) -> GradedClaim:
    stated = make_claim(ARTICLE, n, kind=kind)
    return make_graded(make_checked(make_grounded(ARTICLE, stated), findings=findings), grade, not_checked=not_checked)


def conflict(scope: Scope, relation: Relation) -> Conflict:
    other = make_claim(ARTICLE, 2) if scope is Scope.WITHIN else make_claim(LATER)
    sides = [make_side(ARTICLE, make_claim(ARTICLE, 1)), make_side(ARTICLE if scope is Scope.WITHIN else LATER, other)]
    return make_conflict(*sides, relation=relation, explanation=f"{scope} {relation}")


def article(
    *claims: GradedClaim, conflicts: Sequence[Conflict] = (), failures: Sequence[NotChecked] = ()
) -> ArticleVerdict:
    return decide_verdicts(ARTICLE, claims, conflicts, failures, {})


def decide(graded: GradedClaim, *conflicts: Conflict) -> ClaimVerdict:
    (decided,) = article(graded, conflicts=conflicts).claims
    return decided


@pytest.mark.parametrize(("kind", "verdict"), BY_FINDING)
def test_a_finding_of_a_rule_gives_its_verdict(kind: FindingKind, verdict: Verdict) -> None:
    assert decide(claim(findings=[make_finding(kind)])).verdict is verdict


def test_the_findings_of_the_rules_are_those_of_the_table() -> None:
    assert {kind for kind, _ in BY_FINDING} == set(FindingKind) - {FindingKind.MODEL_DOUBT}


@pytest.mark.parametrize(("scope", "relation", "verdict"), BY_RELATION)
def test_a_conflict_gives_its_verdict(scope: Scope, relation: Relation, verdict: Verdict) -> None:
    assert decide(claim(), conflict(scope, relation)).verdict is verdict


def test_what_cannot_be_by_itself_contradicts_nothing() -> None:
    assert decide(claim(), make_conflict(make_side(ARTICLE, make_claim(ARTICLE, 1)))).verdict is Verdict.IMPLAUSIBLE


@pytest.mark.parametrize(("plausibility", "consistency", "relies_on", "verdict"), BY_GRADE)
def test_a_decisive_grade_gives_its_verdict(
    plausibility: Plausibility, consistency: Consistency, relies_on: tuple[str, ...], verdict: Verdict
) -> None:
    grade = make_grade(plausibility, consistency, relies_on=relies_on, is_decisive=True)
    assert decide(claim(grade)).verdict is verdict


@pytest.mark.parametrize("kind", [ClaimKind.FORECAST, ClaimKind.OPINION])
def test_an_opinion_or_a_forecast_is_not_checkable(kind: ClaimKind) -> None:
    decided = decide(claim(kind=kind))
    assert decided.verdict is Verdict.NOT_CHECKABLE
    assert "opinion or a forecast" in decided.reason


@pytest.mark.parametrize(("kind", "verdict"), BY_FINDING[:-1])
def test_a_finding_of_a_rule_wins_over_a_technical_failure(kind: FindingKind, verdict: Verdict) -> None:
    assert decide(claim(None, [make_finding(kind)], not_checked=FAILURE)).verdict is verdict


def test_a_technical_failure_is_not_checked_with_its_reason() -> None:
    decided = decide(claim(None, not_checked=FAILURE))
    assert (decided.verdict, decided.reason) == (Verdict.NOT_CHECKED, "The model declined.")


def test_a_claim_that_was_never_graded_is_not_checked() -> None:
    assert decide(claim(None)).reason == "The second pass did not reach it."


@pytest.mark.parametrize(("worse", "better"), [(kind, FindingKind.UNGROUNDED) for kind, _ in BY_FINDING[:-2]], ids=str)
def test_the_worst_finding_decides_in_whatever_order_they_come(worse: FindingKind, better: FindingKind) -> None:
    findings = [make_finding(better), make_finding(worse)]
    first, second = (decide(claim(findings=order)) for order in (findings, findings[::-1]))
    assert first.verdict is second.verdict is dict(BY_FINDING)[worse]
    assert first.because == (findings[1],)


def test_all_findings_are_kept_and_those_that_decided_are_named() -> None:
    fails, holds = make_finding(FindingKind.ARITHMETIC_FAILS, "It fails."), make_finding(FindingKind.ARITHMETIC_HOLDS)
    decided = decide(claim(findings=[holds, fails]))
    assert (decided.findings, decided.because, decided.reason) == ((holds, fails), (fails,), "It fails.")


@pytest.mark.parametrize(("is_decisive", "severity"), [(True, Severity.WARNING), (False, Severity.INFO)])
def test_a_doubt_of_the_model_is_shown_with_what_it_doubts(*, is_decisive: bool, severity: Severity) -> None:
    grade = make_grade(Plausibility.DOUBTFUL, reason="Rare.", relies_on=("a",), model="m", is_decisive=is_decisive)
    (finding,) = decide(claim(grade)).findings
    assert (finding.kind, finding.by, finding.severity) == (FindingKind.MODEL_DOUBT, "model:m", severity)
    assert finding.explanation == "The model doubts it (plausibility: doubtful): Rare."
    assert finding.with_ == ("a",)


def test_both_doubts_are_named() -> None:
    grade = make_grade(Plausibility.IMPLAUSIBLE, Consistency.UNCLEAR)
    assert "(plausibility: implausible, consistency: unclear)" in decide(claim(grade)).findings[0].explanation


def test_a_content_model_leaves_no_finding_and_no_doubt() -> None:
    decided = decide(claim())
    assert (decided.findings, decided.because, decided.reason) == ((), (), "Nothing speaks against it.")


@pytest.mark.parametrize(("scope", "relation"), [(scope, relation) for scope, relation, _ in BY_RELATION[:3]])
def test_a_conflict_explains_its_verdict(scope: Scope, relation: Relation) -> None:
    assert decide(claim(), conflict(scope, Relation.UNCLEAR), conflict(scope, relation)).reason == f"{scope} {relation}"


def test_a_conflict_of_other_claims_moves_nothing() -> None:
    graded = claim(n=2)
    assert decide(graded, conflict(Scope.ACROSS, Relation.CONTRADICTION)).verdict is Verdict.PLAUSIBLE


@pytest.mark.parametrize(
    ("other", "verdict"), [(LATER, Verdict.OUTDATED), (UNDATED, Verdict.PLAUSIBLE), (EARLIER, Verdict.PLAUSIBLE)]
)
def test_only_the_older_side_of_an_update_is_outdated(other: Article, verdict: Verdict) -> None:
    sides = [make_side(ARTICLE, make_claim(ARTICLE, 1)), make_side(other, make_claim(other))]
    decided = decide(claim(), make_conflict(*sides, relation=Relation.UPDATE))
    assert decided.verdict is verdict
    assert (decided.reason == "Nothing speaks against it.") == (verdict is Verdict.PLAUSIBLE)


@pytest.mark.parametrize(
    ("claims", "failures", "verdict"),
    [
        ([], [], Verdict.NOT_CHECKABLE),
        ([], [FAILURE], Verdict.NOT_CHECKED),
        ([claim()], [], Verdict.PLAUSIBLE),
        ([claim()], [FAILURE], Verdict.NOT_CHECKED),
        ([claim(kind=ClaimKind.OPINION)], [], Verdict.NOT_CHECKABLE),
        ([claim(kind=ClaimKind.OPINION), claim(n=2)], [], Verdict.PLAUSIBLE),
        ([claim(), claim(None, n=2, not_checked=FAILURE)], [], Verdict.NOT_CHECKED),
        ([claim(), claim(findings=[make_finding(FindingKind.UNGROUNDED)], n=2)], [FAILURE], Verdict.DOUBTFUL),
        ([claim(findings=[make_finding()]), claim(n=2)], [], Verdict.CONTRADICTED),
    ],
)
def test_an_article_is_as_bad_as_its_worst_claim_and_a_failure_never_makes_it_good(
    claims: list[GradedClaim], failures: list[NotChecked], verdict: Verdict
) -> None:
    assert article(*claims, failures=failures).verdict is verdict


def test_the_failures_of_both_passes_are_told() -> None:
    first = NotChecked(stage="extract", unit="u", sentence_numbers=(2,), reason="down")
    assert article(claim(None, not_checked=FAILURE), failures=[first]).not_checked == (first, FAILURE)


def test_the_article_keeps_its_claims_in_order_and_its_conflicts() -> None:
    clash = conflict(Scope.WITHIN, Relation.CONTRADICTION)
    decided = article(claim(n=2), claim(n=1), conflicts=[clash])
    assert [c.graded.checked.grounded.claim.sentence_numbers for c in decided.claims] == [(2,), (1,)]
    assert [c.verdict for c in decided.claims] == [Verdict.CONTRADICTED] * 2
    assert decided.conflicts == (clash,)


def test_two_sides_of_one_claim_are_one_conflict() -> None:
    side = make_side(ARTICLE, make_claim(ARTICLE, 1))
    decided = decide(claim(), make_conflict(side, side, topic=digest("x")))
    assert decided.verdict is Verdict.CONTRADICTED
