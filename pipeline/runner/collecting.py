"""Goes through the stages as far as the answers at hand allow, and collects the requests that have none.

Nothing is asked. An article stops where an answer is missing, because what comes next depends on it; so what is
collected is one round of requests, and when their answers are there, another collecting finds the next round. Claims
lie on disk until they are compared; requests without an answer are held.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import FactgradeError, LLMError, StoppedError
from pipeline.llm.port import LLMReply, LLMRequest, T
from pipeline.numbered import Numbered
from pipeline.runner.article import GradedArticle, through_stages
from pipeline.runner.finished import FinishedArticles, FinishedClaims
from pipeline.runner.stage import Stages
from pipeline.runner.terms import Articles
from pipeline.spool import Spool
from pipeline.stopping import Stopping
from schemas.article import Article
from schemas.grade import GradedClaim

Find = Callable[[LLMRequest[Any]], LLMReply[Any] | LLMError | None]
"""Returns the answer to a request, or the failure it ended in, or None where neither is at hand."""


class _AwaitedError(Exception):
    """An answer is missing; `prompt` is that of the request which has none."""

    def __init__(self, prompt: str) -> None:
        super().__init__(prompt)
        self.prompt = prompt


@dataclass
class Collected:
    """One round: the requests without an answer by key, how many have one, and the articles that wait.

    `waiting` maps the indices of these to the prompt ("name/version") at which they wait. Once none waits the articles
    were compared too, as far as there are answers for that.
    """

    missing: dict[str, LLMRequest[Any]] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)
    waiting: dict[int, str] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Tell whether every answer is at hand, so that a run would ask nothing."""
        return not self.missing


def collect_requests(articles: Articles, stages: Stages, find: Find, stopping: Stopping | None = None) -> Collected:
    """Return the requests that a run over these articles would make next.

    Raises:
        ConfigurationError: a prompt cannot be used.
        StoppedError: `stopping` was asked to stop meanwhile.
    """
    return _Collector(stages, find, stopping or Stopping()).collect(articles)


class _Collector:
    def __init__(self, stages: Stages, find: Find, stopping: Stopping) -> None:
        self._stages = stages
        self._find = find
        self._stopping = stopping
        self._collected = Collected()

    def collect(self, articles: Articles) -> Collected:
        graded = Spool(GradedArticle)
        for index, article in enumerate(articles):
            self._require_going_on()
            try:
                claims = self._claims(article)
            except _AwaitedError as awaited:
                self._collected.waiting[index] = awaited.prompt
                continue
            if not self._collected.waiting:
                graded.add(GradedArticle(article_id=article.article_id, graded=claims))
        if not self._collected.waiting:
            self._compare(articles, graded)
        self._require_going_on()
        return self._collected

    def _require_going_on(self) -> None:
        if self._stopping.is_asked:
            raise StoppedError(self._stopping.reason)

    def _compare(self, articles: Articles, graded: Spool[GradedArticle]) -> None:
        slots = Numbered()
        for slot, one in enumerate(graded):
            slots.add(one.article_id, slot)
        claims = FinishedClaims(graded, slots)
        with suppress(_AwaitedError):
            self._stages.compare(claims, FinishedArticles(articles, range(len(graded))), self._ask)

    def _claims(self, article: Article) -> tuple[GradedClaim, ...]:
        try:
            return through_stages(article, self._stages, self._ask).graded
        except (_AwaitedError, FactgradeError):
            raise
        except Exception:  # noqa: BLE001  a mistake with one article is told by the run; here it asks nothing more
            return ()

    def _ask(self, requests: Sequence[LLMRequest[T]]) -> list[LLMReply[T] | LLMError]:
        answers = [self._answer(request) for request in requests]
        known = [answer for answer in answers if answer is not None]
        if len(known) < len(answers):
            raise _AwaitedError(requests[answers.index(None)].prompt)
        return known

    def _answer(self, request: LLMRequest[T]) -> LLMReply[T] | LLMError | None:
        answer = self._find(request)
        if answer is None:
            self._collected.missing.setdefault(request.key, request)
        else:
            self._collected.found.add(request.key)
        return answer
