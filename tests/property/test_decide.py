from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.decide import decide_verdicts
from schemas.article import Article, SentenceRole
from schemas.claim import ClaimKind, NotChecked
from schemas.conflict import Relation
from schemas.finding import Finding, FindingKind, Severity
from schemas.grade import Consistency, Grade, GradedClaim, Plausibility
from schemas.verdict import ArticleVerdict, Outcome, Verdict
from tests.factories import (
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

MODEL_VERDICTS = {Verdict.CONTRADICTED, Verdict.IMPLAUSIBLE, Verdict.DOUBTFUL}
RULES = sorted(set(FindingKind) - {FindingKind.MODEL_DOUBT})
GRADES = st.builds(
    make_grade,
    st.sampled_from(Plausibility),
    st.sampled_from(Consistency),
    reason=st.text(max_size=20),
    relies_on=st.lists(st.text(max_size=3), max_size=3),
    is_decisive=st.booleans(),
)
FINDINGS = st.lists(
    st.builds(make_finding, st.sampled_from(RULES), severity=st.sampled_from([Severity.WARNING, Severity.ERROR])),
    max_size=3,
)
FAILURE = NotChecked(stage="grade", unit="u", reason="down")
PAIR = make_article("Rain fell.", "Snow melted.")


@st.composite
def articles(draw: st.DrawFn) -> Article:
    roles = draw(st.lists(st.sampled_from(SentenceRole), min_size=1, max_size=8))
    return make_article(*(f"Line {n} is here." for n in range(len(roles))), roles=dict(enumerate(roles, 1)))


def numbers(article: Article) -> st.SearchStrategy[list[int]]:
    return st.sets(st.integers(1, len(article.sentences)), max_size=4).map(sorted)


def claim(
    article: Article,
    *sentences: int,
    grade: Grade | None = None,
    findings: list[Finding] | None = None,
    kind: ClaimKind = ClaimKind.FACT,
) -> GradedClaim:
    grounded = make_grounded(article, make_claim(article, *sentences, kind=kind))
    return make_graded(make_checked(grounded, findings=findings or []), grade, not_checked=None if grade else FAILURE)


def decide(*claims: GradedClaim) -> ArticleVerdict:
    return decide_verdicts(PAIR, claims, [], [], {})


@given(GRADES, st.sampled_from(ClaimKind))
def test_a_grade_that_is_not_decisive_moves_nothing(grade: Grade, kind: ClaimKind) -> None:
    shown = grade.model_copy(update={"is_decisive": False})
    assert decide(claim(PAIR, grade=shown, kind=kind)).verdict not in MODEL_VERDICTS


@given(GRADES, GRADES, FINDINGS)
def test_grades_that_are_not_decisive_are_alike(first: Grade, second: Grade, findings: list[Finding]) -> None:
    shown = [grade.model_copy(update={"is_decisive": False}) for grade in (first, second)]
    one, other = (decide(claim(PAIR, grade=grade, findings=findings)).claims[0] for grade in shown)
    assert (one.verdict, one.because, one.reason) == (other.verdict, other.because, other.reason)


@given(FINDINGS)
def test_a_failure_without_a_finding_of_a_rule_is_never_anything_but_not_checked(findings: list[Finding]) -> None:
    (decided,) = decide(claim(PAIR, findings=findings)).claims
    speaks = [finding for finding in findings if finding.kind is not FindingKind.ARITHMETIC_HOLDS]
    assert (decided.verdict is Verdict.NOT_CHECKED) is (not speaks)
    assert decided.verdict is not Verdict.PLAUSIBLE


@given(GRADES | st.none(), FINDINGS, st.sampled_from(ClaimKind))
def test_what_decided_is_among_the_findings_and_told(
    grade: Grade | None, found: list[Finding], kind: ClaimKind
) -> None:
    (decided,) = decide(claim(PAIR, grade=grade, findings=found, kind=kind)).claims
    assert set(decided.because) <= set(decided.findings)
    assert set(found) <= set(decided.findings)
    assert decided.reason == (decided.because[0].explanation if decided.because else decided.reason) != ""


@given(GRADES, FINDINGS, FINDINGS)
def test_another_finding_never_makes_a_verdict_better(grade: Grade, few: list[Finding], more: list[Finding]) -> None:
    worse, better = (decide(claim(PAIR, grade=grade, findings=found)) for found in ([*few, *more], few))
    assert worse.verdict.rank <= better.verdict.rank


@given(st.sampled_from([Relation.ROUNDING, Relation.DIFFERENT_SCOPE, Relation.UNCLEAR]), GRADES)
def test_a_conflict_that_is_explained_or_open_moves_no_verdict(relation: Relation, grade: Grade) -> None:
    graded = claim(PAIR, grade=grade)
    sides = [make_side(PAIR, make_claim(PAIR, n)) for n in (1, 2)]
    clash = make_conflict(*sides, relation=relation)
    assert decide_verdicts(PAIR, [graded], [clash], [], {}).verdict is decide(graded).verdict


@given(st.data())
def test_every_sentence_is_accounted_for_once(data: st.DataObject) -> None:
    article = data.draw(articles())
    claimed = data.draw(numbers(article))
    failed = data.draw(numbers(article))
    silent = data.draw(numbers(article))
    failures = [NotChecked(stage="extract", unit="u", sentence_numbers=tuple(failed), reason="down")]
    claims = [claim(article, n, grade=make_grade()) for n in claimed]
    ledger = decide_verdicts(article, claims, [], failures, dict.fromkeys(silent, "asks a question")).ledger
    assert [(line.n, line.start, line.end, line.role) for line in ledger] == [
        (s.n, s.start, s.end, s.role) for s in article.sentences
    ]
    assert [line.n for line in ledger if line.outcome is Outcome.CLAIM] == claimed
    assert all(bool(line.claim_ids) is (line.outcome is Outcome.CLAIM) for line in ledger)
    assert all(line.outcome is not Outcome.NO_CLAIM for line in ledger if line.n in failed)
