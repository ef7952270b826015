"""Asking the model how two claims of different articles relate, where the rules leave it open.

Every pair is asked in both orders. An answer counts only where both orders give it and the rules admit it; all else,
a call that failed too, is `unclear` with the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.errors import LLMError
from pipeline.llm.port import Ask, LLMReply, LLMRequest
from prompts import Setup, unmarked
from schemas.claim import NotChecked
from schemas.conflict import Relation
from schemas.reply_relation import Newer, ReplyRelation, ToldRelation

NO_DATE = "no date"

_SAYS_LIMIT = 120
_SHOWN_LIMIT = 1200
_TURNED: dict[Newer, Newer] = {"first": "second", "second": "first", "neither": "neither"}
_IN_WORDS: dict[ToldRelation, str] = {
    "contradiction": "a contradiction",
    "update": "an update",
    "different_scope": "two different things",
    "same": "one thing told twice",
    "unclear": "something that it cannot tell",
}
_Answer = LLMReply[ReplyRelation] | LLMError


@dataclass(frozen=True)
class PairSide:
    """One claim of a pair: `published` is an ISO day or "no date", `value` is as the rules computed it."""

    article_id: str
    claim_id: str
    outlet: str
    published: str
    statement: str
    quote: str
    value: str | None


@dataclass(frozen=True)
class Pair:
    """Two claims on one question (`topic`): `note` is what the rules computed, in one sentence, or "".

    `allowed` are the relations that the rules leave open; another answer counts as `unclear`.
    """

    topic: str
    first: PairSide
    second: PairSide
    note: str
    allowed: frozenset[Relation]

    @property
    def unit(self) -> str:
        """Return the name of the pair for people; its question is in an article's words, which no log may hold."""
        return f"claims {self.first.claim_id[:8]} and {self.second.claim_id[:8]}"


@dataclass(frozen=True)
class Related:
    """How a pair relates, with the reason; `missed` says which call failed, and then the relation is `unclear`.

    `is_same`: the model says in both orders that the claims say the same thing, and the rules computed no other values;
    there is then no conflict to show, though the relation, which has no word for it, is `unclear`. `is_refused`: it
    gave an answer that does not count, and the reason is a sentence that says so.
    """

    relation: Relation
    reason: str
    missed: NotChecked | None = None
    is_same: bool = False
    is_refused: bool = False


def relate_pairs(pairs: Sequence[Pair], ask: Ask, setup: Setup) -> list[Related]:
    """Return how each pair relates, in the order given; both orders of all pairs are asked in one batch.

    Raises:
        ConfigurationError: no call can work as configured.
    """
    turned = [Pair(pair.topic, pair.second, pair.first, pair.note, pair.allowed) for pair in pairs]
    answers = ask([_request(pair, setup) for pair in [*pairs, *turned]]) if pairs else []
    both = zip(pairs, answers[: len(pairs)], answers[len(pairs) :], strict=True)
    return [_related(pair, there, back) for pair, there, back in both]


def _request(pair: Pair, setup: Setup) -> LLMRequest[ReplyRelation]:
    system, user = setup.prompt.render(first=_shown(pair.first), second=_shown(pair.second), note=_note(pair))
    return LLMRequest(
        stage="relate",
        unit=pair.unit,
        prompt=setup.prompt.label,
        system=system,
        user=user,
        reply_model=ReplyRelation,
        model=setup.model,
        max_tokens=2 * setup.profile.grade_tokens_per_claim,
    )


def _shown(side: PairSide) -> str:
    """Return a side in two lines; no value can begin a line of its own, and so pass for the other side."""
    value = f" [computed: {_line(side.value)}]" if side.value else ""
    claim = f"{unmarked(_line(side.outlet))}, {_line(side.published)}: {unmarked(_line(side.statement))}{value}"
    return f'{claim}\nIt writes: "{unmarked(_line(side.quote))}"'


def _note(pair: Pair) -> str:
    """Return what is known of a pair by computing: which side is later, then the note of the rules."""
    days = _days_later(pair)
    if days is None:
        dates = "It is not known which is later."
    elif days == 0:
        dates = "Both are of the same day."
    else:
        dates = f"The {'second' if days > 0 else 'first'} is {abs(days)} day{'s' if abs(days) > 1 else ''} later."
    return f"{dates} {_line(pair.note)}".rstrip()


def _days_later(pair: Pair) -> int | None:
    """Return by how many days the second side is later than the first, or None where a date is missing."""
    if NO_DATE in (pair.first.published, pair.second.published):
        return None
    return (date.fromisoformat(pair.second.published) - date.fromisoformat(pair.first.published)).days


def _line(text: str, limit: int = _SHOWN_LIMIT) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= limit else f"{folded[:limit]}…"


def _related(pair: Pair, there: _Answer, back: _Answer) -> Related:
    if isinstance(there, LLMError) or isinstance(back, LLMError):
        return _missed(pair, [str(answer) for answer in (there, back) if isinstance(answer, LLMError)])
    told, turned = there.value, back.value
    if told.relation != turned.relation:
        both = f"{_IN_WORDS[told.relation]} in one order and {_IN_WORDS[turned.relation]} in the other"
        return _refused(f"The model takes it for {both}.")
    if told.relation == "update" and told.newer != _TURNED[turned.newer]:
        return _refused(
            "The model takes it for an update, but does not name the same side as the newer in both orders."
        )
    return _admitted(pair, told)


def _missed(pair: Pair, reasons: Sequence[str]) -> Related:
    reason = "; ".join(dict.fromkeys(reasons))
    claims = (pair.first.claim_id, pair.second.claim_id)
    missed = NotChecked(stage="relate", unit=pair.unit, claim_ids=claims, reason=reason)
    return Related(Relation.UNCLEAR, reason, missed)


def _refused(reason: str) -> Related:
    return Related(Relation.UNCLEAR, reason, is_refused=True)


def _admitted(pair: Pair, told: ReplyRelation) -> Related:
    """Hold what the model says in both orders against the rules."""
    reason = f"first: {_line(told.first_says, _SAYS_LIMIT)}; second: {_line(told.second_says, _SAYS_LIMIT)}"
    if told.relation == "same" and not _differ(pair):
        return Related(Relation.UNCLEAR, reason, is_same=True)
    if told.relation == "update" and told.newer != _newer(pair):
        return _refused("The model takes it for an update, which the dates do not bear out.")
    relation = Relation.ROUNDING if told.relation == "same" else Relation(told.relation)
    if relation not in {*pair.allowed, Relation.UNCLEAR}:
        return _refused(f"The model takes it for {_IN_WORDS[told.relation]}, which the rules exclude.")
    return Related(relation, reason)


def _newer(pair: Pair) -> Newer | None:
    """Return the side that was surely published on a later day, or None."""
    days = _days_later(pair)
    if not days:
        return None
    return "second" if days > 0 else "first"


def _differ(pair: Pair) -> bool:
    values = {value for value in (pair.first.value, pair.second.value) if value is not None}
    return len(values) > 1
