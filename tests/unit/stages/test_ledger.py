import pytest

from pipeline.stages.decide.ledger import account_for
from schemas.article import Article, Sentence, SentenceRole
from schemas.claim import NotChecked
from schemas.grade import GradedClaim
from schemas.verdict import Outcome
from tests.factories import make_article, make_checked, make_claim, make_graded, make_grounded

PAIR = make_article("Rain fell.", "Snow melted.")
FAILED = NotChecked(stage="extract", unit="u", sentence_numbers=(1,), reason="down")


def graded(article: Article, *numbers: int, statement: str | None = None) -> GradedClaim:
    return make_graded(make_checked(make_grounded(article, make_claim(article, *numbers, statement=statement))))


def only(role: SentenceRole, **changed: object) -> Article:
    article = make_article("Rain fell.", roles={1: role})
    sentence = Sentence.model_validate({**article.sentences[0].model_dump(), **changed})
    return article.model_copy(update={"sentences": (sentence,)})


def test_a_sentence_with_claims_names_them_all() -> None:
    claims = [graded(PAIR, 1), graded(PAIR, 1, 2), graded(PAIR, 2, statement="It thawed.")]
    first, second = account_for(PAIR, claims, [], {})
    ids = [claim.checked.grounded.claim.claim_id for claim in claims]
    assert (first.outcome, first.claim_ids, first.reason) == (Outcome.CLAIM, (ids[0], ids[1]), None)
    assert (second.outcome, second.claim_ids) == (Outcome.CLAIM, (ids[1], ids[2]))


def test_a_line_says_where_its_sentence_stands() -> None:
    lines = account_for(PAIR, [], [], {})
    assert [PAIR.text[line.start : line.end] for line in lines] == ["Rain fell.", "Snow melted."]
    assert {line.article_id for line in lines} == {PAIR.article_id}


@pytest.mark.parametrize(
    ("article", "outcome", "reason"),
    [
        (only(SentenceRole.BODY), Outcome.NO_CLAIM, None),
        (only(SentenceRole.BOILERPLATE, rule="newsletter"), Outcome.BOILERPLATE, "newsletter"),
        (only(SentenceRole.REPEATED, repeats=4, rule="same"), Outcome.REPEATED, "repeats sentence 4"),
        (only(SentenceRole.REPEATED, rule="teaser"), Outcome.REPEATED, "teaser"),
    ],
)
def test_a_sentence_without_a_claim_says_what_it_is(article: Article, outcome: Outcome, reason: str | None) -> None:
    (line,) = account_for(article, [], [], {})
    assert (line.outcome, line.reason, line.claim_ids) == (outcome, reason, ())


def test_a_sentence_that_was_passed_over_says_why() -> None:
    (line,) = account_for(only(SentenceRole.BODY), [], [], {1: "asks a question"})
    assert (line.outcome, line.reason) == (Outcome.NO_CLAIM, "asks a question")


def test_a_failure_is_not_no_claim() -> None:
    first, second = account_for(PAIR, [], [FAILED], {1: "asks a question"})
    assert (first.outcome, first.reason) == (Outcome.NOT_CHECKED, "down")
    assert second.outcome is Outcome.NO_CLAIM


def test_a_claim_of_the_second_asking_outweighs_the_failure_of_the_first() -> None:
    first, _ = account_for(PAIR, [graded(PAIR, 1)], [FAILED], {})
    assert (first.outcome, first.reason) == (Outcome.CLAIM, None)


@pytest.mark.parametrize("role", [SentenceRole.BOILERPLATE, SentenceRole.REPEATED])
def test_what_is_never_asked_about_cannot_fail(role: SentenceRole) -> None:
    (line,) = account_for(only(role), [], [FAILED], {})
    assert line.outcome is not Outcome.NOT_CHECKED
