import pytest

from pipeline.stages.extract.anchor import anchor, held_share

PASSAGES = [
    "The council met in Leeds on Monday.",
    "It voted for a new tram line.",
    "The line costs 240 million pounds.",
]


@pytest.mark.parametrize(
    ("statement", "share"),
    [
        ("The council met in Leeds.", 1.0),
        ("The councils meet Leeds on Monday.", 0.75),
        ("The council slept.", 0.5),
        ("A dog barked.", 0.0),
        ("It was.", 0.0),
        ("", 0.0),
    ],
)
def test_the_share_is_that_of_the_content_words(statement: str, share: float) -> None:
    assert held_share(statement, PASSAGES[0]) == pytest.approx(share)


@pytest.mark.parametrize("named", [0, 1, 2])
@pytest.mark.parametrize(("statement", "place"), [("The council met in Leeds.", 0), ("The line costs 240 million.", 2)])
def test_a_statement_comes_from_the_sentence_that_holds_its_words(statement: str, place: int, named: int) -> None:
    assert anchor(statement, named, PASSAGES) == place


@pytest.mark.parametrize("named", [0, 1, 2])
@pytest.mark.parametrize("statement", ["A dog barked.", "", "The council voted for pounds."])
def test_the_named_sentence_is_kept_where_none_fits_clearly_better(statement: str, named: int) -> None:
    assert anchor(statement, named, PASSAGES) == named


def test_of_two_better_sentences_the_first_is_taken() -> None:
    assert anchor("The tram stopped.", 1, ["The tram stopped.", "It rained.", "The tram stopped."]) == 0


@pytest.mark.parametrize(("held", "place"), [("a b c x", 0), ("a b x y", 1)])
def test_a_quarter_of_the_words_is_clearly_more(held: str, place: int) -> None:
    named = "alpha beta"
    better = held.replace("a", "alpha").replace("b", "beta").replace("c", "gamma")
    assert anchor("alpha beta gamma delta", 1, [better, named]) == place
