"""The run that the golden files show: six articles, one for each sort of page that a reviewer meets."""

from datetime import timedelta

from pipeline.report import RunHeadline
from schemas.article import Article, RejectedInput, SentenceRole
from schemas.claim import Claim, ClaimKind, ClaimStatus, Missing, MissingKind, NotChecked
from schemas.conflict import Conflict, Relation
from schemas.finding import FindingKind, Severity
from schemas.grade import Consistency, Grade, Plausibility
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict
from tests import factories as make
from tests.rendered import render_files

HEADLINE = RunHeadline(
    provider="replay of cassettes/bridge.yaml, recorded from small-1.5b",
    model="small-1.5b",
    profile="small",
    is_decisive=False,
    run_id="4f1c09d2ab77",
    prompts=("extract/v1", "grade/v1"),
)

HOSTILE = (
    "[click](javascript:alert(1)) <img src=x onerror=alert(1)> | # now | https://evil.example/a?b=c "
    "`rm -rf` **bold** ![x](//evil.example/p.png) me@evil.example \u202egpj.exe"
)

_A_DAY = timedelta(days=1)

Told = tuple[list[ArticleVerdict], list[Conflict], list[RejectedInput], RunHeadline]
"""What a report is made of."""


def decided_scenes() -> tuple[list[ArticleVerdict], list[Conflict]]:
    """Return the articles of the run, and the conflicts between them."""
    own = _own_conflict()
    return [_quiet(), _contradicted(own), _ungrounded(), _small_grade(), _failed(), _hostile()], _across()


def render_scenes() -> dict[str, str]:
    """Render the run."""
    return render_files(*run_of_scenes())


def run_of_scenes() -> Told:
    """Return the run."""
    verdicts, conflicts = decided_scenes()
    rejected = [RejectedInput(path="news/empty.html", reason="no text is left after the page furniture was removed")]
    return verdicts, conflicts, rejected, HEADLINE


def _quiet_article() -> Article:
    return make.make_article(
        ("The harbour bridge cost $39.8 million.", "It has two lanes."),
        "Drivers will love it.",
        "Subscribe to our newsletter.",
        roles={4: SentenceRole.BOILERPLATE},
        path="news/quiet.txt",
        publisher="Harbour Post",
        published_at=make.PUBLISHED_AT + _A_DAY,
        url="https://harbour-post.example/2026/05/bridge?ref=home",
    )


def _contradicted_article() -> Article:
    return make.make_article(
        ("Harbour bridge opens for $40 million", "The harbour bridge opened on Monday after two years of work."),
        ("The state paid $25 million and the city paid $20 million.", "The bridge cost about $40 million in all."),
        "The bridge, which cost $45 million, carries 12,000 cars a day.",
        roles={1: SentenceRole.TITLE},
        path="news/Contradicted Bridge.txt",
    )


def _small_grade_article() -> Article:
    return make.make_article(
        ("The harbour bridge cost $52 million, the mayor said.", "It will last 200 years."),
        path="news/small-grade.txt",
        title="Bridge over budget",
        publisher=None,
        published_at=make.PUBLISHED_AT - _A_DAY,
    )


def _decided(article: Article, claim: Claim, grade: Grade | None = None) -> ClaimVerdict:
    return make.make_claim_verdict(make.make_graded(make.make_checked(make.make_grounded(article, claim)), grade))


def _quiet() -> ArticleVerdict:
    article = _quiet_article()
    opinion = make.make_claim(article, 3, kind=ClaimKind.OPINION)
    graded = make.make_graded(make.make_checked(make.make_grounded(article, opinion)))
    claims = [
        _decided(article, make.make_claim(article, 1, value="$39.8 million"), make.make_grade()),
        _decided(article, make.make_claim(article, 2), make.make_grade()),
        make.make_claim_verdict(graded, Verdict.NOT_CHECKABLE, reason="An opinion."),
    ]
    return make.make_article_verdict(article, claims)


def _own_claims() -> tuple[Article, Claim, Claim, Claim]:
    article = _contradicted_article()
    shares = make.make_claim(article, 3, statement="The state paid $25 million and the city $20 million.")
    total = make.make_claim(article, 4, statement="The bridge cost about $40 million.", value="about $40 million")
    rival = make.make_claim(article, 5, statement="The bridge cost $45 million.", value="$45 million")
    return article, shares, total, rival


def _own_conflict() -> Conflict:
    article, _, total, rival = _own_claims()
    sides = (
        make.make_side(article, total, "about $40 million", 40_000_000),
        make.make_side(article, rival, "$45 million", 45_000_000),
    )
    return make.make_conflict(*sides, explanation="$45 million is outside of what “about $40 million” admits.")


def _contradicted(own: Conflict) -> ArticleVerdict:
    article, shares, total, rival = _own_claims()
    sums = make.make_finding(
        FindingKind.ARITHMETIC_FAILS,
        "$25 million and $20 million make $45 million, and the article says about $40 million in all.",
        by="rule:total",
        others=[shares.claim_id],
    )
    values = make.make_finding(explanation=own.explanation, others=[total.claim_id])
    quantity = make.make_quantity(article, "about $40 million", 38_000_000, "42000000.5", qualifier="about")
    checked = make.make_checked(
        make.make_grounded(article, total), quantities=[quantity], status=ClaimStatus.DONE, findings=[sums]
    )
    contradicted = Verdict.CONTRADICTED
    claims = [
        _decided(article, shares, make.make_grade(Plausibility.DOUBTFUL, reason="Cities seldom pay.")),
        make.make_claim_verdict(make.make_graded(checked), contradicted, because=[sums], reason=sums.explanation),
        make.make_claim_verdict(
            make.make_graded(make.make_checked(make.make_grounded(article, rival), findings=[values])),
            contradicted,
            because=[values],
            reason=values.explanation,
        ),
    ]
    return make.make_article_verdict(article, claims, conflicts=[own])


def _ungrounded() -> ArticleVerdict:
    article = make.make_article(
        "The bridge was built by a firm from the north.", path="news/ungrounded.txt", title="Who built the bridge?"
    )
    claim = make.make_claim(article, statement="The bridge was built by Norden AG for $40 million.")
    missing = [Missing(kind=MissingKind.NAME, text="Norden AG"), Missing(kind=MissingKind.NUMBER, text="$40 million")]
    finding = make.make_finding(
        FindingKind.UNGROUNDED,
        "The claim names “Norden AG” and “$40 million”; its sentence does not.",
        by="rule:grounding",
        severity=Severity.WARNING,
    )
    checked = make.make_checked(make.make_grounded(article, claim, missing=missing), findings=[finding])
    verdict = make.make_claim_verdict(
        make.make_graded(checked), Verdict.DOUBTFUL, because=[finding], reason=finding.explanation
    )
    return make.make_article_verdict(article, [verdict])


def _small_grade() -> ArticleVerdict:
    article = _small_grade_article()
    cost = make.make_claim(article, 1, value="$52 million", speaker="the mayor")
    life = make.make_claim(article, 2)
    grade = make.make_grade(
        Plausibility.IMPLAUSIBLE,
        Consistency.INCONSISTENT,
        reason="Bridges last 100 years.",
        relies_on=[cost.claim_id, life.claim_id],
    )
    disputed = make.make_claim_verdict(
        make.make_graded(make.make_checked(make.make_grounded(article, cost)), grade),
        Verdict.DISPUTED,
        reason="Coast Daily gives another cost.",
    )
    return make.make_article_verdict(article, [disputed, _decided(article, life, grade)])


def _failed() -> ArticleVerdict:
    article = make.make_article(
        ("The toll is $3.", "Trucks pay $9."), "Buses cross for free.", path="news/failed.txt", title="What it costs"
    )
    toll, free = make.make_claim(article, 1), make.make_claim(article, 3)
    extract = NotChecked(
        stage="extract", unit="failed.txt sentence 2", sentence_numbers=(2,), reason="the answer ended at its limit"
    )
    grade = NotChecked(
        stage="grade", unit="failed.txt claims 1-1", claim_ids=(free.claim_id,), reason="the model could not be reached"
    )
    graded = make.make_graded(make.make_checked(make.make_grounded(article, free)), not_checked=grade)
    claims = [
        _decided(article, toll, make.make_grade()),
        make.make_claim_verdict(graded, Verdict.NOT_CHECKED, reason=grade.reason),
    ]
    return make.make_article_verdict(article, claims, not_checked=[extract, grade])


def _hostile() -> ArticleVerdict:
    article = make.make_article(
        HOSTILE, path="news/hostile`|x.txt", title=HOSTILE, publisher=HOSTILE, url="javascript:alert(1)"
    )
    claim = make.make_claim(article, speaker=HOSTILE, value=HOSTILE)
    finding = make.make_finding(FindingKind.DATE_IMPOSSIBLE, HOSTILE, by="rule:date")
    grade = make.make_grade(Plausibility.IMPLAUSIBLE, reason=HOSTILE, model=HOSTILE)
    verdict = make.make_claim_verdict(
        make.make_graded(make.make_checked(make.make_grounded(article, claim), findings=[finding]), grade),
        Verdict.IMPLAUSIBLE,
        because=[finding],
        reason=HOSTILE,
    )
    return make.make_article_verdict(article, [verdict])


def _across() -> list[Conflict]:
    bridge, _, total, _ = _own_claims()
    quiet, over = _quiet_article(), _small_grade_article()
    low = make.make_side(bridge, total, "about $40 million", 40_000_000)
    high = make.make_side(over, make.make_claim(over, 1), "$52 million", 52_000_000)
    exact = make.make_side(quiet, make.make_claim(quiet, 1), "$39.8 million", "39800000")
    return [
        make.make_conflict(low, exact, relation=Relation.ROUNDING, explanation="$39.8 million is about $40 million."),
        make.make_conflict(low, high),
    ]
