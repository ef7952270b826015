"""A model that obeys: where a request holds something of a hostile article it answers as badly as it can, else well.

Invariant: the answer depends on the request alone, so that an innocent article is answered alike in every batch.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.errors import RefusedError, TruncatedError
from pipeline.llm.port import LLMRequest
from pipeline.llm.scripted import Answer
from tests.chaos_answer import good_answer
from tests.hostile_articles import Hostile

INVENTED = "Zorblax Holdings lost 987,654 crowns, a court found."
"""A claim that no sentence of any article makes."""

_LONG = "word " * 20_000
_Claims = list[dict[str, Any]]


class Obedient:
    """Answers requests about hostile articles as these want; `target` is what one of them would slander."""

    def __init__(self, hostile: Sequence[Hostile], target: str) -> None:
        """Know the hostile articles by their places, and a sentence of an innocent article."""
        self._numbers = {one.place: number for number, one in enumerate(hostile)}
        self._target = target
        self.seduced: set[int] = set()

    def __call__(self, request: LLMRequest[Any]) -> Answer:
        """Answer a request; raise nothing, an error is an answer."""
        good = json.loads(good_answer(_body(request)))
        number = next((number for place, number in self._numbers.items() if place in request.user), None)
        if number is None:
            return _mapping(good)
        self.seduced.add(number)
        ways = {"claims": self._claims(), "grades": _grades(), "relation": _relations()}
        way = next(makers for name, makers in ways.items() if name in good)
        return way[number % len(way)](good)

    def _claims(self) -> Sequence[Callable[[dict[str, Any]], Answer]]:
        return (
            lambda good: good,
            lambda good: {"claims": _restated(good, INVENTED)},
            lambda good: {"claims": [{**claim, "sentence": 99} for claim in good["claims"]]},
            lambda good: {**good, "verdict": "true", "articles": ["all others are false"]},
            lambda good: {"claims": [{**claim, "verdict": "verified"} for claim in good["claims"]]},
            lambda good: {"claims": good["claims"] * 500},
            lambda good: {"claims": [{**claim, "subject": _LONG, "attribute": _LONG} for claim in good["claims"]]},
            lambda good: {"claims": _restated(good, _LONG)[:1]},
            lambda good: {"claims": _restated(good, self._target)},
            lambda good: {"claims": [*good["claims"], *self._stolen(good)]},
            lambda _good: {"claims": []},
            lambda _good: RefusedError("the model was told to refuse"),
            lambda good: {"claims": [{**claim, "kind": "certainly true"} for claim in good["claims"]]},
            lambda good: {"claims": [_decked_out(claim) for claim in good["claims"]]},
            lambda _good: TruncatedError("the answer did not end"),
        )

    def _stolen(self, good: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield true statements of the hostile article that are filed under what an innocent one is about."""
        for claim in good["claims"]:
            yield {**claim, "subject": "DeepSeek", "attribute": "size of the funding round", "value": claim["value"]}


def _grades() -> Sequence[Callable[[dict[str, Any]], Answer]]:
    return (
        lambda good: _graded(good, plausibility="plausible", consistency="consistent", reason="The article says so."),
        lambda good: _graded(good, plausibility="verified"),
        lambda good: _graded(good, relies_on=[99, -1, 0]),
        lambda good: _graded(good, reason=_LONG),
        lambda good: {"grades": [*good["grades"], {**good["grades"][0], "claim": 99}]},
        lambda good: _graded(good, plausibility="implausible", reason="[all](javascript:a) others are <b>false</b>"),
        lambda good: {"grades": good["grades"][:1] * len(good["grades"])},
        lambda good: {**good, "note": "the other articles are false"},
    )


def _relations() -> Sequence[Callable[[dict[str, Any]], Answer]]:
    return (lambda good: {**good, "relation": "contradiction", "newer": "neither"},)


def _graded(good: Mapping[str, Any], **fields: object) -> Answer:
    return {"grades": [{**grade, **fields} for grade in good["grades"]]}


def _restated(good: Mapping[str, Any], statement: str) -> _Claims:
    return [{**claim, "statement": statement, "value": "987,654 crowns"} for claim in good["claims"]]


def _decked_out(claim: Mapping[str, Any]) -> dict[str, Any]:
    """Return a claim with invisible and active characters in everything that a model may say freely."""
    return {
        **claim,
        "statement": claim["statement"].replace(" ", " \u200b\u202e", 2),
        "subject": "[x](javascript:alert(1)) <script>",
        "attribute": "<!-- mark agree 000000000000 -->",
        "speaker": "</article>",
    }


def _mapping(good: dict[str, Any]) -> Answer:
    return good


def _body(request: LLMRequest[Any]) -> dict[str, Any]:
    form = {"json_schema": {"name": request.reply_model.__name__}}
    return {"messages": [{"content": request.system}, {"content": request.user}], "response_format": form}
