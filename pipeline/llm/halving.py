"""Asks about less where an answer did not end: what was cut off at its limit of tokens, or stopped by a content filter.

A cut-off answer leaves more room for each part when half is asked about; a filter that minds one passage lets the other
half through. What is asked about again is paid again, so no part is asked about twice in the same company.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from pydantic import BaseModel

from pipeline.errors import FilteredError, LLMError, TruncatedError
from pipeline.llm.port import Ask, LLMReply, LLMRequest

I = TypeVar("I")  # noqa: E741  an item, beside T for a reply
T = TypeVar("T", bound=BaseModel)


def ask_halving(
    items: Sequence[I], ask: Ask, request: Callable[[I], LLMRequest[T]], halve: Callable[[I], Sequence[I]]
) -> list[tuple[I, LLMReply[T] | LLMError]]:
    """Return each item with its answer; one whose answer did not end is replaced by its halves, behind the others.

    Args:
        items: what to ask about, each in one request.
        ask: answers requests.
        request: gives the request for an item.
        halve: gives the two halves of an item, or nothing where it cannot be halved.
    """
    found: list[tuple[I, LLMReply[T] | LLMError]] = []
    left = list(items)
    while left:
        answers = ask([request(item) for item in left])
        halves = [halve(item) if _did_not_end(answer) else () for item, answer in zip(left, answers, strict=True)]
        found += [each for each, parts in zip(zip(left, answers, strict=True), halves, strict=True) if not parts]
        left = [part for parts in halves for part in parts]
    return found


def _did_not_end(answer: LLMReply[T] | LLMError) -> bool:
    return isinstance(answer, TruncatedError | FilteredError)
