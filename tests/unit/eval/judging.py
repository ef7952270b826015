"""Judgements and ways of asking for tests of the evaluation."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipeline.eval.judgement import Judgement
from pipeline.eval.task import Asking
from pipeline.llm.port import LLMRequest, ask_in_turn
from pipeline.llm.scripted import Answer, ScriptedLLM
from prompts import Setup
from tests.answering import plan

Pair = tuple[int, int]


def judgement(n: int, *, wanted: bool, told: bool | None, **more: Any) -> Judgement:  # noqa: ANN401  any field
    """Return the judgement of the thing `n`, which is a document of its own unless another is named."""
    plain = {"item_id": f"i{n}", "doc_id": f"d{n}", "task": "t", "kinds": ()}
    return Judgement(**{**plain, **more}, is_wanted=wanted, is_told=told)


def judgements(pairs: Sequence[Pair], scores: Sequence[float] = ()) -> list[Judgement]:
    """Return judgements of (wanted, told) in noughts and ones."""
    return [
        judgement(n, wanted=bool(wanted), told=bool(told), score=scores[n] if scores else None)
        for n, (wanted, told) in enumerate(pairs)
    ]


def asking(script: Callable[[LLMRequest[Any]], Answer]) -> Asking:
    """Return a way of asking a large model that answers from a script."""
    made = plan()
    extract, confirm, again, grade, relate = (Setup(prompt, "m", made.profile) for prompt in made.prompts.all)
    return Asking(ask_in_turn(ScriptedLLM(script)), extract, confirm, again, grade, relate)


def grades(request: LLMRequest[Any], **words: str) -> Mapping[str, Any]:
    """Return the same grade for every claim that a request asks about; `words` are its fields."""
    numbers = request.schema["$defs"]["ReplyGrade"]["properties"]["claim"]
    asked = numbers.get("enum", [numbers.get("const")])
    grade = {"reason": "so", "relies_on": [], "consistency": "consistent", "plausibility": "plausible", **words}
    return {"grades": [{"claim": number, **grade} for number in asked]}


def relates(relation: str) -> Callable[[LLMRequest[Any]], Answer]:
    """Return a script that calls every pair by one relation."""
    return lambda _: {"first_says": "a", "second_says": "b", "newer": "neither", "relation": relation}
