"""One text against itself: does anything in it contradict another part of it?

By rule: whatever checking finds. By model: each sentence that is asked about stands as a claim and is graded beside all
others, as a run does, without what the rules computed; `inconsistent` is taken as telling.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.eval.judgement import Case, Judgement
from pipeline.eval.stand_in import article_of, sentence_claims
from pipeline.eval.task import Asking, Task, Way
from pipeline.stages.check import check_claims
from pipeline.stages.grade import grade_claims
from pipeline.stages.ground import ground_claims
from schemas.article import Article, SentenceRole
from schemas.claim import CheckedClaim
from schemas.conflict import Conflict, Relation
from schemas.grade import Consistency, Grade, GradedClaim, Plausibility

NAME = "contradiction within"
_SURE = {Consistency.CONSISTENT: 0.0, Consistency.UNCLEAR: 0.5, Consistency.INCONSISTENT: 1.0}


@dataclass(frozen=True)
class OneText:
    """A text; a model is asked about the sentences that end by `asked_to` (a summary above the body), or about all."""

    item_id: str
    doc_id: str
    kinds: tuple[str, ...]
    text: str
    is_contradictory: bool
    passage: str
    asked_to: int | None = None

    @property
    def label(self) -> str:
        """Return what people say of it."""
        return "contradictory" if self.is_contradictory else "consistent"


def judge(examples: Sequence[OneText], way: Way, asking: Asking | None) -> list[Case]:
    """Return a case for each text.

    Raises:
        ConfigurationError: no call can work as configured.
    """
    return [_judge(example, way, asking) for example in examples]


def _judge(example: OneText, way: Way, asking: Asking | None) -> Case:
    article = article_of(example.text, example.item_id)
    conflicts = _contradictions(article) if way.has_rules else []
    graded = _graded(example, article, asking) if asking and way.has_model else ()
    is_missed = any(one.not_checked for one in graded)
    worst = max((one.grade.consistency for one in graded if one.grade), key=_SURE.__getitem__, default=None)
    judgement = Judgement(
        item_id=example.item_id,
        doc_id=example.doc_id,
        task=NAME,
        kinds=example.kinds,
        is_wanted=example.is_contradictory,
        is_told=None if is_missed and not conflicts else bool(conflicts) or worst == Consistency.INCONSISTENT,
        answer="contradiction" if conflicts else str(worst or "nothing"),
        score=len(conflicts) + (_SURE[worst] if worst else 0.0),
    )
    return Case(judgement, example.passage, "; ".join([*map(_told, conflicts), *_reasons(graded)]) or "nothing")


def _contradictions(article: Article) -> list[Conflict]:
    _, conflicts = check_claims(article, ())
    return [one for one in conflicts if one.relation is Relation.CONTRADICTION]


def _told(conflict: Conflict) -> str:
    return f"{conflict.topic} " + " / ".join(f"“{side.quote}”" for side in conflict.sides)


def _graded(example: OneText, article: Article, asking: Asking) -> tuple[GradedClaim, ...]:
    """Return the sentences that are asked about, graded beside all others."""
    numbers = [s.n for s in article.sentences if s.role not in (SentenceRole.BOILERPLATE, SentenceRole.REPEATED)]
    grounded = ground_claims(article, sentence_claims(article, numbers))
    # Without findings: what the rules computed is told to the model as well, and here it is to judge alone.
    claims = [CheckedClaim(grounded=one) for one in grounded]
    end = len(article.text) if example.asked_to is None else example.asked_to
    known = {one.grounded.claim.claim_id: _unasked(asking) for one in claims if one.grounded.end > end}
    graded = grade_claims(article, claims, asking.ask, asking.grade, known=known)
    return tuple(one for one in graded if one.checked.grounded.claim.claim_id not in known)


def _unasked(asking: Asking) -> Grade:
    return Grade(
        plausibility=Plausibility.PLAUSIBLE,
        consistency=Consistency.CONSISTENT,
        reason="",
        relies_on=(),
        model=asking.grade.model,
        prompt=asking.grade.prompt.label,
        is_decisive=False,
    )


def _reasons(graded: Sequence[GradedClaim]) -> Iterator[str]:
    for one in graded:
        if one.grade and one.grade.consistency is not Consistency.CONSISTENT:
            yield f"{one.grade.consistency}: “{one.checked.grounded.quote}” ({one.grade.reason})"


WITHIN = Task(NAME, (Way.RULES, Way.MODEL, Way.BOTH), judge)
