"""One question whose answer the schema forces: it shows whether an endpoint answers, and whether it obeys a schema.

The question asks for something else than the schema allows, so that only an endpoint that enforces it can be right at
once; an endpoint that answers 200 in prose, or in JSON of its own, is found out.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipeline.llm.port import LLMRequest


class CanaryReply(BaseModel):
    """The only answer that the schema allows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: Literal["kestrel"]


def canary_request(model: str) -> LLMRequest[CanaryReply]:
    """Return the question."""
    return LLMRequest(
        stage="canary",
        unit="canary",
        prompt="canary/v1",
        system="Answer in JSON.",
        user='Which city is the capital of France? Answer as {"word": "<the city>"}.',
        reply_model=CanaryReply,
        model=model,
        max_tokens=200,
    )
