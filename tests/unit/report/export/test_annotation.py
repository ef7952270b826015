"""What is remarked on the lines of articles."""

from datetime import timedelta

import pytest

from pipeline.report.export.annotation import Annotation, Level, annotations
from pipeline.report.export.place import whereabouts
from schemas.article import Article
from schemas.conflict import Conflict, Relation
from schemas.finding import FindingKind, Severity
from schemas.mark import KeptMark
from schemas.subject import Subject
from schemas.verdict import ArticleVerdict, Verdict
from tests import factories as make
from tests.golden.export.documents import found_annotations
from tests.marking import FALSE_ALARM, mark

OLD = make.make_article(("It cost $4.", "It cost $5."), path="old.txt")
NEW = make.make_article("It cost $6.", path="new.html", published_at=make.PUBLISHED_AT + timedelta(days=1))


def decided(article: Article, verdict: Verdict = Verdict.PLAUSIBLE, **finding: object) -> ArticleVerdict:
    """Decide an article with one claim, of which one thing was found."""
    found = make.make_finding(FindingKind.MODEL_DOUBT, **finding)  # type: ignore[arg-type]  # as the factory takes it
    checked = make.make_checked(make.make_grounded(article), findings=[found])
    return make.make_article_verdict(article, [make.make_claim_verdict(make.make_graded(checked), verdict)])


def remarks(verdict: ArticleVerdict, *conflicts: Conflict) -> list[Annotation]:
    where = whereabouts([decided(OLD), decided(NEW)], str)
    return list(annotations(verdict, conflicts, where, lambda _: None))


def conflict(relation: Relation, *articles: Article, by: str = "rule:values") -> Conflict:
    numbers = (1, 2) if len(articles) == 1 else (1, 1)
    both = articles * 2 if len(articles) == 1 else articles
    sides = [make.make_side(one, make.make_claim(one, n)) for one, n in zip(both, numbers, strict=True)]
    return make.make_conflict(*sides, relation=relation, by=by)


def test_a_passage_that_cannot_be_is_not_said_to_differ_from_another() -> None:
    alone = make.make_conflict(make.make_side(OLD, make.make_claim(OLD)), topic="30 February?", by="rule:day")
    (found,) = remarks(decided(OLD), alone)
    assert (found.rank, found.rule.level) == (Verdict.IMPLAUSIBLE.rank, Level.ERROR)
    assert (found.message[:24], found.rule.about[:21]) == ("30 February? Cannot be: ", "A passage that cannot")


@pytest.mark.parametrize(
    ("severity", "level"), [(Severity.ERROR, Level.ERROR), (Severity.WARNING, Level.WARNING), (Severity.INFO, None)]
)
def test_a_finding_weighs_as_its_severity_and_information_is_no_remark(severity: Severity, level: Level | None) -> None:
    found = remarks(decided(OLD, Verdict.DOUBTFUL, severity=severity))
    assert [one.rule.level for one in found] == ([] if level is None else [level])


def test_a_claim_that_is_not_doubted_has_no_remark() -> None:
    assert remarks(decided(OLD, Verdict.PLAUSIBLE)) == []


@pytest.mark.parametrize(
    ("relation", "articles", "level"),
    [
        (Relation.CONTRADICTION, (OLD,), Level.ERROR),
        (Relation.CONTRADICTION, (OLD, NEW), Level.WARNING),
        (Relation.UPDATE, (OLD, NEW), Level.WARNING),
        (Relation.UNCLEAR, (OLD, NEW), Level.NOTE),
        (Relation.ROUNDING, (OLD, NEW), None),
        (Relation.DIFFERENT_SCOPE, (OLD, NEW), None),
    ],
)
def test_a_conflict_weighs_as_its_relation_and_what_is_explained_is_no_remark(
    relation: Relation, articles: tuple[Article, ...], level: Level | None
) -> None:
    found = remarks(decided(OLD), conflict(relation, *articles))
    assert [one.rule.level for one in found] == ([] if level is None else [level])


@pytest.mark.parametrize(("relation", "count"), [(Relation.UPDATE, 0), (Relation.CONTRADICTION, 1)])
def test_the_newer_article_has_nothing_to_do_about_an_update(relation: Relation, count: int) -> None:
    assert len(remarks(decided(NEW), conflict(relation, OLD, NEW))) == count


def test_of_an_update_without_two_days_nobody_is_known_to_be_older() -> None:
    undated = NEW.model_copy(update={"published_at": None})
    assert len(remarks(decided(undated), conflict(Relation.UPDATE, OLD, undated))) == 0


def test_a_conflict_of_other_articles_is_no_remark() -> None:
    assert remarks(decided(NEW), conflict(Relation.CONTRADICTION, OLD)) == []


def test_another_model_is_not_another_rule() -> None:
    (doubt,) = remarks(decided(OLD, Verdict.DOUBTFUL, by="model:large", severity=Severity.WARNING))
    (compared,) = remarks(decided(NEW), conflict(Relation.UNCLEAR, OLD, NEW, by="model:large"))
    assert (doubt.rule.name, compared.rule.name) == ("model:doubt", "model:comparison")


def test_the_other_passages_are_told_with_their_source_and_place() -> None:
    (one,) = remarks(decided(NEW), conflict(Relation.CONTRADICTION, OLD, NEW))
    (other,) = one.elsewhere
    assert other.words == "Coast Daily: “It cost $4.”"
    assert other.place is not None
    assert other.place.path == "old.txt"


def test_a_side_of_another_run_has_no_place() -> None:
    gone = make.make_article("It cost $9.", path="gone.txt")
    (one,) = remarks(decided(NEW), conflict(Relation.CONTRADICTION, gone, NEW))
    assert [(other.words, other.place) for other in one.elsewhere] == [("another run: “It cost $9.”", None)]


def test_a_long_passage_is_cut() -> None:
    long = make.make_article("It cost $4" + " and more" * 99, path="old.txt")
    (one,) = remarks(decided(long, Verdict.DOUBTFUL))
    assert one.message.endswith(" […]”")


def test_known_false_alarms_say_so() -> None:
    assert [one.rule.name for one in found_annotations() if one.false_alarm] == ["rule:value"]


@pytest.mark.parametrize(
    ("marked", "count"), [(set(), 0), ({"It cost $4.", "It cost $5."}, 0), ({"What did the bridge cost?"}, 1)]
)
def test_a_conflict_is_a_false_alarm_by_its_own_mark_alone(marked: set[str], count: int) -> None:
    claims = [make.make_grounded(OLD, make.make_claim(OLD, n)) for n in (1, 2)]
    doubts = [make.make_checked(one, findings=[make.make_finding()]) for one in claims]
    verdict = make.make_article_verdict(
        OLD, [make.make_claim_verdict(make.make_graded(one), Verdict.CONTRADICTED) for one in doubts]
    )

    def known(subject: Subject) -> KeptMark | None:
        return KeptMark(number=1, mark=mark(subject, FALSE_ALARM)) if subject.statement in marked else None

    found = annotations(verdict, [conflict(Relation.CONTRADICTION, OLD)], whereabouts([verdict], str), known)
    assert sum(one.false_alarm is not None for one in found if one.message.startswith("What did")) == count
