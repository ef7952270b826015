"""Answers, articles and stages for tests that go through the stages without a server.

Invariant: what is answered is what `tests/chaos_answer.py` makes of the request, as a server for tests would.
"""

import json
from pathlib import Path
from typing import Any

from pipeline.app import Plan, RunCommand
from pipeline.app.plan import make_plan
from pipeline.llm.port import LLMReply, LLMRequest
from pipeline.settings import Settings
from pipeline.stages.ingest import ingest_articles
from schemas.article import Article
from schemas.usage import Usage
from tests.chaos_answer import good_answer
from tests.chaos_articles import MadeUp


def article_of(made: MadeUp) -> Article:
    """Return a made-up article as a run reads it."""
    record = {"title": made.title, "text": " ".join(made.body), "publisher": f"Post {made.name}"}
    (article,) = ingest_articles(json.dumps(record).encode(), made.name)
    assert isinstance(article, Article)
    return article


def plan() -> Plan:
    """Return how a large model would be asked; nobody is."""
    settings = Settings(base_url="http://127.0.0.1:9/v1", model="m", profile="large")
    return make_plan(RunCommand((), Path()), settings, ())


class GoodAnswers:
    """Finds the good answers to the requests of some stages, and none to others."""

    def __init__(self, *stages: str) -> None:
        """Answer the requests of `stages`."""
        self._stages = set(stages)

    def __call__(self, request: LLMRequest[Any]) -> LLMReply[Any] | None:
        """Return the answer to a request."""
        if request.stage not in self._stages:
            return None
        name = {"extract": "ReplyClaims", "grade": "ReplyGrades", "relate": "ReplyRelation"}[request.stage]
        form = {"json_schema": {"name": name}}
        body = {"messages": [{"content": request.system}, {"content": request.user}], "response_format": form}
        value = request.reply_model.model_validate_json(good_answer(body))
        return LLMReply(value, "m", Usage(), is_cached=True)
