"""One question whose answer the schema forces: it shows whether an endpoint answers, and whether it obeys a schema.

The question asks for something else than the schema allows, so that only an endpoint that enforces it can be right at
once; an endpoint that answers 200 in prose, or in JSON of its own, is found out.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipeline.errors import ConfigurationError, LLMError, UnavailableError
from pipeline.llm.port import LLM, LLMRequest


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


def require_obedience(llm: LLM, model: str) -> None:
    """Ask the question, and let pass an endpoint that enforces the schema.

    Raises:
        UnavailableError: it gives no answer.
        ConfigurationError: it gives another one, or obeys only when it is asked twice.
    """
    try:
        is_obeyed = not llm.complete(canary_request(model)).usage.second_tries
        reason = "it was right only when told what was wrong"
    except UnavailableError:
        raise
    except LLMError as error:
        is_obeyed, reason = False, str(error)
    if not is_obeyed:
        raise ConfigurationError(
            f"{model!r} does not obey a schema, so its claims cannot be read ({reason}): name another model"
        )
