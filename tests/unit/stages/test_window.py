import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.extract.window import passed_over, plan_windows, window_of
from schemas.article import SentenceRole
from tests.factories import make_article

SILENT = [
    ("Who will pay for it?", SentenceRole.BODY, "asks a question"),
    ("“Who will pay?”", SentenceRole.LIST, "asks a question"),
    ("What happens in 2027?", SentenceRole.HEADING, "asks a question"),
    ("What comes next", SentenceRole.HEADING, "is a heading without a figure"),
    ("Well, yes.", SentenceRole.BODY, "has fewer than three words"),
    ("Leeds", SentenceRole.TITLE, "has fewer than three words"),
    ("Its main parts are:", SentenceRole.BODY, "introduces what follows"),
]
ASKED = [
    ("It rained all day.", SentenceRole.BODY),
    ("Council votes for tram", SentenceRole.TITLE),
    ("A 40% rise in fares", SentenceRole.HEADING),
    ("$7 billion", SentenceRole.LIST),
    ("It named three parts:", SentenceRole.BODY),
    ("Trams for the whole city", SentenceRole.LIST),
]
UNASKED_ROLES = [SentenceRole.BOILERPLATE, SentenceRole.REPEATED]
PIECES = st.lists(st.tuples(st.sampled_from([*SILENT, *ASKED]), st.sampled_from(SentenceRole)), max_size=30)


@pytest.mark.parametrize(("text", "role", "reason"), SILENT)
def test_what_states_nothing_is_passed_over_with_a_reason(text: str, role: SentenceRole, reason: str) -> None:
    article = make_article(text, roles={1: role})
    assert passed_over(article) == {1: reason}
    assert plan_windows(article, 3) == ()


@pytest.mark.parametrize(("text", "role"), ASKED)
def test_what_may_state_something_is_asked_about(text: str, role: SentenceRole) -> None:
    article = make_article(text, roles={1: role})
    assert passed_over(article) == {}
    assert [window.numbers for window in plan_windows(article, 3)] == [(1,)]


@pytest.mark.parametrize("role", UNASKED_ROLES)
def test_boilerplate_and_repeats_are_neither_asked_nor_given_a_reason(role: SentenceRole) -> None:
    article = make_article("It rained all day.", roles={1: role})
    assert (passed_over(article), plan_windows(article, 3)) == ({}, ())


@pytest.mark.parametrize(
    ("size", "numbers"), [(1, [(1,), (3,), (4,)]), (2, [(1, 3), (4,)]), (3, [(1, 3, 4)]), (9, [(1, 3, 4)])]
)
def test_windows_hold_at_most_their_size_in_the_order_of_the_text(size: int, numbers: list[tuple[int, ...]]) -> None:
    article = make_article("The tram runs.", "Who will pay?", "Leeds grew fast.", "York grew slowly.")
    assert [window.numbers for window in plan_windows(article, size)] == numbers


def test_a_sentence_that_leans_back_brings_the_one_before_it() -> None:
    article = make_article(
        "Ann Lee won the race.", "A heading", "She thanked her team.", roles={2: SentenceRole.HEADING}
    )
    assert window_of(article, [article.sentence(3)]).before == article.sentence(1)


@pytest.mark.parametrize("n", [1, 2])
def test_a_sentence_with_its_own_subject_or_none_before_it_comes_alone(n: int) -> None:
    article = make_article("She won the race.", "Bob Ray came second.")
    assert window_of(article, [article.sentence(n)]).before is None


def test_boilerplate_never_comes_along() -> None:
    article = make_article("Sign up for more.", "She won the race.", roles={1: SentenceRole.BOILERPLATE})
    assert window_of(article, [article.sentence(2)]).before is None


@given(PIECES, st.integers(1, 8))
def test_every_sentence_is_asked_once_or_has_a_reason(
    pieces: list[tuple[tuple[str, ...], SentenceRole]], size: int
) -> None:
    article = make_article(*(piece[0] for piece, _ in pieces), roles={n: role for n, (_, role) in enumerate(pieces, 1)})
    windows = plan_windows(article, size)
    asked = [n for window in windows for n in window.numbers]
    unasked = [s.n for s in article.sentences if s.role in UNASKED_ROLES]
    assert sorted([*asked, *passed_over(article), *unasked]) == [s.n for s in article.sentences]
    assert asked == sorted(asked)
    assert all(len(window.numbers) == size for window in windows[:-1])
