"""The stages of a run that asks nobody: every sentence stands as a claim of its own, and rules judge."""

from collections.abc import Container, Mapping, Sequence

from pipeline.eval.stand_in import sentence_claims
from pipeline.llm.port import Ask
from pipeline.runner import Stages
from pipeline.stages.check import check_claims
from pipeline.stages.compare import Comparison, compare_articles
from pipeline.stages.confirm import Confirmed, restore_sentences
from pipeline.stages.decide import decide_verdicts
from pipeline.stages.ground import ground_claims, replace_ungrounded
from schemas.article import Article
from schemas.claim import CheckedClaim, Extraction, GroundedClaim
from schemas.grade import Grade, GradedClaim


def rule_stages() -> Stages:
    """Return the stages."""
    return Stages(
        extract=_extract,
        ground=ground_claims,
        confirm=lambda _article, grounded, _ask: Confirmed(tuple(grounded)),
        ask_again=asks_once,
        merge=replace_ungrounded,
        restore=restore_sentences,
        check=check_claims,
        grade=_grade,
        compare=_compare,
        decide=decide_verdicts,
    )


def _extract(article: Article, _ask: Ask, _only: Container[int] | None) -> Extraction:
    return Extraction(claims=sentence_claims(article))


def asks_once(
    _article: Article, _grounded: Sequence[GroundedClaim], _ask: Ask, _only: Container[int] | None
) -> Extraction:
    """Stand in for the second asking where there is none."""
    return Extraction(claims=())


def _grade(
    _article: Article, checked: Sequence[CheckedClaim], _ask: Ask, _known: Mapping[str, Grade]
) -> tuple[GradedClaim, ...]:
    return tuple(GradedClaim(checked=one) for one in checked)


def _compare(graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article], _ask: Ask | None) -> Comparison:
    return compare_articles(graded, articles)
