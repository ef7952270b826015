"""Whether a claim is signed off."""

from collections.abc import Sequence

import pytest

from pipeline.report.export.sign_off import Standing, reviewed_claims
from schemas.claim import Missing, MissingKind
from schemas.conflict import Relation
from schemas.finding import Finding, FindingKind
from schemas.mark import KeptMark, MarkVerdict
from schemas.subject import Subject, SubjectKind
from schemas.verdict import ArticleVerdict, Verdict
from tests import factories as make
from tests.marking import AGREE, FALSE_ALARM, FIXED, mark

ARTICLE = make.make_article("The bridge cost $40 million.", "It cost $45 million.")


def standing(given: MarkVerdict | None, verdict: Verdict = Verdict.IMPLAUSIBLE, *missing: Missing) -> Standing:
    """Return how a claim stands that has this mark; a mark without a verdict is a note."""
    checked = make.make_checked(make.make_grounded(ARTICLE, missing=missing), findings=[make.make_finding()])
    decided = make.make_article_verdict(ARTICLE, [make.make_claim_verdict(make.make_graded(checked), verdict)])
    (one,) = reviewed_claims(decided, (), lambda subject: KeptMark(number=1, mark=mark(subject, given, "hm")))
    return one.standing


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (AGREE, Standing.SIGNED_OFF),
        (FIXED, Standing.SIGNED_OFF),
        (FALSE_ALARM, Standing.FALSE_ALARM),
        (None, Standing.NOT_MARKED),
    ],
)
def test_a_mark_that_agrees_signs_off(given: MarkVerdict | None, expected: Standing) -> None:
    assert standing(given) is expected


@pytest.mark.parametrize(("given", "expected"), [(AGREE, Standing.UNGROUNDED), (FALSE_ALARM, Standing.FALSE_ALARM)])
def test_words_that_are_not_the_article_s_are_never_signed_off(given: MarkVerdict, expected: Standing) -> None:
    assert standing(given, Verdict.DOUBTFUL, Missing(kind=MissingKind.NAME, text="Norden")) is expected


def test_a_statement_of_which_nothing_can_be_seen_is_never_signed_off() -> None:
    claim = make.make_claim(ARTICLE).model_copy(update={"statement": "\u200b\u2060"})
    graded = make.make_graded(make.make_checked(make.make_grounded(ARTICLE, claim)))
    decided = make.make_article_verdict(ARTICLE, [make.make_claim_verdict(graded, Verdict.IMPLAUSIBLE)])
    (one,) = reviewed_claims(decided, (), lambda subject: KeptMark(number=1, mark=mark(subject, AGREE)))
    assert one.standing is Standing.UNGROUNDED


@pytest.mark.parametrize("verdict", [Verdict.PLAUSIBLE, Verdict.NOT_CHECKABLE, Verdict.NOT_CHECKED])
def test_what_is_not_doubted_has_no_mark(verdict: Verdict) -> None:
    assert standing(AGREE, verdict) is Standing.NOT_DOUBTED


def doubted(relation: Relation, *findings: Finding, because: Sequence[Finding] = ()) -> ArticleVerdict:
    """Decide an article whose first claim a conflict with its second speaks against, and these findings."""
    claims = [make.make_claim(ARTICLE, n) for n in (1, 2)]
    conflict = make.make_conflict(*(make.make_side(ARTICLE, one) for one in claims), relation=relation)
    checked = make.make_checked(make.make_grounded(ARTICLE, claims[0]), findings=findings)
    claim = make.make_claim_verdict(make.make_graded(checked), Verdict.CONTRADICTED, because=because)
    return make.make_article_verdict(ARTICLE, [claim], conflicts=[conflict])


@pytest.mark.parametrize(("agreed", "expected"), [(0, Standing.SIGNED_OFF), (1, Standing.NOT_MARKED)])
def test_a_passage_that_cannot_be_is_signed_off_by_its_own_mark_alone(agreed: int, expected: Standing) -> None:
    stated, other = (make.make_claim(ARTICLE, n) for n in (1, 2))
    alone = make.make_conflict(make.make_side(ARTICLE, stated), by="rule:date")
    sides = (make.make_side(ARTICLE, one) for one in (stated, other))
    conflicts = [alone, make.make_conflict(*sides, relation=Relation.UPDATE)]
    graded = make.make_graded(make.make_checked(make.make_grounded(ARTICLE, stated)))
    decided = make.make_article_verdict(ARTICLE, [make.make_claim_verdict(graded, Verdict.IMPLAUSIBLE)])
    wanted = conflicts[agreed].conflict_id

    def known(subject: Subject) -> KeptMark | None:
        return KeptMark(number=1, mark=mark(subject, AGREE)) if subject.reference == wanted else None

    (one,) = reviewed_claims(decided, conflicts, known)
    assert one.standing is expected


SUM = make.make_finding(FindingKind.ARITHMETIC_FAILS, "The sum fails.", by="rule:total")
DATE = make.make_finding(FindingKind.DATE_IMPOSSIBLE, "The date cannot be.", by="rule:date")
CLAIM, CONFLICT = {SubjectKind.CLAIM}, {SubjectKind.CONFLICT}
DIFFER = "The values differ by more than rounding."


@pytest.mark.parametrize(
    ("verdict", "agreed", "expected"),
    [
        (doubted(Relation.CONTRADICTION), CONFLICT, (Standing.SIGNED_OFF, DIFFER)),
        (doubted(Relation.CONTRADICTION, DATE), CONFLICT, (Standing.SIGNED_OFF, DIFFER)),
        (doubted(Relation.CONTRADICTION, DATE), CLAIM, (Standing.FALSE_ALARM, None)),
        (doubted(Relation.CONTRADICTION, DATE, SUM, because=[SUM]), CLAIM, (Standing.SIGNED_OFF, "The sum fails.")),
        (doubted(Relation.CONTRADICTION, SUM, because=[SUM]), CONFLICT, (Standing.SIGNED_OFF, DIFFER)),
        (doubted(Relation.CONTRADICTION, SUM, because=[SUM]), set(), (Standing.FALSE_ALARM, None)),
        (doubted(Relation.UPDATE, SUM, because=[SUM]), CONFLICT, (Standing.FALSE_ALARM, None)),
        (doubted(Relation.UPDATE), CONFLICT, (Standing.SIGNED_OFF, DIFFER)),
    ],
)
def test_only_agreement_with_what_led_to_the_verdict_signs_a_claim_off(
    verdict: ArticleVerdict, agreed: set[SubjectKind], expected: tuple[Standing, str | None]
) -> None:
    def known(subject: Subject) -> KeptMark:
        return KeptMark(number=1, mark=mark(subject, AGREE if subject.kind in agreed else FALSE_ALARM))

    (one,) = reviewed_claims(verdict, verdict.conflicts, known)
    standing, reason = expected
    assert (one.standing, one.reason) == (standing, reason or verdict.claims[0].reason)
    assert one.mark is not None
    assert one.to_judge
