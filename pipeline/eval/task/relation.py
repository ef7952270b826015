"""Two claims on one question: is it a contradiction, or does time, scope or rounding explain the difference?

By rule: each claim is an article of its own and the two are compared. By model: the pair is asked about in both orders.
Where both judge, the model is asked about what the rules leave silent. To tell is to say contradiction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.eval.judgement import Case, Judgement
from pipeline.eval.stand_in import article_of, graded_sentences
from pipeline.eval.task import Asking, Task, Way
from pipeline.eval.task.votes import Voted, vote_on
from pipeline.stages.compare import compare_articles
from pipeline.stages.compare.relate import NO_DATE, Pair, PairSide
from schemas.conflict import Conflict, Relation

NAME = "relation"
SAME = "same"


@dataclass(frozen=True)
class OneSide:
    """What one side says, and when (an ISO day, or None)."""

    statement: str
    day: str | None = None
    quote: str | None = None
    outlet: str = ""


@dataclass(frozen=True)
class TwoClaims:
    """Two claims; `relation` is one of `Relation`, or `same`."""

    item_id: str
    doc_id: str
    first: OneSide
    second: OneSide
    relation: str
    kinds: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return what people say of it."""
        return self.relation


def judge(examples: Sequence[TwoClaims], way: Way, asking: Asking | None) -> list[Case]:
    """Return a case for each pair of claims.

    Raises:
        ConfigurationError: no call can work as configured.
    """
    return [_judge(example, way, asking) for example in examples]


def _judge(example: TwoClaims, way: Way, asking: Asking | None) -> Case:
    conflicts = _conflicts(example) if way.has_rules else []
    is_asked = asking is not None and way.has_model and not conflicts
    votes = vote_on([_pair(example)], asking) if is_asked and asking else []
    answer = _answer(conflicts, votes)
    is_missed = any(one.is_missed for one in votes)
    judgement = Judgement(
        item_id=example.item_id,
        doc_id=example.doc_id,
        task=NAME,
        kinds=(example.relation, *example.kinds),
        is_wanted=example.relation == Relation.CONTRADICTION,
        is_told=None if is_missed else answer == Relation.CONTRADICTION,
        answer=answer,
        score=_score(conflicts, votes),
    )
    passage = f"“{example.first.statement}” / “{example.second.statement}”"
    said = [f"{one.relation}: {one.explanation}" for one in conflicts]
    said += [f"{one.answer}: {one.related.reason}" for one in votes]
    return Case(judgement, passage, "; ".join(said) or "nothing")


def _answer(conflicts: Sequence[Conflict], votes: Sequence[Voted]) -> str:
    found = [one.relation.value for one in conflicts]
    if Relation.CONTRADICTION in found:
        return Relation.CONTRADICTION
    return next(iter([*found, *(one.answer for one in votes)]), "nothing")


def _score(conflicts: Sequence[Conflict], votes: Sequence[Voted]) -> float:
    return float(any(one.relation is Relation.CONTRADICTION for one in conflicts)) or sum(one.share for one in votes)


def _conflicts(example: TwoClaims) -> list[Conflict]:
    articles = [
        article_of(side.statement, name, _moment(side.day))
        for side, name in ((example.first, "a"), (example.second, "b"))
    ]
    if articles[0].article_id == articles[1].article_id:
        return []
    found = compare_articles({one.article_id: graded_sentences(one) for one in articles}, articles)
    return list(found.conflicts)


def _moment(day: str | None) -> datetime | None:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None


def _pair(example: TwoClaims) -> Pair:
    first, second = _side(example.first, "a"), _side(example.second, "b")
    return Pair(example.item_id, first, second, note="", allowed=frozenset(Relation))


def _side(side: OneSide, name: str) -> PairSide:
    outlet, day, quote = side.outlet or f"outlet {name}", side.day or NO_DATE, side.quote or side.statement
    return PairSide(name, name, outlet, day, side.statement, quote, value=None)


RELATION = Task(NAME, (Way.RULES, Way.MODEL, Way.BOTH), judge)
