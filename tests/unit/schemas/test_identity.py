"""Ids can be made anew from what they stand for, whichever stage made them."""

from datetime import UTC, datetime

import pytest

from pipeline.llm.port import ask_in_turn
from pipeline.llm.profile import PROFILES
from pipeline.llm.scripted import ScriptedLLM
from pipeline.stages.check import check_claims
from pipeline.stages.compare import compare_articles
from pipeline.stages.ground import ground_claims
from pipeline.stages.ingest import ingest_articles
from prompts import Setup, load
from schemas.article import Article
from schemas.conflict import Conflict, Scope
from schemas.identity import id_of_article, id_of_conflict
from tests.factories import make_article, make_claim
from tests.telling import claims_of, compare, tell

TITLE = "Ferry Alma of Norvik Lines runs aground near Tarn"
WRONG_SHARE = make_article("The board has 20 members.", "In the end 12 of 20 members (70%) voted for the plan.")
TOLD_TWICE = make_article(
    "The police say that 12 people were killed in the ferry fire near Leeds on Monday.",
    "In all, 15 people were killed in the ferry fire near Leeds, police said.",
)


@pytest.mark.parametrize(
    "content",
    [
        b"Bridge opens\n\nThe bridge opened on Monday.\n",
        b"---\ntitle: A bridge\npublished: 2026-05-06T11:30:00+02:00\nurl: https://example.org/a\n---\nIt opened.\n",
        b"\xef\xbb\xbfCaf\xc3\xa9 burns\n\nA cafe\xcc\x81 burnt down.\n",
    ],
)
def test_an_article_has_the_id_of_its_content(content: bytes) -> None:
    (article,) = ingest_articles(content, "a.md")
    assert isinstance(article, Article)
    assert article.article_id == id_of_article(article)
    later = article.model_copy(update={"published_at": datetime(2030, 1, 1, tzinfo=UTC)})
    assert article.article_id != id_of_article(later)


def within(article: Article, *numbers: int) -> tuple[Conflict, ...]:
    return check_claims(article, ground_claims(article, [make_claim(article, n) for n in numbers]))[1]


@pytest.mark.parametrize(("article", "numbers"), [(TOLD_TWICE, (1, 2)), (TOLD_TWICE, ()), (WRONG_SHARE, (1,))])
def test_a_conflict_inside_an_article_has_the_id_of_its_rule_and_words(
    article: Article, numbers: tuple[int, ...]
) -> None:
    (conflict,) = within(article, *numbers)
    assert (conflict.scope, conflict.conflict_id) == (Scope.WITHIN, id_of_conflict(conflict))
    assert all(side.words and side.start <= side.words.start < side.words.end <= side.end for side in conflict.sides)


def test_a_conflict_between_articles_has_the_id_of_its_question_and_passages() -> None:
    first = tell(TITLE, "The Alma was carrying 312 passengers.", subject="Norvik Lines", outlet="Coast Daily")
    second = tell(TITLE, "There were 321 passengers aboard the Alma.", subject="Norvik Lines", outlet="Island Herald")
    (conflict,) = compare(first, second).conflicts
    assert (conflict.scope, conflict.conflict_id) == (Scope.ACROSS, id_of_conflict(conflict))


@pytest.mark.parametrize("relation", ["contradiction", "unclear"])
def test_so_has_one_that_a_model_was_asked_about(relation: str) -> None:
    told = [
        tell(TITLE, f"Norvik Lines said {dead} people were killed.", subject="Norvik Lines", outlet=outlet, day=None)
        for dead, outlet in ((3, "Coast Daily"), (5, "Island Herald"))
    ]
    answer = {"first_says": "3 dead", "second_says": "5 dead", "newer": "neither", "relation": relation}
    setup = Setup(load("relate_claims"), "a-model", PROFILES["large"])
    ask = ask_in_turn(ScriptedLLM(lambda _request: answer))
    (conflict,) = compare_articles(claims_of(told), [article for article, _ in told], ask, setup).conflicts
    assert conflict.conflict_id == id_of_conflict(conflict)
