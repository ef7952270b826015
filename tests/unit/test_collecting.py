"""Collecting a round: every request that can be known now, once, and nothing is asked."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.app import wire_stages
from pipeline.errors import ConfigurationError, LLMError, RefusedError, StoppedError
from pipeline.llm.port import LLMReply, LLMRequest
from pipeline.runner import Stages, run_articles
from pipeline.runner.collecting import Collected, collect_requests
from pipeline.stopping import Stopping
from schemas.article import Article
from tests.answering import GoodAnswers, article_of, plan
from tests.chaos_articles import make_up

Find = Callable[[LLMRequest[Any]], LLMReply[Any] | LLMError | None]
MADE_UP = make_up(3, 1, first=5)


ARTICLES = tuple(article_of(made) for made in MADE_UP)


def collect(find: Find, stages: Stages | None = None, articles: tuple[Article, ...] = ARTICLES) -> Collected:
    return collect_requests(articles, stages or wire_stages(plan()), find)


def stages_of(collected: Collected) -> set[str]:
    return {request.stage for request in collected.missing.values()}


@pytest.mark.parametrize(
    ("answered", "missing", "waiting"),
    [
        ((), {"extract"}, {0, 1, 2}),
        (("extract",), {"grade"}, {0, 1, 2}),
        (("extract", "grade"), {"relate"}, set()),
        (("extract", "grade", "relate"), set(), set()),
    ],
)
def test_each_round_asks_for_what_the_answers_so_far_lead_to(
    answered: tuple[str, ...], missing: set[str], waiting: set[int]
) -> None:
    collected = collect(GoodAnswers(*answered))
    assert (stages_of(collected), set(collected.waiting)) == (missing, waiting)
    assert collected.is_complete is (not missing)


def test_a_request_is_under_its_own_key_and_once() -> None:
    collected = collect(GoodAnswers(), articles=ARTICLES * 2)
    assert len(collected.missing) == 3
    assert all(key == request.key for key, request in collected.missing.items())


def test_what_waits_is_told_with_its_prompt() -> None:
    assert set(collect(GoodAnswers("extract")).waiting.values()) == {plan().prompts.grade.label}


def test_one_article_that_waits_does_not_hold_up_the_others() -> None:
    answers = GoodAnswers("extract", "grade")

    def find(request: LLMRequest[Any]) -> LLMReply[Any] | None:
        return None if MADE_UP[0].title in request.user else answers(request)

    collected = collect(find)
    assert (stages_of(collected), set(collected.waiting)) == ({"extract"}, {0})
    assert len(collected.found) == 4


def test_what_failed_is_found_and_stays_not_checked() -> None:
    collected = collect(lambda _request: RefusedError("declined"))
    assert collected.is_complete
    assert collected.found


def test_a_mistake_with_one_article_asks_nothing_more_about_it() -> None:
    stages = wire_stages(plan())

    def broken(article: Article, claims: Any) -> Any:  # noqa: ANN401  passed through
        if article.article_id == ARTICLES[0].article_id:
            raise ValueError(article.text)
        return stages.check(article, claims)

    collected = collect(GoodAnswers("extract", "relate"), replace(stages, check=broken))
    assert set(collected.waiting) == {1, 2}


def test_a_prompt_that_cannot_be_used_ends_the_collecting() -> None:
    def refuse(_article: Article, _ask: Any, _only: Any) -> Any:  # noqa: ANN401  never called through
        raise ConfigurationError("the prompt is broken")

    with pytest.raises(ConfigurationError, match="the prompt is broken"):
        collect(GoodAnswers(), replace(wire_stages(plan()), extract=refuse))


def test_a_stop_ends_the_collecting_before_anything_is_handed_over() -> None:
    stopping = Stopping()

    def find(_request: LLMRequest[Any]) -> None:
        stopping.stop("interrupted by SIGINT")

    with pytest.raises(StoppedError, match="SIGINT"):
        collect_requests(ARTICLES[:1], wire_stages(plan()), find, stopping)


def test_no_articles_no_requests() -> None:
    assert collect(GoodAnswers(), articles=()).is_complete


def test_a_run_over_a_complete_round_asks_what_was_found_and_no_more() -> None:
    answers = GoodAnswers("extract", "grade", "relate")
    found = collect(answers).found

    class Recalling:
        def __init__(self) -> None:
            self.keys: set[str] = set()

        def complete(self, request: LLMRequest[Any]) -> LLMReply[Any]:
            self.keys.add(request.key)
            reply = answers(request)
            assert reply
            return reply

    llm = Recalling()
    run_articles(ARTICLES, wire_stages(plan()), llm)
    assert llm.keys == found
