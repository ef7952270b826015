import pytest

from pipeline.stages.ground import ground_claims, replace_ungrounded
from schemas.article import Article, SentenceRole, Span
from schemas.claim import GroundedClaim, Missing, MissingKind
from tests.factories import make_article, make_claim

ARTICLE = make_article(
    ["Acme of Leeds met on Monday.", "The company raised $7.4 billion.", "Rain fell."], "Bob Ray did not come."
)


def ground(article: Article, statement: str, *numbers: int) -> GroundedClaim:
    (claim,) = ground_claims(article, [make_claim(article, *numbers, statement=statement)])
    return claim


def good(n: int, statement: str | None = None) -> GroundedClaim:
    return ground(ARTICLE, statement or ARTICLE.quote(ARTICLE.sentence(n)), n)


def bad(n: int, name: str = "Zed") -> GroundedClaim:
    return ground(ARTICLE, f"{ARTICLE.quote(ARTICLE.sentence(n))[:-1]} with Mr {name}.", n)


def test_every_claim_is_kept_in_its_order() -> None:
    claims = [make_claim(ARTICLE, n, statement=text) for n, text in ((4, "Nonsense."), (1, "Acme met."), (2, ""))]
    assert [grounded.claim for grounded in ground_claims(ARTICLE, claims)] == claims


def test_the_quote_of_one_sentence_is_that_sentence() -> None:
    assert good(2).quote == "The company raised $7.4 billion."


def test_the_quote_of_adjacent_sentences_runs_over_both() -> None:
    grounded = ground(ARTICLE, "Rain fell, and Bob Ray did not come.", 3, 4)
    assert grounded.quote == "Rain fell.\n\nBob Ray did not come."
    assert len(grounded.spans) == 2


def test_the_quote_of_sentences_apart_is_the_first_and_the_spans_tell_both() -> None:
    grounded = ground(ARTICLE, "Acme met, and Bob Ray did not come.", 1, 4)
    assert grounded.quote == "Acme of Leeds met on Monday."
    assert [ARTICLE.quote(span) for span in grounded.spans] == [grounded.quote, "Bob Ray did not come."]
    assert grounded.is_grounded


@pytest.mark.parametrize("number", [0, 5])
def test_a_sentence_that_is_not_there_is_an_error(number: int) -> None:
    claim = make_claim(ARTICLE, 1).model_copy(update={"sentence_numbers": (number,)})
    with pytest.raises(IndexError):
        ground_claims(ARTICLE, [claim])


def test_what_the_sentence_does_not_say_is_missing() -> None:
    grounded = ground(ARTICLE, "Acme of York met on Monday.", 1)
    assert grounded.missing == (Missing(kind=MissingKind.NAME, text="York"),)
    assert not grounded.is_grounded


def test_a_sentence_that_refers_back_borrows_from_the_one_before() -> None:
    assert ground(ARTICLE, "Acme raised $7.4 billion.", 2).is_grounded


def test_only_the_sentence_right_before_lends() -> None:
    article = make_article("Acme of Leeds met.", "Bob Ray spoke.", "He raised $3.")
    assert ground(article, "Bob Ray raised $3.", 3).is_grounded
    assert not ground(article, "Acme raised $3.", 3).is_grounded


def test_a_sentence_that_stands_alone_borrows_nothing() -> None:
    assert not ground(ARTICLE, "In Leeds rain fell.", 3).is_grounded


@pytest.mark.parametrize("role", [SentenceRole.BOILERPLATE, SentenceRole.REPEATED, SentenceRole.HEADING])
def test_page_furniture_lends_nothing(role: SentenceRole) -> None:
    article = make_article("Acme of Leeds met.", "Bob Ray spoke.", "The company raised $3.", roles={2: role})
    assert ground(article, "Acme raised $3.", 3).is_grounded
    assert not ground(article, "Bob Ray raised $3.", 3).is_grounded


@pytest.mark.parametrize(
    ("role", "is_grounded"), [(SentenceRole.LIST, True), (SentenceRole.HEADING, True), (SentenceRole.BODY, False)]
)
def test_an_item_or_a_heading_borrows_from_the_title(role: SentenceRole, *, is_grounded: bool) -> None:
    article = make_article("240 jobs lost", title="Acme shuts its mill", roles={1: role})
    assert ground(article, "Acme: 240 jobs lost.", 1).is_grounded is is_grounded


def test_an_article_without_a_title_lends_none() -> None:
    article = make_article("240 jobs lost", title=None, roles={1: SentenceRole.LIST})
    assert not ground(article, "Acme: 240 jobs lost.", 1).is_grounded


def test_an_ungrounded_claim_gives_way_to_a_grounded_one_of_its_sentence() -> None:
    mended = good(2)
    assert replace_ungrounded([bad(2)], [mended]) == (mended,)


def test_an_ungrounded_claim_stays_where_the_second_asking_did_no_better() -> None:
    first = bad(2)
    assert replace_ungrounded([first], [bad(2, "Nix")]) == (first,)


def test_an_ungrounded_claim_stays_where_its_sentence_was_not_answered() -> None:
    first = bad(2)
    assert replace_ungrounded([first], []) == (first,)


def test_an_ungrounded_second_claim_of_a_silent_sentence_is_kept() -> None:
    second = bad(3)
    assert replace_ungrounded([good(1)], [second]) == (good(1), second)


def test_grounded_claims_of_the_first_pass_stay_beside_those_of_the_second() -> None:
    first, second = good(2), good(2, "By the company $7.4 billion was raised.")
    assert replace_ungrounded([first, bad(2)], [second]) == (first, second)


def test_what_says_the_same_of_one_sentence_is_kept_once() -> None:
    first = good(2)
    assert replace_ungrounded([first], [good(2, "the company raised $7.4 billion")]) == (first,)


def test_the_same_words_of_two_sentences_are_two_claims() -> None:
    article = make_article("Rain fell.", "Rain fell.")
    both = ground_claims(article, [make_claim(article, 1), make_claim(article, 2)])
    assert replace_ungrounded(both, []) == both


def test_claims_come_in_the_order_of_the_text() -> None:
    merged = replace_ungrounded([good(4), bad(1)], [good(3), good(1)])
    assert [claim.claim.sentence_numbers for claim in merged] == [(1,), (3,), (4,)]


def test_nothing_gives_nothing() -> None:
    assert ground_claims(ARTICLE, []) == replace_ungrounded([], []) == ()


def test_a_span_is_that_of_its_sentence() -> None:
    sentence = ARTICLE.sentence(2)
    assert good(2).spans == (Span(start=sentence.start, end=sentence.end),)
