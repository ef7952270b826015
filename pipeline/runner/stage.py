"""The stages as the runner calls them: prompts, model and profile are bound by whoever wires them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.llm.port import Ask
from pipeline.stages.compare import Comparison
from schemas.article import Article
from schemas.claim import CheckedClaim, Claim, Extraction, GroundedClaim, NotChecked
from schemas.conflict import Conflict
from schemas.grade import GradedClaim
from schemas.verdict import ArticleVerdict


@dataclass(frozen=True)
class Stages:
    """One function a stage, in the order of the run; each is pure but for the `Ask` it is handed.

    `merge` joins the claims of the first and the second asking; `restore` puts sentences in the place of claims that
    were taken back.
    """

    extract: Callable[[Article, Ask], Extraction]
    ground: Callable[[Article, Sequence[Claim]], tuple[GroundedClaim, ...]]
    confirm: Callable[[Article, Sequence[GroundedClaim], Ask], tuple[GroundedClaim, ...]]
    ask_again: Callable[[Article, Sequence[GroundedClaim], Ask], Extraction]
    merge: Callable[[Sequence[GroundedClaim], Sequence[GroundedClaim]], tuple[GroundedClaim, ...]]
    restore: Callable[[Article, Sequence[GroundedClaim], Sequence[GroundedClaim]], tuple[GroundedClaim, ...]]
    check: Callable[[Article, Sequence[GroundedClaim]], tuple[tuple[CheckedClaim, ...], tuple[Conflict, ...]]]
    grade: Callable[[Article, Sequence[CheckedClaim], Ask], tuple[GradedClaim, ...]]
    compare: Callable[[Mapping[str, Sequence[GradedClaim]], Sequence[Article], Ask | None], Comparison]
    decide: Callable[
        [Article, Sequence[GradedClaim], Sequence[Conflict], Sequence[NotChecked], Mapping[int, str]],
        ArticleVerdict,
    ]
