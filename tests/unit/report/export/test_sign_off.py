"""Whether a claim is signed off."""

import pytest

from pipeline.report.export.sign_off import Standing, reviewed_claims
from schemas.claim import Missing, MissingKind
from schemas.mark import KeptMark, MarkVerdict
from schemas.subject import Subject
from schemas.verdict import Verdict
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


def test_the_mark_of_the_one_conflict_that_speaks_against_a_claim_is_that_of_the_claim() -> None:
    claims = [make.make_claim(ARTICLE, n) for n in (1, 2)]
    conflict = make.make_conflict(*(make.make_side(ARTICLE, one) for one in claims))
    decided = [
        make.make_claim_verdict(make.make_graded(make.make_checked(make.make_grounded(ARTICLE, one))), Verdict.DISPUTED)
        for one in claims
    ]
    asked: list[Subject] = []

    def known(subject: Subject) -> None:
        asked.append(subject)

    verdict = make.make_article_verdict(ARTICLE, decided, conflicts=[conflict])
    found = list(reviewed_claims(verdict, [conflict], known))
    assert {one.reference for one in asked} == {conflict.conflict_id}
    assert [one.number for one in found] == [1, 2]
