"""What a mark is about stays the same while its own words and doubts do, and is another as soon as they do not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from schemas.article import Article, Span
from schemas.claim import Missing, MissingKind
from schemas.conflict import Conflict, Relation
from schemas.finding import Finding, FindingKind, Severity
from schemas.grade import Plausibility
from schemas.subject import Subject, SubjectKind, subject_of_conflict, subjects_against, subjects_of_claims
from schemas.verdict import ClaimVerdict, Verdict
from tests import factories as make

FIRST, OWN, OTHER = "A crane fell.", "The bridge cost $40 million.", "It cost $45 million."


def article(first: str = FIRST, own: str = OWN, other: str = OTHER, **head: Any) -> Article:  # noqa: ANN401  as the factory takes it
    return make.make_article(first, own, other, **head)


def span_of(of: Article, words: str) -> Span:
    start = of.text.index(words)
    return Span(start=start, end=start + len(words))


def finding(of: Article, **changed: Any) -> Finding:  # noqa: ANN401  any field
    spans = tuple(span_of(of, of.quote(of.sentence(n))) for n in (2, 3))
    return make.make_finding().model_copy(update={"spans": spans, **changed})


def claim(of: Article, *found: Finding, statement: str | None = None, **more: Any) -> ClaimVerdict:  # noqa: ANN401  as above
    stated = make.make_claim(of, 2, statement=statement)
    checked = make.make_checked(make.make_grounded(of, stated, missing=more.pop("missing", ())), findings=found)
    graded = make.make_graded(checked, more.pop("grade", None))
    return make.make_claim_verdict(graded, more.pop("verdict", Verdict.CONTRADICTED), **more)


def subject(of: Article, decided: ClaimVerdict, *conflicts: Conflict) -> Subject:
    (found,) = subjects_of_claims(make.make_article_verdict(of, [decided]), conflicts).values()
    return found


def plain(of: Article) -> Subject:
    return subject(of, claim(of, finding(of), statement="The bridge cost $40 million."))


BEFORE = plain(article())


@pytest.mark.parametrize(
    "same",
    [
        article(first="Two cranes fell on Monday, and nobody was hurt."),
        article(own="The bridge\u00a0 cost\n$40 million."),
        article(path="archive/other.txt", title="Another headline", url="https://example.com/b"),
        article(published_at=make.PUBLISHED_AT + timedelta(hours=2)),
    ],
)
def test_a_mark_survives_what_is_not_its_own(same: Article) -> None:
    assert plain(same).exact == BEFORE.exact
    assert plain(same).loose == BEFORE.loose


@pytest.mark.parametrize(
    "other",
    [
        article(own="The bridge cost $41 million."),
        article(other="It cost $46 million."),
        article(publisher="River Times"),
        article(publisher=None),
        article(published_at=make.PUBLISHED_AT + timedelta(days=1)),
        article(published_at=None),
    ],
)
def test_a_mark_is_lost_with_its_own_words_its_outlet_or_its_day(other: Article) -> None:
    assert plain(other).exact != BEFORE.exact
    assert plain(other).loose != BEFORE.loose


def test_another_statement_of_the_same_passage_has_the_same_looser_key() -> None:
    of = article()
    reworded = subject(of, claim(of, finding(of), statement="It was a bridge of $40 million."))
    assert reworded.exact != BEFORE.exact
    assert reworded.loose == BEFORE.loose
    assert reworded.mark_id == reworded.exact[:12]


@pytest.mark.parametrize(
    "changed", [{"kind": FindingKind.NAME_CONFLICT}, {"by": "rule:total"}, {"severity": Severity.INFO}]
)
def test_another_doubt_is_another_subject(changed: dict[str, Any]) -> None:
    of = article()
    assert subject(of, claim(of, finding(of, **changed))).loose != BEFORE.loose


def test_who_the_model_is_and_what_it_thinks_in_passing_is_no_part_of_the_key() -> None:
    of = article()
    grade = make.make_grade(Plausibility.DOUBTFUL, model="other")
    remark = make.make_finding(FindingKind.MODEL_DOUBT, by="model:other", severity=Severity.INFO)
    graded = subject(of, claim(of, finding(of), grade=grade, findings=[remark], statement=OWN))
    assert (graded.exact, graded.model, graded.prompt) == (BEFORE.exact, None, None)


def test_a_doubt_of_the_model_is_that_model_s_own() -> None:
    of = article()
    told = {}
    for model in ("a", "b"):
        doubt = make.make_finding(FindingKind.MODEL_DOUBT, by=f"model:{model}", severity=Severity.WARNING)
        told[model] = subject(of, claim(of, findings=[doubt], grade=make.make_grade(model=model)))
    assert told["a"].loose != told["b"].loose
    assert (told["a"].model, told["a"].prompt, told["a"].makers) == ("a", "grade/v1", ("model:a",))


def test_what_a_statement_adds_is_part_of_what_is_doubted() -> None:
    of = article()
    doubt = make.make_finding(FindingKind.UNGROUNDED, by="rule:grounding")
    added = [[Missing(kind=MissingKind.NAME, text=name)] for name in ("Norden AG", "Suden AG")]
    one, other = (subject(of, claim(of, doubt, missing=missing)) for missing in added)
    assert one.loose != other.loose


def test_claims_that_share_passage_and_doubt_have_no_looser_key() -> None:
    of = article()
    both = [claim(of, finding(of), statement=words) for words in ("It cost $40 million.", "A bridge was built.")]
    found = subjects_of_claims(make.make_article_verdict(of, both), ()).values()
    assert [one.loose for one in found] == [None, None]


def test_claims_with_nothing_against_them_are_no_subject() -> None:
    of = article()
    assert subjects_of_claims(make.make_article_verdict(of, [claim(of, verdict=Verdict.PLAUSIBLE)]), ()) == {}


def between(*articles: Article, relation: Relation = Relation.CONTRADICTION, **more: Any) -> Conflict:  # noqa: ANN401  as above
    sides = [
        make.make_side(of, make.make_claim(of, 2), of.quote(of.sentence(2))[16:], n) for n, of in enumerate(articles)
    ]
    return make.make_conflict(*sides, relation=relation, **more)


RIVAL = article(own="The bridge cost $52 million.", publisher="River Times", path="b.txt")
THIRD = article(own="The bridge cost $60 million.", publisher="Hill Post", path="c.txt")


def against_claim(of: Article, decided: ClaimVerdict, *conflicts: Conflict) -> tuple[Subject, ...]:
    (found,) = subjects_against(make.make_article_verdict(of, [decided]), conflicts).values()
    return found


def test_a_claim_that_conflicts_alone_speak_against_is_not_marked_by_itself() -> None:
    of = article()
    against = between(of, RIVAL), between(of, RIVAL, THIRD, by="rule:date")
    disputed = claim(of, verdict=Verdict.DISPUTED)
    assert subjects_of_claims(make.make_article_verdict(of, [disputed]), against) == {}
    assert against_claim(of, disputed, *against) == tuple(map(subject_of_conflict, against))


def test_a_doubt_of_its_own_is_marked_whatever_other_articles_say() -> None:
    of = article()
    own = subject(of, claim(of, finding(of), statement=OWN), between(of, RIVAL))
    assert (own.exact, own.makers) == (BEFORE.exact, ("rule:value",))
    against = against_claim(of, claim(of, finding(of), statement=OWN), between(of, RIVAL))
    assert against == (own, subject_of_conflict(between(of, RIVAL)))


def test_a_doubted_claim_that_nothing_is_told_of_is_marked_by_itself() -> None:
    of = article()
    assert [one.kind for one in against_claim(of, claim(of, verdict=Verdict.DISPUTED))] == [SubjectKind.CLAIM]


def test_nothing_speaks_against_a_claim_that_is_not_doubted() -> None:
    of = article()
    plausible = make.make_article_verdict(of, [claim(of, verdict=Verdict.PLAUSIBLE)])
    assert subjects_against(plausible, [between(of, RIVAL)]) == {}


def inner(of: Article) -> Conflict:
    sides = [make.make_side(of, make.make_claim(of, n)) for n in (2, 3)]
    worded = [side.model_copy(update={"words": span}) for side, span in zip(sides, finding(of).spans, strict=True)]
    return make.make_conflict(*worded)


def test_a_finding_and_the_conflict_that_tells_it_are_one_doubt() -> None:
    of = article()
    assert against_claim(of, claim(of, finding(of)), inner(of)) == (subject_of_conflict(inner(of)),)
    assert against_claim(of, claim(of), inner(of)) == (subject_of_conflict(inner(of)),)


@pytest.mark.parametrize("changed", [{"by": "rule:total"}, {"spans": ()}])
def test_a_finding_that_no_conflict_tells_is_a_doubt_of_its_own(changed: dict[str, Any]) -> None:
    of = article()
    own = claim(of, finding(of, **changed))
    assert against_claim(of, own, inner(of)) == (subject(of, own), subject_of_conflict(inner(of)))


def test_a_difference_that_is_no_matter_is_no_part_of_a_doubt() -> None:
    of = article()
    rounded = between(of, RIVAL, relation=Relation.ROUNDING)
    assert subject(of, claim(of, finding(of), statement=OWN), rounded).exact == BEFORE.exact


@pytest.mark.parametrize(
    "same",
    [
        lambda: between(RIVAL, article()),
        lambda: between(article(first="Two cranes fell."), RIVAL),
        lambda: between(article(own="The bridge cost  $40 million.", publisher="Copy Wire"), RIVAL),
        lambda: between(article(), article(publisher="Copy Wire", path="d.txt"), RIVAL),
        lambda: between(article(), RIVAL, topic="How much?", explanation="They differ."),
    ],
)
def test_a_conflict_is_known_by_what_its_sides_say(same: Callable[[], Conflict]) -> None:
    assert subject_of_conflict(same()).exact == subject_of_conflict(between(article(), RIVAL)).exact


@pytest.mark.parametrize(
    "other",
    [
        lambda: between(article(own="The bridge cost $41 million."), RIVAL),
        lambda: between(article(), RIVAL, THIRD),
        lambda: between(article(), RIVAL, by="rule:date"),
        lambda: between(article(), RIVAL, relation=Relation.UPDATE),
    ],
)
def test_another_side_rule_or_relation_makes_another_conflict(other: Callable[[], Conflict]) -> None:
    assert subject_of_conflict(other()).exact != subject_of_conflict(between(article(), RIVAL)).exact


def test_which_model_compared_is_no_part_of_a_conflict_s_key() -> None:
    one, other = (subject_of_conflict(between(article(), RIVAL, by=f"model:{name}")) for name in "ab")
    assert one.exact == other.exact
    assert (one.makers, one.model) == (("model:a",), "a")
