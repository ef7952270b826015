from decimal import Decimal

import pytest

from pipeline.stages.check import check_claims
from pipeline.stages.check.impossible import impossible_values
from pipeline.stages.ground import ground_claims
from pipeline.text.quantity import find_quantities
from schemas.article import Span
from schemas.claim import CheckedClaim, ClaimStatus, Missing, MissingKind
from schemas.finding import Finding, FindingKind, Severity
from tests.factories import make_article, make_claim, make_grounded

BEFORE = "The vote was held in Leeds."


def check(sentence: str, statement: str | None = None) -> CheckedClaim:
    article = make_article([BEFORE, sentence])
    ((claim,), _) = check_claims(article, ground_claims(article, [make_claim(article, 2, statement=statement)]))
    return claim


def impossible(sentence: str) -> list[Finding]:
    article = make_article(sentence)
    return list(impossible_values(make_grounded(article), find_quantities(sentence)))


@pytest.mark.parametrize(
    "sentence",
    [
        "About 120% of the voters took part.",
        "Some 150 percent of all staff voted.",
        "Some 101% of its homes have power.",
        "At least 200% of those homes have power.",
    ],
)
def test_a_part_above_its_whole_cannot_be(sentence: str) -> None:
    (finding,) = impossible(sentence)
    assert (finding.kind, finding.severity) == (FindingKind.VALUE_IMPOSSIBLE, Severity.ERROR)
    assert finding.by.startswith("rule:")


@pytest.mark.parametrize(
    "sentence",
    [
        "Some 100% of the voters took part.",
        "Exactly 99.9% of the voters took part.",
        "Up to 120% of the seats were taken.",
        "Sales rose by 120% of the old sum.",
        "A return of 300% of the stake was paid.",
        "Profit was 120% of the sum.",
        "The price is 120% higher.",
        "The price is 120% of last year's.",
        "At 120 of the schools lessons stopped.",
        "Rain fell.",
    ],
)
def test_growth_a_comparison_and_a_whole_can_be(sentence: str) -> None:
    assert impossible(sentence) == []


def test_an_impossible_share_is_shown_where_it_stands() -> None:
    article = make_article([BEFORE, "Then 120% of the voters took part."])
    ((claim,), _) = check_claims(article, [make_grounded(article, make_claim(article, 2))])
    ((span,),) = [finding.spans for finding in claim.findings]
    assert article.quote(span) == "120%"


def test_an_ungrounded_claim_gets_a_warning_that_says_what_it_adds() -> None:
    finding = check("It cost $3 million.", "It cost $4 million in York.").findings[0]
    assert (finding.kind, finding.by, finding.severity) == (
        FindingKind.UNGROUNDED,
        "rule:grounding",
        Severity.WARNING,
    )
    assert "the number $4 million, the name York" in finding.explanation
    assert finding.spans == (Span(start=len(BEFORE) + 1, end=len(BEFORE) + 20),)


@pytest.mark.parametrize("kind", MissingKind)
def test_every_kind_of_addition_has_words(kind: MissingKind) -> None:
    article = make_article("Rain fell.")
    grounded = make_grounded(article, missing=[Missing(kind=kind, text="zzz")])
    ((claim,), _) = check_claims(article, [grounded])
    assert "zzz" in claim.findings[0].explanation


def test_a_grounded_possible_claim_has_no_finding() -> None:
    assert check("The bridge cost $3 million.").findings == ()


def test_quantities_are_those_that_the_statement_repeats() -> None:
    claim = check("The bridge cost $3 million and the road $5 million.", "The road cost $5 million.")
    assert [(quantity.text, quantity.low) for quantity in claim.quantities] == [("$5 million", Decimal(5_000_000))]


def test_quantities_of_sentences_apart_have_offsets_in_the_article() -> None:
    article = make_article("The bridge cost $3 million.", "Rain fell for days.", "The road cost $5 million.")
    claim = make_claim(article, 1, 3, statement="The bridge cost $3 million, the road $5 million.")
    ((checked,), _) = check_claims(article, [make_grounded(article, claim)])
    assert [article.text[q.start : q.end] for q in checked.quantities] == ["$3 million", "$5 million"]
    assert [q.text for q in checked.quantities] == ["$3 million", "$5 million"]


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("The bridge will open.", ClaimStatus.PLANNED),
        ("The bridge has opened.", ClaimStatus.DONE),
        ("The mayor denied it.", ClaimStatus.DENIED),
        ("The town lies there.", None),
    ],
)
def test_the_status_is_read_from_the_statement(sentence: str, status: ClaimStatus | None) -> None:
    assert check(sentence).status is status


def test_every_claim_is_kept_in_its_order() -> None:
    article = make_article("Rain fell.", "Snow melted.")
    grounded = [make_grounded(article, make_claim(article, n)) for n in (2, 1)]
    checked, conflicts = check_claims(article, grounded)
    assert [claim.grounded for claim in checked] == grounded
    assert conflicts == ()
