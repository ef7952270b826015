"""What an edited article takes over says what it said, of the same words, with the grade it had."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.runner.carried import Carried, EarlierArticle, carry_over
from schemas.article import Article, SentenceRole
from schemas.grade import GradedClaim
from schemas.identity import id_of_article, identify_claim
from tests.factories import make_article, make_checked, make_claim, make_grade, make_graded, make_grounded

A, B, C, D, NEW = (f"The {name} cost 4 million dollars." for name in ("bridge", "ferry", "tower", "harbour", "clock"))
SENTENCES = st.sampled_from([A, B, C, D, NEW])


def article(*sentences: str, path: str = "in/a.txt", **more: SentenceRole) -> Article:
    roles = {int(name.removeprefix("n")): role for name, role in more.items()}
    made = make_article(*sentences, path=path, roles=roles)
    return made.model_copy(update={"article_id": id_of_article(made)})


def graded(of: Article, *numbers: int, relies_on: Sequence[str] = (), is_graded: bool = True) -> GradedClaim:
    claim = make_claim(of, *numbers)
    claim_id = identify_claim(of.article_id, numbers[0], claim.statement)
    checked = make_checked(make_grounded(of, claim.model_copy(update={"claim_id": claim_id})))
    return make_graded(checked, make_grade(relies_on=relies_on) if is_graded else None)


def id_of(claim: GradedClaim) -> str:
    return claim.checked.grounded.claim.claim_id


def carry(before: Article, claims: Sequence[GradedClaim], after: Article, *missed: int) -> Carried:
    return carry_over(after, EarlierArticle(article=before, graded=tuple(claims), missed=frozenset(missed)))


def asked(carried: Carried, of: Article) -> list[int]:
    return [one.n for one in of.sentences if carried.asked is None or one.n in carried.asked]


@pytest.mark.parametrize(
    ("before", "after", "kept", "again"),
    [
        ((A, B, C), (A, B, C), {1: 1, 2: 2, 3: 3}, []),
        ((A, B, C), (NEW, A, B, C), {1: 2, 2: 3, 3: 4}, [1]),
        ((A, B, C), (A, NEW, C), {1: 1, 3: 3}, [2]),
        ((A, B, C), (A, C), {1: 1, 3: 2}, []),
        ((A, B, C, D), (C, D, A, B), {1: 3, 2: 4}, [1, 2]),
        ((A, B), (NEW,), {}, [1]),
        ((A, A), (A,), {1: 1}, []),
        ((A, B), (f"{A[:10]}\n{A[11:]}", B), {1: 1, 2: 2}, []),
    ],
)
def test_untouched_sentences_keep_their_claims_under_their_new_numbers(
    before: tuple[str, ...], after: tuple[str, ...], kept: dict[int, int], again: list[int]
) -> None:
    old, new = article(*before), article(*after)
    carried = carry(old, [graded(old, one.n) for one in old.sentences], new)
    told = [(claim.sentence_numbers, claim.statement) for claim in carried.claims]
    assert told == sorted(((now,), before[was - 1]) for was, now in kept.items())
    assert asked(carried, new) == again
    assert carried.grades.keys() == {claim.claim_id for claim in carried.claims}


def test_a_sentence_in_another_role_is_asked_about() -> None:
    old, new = article(A, B), article(A, B, n2=SentenceRole.BOILERPLATE)
    carried = carry(old, [graded(old, 1), graded(old, 2)], new)
    assert ([claim.sentence_numbers for claim in carried.claims], asked(carried, new)) == ([(1,)], [2])


def test_a_sentence_that_was_missed_is_asked_about() -> None:
    old = article(A, B)
    carried = carry(old, [graded(old, 1)], old, 2)
    assert ([claim.sentence_numbers for claim in carried.claims], asked(carried, old)) == ([(1,)], [2])


def test_what_a_claim_tells_of_an_edited_sentence_too_is_asked_about_with_all_that_stands_there() -> None:
    old, new = article(A, B, C, D), article(A, B, NEW, D)
    carried = carry(old, [graded(old, 1), graded(old, 1, 2), graded(old, 2, 3), graded(old, 4)], new)
    assert ([claim.sentence_numbers for claim in carried.claims], asked(carried, new)) == ([(4,)], [1, 2, 3])


def test_a_grade_relies_on_what_is_carried_under_its_new_id_alone() -> None:
    old, new = article(A, B, C), article(NEW, A, B)
    first, third = graded(old, 1), graded(old, 3)
    carried = carry(old, [first, graded(old, 2, relies_on=[id_of(first), id_of(third)]), third], new)
    one, two = carried.claims
    assert carried.grades[two.claim_id].relies_on == (one.claim_id,)
    assert carried.grades[one.claim_id] == first.grade


def test_a_claim_without_a_grade_is_carried_without_one() -> None:
    old = article(A)
    carried = carry(old, [graded(old, 1, is_graded=False)], old)
    assert (len(carried.claims), carried.grades) == (1, {})


@given(st.lists(SENTENCES, min_size=1, max_size=6), st.lists(SENTENCES, min_size=1, max_size=6), st.data())
def test_whatever_is_edited_a_sentence_keeps_all_its_claims_or_is_asked_about(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    old, new = article(*before), article(*after)
    numbers = st.lists(st.integers(1, len(before)), min_size=1, max_size=2, unique=True).map(sorted).map(tuple)
    claims = [graded(old, *each) for each in data.draw(st.lists(numbers, max_size=5, unique=True))]
    carried = carry(old, claims, new)
    stated = {one.statement for one in (claim.checked.grounded.claim for claim in claims)}
    for claim in carried.claims:
        words = " ".join(new.quote(new.sentence(n)) for n in claim.sentence_numbers)
        assert claim.statement == words
        assert claim.statement in stated
        assert claim.claim_id == identify_claim(new.article_id, claim.sentence_numbers[0], claim.statement)
        assert set(claim.sentence_numbers).isdisjoint(asked(carried, new))
    for sentence in new.sentences:
        told = [claim for claim in carried.claims if sentence.n in claim.sentence_numbers]
        was = [claim for claim in claims if new.quote(sentence) in claim.checked.grounded.claim.statement]
        assert told or not was or sentence.n in asked(carried, new) or before.count(new.quote(sentence)) > 1
