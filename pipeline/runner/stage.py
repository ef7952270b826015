"""The stages as the runner calls them: prompts, model and profile are bound by whoever wires them."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass

from pipeline.llm.port import Ask
from pipeline.stages.compare import Comparison
from pipeline.stages.confirm import Confirmed
from schemas.article import Article
from schemas.claim import CheckedClaim, Claim, Extraction, GroundedClaim, NotChecked
from schemas.conflict import Conflict
from schemas.grade import Grade, GradedClaim
from schemas.verdict import ArticleVerdict


@dataclass(frozen=True)
class Stages:
    """One function a stage, in the order of the run; each is pure but for the `Ask` it is handed.

    `extract` and `ask_again` are told the numbers of the sentences that may be asked about (None: all), `grade` the
    grades that are known, by claim id. `merge` joins the claims of the first and the second asking; `restore` puts
    sentences in the place of claims that were taken back.
    """

    extract: Callable[[Article, Ask, Container[int] | None], Extraction]
    ground: Callable[[Article, Sequence[Claim]], tuple[GroundedClaim, ...]]
    confirm: Callable[[Article, Sequence[GroundedClaim], Ask], Confirmed]
    ask_again: Callable[[Article, Sequence[GroundedClaim], Ask, Container[int] | None], Extraction]
    merge: Callable[[Sequence[GroundedClaim], Sequence[GroundedClaim]], tuple[GroundedClaim, ...]]
    restore: Callable[[Article, Sequence[GroundedClaim], Sequence[GroundedClaim]], tuple[GroundedClaim, ...]]
    check: Callable[[Article, Sequence[GroundedClaim]], tuple[tuple[CheckedClaim, ...], tuple[Conflict, ...]]]
    grade: Callable[[Article, Sequence[CheckedClaim], Ask, Mapping[str, Grade]], tuple[GradedClaim, ...]]
    compare: Callable[[Mapping[str, Sequence[GradedClaim]], Sequence[Article], Ask | None], Comparison]
    decide: Callable[
        [Article, Sequence[GradedClaim], Sequence[Conflict], Sequence[NotChecked], Mapping[int, str]],
        ArticleVerdict,
    ]
