"""Asking a model how pairs relate, with what it said in each order: two votes a pair."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import LLMError
from pipeline.eval.task import Asking
from pipeline.llm.port import LLMReply, LLMRequest, T
from pipeline.stages.compare.relate import Pair, Related, relate_pairs
from schemas.conflict import Relation
from schemas.reply_relation import ReplyRelation


@dataclass(frozen=True)
class Voted:
    """How a pair relates, and the share of the two orders in which the model called it a contradiction."""

    related: Related
    share: float

    @property
    def answer(self) -> str:
        """Return the relation in one word; the relation itself has none for saying the same."""
        return "same" if self.related.is_same else self.related.relation.value

    @property
    def is_contradiction(self) -> bool:
        """Tell whether both orders say so."""
        return self.related.relation is Relation.CONTRADICTION

    @property
    def is_missed(self) -> bool:
        """Tell whether a call failed."""
        return self.related.missed is not None


def vote_on(pairs: Sequence[Pair], asking: Asking) -> list[Voted]:
    """Return how each pair relates, in order; both orders are asked.

    Raises:
        ConfigurationError: no call can work as configured.
    """
    heard: list[LLMReply[ReplyRelation] | LLMError] = []

    def ask(requests: Sequence[LLMRequest[T]]) -> list[LLMReply[T] | LLMError]:
        answers = asking.ask(requests)
        heard.extend(answers)  # type: ignore[arg-type]  # relating asks for nothing but relations
        return answers

    related = relate_pairs(pairs, ask, asking.relate)
    votes = [not isinstance(one, LLMError) and one.value.relation == "contradiction" for one in heard]
    both = zip(related, votes[: len(pairs)], votes[len(pairs) :], strict=True)
    return [Voted(one, (there + back) / 2) for one, there, back in both]
