"""A request and its reply model, for tests of the adapters."""

from typing import Any

from pipeline.llm.port import LLMReply, LLMRequest
from schemas.frozen import Frozen
from schemas.usage import Usage


class Point(Frozen):
    n: int
    name: str | None = None


class Points(Frozen):
    points: tuple[Point, ...]


GOOD = '{"points":[{"n":1,"name":"one"}]}'
POINTS = Points(points=(Point(n=1, name="one"),))
ARTICLE_TEXT = "The article's own words"


def ask(user: str = ARTICLE_TEXT, **changed: Any) -> LLMRequest[Points]:  # noqa: ANN401  any field of a request
    """Return a request about `user`."""
    given: dict[str, Any] = {
        "stage": "extract",
        "unit": "000_x.txt sentences 1-4",
        "prompt": "extract/v1",
        "system": "You list points.",
        "reply_model": Points,
        "model": "small-1",
        "max_tokens": 100,
    }
    return LLMRequest(user=user, **{**given, **changed})


def replied(**changed: Any) -> LLMReply[Points]:  # noqa: ANN401  any field of a reply
    """Return a reply that cost one attempt."""
    given: dict[str, Any] = {"value": POINTS, "model": "served-1", "usage": Usage(attempts=1, input_tokens=3)}
    return LLMReply(**{**given, **changed})
