"""Claims that people found true or false, with no article: which are doubted?

By rule: what checking finds in the claim alone (a share above 100 %, a sum that fails). By model: as a run asks, some
claims a call, a reason before the grade. To tell is to call a claim anything but plausible.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import LLMError
from pipeline.eval.judgement import Case, Judgement
from pipeline.eval.stand_in import article_of, checked_sentences
from pipeline.eval.task import Asking, Task, Way
from pipeline.llm.port import LLMRequest
from schemas.finding import Severity
from schemas.grade import Plausibility
from schemas.reply_grades import ReplyGrade, ReplyGrades, reply_grades

NAME = "plausibility"
_SURE = {Plausibility.PLAUSIBLE: 0.0, Plausibility.DOUBTFUL: 0.5, Plausibility.IMPLAUSIBLE: 1.0}
_NO_ARTICLE = "no title, no date"


@dataclass(frozen=True)
class OneClaim:
    """A claim, and whether people found it true."""

    item_id: str
    doc_id: str
    statement: str
    is_true: bool
    kinds: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return what people say of it."""
        return "true" if self.is_true else "false"


def judge(examples: Sequence[OneClaim], way: Way, asking: Asking | None) -> list[Case]:
    """Return a case for each claim; a model is asked about all of them in one call.

    Raises:
        ConfigurationError: no call can work as configured.
    """
    grades = _grades(examples, asking) if asking and way.has_model else {}
    return [_case(one, way, grades, n) for n, one in enumerate(examples, 1)]


def _case(example: OneClaim, way: Way, grades: Mapping[int, ReplyGrade] | LLMError, n: int) -> Case:
    doubts = _doubts(example) if way.has_rules else []
    grade = None if isinstance(grades, LLMError) else grades.get(n)
    is_missed = way.has_model and grade is None and not doubts
    judgement = Judgement(
        item_id=example.item_id,
        doc_id=example.doc_id,
        task=NAME,
        kinds=(example.label, *example.kinds),
        is_wanted=not example.is_true,
        is_told=None if is_missed else bool(doubts) or bool(grade and grade.plausibility != Plausibility.PLAUSIBLE),
        answer="doubted by rule" if doubts else str(grade.plausibility if grade else "nothing"),
        score=len(doubts) + (_SURE[grade.plausibility] if grade else 0.0),
    )
    return Case(judgement, example.statement, "; ".join([*doubts, *([grade.reason] if grade else [])]) or "nothing")


def _doubts(example: OneClaim) -> list[str]:
    checked = checked_sentences(article_of(example.statement, example.item_id))
    return [f.explanation for one in checked for f in one.findings if f.severity is not Severity.INFO]


def _grades(examples: Sequence[OneClaim], asking: Asking) -> Mapping[int, ReplyGrade] | LLMError:
    """Return the grade of each claim by its number, or why there is none."""
    (answer,) = asking.ask([_request(examples, asking)])
    return answer if isinstance(answer, LLMError) else {one.claim: one for one in answer.value.grades}


def _request(examples: Sequence[OneClaim], asking: Asking) -> LLMRequest[ReplyGrades]:
    numbered = "\n".join(f"{n}. {one.statement}" for n, one in enumerate(examples, 1))
    system, user = asking.grade.prompt.render(article=_NO_ARTICLE, claims=numbered, asked=numbered)
    return LLMRequest(
        stage="grade",
        unit=f"claims from {examples[0].item_id}",
        prompt=asking.grade.prompt.label,
        system=system,
        user=user,
        reply_model=reply_grades(tuple(range(1, len(examples) + 1))),
        model=asking.grade.model,
        max_tokens=len(examples) * asking.grade.profile.grade_tokens_per_claim,
    )


PLAUSIBILITY = Task(NAME, (Way.RULES, Way.MODEL, Way.BOTH), judge, is_batched=True)
