import pytest

from pipeline.app.estimate import usual_calls
from pipeline.llm.profile import PROFILES
from tests.factories import make_article


@pytest.mark.parametrize(
    ("sentences", "calls"),
    [
        (1, 1 + 1 + 0 + 1),  # windows, claims confirmed, sentences asked about again, batches of claims
        (6, 2 + 5 + 1 + 2),
        (30, 10 + 24 + 6 + 10),
    ],
)
def test_the_calls_of_an_article_grow_with_its_sentences(sentences: int, calls: int) -> None:
    article = make_article([f"The bridge cost {n} million dollars." for n in range(sentences)])
    assert usual_calls([article], PROFILES["small"]) == calls
    assert usual_calls([article, article], PROFILES["small"]) == 2 * calls
