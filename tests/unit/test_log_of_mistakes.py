"""A mistake of the program with an article in its hands: told with its place, never with the article's words."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.app import wire_stages
from pipeline.cli.show import LineSink
from pipeline.llm.port import LLMReply, LLMRequest
from pipeline.log import LogSink
from pipeline.progress import OrderedSink
from pipeline.runner import BatchResult, Stages, Terms, run_articles
from schemas.article import Article
from tests.answering import GoodAnswers, article_of, plan
from tests.chaos_articles import MadeUp, make_up

PLANTED = "Xanthe Quillon of Mirrabelle counted 4711 zebrafish."
ARTICLES = [article_of(MadeUp("bad.json", "A count of 12", (PLANTED,))), article_of(make_up(1, 1)[0])]


class NewYear:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)


class Model:
    """Gives the good answers."""

    def complete(self, request: LLMRequest[Any]) -> LLMReply[Any]:
        reply = GoodAnswers("extract", "grade", "relate")(request)
        assert reply
        return reply


def broken(stage: Callable[..., Any]) -> Callable[..., Any]:
    """Return a stage that makes a mistake with the planted sentence in its hands."""

    def run(article: Article, *given: Any) -> Any:  # noqa: ANN401  passed through
        if PLANTED in article.text:
            raise KeyError(article.text)
        return stage(article, *given)

    return run


def told(stages: Stages) -> tuple[BatchResult, str, str]:
    """Return the result of a run, its log, and what its terminal showed."""
    log, terminal = io.StringIO(), io.StringIO()
    sink = OrderedSink([LogSink(log, NewYear()), LineSink(terminal, NewYear())])
    result = run_articles(ARTICLES, stages, Model(), Terms(sink=sink))
    return result, log.getvalue(), terminal.getvalue()


@pytest.mark.parametrize("name", ["extract", "ground", "confirm", "ask_again", "check", "grade"])
def test_a_mistake_in_a_stage_is_told_with_its_place_and_without_the_article(name: str) -> None:
    stages = wire_stages(plan())
    result, log, terminal = told(replace(stages, **{name: broken(getattr(stages, name))}))
    for text in (log, terminal, str(result.verdicts[0].not_checked)):
        assert "a mistake in factgrade (KeyError)" in text
        assert not [word for word in ("zebrafish", "Quillon", "4711") if word in text]
    assert "test_log_of_mistakes.py" in log
    assert result.verdicts[1].claims


def test_without_a_mistake_the_same_run_says_nothing_of_the_kind() -> None:
    result, log, _ = told(wire_stages(plan()))
    assert "mistake" not in log
    assert all(verdict.claims for verdict in (result.verdicts[0], result.verdicts[1]))
