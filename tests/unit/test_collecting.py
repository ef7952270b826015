"""Collecting a round: every request that can be known now, once, and nothing is asked."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.app import Plan, RunCommand, wire_stages
from pipeline.app.plan import make_plan
from pipeline.errors import ConfigurationError, LLMError, RefusedError
from pipeline.llm.port import LLMReply, LLMRequest
from pipeline.runner import Stages, run_articles
from pipeline.runner.collecting import Collected, collect_requests
from pipeline.settings import Settings
from pipeline.stages.ingest import ingest_articles
from schemas.article import Article
from schemas.usage import Usage
from tests.batch_account import good
from tests.chaos_articles import MadeUp, make_up

Find = Callable[[LLMRequest[Any]], LLMReply[Any] | LLMError | None]
MADE_UP = make_up(3, 1, first=5)


def article_of(made: MadeUp) -> Article:
    record = {"title": made.title, "text": " ".join(made.body), "publisher": f"Post {made.name}"}
    (article,) = ingest_articles(json.dumps(record).encode(), made.name)
    assert isinstance(article, Article)
    return article


ARTICLES = tuple(article_of(made) for made in MADE_UP)


def plan() -> Plan:
    settings = Settings(base_url="http://127.0.0.1:9/v1", model="m", profile="large")
    return make_plan(RunCommand((), Path()), settings, ())


class Answers:
    """Answers all requests, or those of some stages; counts how often each is looked up."""

    def __init__(self, *stages: str) -> None:
        self.stages = set(stages)
        self.asked: list[str] = []

    def __call__(self, request: LLMRequest[Any]) -> LLMReply[Any] | None:
        self.asked.append(request.key)
        if request.stage not in self.stages:
            return None
        name = {"extract": "ReplyClaims", "grade": "ReplyGrades", "relate": "ReplyRelation"}[request.stage]
        form = {"json_schema": {"name": name}}
        body = {"messages": [{"content": request.system}, {"content": request.user}], "response_format": form}
        text = good(body)["choices"][0]["message"]["content"]
        return LLMReply(request.reply_model.model_validate_json(text), "m", Usage(), is_cached=True)


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
    collected = collect(Answers(*answered))
    assert (stages_of(collected), set(collected.waiting)) == (missing, waiting)
    assert collected.is_complete is (not missing)


def test_a_request_is_under_its_own_key_and_once() -> None:
    collected = collect(Answers(), articles=ARTICLES * 2)
    assert len(collected.missing) == 3
    assert all(key == request.key for key, request in collected.missing.items())


def test_what_waits_is_told_with_its_prompt() -> None:
    assert set(collect(Answers("extract")).waiting.values()) == {plan().prompts.grade.label}


def test_one_article_that_waits_does_not_hold_up_the_others() -> None:
    answers = Answers("extract", "grade")

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

    collected = collect(Answers("extract", "relate"), replace(stages, check=broken))
    assert set(collected.waiting) == {1, 2}


def test_a_prompt_that_cannot_be_used_ends_the_collecting() -> None:
    def refuse(_article: Article, _ask: Any) -> Any:  # noqa: ANN401  never called through
        raise ConfigurationError("the prompt is broken")

    with pytest.raises(ConfigurationError, match="the prompt is broken"):
        collect(Answers(), replace(wire_stages(plan()), extract=refuse))


def test_no_articles_no_requests() -> None:
    assert collect(Answers(), articles=()).is_complete


def test_a_run_over_a_complete_round_asks_what_was_found_and_no_more() -> None:
    answers = Answers("extract", "grade", "relate")
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
